"""The maintainer's log: lines to standard error, where journald takes them."""

import logging

from agent.ports import Log


class LinuxLog(Log):
    """The loop's lines under the logger `agent`."""

    def __init__(self) -> None:
        self._log = logging.getLogger("agent")

    def info(self, text: str) -> None:
        """Something went well that is worth a line."""
        self._log.info("%s", text)

    def warning(self, text: str) -> None:
        """Something failed, or is about to."""
        self._log.warning("%s", text)


def start_logging(level: int = logging.INFO) -> None:
    """Log to standard error; journald knows the time and the unit, so neither is repeated."""
    logging.basicConfig(level=level, format="%(levelname)s %(name)s: %(message)s")
