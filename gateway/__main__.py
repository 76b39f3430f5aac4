"""`python3 -m gateway …`."""

from gateway.cli import main

main()
