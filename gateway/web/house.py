"""What the pages know of the installation besides the store: names, clocks, access, where the demo is."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from coldchain.catalogue import Catalogue
from coldchain.civil import Zone
from coldchain.people import People, Person
from gateway.desk.desk import VirtualDesk
from gateway.settings import Settings
from gateway.signatures import Signature
from gateway.store.answers import Answer
from gateway.store.boards import Replacement
from gateway.store.commands import Order
from gateway.store.deliveries import Announced
from gateway.store.recalls import Ending, Recall
from gateway.texts.names import Names, names_of
from gateway.web.guard import Access


class Ask(Protocol):
    """Asks a fridge's desk for an act on a stock line; returns the command's id. The answer comes as an event."""

    def __call__(self, order: Order, /) -> str: ...


class Sign(Protocol):
    """Checks the PIN of a person who wants an act on the stock of a fridge, and keeps that it was tried."""

    def __call__(self, person: str, pin: str, act: str, site: str, fridge: str) -> Signature: ...


class RecallDesk(Protocol):
    """Blocks a batch everywhere, and ends that. Both raise `gateway.store.recalls.RecallError`."""

    def begin(self, asked: Recall) -> int: ...

    def end(self, number: int, ending: Ending) -> None: ...


class BoardDesk(Protocol):
    """Puts a new board in the place of another; the fridges it is for. Raises `gateway.store.boards.BoardError`."""

    def replace(self, asked: Replacement) -> list[str]: ...


class AnnouncementDesk(Protocol):
    """Keeps what is announced to come, and in which delivery it came."""

    def announce(self, told: Announced, /) -> int: ...

    def bind(self, number: int, site: str, fridge: str, delivery: str | None, /) -> bool: ...


def nobody_signs(person: str, pin: str, act: str, site: str, fridge: str) -> Signature:
    """Where there is nobody to sign."""
    return Signature(None, "unknown_person")


# Keeps what a laboratory answered about the excursion of an alarm. Raises AnswerError.
Note = Callable[[int, Answer], None]
# Puts the name of a person under acts that nobody had signed, by the numbers of their events.
Attribute = Callable[[list[int], Person], None]
Clock = Callable[[], int]


def now_ms() -> int:
    """The wall clock, UTC ms."""
    return time.time_ns() // 1_000_000


@dataclass(frozen=True, slots=True)
class House:
    """One installation as its pages see it. Without `ask` nothing is asked of a fridge; `note` keeps an answer.

    Without `recalls` no batch is blocked from here, without `boards` no board is replaced, without `announcements`
    nothing is announced; `desk` is None where every fridge has a desk of its own. `attribute` keeps who signs an act of
    nobody's.
    """

    settings: Settings
    catalogue: Catalogue
    names: Names
    access: Access
    ask: Ask | None
    note: Note | None
    recalls: RecallDesk | None
    boards: BoardDesk | None
    announcements: AnnouncementDesk | None
    people: People
    sign: Sign
    desk: VirtualDesk | None
    demo_url: str | None
    version: str
    now: Clock
    attribute: Attribute | None

    def zone(self, site: str | None) -> Zone:
        """The clock of a site; the first site's for what belongs to none."""
        sites = self.settings.sites
        return self.settings.zone(site or (sites[0].id if sites else ""))


def furnish(
    settings: Settings,
    catalogue: Catalogue,
    ask: Ask | None = None,
    note: Note | None = None,
    recalls: RecallDesk | None = None,
    boards: BoardDesk | None = None,
    announcements: AnnouncementDesk | None = None,
    people: People | None = None,
    sign: Sign = nobody_signs,
    desk: VirtualDesk | None = None,
    demo_url: str | None = None,
    version: str = "",
    now: Clock = now_ms,
    attribute: Attribute | None = None,
) -> House:
    """The house of these settings. The token is read from its file once, here."""
    web = settings.web
    token = web.token_file.read_text(encoding="utf-8").strip() if web.token_file else None
    access = Access(token, (web.host, socket.gethostname()))
    names = names_of(settings, catalogue.products, people)
    persons = people or People()
    return House(
        settings,
        catalogue,
        names,
        access,
        ask,
        note,
        recalls,
        boards,
        announcements,
        persons,
        sign,
        desk,
        demo_url,
        version,
        now,
        attribute,
    )
