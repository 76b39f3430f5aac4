"""The stock of one device, all its fridges together, as its desks share it."""

from agent import aio
from agent.carrying import Carrying
from agent.last_acts import LastActs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from coldchain.outing import Moment
    from coldchain.surroundings import Condition

    Rows = dict[str, dict[str, Any]]


class Stock:
    """The stock as the journal's tables hold it, with the parcels that wait and the recalled batches.

    It changes only while `turn` is held: a line's name and a pack's serial are given once among all fridges.
    `recalled` has the recalled batches, by `coldchain.recall.batch_of`; `lasts` knows who did what last, `carrying` has
    the accounts of all lines, `left` tells when each pack was given out and to whom. `conditions` asks a fridge what it
    would place on what comes in.
    """

    def __init__(
        self,
        lines: "Rows",
        units: "Rows",
        told: "Rows",
        lasts: LastActs,
        deliveries: "Rows | None" = None,
        recalled: "Rows | None" = None,
        left: "dict[str, Moment] | None" = None,
    ) -> None:
        self.lines = lines
        self.units = units
        self.told = told
        self.lasts = lasts
        self.deliveries = {} if deliveries is None else deliveries
        self.recalled = {} if recalled is None else recalled
        self.left = {} if left is None else left
        self.carrying = Carrying(lines)
        self.conditions: dict[str, Callable[[], Condition]] = {}
        self.turn = aio.Lock()
