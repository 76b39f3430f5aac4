"""The desk of the fridges that have none: each browser is a reader of it, and its stock is that of the store.

A scan is one transaction: the stock is read, the scan decided, its events kept as those of any device are. What it
answers is true only once that is committed. Between two scans only the mode of each browser is remembered.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from coldchain import unfinished
from coldchain.answer import CODES
from coldchain.authority import Authority
from coldchain.catalogue import Catalogue
from coldchain.civil import civil_from_days
from coldchain.modes import MODE_TIMEOUT_MS, STANDING, Mode
from coldchain.people import People
from coldchain.session import Answer, Session
from gateway.desk import orders, stock, surroundings
from gateway.desk.stream import DeskError, Fact, Stream
from gateway.hub import Hub
from gateway.ingest.topics import GATEWAY_DEVICE
from gateway.settings import Fridge, Settings
from gateway.signatures import Signature
from gateway.store import commands, desks
from gateway.store.writer import Writer

NOT_RECORDED = "not_recorded"
LEFT = "left_unfinished"
# A conversation that nobody has gone on with for so long shows its last answer no more.
FORGOTTEN_MS = 10 * 60_000

# Whether this is the PIN of a person who wants an act on the stock of a fridge: person, pin, act, site, fridge.
Sign = Callable[[str, str, str, str, str], Signature]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Shown:
    """One answer: verdict, code and facts as at any fridge."""

    verdict: str
    code: str
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Conversation:
    """Where a browser stands: the mode's name, how long it stays open (None: it stands), the last answer if any."""

    mode: str
    left_s: int | None
    last: Shown | None


@dataclass(frozen=True, slots=True)
class _Turn:
    mode: Mode
    last: Shown
    up_ms: int


class VirtualDesk:
    """The fridges with `desk = "gateway"`, of all sites. `sign` checks and counts PINs, as for decisions on a page."""

    def __init__(
        self,
        settings: Settings,
        catalogue: Catalogue,
        people: People,
        writer: Writer,
        sign: Sign,
        stream: Stream,
        hub: Hub,
        now_ms: Callable[[], int],
    ) -> None:
        self._settings = settings
        self._catalogue = catalogue
        self._people = people
        self._writer = writer
        self._sign = sign
        self._stream = stream
        self._hub = hub
        self._now_ms = now_ms
        self._fridges = [fridge for fridge in settings.fridges if fridge.desk == GATEWAY_DEVICE]
        self._sites = sorted({fridge.site for fridge in self._fridges})
        self._turn = threading.Lock()
        self._turns: dict[tuple[Fridge, str], _Turn] = {}

    def fridge(self, site: str, fridge: str) -> Fridge | None:
        """The fridge, if it is one of this desk."""
        return next((one for one in self._fridges if (one.site, one.id) == (site, fridge)), None)

    def open(self) -> None:
        """Say hello at every site, as any device does when it starts."""
        for site in self._sites:
            own = [fridge.id for fridge in self._fridges if fridge.site == site]
            with self._writer.transaction() as connection:
                self._stream.hello(connection, site, own)
                self._warn_of_others(connection, site, own)

    def close(self) -> None:
        """Say goodbye."""
        for site in self._sites:
            with self._writer.transaction() as connection:
                self._stream.goodbye(connection, site)

    def conversation(self, fridge: Fridge, reader: str) -> Conversation:
        """Where a browser stands at a fridge."""
        turn, up_ms = self._turns.get((fridge, reader)), self._stream.up_ms()
        if turn is None or up_ms - turn.up_ms > FORGOTTEN_MS:
            return Conversation(STANDING, None, None)
        mode = turn.mode.at(up_ms)
        left_ms = MODE_TIMEOUT_MS - (up_ms - mode.since_up)
        last = turn.last if mode is turn.mode else _unfinished(turn.mode) or turn.last
        return Conversation(mode.name, None if mode.name == STANDING else -(-left_ms // 1000), last)

    def scan(self, fridge: Fridge, reader: str, text: str) -> Shown:
        """Take one scan of a browser. An answer that was not kept is red and has changed nothing."""
        with self._turn:
            before = self._turns.get((fridge, reader))
            mode = before.mode if before else Mode()
            try:
                answer, topics = self._answer(fridge, reader, text, mode)
            except (SQLAlchemyError, DeskError) as error:
                log.exception("a scan at %s/%s was not kept", fridge.site, fridge.id)
                shown = Shown("red", NOT_RECORDED, {"reason": str(error)[:200]})
            else:
                mode, shown = answer.mode, Shown(answer.verdict, answer.code, answer.facts)
                self._hub.publish(*topics)
            self._remember(fridge, reader, mode, shown)
        return shown

    def carry_out_orders(self) -> None:
        """Do what was asked of the desk meanwhile, each in a transaction of its own; none holds up another."""
        for site in self._sites:
            with self._writer.transaction() as connection:
                asked = commands.pending(connection, site, GATEWAY_DEVICE, self._now_ms())
            for order in asked:
                try:
                    self._carry_out(site, order)
                except (DeskError, ValueError):
                    log.exception("%s/%s: order %s was not kept", site, order["fridge"], order["command"])

    def _carry_out(self, site: str, order: dict[str, Any]) -> None:
        fridge = self.fridge(site, order["fridge"])
        if fridge is None:
            return  # no longer of this desk: whoever has it now is asked
        up_ms, now_ms = self._stream.up_ms(), self._now_ms()
        with self._writer.transaction() as connection:
            session = self._session(connection, fridge, "page")
            done = orders.carry_out(session, order, self._people, up_ms, now_ms)
            topics = self._keep(connection, site, done.facts, done.deliveries)
        self._hub.publish(*topics)

    def _answer(self, fridge: Fridge, reader: str, text: str, mode: Mode) -> tuple[Answer, set[str]]:
        """The answer, kept, and the topics that pages must hear of."""
        with self._writer.transaction() as connection:
            session = self._session(connection, fridge, reader)
            session.mode = mode
            year = civil_from_days(session.zone.local(self._now_ms())[0])[0]
            answer = session.scan(text, self._stream.up_ms(), self._now_ms(), year)
            if isinstance(answer, Answer):
                return answer, self._keep(connection, fridge.site, answer.events, answer.deliveries)
        signed = self._sign(answer.person.id, answer.pin, answer.mode.name, fridge.site, fridge.id)
        settled = session.settle(answer, signed.person is not None)
        with self._writer.transaction() as connection:
            return settled, self._keep(connection, fridge.site, settled.events, settled.deliveries)

    def _session(self, connection: Connection, fridge: Fridge, reader: str) -> Session:
        """The conversation at a fridge as the store has it now."""
        site, now_ms = fridge.site, self._now_ms()
        known = stock.read(connection, site)
        tries = stock.tries(connection, self._stream.up_ms() - now_ms)
        session = Session(
            fridge.id,
            reader,
            self._catalogue,
            self._settings.zone(site),
            known.lines,
            known.units,
            authority=Authority(self._people, tries, fridge.release_at_fridge),
        )
        session.deliveries, session.recalled = known.deliveries, known.recalled
        session.excursion = surroundings.open_excursion(connection, site, fridge.id)
        session.unwatched = surroundings.unwatched(connection, site, fridge.id, now_ms)
        session.last = stock.last_act(connection, site, reader, now_ms)
        return session

    def _keep(
        self,
        connection: Connection,
        site: str,
        facts: list[Fact],
        deliveries: dict[str, dict[str, Any] | None],
    ) -> set[str]:
        stock.keep_deliveries(connection, site, deliveries)
        return self._stream.record(connection, site, facts) if facts else set()

    def _remember(self, fridge: Fridge, reader: str, mode: Mode, shown: Shown) -> None:
        """Keep the turn, and forget those that are long over."""
        up_ms = self._stream.up_ms()
        self._turns[fridge, reader] = _Turn(mode, shown, up_ms)
        for place, turn in list(self._turns.items()):
            if up_ms - turn.up_ms > FORGOTTEN_MS:
                del self._turns[place]

    def _warn_of_others(self, connection: Connection, site: str, fridges: list[str]) -> None:
        for fridge in fridges:
            device = desks.of_fridge(connection, site, fridge)
            if device != GATEWAY_DEVICE:
                log.warning("fridge %s/%s: expected no desk but the gateway, found %s", site, fridge, device)


def _unfinished(mode: Mode) -> Shown | None:
    """What 90 s of quiet have left of a mode, told as at a fridge; None where nothing is."""
    facts = unfinished.left(mode)
    return None if facts is None else Shown(CODES[LEFT], LEFT, facts)
