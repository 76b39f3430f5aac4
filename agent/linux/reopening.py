"""Opening a reader again after it was unplugged: tried soon, then every 3 s, so that it is back within 5 s."""

import errno
import os

from agent.ports import LineFault

FIRST_WAIT_S = 0.2
LONGEST_WAIT_S = 3.0
BUSY = (errno.EBUSY, errno.EAGAIN)


class UnpluggedError(OSError):
    """An open line broke."""


def next_wait_s(last_s: float) -> float:
    """The wait before the next try to open, after one that followed `last_s`; 0 stands for none yet."""
    return min(max(FIRST_WAIT_S, 2 * last_s), LONGEST_WAIT_S)


def line_fault(path: str, error: OSError) -> LineFault:
    """What an error of a reader's device is to the agent."""
    if isinstance(error, UnpluggedError):
        return LineFault("unplugged", f"{path}: {error}")
    reason = "busy" if error.errno in BUSY else "absent"
    # pyserial puts the path and the kernel's words into strerror, twice each.
    return LineFault(reason, f"{path}: {os.strerror(error.errno) if error.errno else error}")
