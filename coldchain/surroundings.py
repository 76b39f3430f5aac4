"""What a conversation must know that is not of its own fridge; whoever owns the session keeps it current."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from coldchain.outing import Host, Moment, Parting
    from coldchain.scan import Scan

    # Open excursion of a fridge, and since when nothing was read in it; "" where all is well.
    Condition = tuple[str, str]


class Surroundings:
    """The desk's other fridges, the hosts of an evacuation, and the clock behind the session.

    `boot` names this boot; `ran_on` says whether the wall clock is right although the machine was off. What was out for
    longer than `longest_out_ms` comes back into quarantine. `left` says when each pack with a serial was given out.
    `agree` tells whether vials have been through the same as a line that they would join.
    """

    def __init__(self) -> None:
        self.boot = "boot"
        self.ran_on = True
        self.longest_out_ms = 0
        self.hosts: dict[str, Host] = {}
        self.fridges: dict[str, Condition] = {}
        self.left: dict[str, Moment] = {}
        self.agree: Callable[[Parting, str], bool] = _never

    def moment(self, scan: "Scan") -> "Moment":
        """The instant of a scan."""
        return {"at": scan.now_ms if self.ran_on else None, "up": scan.up_ms, "boot": self.boot}

    def remember(self, left: "dict[str, Moment | None]") -> None:
        """Take note of packs that were given out; None: one that is no longer out."""
        for unit, moment in left.items():
            if moment is None:
                self.left.pop(unit, None)
            else:
                self.left[unit] = moment


def _never(parting: "Parting", line: str) -> bool:
    return False
