"""VF:DONE: what was going on is over."""

from coldchain.acts import counting, delivering

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coldchain.answer import Answer
    from coldchain.command import Command
    from coldchain.scan import Scan
    from coldchain.session import Session


def end(here: "Session", scan: "Scan", command: "Command") -> "Answer":
    """A count is compared with the stock; a parcel that has come waits; every other mode just ends."""
    if scan.mode.name == "count":
        return counting.finish(here, scan)
    return delivering.leave(here, scan, command)
