"""`python3 -m agent` is `vigifroid-agent`."""

from agent.linux.cli import main

if __name__ == "__main__":
    main()
