"""What the pages of deliveries say: in the words of `Voice`, about one delivery or announcement."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from coldchain.catalogue import Catalogue
from coldchain.delivery import ANSWERS, HELD_FOR
from gateway.store.delivery_views import AnnouncementView, DeliveryView, ReceivedView
from gateway.store.views import CommandView
from gateway.texts import deliveries, sheet
from gateway.texts.refusals import refusal_text
from gateway.texts.words import word
from gateway.web.addresses import deliveries_address, delivery_address
from gateway.web.voice import SYMBOLS, Badge, Voice


@dataclass(frozen=True, slots=True)
class Compared:
    """One product of a delivery: what was received, what was announced, "" for nothing, and the difference in words."""

    product: str | None
    received: str
    announced: str
    told: str


class DeliveryVoice:
    """Speaks about deliveries as `say` speaks about all else; `catalogue` has the products, and what is short dated."""

    def __init__(self, say: Voice, catalogue: Catalogue) -> None:
        self._say = say
        self._catalogue = catalogue

    def arrival(self, delivery: DeliveryView) -> str:
        """colis du 20/11/2026 18 h 40."""
        when = self._say.dates(delivery.site).short(delivery.arrived_at)
        return self._say.language.gettext("colis du %(when)s", when=when)

    def task(self, delivery: DeliveryView) -> str:
        """What is to be done about a parcel that waits."""
        return self._say.pair(self._say.language.gettext("À réceptionner"), self.arrival(delivery))

    def state(self, delivery: DeliveryView) -> Badge:
        """Whether it still waits for its reception."""
        gettext = self._say.language.gettext
        if delivery.done_at is not None:
            return Badge("ok", SYMBOLS["ok"], gettext("réception terminée"))
        return Badge("watch", SYMBOLS["pending"], gettext("à réceptionner"))

    def told(self, delivery: DeliveryView) -> list[tuple[str, str]]:
        """What is told of transport and seals: question, answer."""
        language = self._say.language
        answers = {"transport": delivery.transport, "seals": delivery.seals}
        unknown = language.gettext("pas encore dit")
        return [
            (
                word(deliveries.QUESTIONS, key, language),
                word(sheet.ANSWERS, told, language) if told else unknown,
            )
            for key, told in answers.items()
        ]

    def choices(self, question: str) -> list[tuple[str, str]]:
        """The answers to a question: code, word."""
        return [(code, word(sheet.ANSWERS, code, self._say.language)) for code in ANSWERS[question]]

    def question(self, question: str) -> str:
        """Température du transport."""
        return word(deliveries.QUESTIONS, question, self._say.language)

    def is_held(self, delivery: DeliveryView) -> bool:
        """Whether what happened to it, on its way or here, holds all that is in it."""
        told = {"transport": delivery.transport, "seals": delivery.seals}
        return bool(delivery.because) or any(told[key] == answer for key, answer, _ in HELD_FOR)

    def mistake(self, code: str) -> str:
        """What is wrong with a field, and what to do."""
        return word(deliveries.MISTAKES, code, self._say.language)

    def line(self, line: ReceivedView) -> str:
        """Product, batch and quantity of a line that was received."""
        gettext = self._say.language.gettext
        lot = gettext("lot %(lot)s", lot=line.lot)
        return self._say.pair(
            f"{self._say.product(line.product)}, {lot}", self._say.quantity(line.vials, line.doses)
        )

    def short(self, site: str, line: ReceivedView) -> str:
        """That little time is left of it; "" where there is enough, or none is known."""
        if line.limit_at is None or not self._say.now < line.limit_at:
            return ""
        if self._say.dates(site).days_until(line.limit_at - 1, self._say.now) >= self._catalogue.short_days:
            return ""
        left = self._say.left(site, line.limit_at)
        return self._say.language.gettext("date courte, %(left)s", left=left)

    def compared(self, delivery: DeliveryView) -> list[Compared]:
        """Received beside announced, product by product; none where nothing was announced."""
        if not delivery.announced:
            return []
        received: Counter[str | None] = Counter()
        announced: Counter[str | None] = Counter()
        for line in delivery.lines:
            received[line.product] += line.vials
        for one in delivery.announced:
            announced[one.product] += one.vials
        return [
            Compared(
                product,
                self._quantity(product, received[product]),
                self._quantity(product, announced[product]) if product in announced else "",
                self._difference(product, announced, received),
            )
            for product in sorted({*received, *announced}, key=self._say.product)
        ]

    def announcement(self, one: AnnouncementView) -> str:
        """Comirnaty : 12 flacons pour le 27/11/2026, réservés à Dr Garnier."""
        gettext = self._say.language.gettext
        told = gettext(
            "%(product)s : %(vials)s pour le %(day)s",
            product=self._say.product(one.product),
            vials=self._quantity(one.product, one.vials),
            day=self._say.dates(one.site).stamp(one.due_on),
        )
        if not one.reserved_for:
            return told
        return gettext(
            "%(told)s, réservés à %(who)s", told=told, who=self._say.names.professional(one.reserved_for)
        )

    def command(self, command: CommandView) -> str:
        """What was asked of the fridge: the act, and of a line what it holds."""
        given = command.details
        act = self._say.word("ACTS", command.act)
        if command.act != "receive":
            return act
        what = self._say.product(given.get("product")) if given.get("product") else given.get("gtin", "")
        lot = self._say.language.gettext("lot %(lot)s", lot=given["lot"])
        return self._say.pair(act, f"{what}, {lot}, {self._quantity(given.get('product'), given['vials'])}")

    def answer(self, command: CommandView) -> str:
        """Why the fridge did not do it."""
        code = command.answer_reason or ""
        if code in deliveries.ANSWERS:
            return word(deliveries.ANSWERS, code, self._say.language)
        told = refusal_text(code, self._say.language)
        return told if told != code else self._say.decision("ANSWERS", code)

    def address(self, delivery: DeliveryView) -> str:
        """The page of a delivery."""
        return delivery_address(delivery.site, delivery.fridge, delivery.delivery)

    def all(self, site: str, fridge: str) -> str:
        """The deliveries of a fridge."""
        return deliveries_address(site, fridge)

    def _quantity(self, product: str | None, vials: int) -> str:
        """Vials and doses of a product."""
        known = self._catalogue.products.get(product or "")
        return self._say.quantity(vials, vials * known.doses_per_vial if known else None)

    def _difference(
        self, product: str | None, announced: Counter[str | None], received: Counter[str | None]
    ) -> str:
        if product not in announced:
            return self._say.language.gettext("pas annoncé")
        return deliveries.difference(announced[product], received[product], self._say.language)
