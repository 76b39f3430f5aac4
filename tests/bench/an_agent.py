"""`python -m tests.bench.an_agent agent.toml`: the agent as it runs on a Pi, with register files for sensors.

Journal, link, worker threads, rules and loop are the real ones.
"""

import asyncio
import sys
from pathlib import Path

# What a Pi never loads would spoil the measure of its memory.
NOT_ON_A_PI = ("fastapi", "gateway", "microdot", "pytest", "sqlalchemy")


def main() -> None:
    """Run until SIGTERM."""
    # Some tool of the tests brings PySocks, and paho takes it where it finds it.
    sys.modules["socks"] = None  # type: ignore[assignment]  # as the import system reads it: absent
    from agent.linux.configuration import load
    from agent.linux.log import start_logging
    from agent.linux.service import serve
    from tests.bench.register_files import RegisterFiles

    loaded = [name for name in NOT_ON_A_PI if name in sys.modules]
    if loaded:
        sys.exit(f"expected the modules of a Pi, found {', '.join(loaded)}")
    configuration = load(Path(sys.argv[1]))
    start_logging()
    asyncio.run(serve(configuration, RegisterFiles(configuration.settings)))


if __name__ == "__main__":
    main()
