"""The morning digest of a site in words: a line for each stock line, the nearest limit first, then what waits."""

from __future__ import annotations

from typing import Any

from coldchain.stock import SYRINGE, VIAL
from gateway.texts.limits import limit_text
from gateway.texts.numbers import UNKNOWN, quantity
from gateway.texts.opened import ended_text
from gateway.texts.telling import Telling
from gateway.texts.words import HELD, word

MOST = 30


def digest(telling: Telling) -> tuple[str, str]:
    """Title and body."""
    text, lines = telling.text, telling.alarm.data.get("lines", [])
    what = text.ngettext(
        "point du matin, %(n)s ligne à regarder", "point du matin, %(n)s lignes à regarder", len(lines)
    )
    near = [line for line in lines if line["about"].isdigit()]
    left = [line for line in lines if line["about"] == "open"]
    parts = [
        (text.gettext("À utiliser d'abord"), [_limit(telling, line) for line in near]),
        (
            text.gettext("Bloqué, le pharmacien décide"),
            [_held(telling, line) for line in lines if line["about"] == "held"],
        ),
        (
            text.gettext("Flacon ouvert, à clore : scannez VF:GIVEN"),
            [_vials(telling, line) for line in left if line.get("container") != SYRINGE],
        ),
        (
            ended_text(SYRINGE, text),
            [_vials(telling, line) for line in left if line.get("container") == SYRINGE],
        ),
    ]
    body = "\n".join(_part(telling, title, told) for title, told in parts if told)
    return what, body or text.gettext("Voyez la page du stock.")


def _part(telling: Telling, title: str, told: list[str]) -> str:
    more = len(told) - MOST
    if more > 0:
        rest = telling.text.ngettext("et %(n)s autre, voyez la page", "et %(n)s autres, voyez la page", more)
        told = [*told[:MOST], rest]
    return "\n".join([title, *(f"- {line}" for line in told)])


def _limit(telling: Telling, line: dict[str, Any]) -> str:
    limit = limit_text(line["limit_at"], telling.alarm.opened_at, telling.dates, telling.text)
    return f"{_vials(telling, line)}, {limit}"


def _held(telling: Telling, line: dict[str, Any]) -> str:
    holds = ", ".join(word(HELD, hold, telling.text) for hold in line["holds"])
    return f"{_vials(telling, line)}, {holds}"


def _vials(telling: Telling, line: dict[str, Any]) -> str:
    text = telling.text
    return ", ".join(
        (
            text.gettext(
                "%(product)s lot %(lot)s",
                product=telling.names.product(line["product"], text),
                lot=line["lot"] or UNKNOWN,
            ),
            quantity(line["vials"], line["doses"], text, line.get("container", VIAL)),
            telling.names.fridge(telling.alarm.site, line["fridge"], text),
        )
    )
