"""The question to a laboratory about its vials after an excursion, ready to be copied into a message."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from gateway.store.excursion_views import InsideView
from gateway.texts.excursions import Account
from gateway.texts.numbers import quantity


@dataclass(frozen=True, slots=True)
class Letter:
    """One message for the maker of one product."""

    product: str
    text: str


def letters(account: Account, address: str) -> list[Letter]:
    """One letter for each product with vials left, once the episode is over; `address` is that of the site, or ""."""
    of_product: dict[str | None, list[InsideView]] = defaultdict(list)
    for inside in account.excursion.inside:
        if inside.line.in_stock > 0 and account.excursion.to_at is not None:
            of_product[inside.line.product].append(inside)
    return [_letter(account, address, product, lines) for product, lines in of_product.items()]


def _letter(account: Account, address: str, product: str | None, lines: list[InsideView]) -> Letter:
    text, alarm = account.text, account.excursion.alarm
    name = account.names.product(product, text)
    site = account.names.site(alarm.site)
    about = text.gettext("Objet : excursion de température, %(product)s", product=name)
    place = f"{site} ({address})" if address else site
    what = text.gettext(
        "Un frigo de %(place)s est sorti de ses limites de température. %(sentence)s",
        place=place,
        sentence=account.sentence(),
    )
    figures = "\n".join(f"- {_pair(account, term, told)}" for term, told in account.measures())
    vials = text.gettext("Flacons concernés :") + "\n" + "\n".join(_line(account, one) for one in lines)
    ask = text.gettext(
        "Depuis, ces flacons sont gardés au froid, en quarantaine, et ne sont pas utilisés. "
        "Peuvent-ils encore l'être, et jusqu'à quelle date ? "
        "Merci de répondre par écrit, avec vos nom, date et référence."
    )
    reference = text.gettext(
        "Notre référence : excursion n° %(number)s, frigo %(fridge)s", number=alarm.id, fridge=alarm.fridge
    )
    parts = (about, what, figures, vials, ask, reference)
    return Letter(name, "\n\n".join(parts).replace("\u00a0", " "))


def _line(account: Account, inside: InsideView) -> str:
    line, text, dates = inside.line, account.text, account.dates
    facts = [
        text.gettext("lot %(lot)s", lot=line.lot),
        quantity(line.in_stock, line.doses if line.doses_per_vial else None, text),
        text.gettext("date imprimée %(day)s", day=dates.stamp(line.printed)),
    ]
    if line.label:
        facts.append(text.gettext("étiquette du dépositaire %(day)s", day=dates.stamp(line.label)))
    if line.thawed:
        facts.append(text.gettext("décongelé le %(day)s", day=dates.stamp(line.thawed)))
    return "- " + text.gettext("%(vials)s ; %(borne)s", vials=", ".join(facts), borne=account.borne(inside))


def _pair(account: Account, term: str, told: str) -> str:
    return account.text.gettext("%(what)s : %(details)s", what=term, details=told)
