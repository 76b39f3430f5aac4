"""The stock of one device in memory: what the desks of all its fridges share."""

from agent import aio
from agent.last_acts import LastActs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Rows = dict[str, dict[str, Any]]


class Stock:
    """The stock of one device, all its fridges together, as the journal's tables hold it, and the parcels that wait.

    `lasts` knows who did what last.

    `recalled` has the recalled batches, by `coldchain.recall.batch_of`.

    It changes only while `turn` is held: a line's name and a pack's serial are given once among all fridges.
    """

    def __init__(
        self,
        lines: "Rows",
        units: "Rows",
        told: "Rows",
        lasts: LastActs,
        deliveries: "Rows | None" = None,
        recalled: "Rows | None" = None,
    ) -> None:
        self.lines = lines
        self.units = units
        self.told = told
        self.lasts = lasts
        self.deliveries = {} if deliveries is None else deliveries
        self.recalled = {} if recalled is None else recalled
        self.turn = aio.Lock()
