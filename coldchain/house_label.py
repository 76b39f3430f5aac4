"""The label that a house prints for one of its stock lines and scans in place of a pack: `VF:LINE:<line id>`.

Vials counted in two lines of one batch bear the same code of their maker; with the label on them they can be told
apart. It names a line and no unit, so of serialised packs it says only which line they are in.
"""

from coldchain.symbol import Symbol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class HouseLabel(Symbol):
    """A vial of `line`, as the code of its maker would read without a date and without a serial."""

    def __init__(self, raw: str, line: "dict[str, Any]", recovered: str) -> None:
        Symbol.__init__(self, raw, 0)
        self.elements = {"01": line["gtin"], "10": line["lot"]}
        self.line = line["line"]
        self.recovered = recovered
        self.accept()
