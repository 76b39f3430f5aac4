"""A barcode reader made of a pseudo-terminal: the agent's own serial code reads its other end.

The path that the agent opens is a link, so that a reader which was unplugged comes back under the same name, as
/dev/serial/by-id gives it.
"""

import os
import tty
from pathlib import Path

SUFFIX = b"\r"


class PtyReader:
    """One reader at `path`. Plugged in from the start; `scan` sends what its beam would read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._master: int | None = None
        self._slave: int | None = None

    @property
    def plugged(self) -> bool:
        """Whether the reader is connected."""
        return self._master is not None

    def plug(self) -> None:
        """Connect; does nothing to a connected reader."""
        if self._master is not None:
            return
        self._master, self._slave = os.openpty()
        tty.setraw(self._slave)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.unlink(missing_ok=True)
        self.path.symlink_to(os.ttyname(self._slave))

    def unplug(self) -> None:
        """Disconnect, as pulling the cable does; does nothing to a disconnected reader."""
        for end in (self._master, self._slave):
            if end is not None:
                os.close(end)
        self._master = self._slave = None
        self.path.unlink(missing_ok=True)

    def scan(self, text: str) -> None:
        """Send one scan and the reader's suffix. Raises OSError when it is unplugged."""
        if self._master is None:
            raise OSError(f"{self.path}: expected a plugged reader, found none")
        os.write(self._master, text.encode("latin-1") + SUFFIX)
