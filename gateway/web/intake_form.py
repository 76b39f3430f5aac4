"""What the forms of a delivery say, read and checked: a line per label, transport and seals, an announcement.

A mistake is a code of `gateway.texts.deliveries.MISTAKES`, by field.
"""

from __future__ import annotations

import secrets
from dataclasses import replace

from coldchain import gs1
from coldchain.catalogue import Catalogue
from coldchain.civil import Zone, civil_from_days, format_day
from coldchain.command import MOST_VIALS
from coldchain.delivery import ANSWERS
from coldchain.people import People
from coldchain.product import PRINTED, THAWED_HERE, Product
from coldchain.symbol import Symbol
from gateway.store.commands import Order
from gateway.store.deliveries import Announced
from gateway.texts.typed_days import typed_day

Fields = dict[str, str]
REASON = "reception"
MOST_NAME, MOST_LOT = 200, 20
# What the date of a label is, by who says when the vials end.
LABEL, THAWED = "label", "thawed"
DATE_OF = {PRINTED: PRINTED, THAWED_HERE: THAWED}


class IntakeForm:
    """Reads one form about a delivery of a fridge; `mistakes` grows by field."""

    def __init__(self, fields: Fields, catalogue: Catalogue, people: People, zone: Zone, now: int) -> None:
        self._fields = fields
        self._catalogue = catalogue
        self._people = people
        self._today = zone.local(now)[0]
        self.mistakes: dict[str, str] = {}

    def asked(self, site: str, fridge: str, act: str, delivery: str | None) -> Order:
        """The command without what the act needs; the form's own number makes it count once."""
        once = self._fields.get("once", "")
        is_number = 16 <= len(once) <= 32 and once.isalnum() and once.isascii()
        id = once if is_number else secrets.token_hex(8)
        return Order(site, fridge, "", act, self.name("who"), REASON, delivery=delivery, id=id)

    def line(self, order: Order) -> Order:
        """The command to receive what the label says."""
        product = self._product()
        day = self._day("day", needed=not self._fields.get("printed"))
        dated = self._date_of(product)
        return replace(
            order,
            product=product.key if product else None,
            gtin=self._fields.get("gtin") or None,
            serial=self._fields.get("serial") or None,
            lot=self._lot(),
            vials=self._vials(),
            reserved_for=self._kept_for(),
            printed=typed_day(self._fields.get("printed", "")) or (day if dated == PRINTED else None),
            label=day if dated == LABEL else None,
            thawed=day if dated == THAWED else None,
        )

    def checks(self, order: Order) -> Order:
        """The command that tells transport and seals."""
        return replace(order, transport=self._answer("transport"), seals=self._answer("seals"))

    def announced(self, site: str, fridge: str) -> Announced:
        """What is said to come."""
        product = self._product()
        return Announced(
            site,
            fridge,
            product.key if product else "",
            self._vials(),
            self._day("day") or "",
            self._kept_for(),
            self.name("who"),
        )

    def scanned(self) -> Fields:
        """The fields that a scanned code fills; a mistake where it cannot be read."""
        year, _, _ = civil_from_days(self._today)
        symbol = gs1.parse(self._fields.get("scan", ""), year)
        if symbol.status != "valid" or not symbol.gtin:
            self.mistakes["scan"] = "scan"
            return {}
        return self._filled(symbol)

    def name(self, field: str) -> str:
        """The name of a person, as one line."""
        name = " ".join(self._fields.get(field, "").split())
        if not 1 <= len(name) <= MOST_NAME or not name.isprintable():
            self.mistakes[field] = field
        return name

    def _filled(self, symbol: Symbol) -> Fields:
        known = self._catalogue.by_gtin(symbol.gtin)
        day = symbol.expiry_day
        filled = {"gtin": symbol.gtin, "lot": symbol.lot, "serial": symbol.serial}
        filled["printed"] = format_day(day) if day is not None else ""
        if known is not None:
            filled |= {"product": known[0].key, "vials": str(known[1].vials)}
        return filled

    def _product(self) -> Product | None:
        key = self._fields.get("product", "")
        product = self._catalogue.products.get(key)
        if product is None and not self._fields.get("gtin"):
            self.mistakes["product"] = "product"
        return product

    def _date_of(self, product: Product | None) -> str:
        """Which date stands on the label: the one that decides for this product today."""
        rule = product.rule_on(self._today) if product else None
        return DATE_OF.get(rule.authority, LABEL) if rule else PRINTED

    def _day(self, field: str, needed: bool = True) -> str | None:
        text = self._fields.get(field, "")
        day = typed_day(text)
        if day is None and (text or needed):
            self.mistakes[field] = "day"
        return day

    def _lot(self) -> str:
        lot = self._fields.get("lot", "")
        if not 1 <= len(lot) <= MOST_LOT or not lot.isprintable() or " " in lot:
            self.mistakes["lot"] = "lot"
        return lot

    def _vials(self) -> int:
        text = self._fields.get("vials", "")
        vials = int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else 0
        if not 1 <= vials <= MOST_VIALS:
            self.mistakes["vials"] = "vials"
        return vials

    def _kept_for(self) -> str | None:
        id = self._fields.get("reserved_for", "")
        if id and self._people.professional(id) is None:
            self.mistakes["reserved_for"] = "reserved_for"
        return id or None

    def _answer(self, question: str) -> str | None:
        answer = self._fields.get(question, "")
        if answer not in ANSWERS[question]:
            self.mistakes[question] = question
        return answer
