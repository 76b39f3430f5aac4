"""What is on the sheet: pages of codes, grouped by what a person does, with the words beside each code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from coldchain import delivery
from coldchain.acts.delivering import NONE
from coldchain.authority import REASONS
from coldchain.civil import format_day
from coldchain.command import PREFIX
from coldchain.people import Person, Professional
from gateway.texts.decisions import ROLES
from gateway.texts.sheet import (
    ABOUT,
    ANSWERS,
    COMMANDS,
    HEADINGS,
    NO_PARCEL,
    NOTES,
    NOTHING,
    PLACE,
    RETURNS,
    TITLES,
    Bilingual,
    Both,
)
from gateway.texts.words import DISCARD_REASONS, SCANNED_REASONS

QUANTITIES = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 20, 25, 30, 40, 50, 100)
PLACES = (1, 2, 3)
# The largest vial of the catalogue gives 20 doses.
MOST_DOSES = 20
# Whole weeks from Monday to Sunday, so that the sheet holds the ten weeks that follow any day.
WEEKS, WEEKS_A_PAGE, DAYS_A_WEEK = 12, 3, 7
# A label says when use ends; a thaw is told after it, of last week perhaps.
WEEKS_BACK = {"LABEL": 0, "THAW": 1}
# Day 0 of `coldchain.civil`, 1 January 1970, was a Thursday.
THURSDAY = 3
CARDS_A_PAGE = 8
FRIDGES_ON_FIRST_PAGE, CODES_A_PAGE = 2, 14
HOSTS = 8  # as many as a fridge may have


@dataclass(frozen=True, slots=True)
class Code:
    """One code: the text that the reader gives, the words beside it, and smaller ones."""

    text: str
    words: Both
    small: Both = NOTHING


@dataclass(frozen=True, slots=True)
class Group:
    """Codes under one heading, in rows of `columns`; `down` fills a column before the next one."""

    heading: Both
    codes: tuple[Code, ...]
    columns: int = 2
    down: bool = False


@dataclass(frozen=True, slots=True)
class SheetPage:
    """One page: what it is for, what to know about it, its groups; `cards` are cut out."""

    title: Both
    note: Both
    groups: tuple[Group, ...]
    cards: bool = False


def command_pages(
    say: Bilingual,
    fridges: Iterable[tuple[str, Both]],
    today: int,
    professionals: Iterable[Professional] = (),
    hosts: Iterable[tuple[str, str]] = (),
) -> Iterator[SheetPage]:
    """All pages but the badges. `fridges`, `hosts`: id and name; `today` is a day as `coldchain.civil` counts them."""
    named = list(fridges)
    yield from _every_day(say, [_code("FRIDGE", fridge, name) for fridge, name in named])
    yield _delivery(say)
    yield _page(
        say,
        "checks",
        Group(NOTHING, tuple(_command(say, kind) for kind in ("COUNT", "UNDO", "BACK", "REDTRAY"))),
    )
    yield _quantities(say)
    yield _opening(say)
    yield _ending(say)
    yield from _moving(say, named, [_code("HOST", host, Both(name, "")) for host, name in hosts])
    yield _release(say)
    yield from _whom(say, professionals)
    yield from _dates(say, "LABEL", today)
    yield from _dates(say, "THAW", today)


def badge_pages(say: Bilingual, people: Iterable[Person]) -> Iterator[SheetPage]:
    """The badges of those who have one."""
    badges = [
        _code("BADGE", person.badge, Both(person.name, ""), say.say(ROLES[person.role]))
        for person in people
        if person.badge is not None
    ]
    for cards in _chunks(badges, CARDS_A_PAGE):
        yield _page(say, "badges", Group(NOTHING, cards), cards=True)


def _every_day(say: Bilingual, fridges: list[Code]) -> Iterator[SheetPage]:
    orders = tuple(_command(say, kind) for kind in ("RECEIVE", "DISPENSE", "STATUS"))
    reasons = (_code("DISCARD", reason, say.sentence(text)) for reason, text in DISCARD_REASONS.items())
    discard = (*reasons, _command(say, "DISCARD"))
    heading = say.say(HEADINGS["fridge"])
    first, others = fridges[:FRIDGES_ON_FIRST_PAGE], fridges[FRIDGES_ON_FIRST_PAGE:]
    yield _page(
        say,
        "every_day",
        Group(say.say(HEADINGS["orders"]), orders),
        Group(say.say(HEADINGS["discard"]), discard),
        *(Group(heading, codes) for codes in _chunks(first, FRIDGES_ON_FIRST_PAGE)),
    )
    for codes in _chunks(others, CODES_A_PAGE):
        yield _page(say, "every_day", Group(heading, codes))


def _delivery(say: Bilingual) -> SheetPage:
    places = [_code("DELIVERY", str(n), say.say(PLACE, n=n)) for n in PLACES]
    return _page(
        say,
        "delivery",
        Group(say.say(HEADINGS["arrival"]), tuple(_command(say, kind) for kind in ("PARCEL", "DONE"))),
        Group(say.say(HEADINGS["which"]), (*places, _code("DELIVERY", NONE, say.sentence(NO_PARCEL)))),
        *(Group(say.say(HEADINGS[question]), _answers(say, question)) for question in delivery.ANSWERS),
        Group(NOTHING, (_command(say, "CHECKED"),)),
    )


def _answers(say: Bilingual, question: str) -> tuple[Code, ...]:
    answers = delivery.ANSWERS[question]
    return tuple(_code(question.upper(), answer, say.sentence(ANSWERS[answer])) for answer in answers)


def _quantities(say: Bilingual) -> SheetPage:
    codes = tuple(_code("QTY", str(count), say.vials(count)) for count in QUANTITIES)
    return _page(say, "quantities", Group(NOTHING, codes, columns=3))


def _opening(say: Bilingual) -> SheetPage:
    syringes = tuple(_code("SYRINGES", str(n), say.syringes(n)) for n in range(1, MOST_DOSES + 1))
    heading = say.say(HEADINGS["syringes"])
    return _page(
        say, "opening", Group(NOTHING, (_command(say, "OPEN"),)), Group(heading, syringes, columns=3)
    )


def _ending(say: Bilingual) -> SheetPage:
    doses = tuple(_code("GIVEN", str(n), say.doses(n)) for n in range(MOST_DOSES + 1))
    return _page(say, "ending", Group(NOTHING, doses, columns=3))


def _moving(say: Bilingual, fridges: list[tuple[str, Both]], hosts: list[Code]) -> Iterator[SheetPage]:
    back = tuple(
        Code(PREFIX + "RETURN" + (f":{place}" if place else ""), say.say(words), say.say(then))
        for place, (words, then) in RETURNS.items()
    )
    whole = tuple(_command(say, kind) for kind in ("EVACUATE", "HOME"))
    moves = [_code("MOVE", fridge, name) for fridge, name in fridges]
    heading = say.say(HEADINGS["move"])
    yield _page(
        say,
        "moving",
        Group(say.say(HEADINGS["back"]), back),
        Group(say.say(HEADINGS["evacuate"]), whole),
        *(Group(say.say(HEADINGS["host"]), codes) for codes in _chunks(hosts, HOSTS)),
    )
    for codes in _chunks(moves, CODES_A_PAGE):
        yield _page(say, "moving", Group(heading, codes))


def _release(say: Bilingual) -> SheetPage:
    acts = tuple(_command(say, kind) for kind in ("RELEASE", "LIFT"))
    digits = tuple(_code("PIN", digit, Both(digit, "")) for digit in "0123456789")
    return _page(
        say,
        "release",
        Group(say.say(HEADINGS["acts"]), acts),
        Group(say.say(HEADINGS["pin"]), digits, columns=5),
        *(Group(say.say(HEADINGS[act]), _grounds(say, act)) for act in REASONS),
    )


def _whom(say: Bilingual, professionals: Iterable[Professional]) -> Iterator[SheetPage]:
    codes = [_command(say, "FOR"), *(_code("FOR", one.id, Both(one.name, "")) for one in professionals)]
    for chunk in _chunks(codes, CODES_A_PAGE):
        yield _page(say, "whom", Group(NOTHING, chunk))


def _grounds(say: Bilingual, act: str) -> tuple[Code, ...]:
    return tuple(_code("REASON", one, say.sentence(SCANNED_REASONS[one])) for one in REASONS[act])


def _dates(say: Bilingual, kind: str, today: int) -> Iterator[SheetPage]:
    monday = today - (today + THURSDAY) % DAYS_A_WEEK
    start = monday - WEEKS_BACK[kind] * DAYS_A_WEEK
    end = start + WEEKS * DAYS_A_WEEK
    days = [_day(say, kind, day) for day in range(start, end)]
    for codes in _chunks(days, WEEKS_A_PAGE * DAYS_A_WEEK):
        yield _page(say, kind, Group(NOTHING, codes, WEEKS_A_PAGE, down=True), day=say.full_day(end))


def _day(say: Bilingual, kind: str, day: int) -> Code:
    about = say.say(ABOUT[kind], weekday=say.weekday(day))
    return _code(kind, format_day(day).replace("-", ""), say.short_day(day), about)


def _page(say: Bilingual, key: str, *groups: Group, cards: bool = False, **values: object) -> SheetPage:
    return SheetPage(say.say(TITLES[key]), say.say(NOTES[key], **values), groups, cards)


def _command(say: Bilingual, kind: str) -> Code:
    words, then = COMMANDS[kind]
    return Code(PREFIX + kind, say.say(words), say.say(then))


def _code(kind: str, argument: str, words: Both, small: Both = NOTHING) -> Code:
    return Code(f"{PREFIX}{kind}:{argument}", words, small)


def _chunks(codes: list[Code], most: int) -> Iterator[tuple[Code, ...]]:
    for first in range(0, len(codes), most):
        yield tuple(codes[first : first + most])
