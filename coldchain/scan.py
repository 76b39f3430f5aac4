"""One scan: what was read, in which mode and when, and the facts as they come to be known."""

from coldchain import gs1
from coldchain.answer import product_facts, symbol_facts
from coldchain.command import PREFIX
from coldchain.house_label import HouseLabel
from coldchain.lookup import hides_a_serial
from coldchain.lost_separator import spelled
from coldchain.modes import MODES
from coldchain.stock import StockError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from coldchain.catalogue import Catalogue
    from coldchain.command import Command
    from coldchain.modes import Mode
    from coldchain.product import Product
    from coldchain.symbol import Symbol


class Scan:
    """A frame of the reader at a moment: `up_ms` uptime, `now_ms` UTC or None, `judged_ms` the instant for limits.

    A clock that is behind the floor, which is known to be past, counts as unset: a Pi without a clock chip starts
    at the date of its last shutdown, or of its system.

    `labelled`: it is a house label, which names its line. After `read` and `read_label`, `product` is the product of
    the pack, None if not known, and `pack_vials` how many vials its code stands for. `facts` are those of the answer,
    also of one that refuses half way.
    """

    def __init__(self, raw: str, mode: "Mode", up_ms: int, now_ms: int | None, floor_ms: int) -> None:
        self.raw = raw
        self.mode = mode
        self.up_ms = up_ms
        self.now_ms = None if now_ms is None or now_ms < floor_ms else now_ms
        self.judged_ms = floor_ms if self.now_ms is None else self.now_ms
        self.labelled = False
        self.product: Product | None = None
        self.pack_vials = 1
        self.facts: dict[str, Any] = {"mode": mode.name}

    def read(
        self,
        catalogue: "Catalogue",
        lines: "dict[str, dict[str, Any]]",
        today_year: int,
        prefix: str,
        suffix: str,
    ) -> "Symbol":
        """The symbol of a pack. Raises StockError `unreadable`, `rescan` or `no_gtin`: nothing it said is a fact.

        A quantity scanned before says that the pack has no serial number, whatever its batch looks like.
        """
        symbol = gs1.parse(self.raw, today_year, prefix, suffix)
        if symbol.status == "valid" and self.mode.vials is None and hides_a_serial(symbol, lines):
            symbol.doubt_separator(symbol.readings)
        self.facts["submit"] = symbol.submit
        if symbol.status != "valid":
            self._refuse(symbol)
        if not symbol.gtin:
            raise StockError("no_gtin", "a GTIN (AI 01)", ", ".join(sorted(symbol.elements)))
        known = catalogue.by_gtin(symbol.gtin)
        if known is not None:
            self.product, self.pack_vials = known[0], known[1].vials
        self._show(symbol)
        return symbol

    def read_label(
        self,
        catalogue: "Catalogue",
        lines: "dict[str, dict[str, Any]]",
        line: str,
        recovered: str,
    ) -> HouseLabel:
        """The symbol of a vial of the line that a house label names. Raises StockError `unknown_line`."""
        if line not in lines:
            raise StockError("unknown_line", "a stock line of this desk", line)
        self.labelled = True
        self.product = catalogue.products.get(lines[line]["product"])
        label = HouseLabel(self.raw, lines[line], recovered)
        self._show(label)
        return label

    def tell(self, symbol: "Symbol", product: "Product | None", pack_vials: int) -> None:
        """Take what a person says of a pack instead of a code: its product, None if not known, and its vials."""
        self.product, self.pack_vials = product, pack_vials
        self._show(symbol)

    def after(self, command: "Command") -> "Mode":
        """The mode that a command leads to. Raises StockError `command_out_of_place`."""
        mode = self.mode.after_command(command, self.up_ms)
        if mode is None:
            places = [name for name in sorted(MODES) if command.kind in MODES[name]]
            found = "%s%s in mode %s" % (PREFIX, command.kind, self.mode.name)
            raise StockError("command_out_of_place", "mode " + " or ".join(places), found)
        return mode

    def vials(self, unit: "dict[str, Any] | None") -> int:
        """How many vials the pack is: a serialised one what it holds, any other the quantity scanned before it.

        Raises StockError `quantity_with_serial`.
        """
        quantity = self.mode.vials
        if unit is None:
            return quantity or self.pack_vials
        if quantity is not None:
            raise StockError(
                "quantity_with_serial", "a pack without serial after %sQTY" % PREFIX, unit["unit"]
            )
        return int(unit["vials"])

    def _show(self, symbol: "Symbol") -> None:
        self.facts.update(symbol_facts(symbol))
        self.facts.update(product_facts(self.product))
        self.facts["clock"] = "unset" if self.now_ms is None else "set"

    def _refuse(self, symbol: "Symbol") -> None:
        self.facts["reason"] = symbol.reason
        if symbol.status == "invalid":
            raise StockError("unreadable", symbol.expected, symbol.found)
        self.facts["readings"] = spelled(symbol.readings)
        raise StockError("rescan", symbol.expected, " | ".join(self.facts["readings"]))
