"""Commands from the gateway: checked, carried out once, and always answered."""

from agent import recount
from agent.aio import Mailbox
from agent.desk import Desk
from agent.ports import JournalFault, Ports, Put
from agent.recorder import Recorder
from coldchain import decision, intake, recall
from coldchain.decision import GROUNDS
from coldchain.delivery import ANSWERS
from coldchain.event_types import COUNT, GTIN, MOMENT, WORD
from coldchain.events import read_json
from coldchain.printed import Printable, Stamp
from coldchain.schema import Choice, Field, Int, Nullable, Problem, Table, Text, identifier
from coldchain.snapshot import MOST_BYTES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from coldchain.schema import Shape


def _optional(shape: "Shape") -> Field:
    return Field(Nullable(shape), None)


ORDER = Table(
    {
        "command": Text(1, 64),
        "act": Choice(*(decision.ACTS + recall.ACTS + intake.ACTS + (recount.ACT,))),
        "fridge": identifier(),
        "line": _optional(Text(1, 64)),
        "who": Printable(1, 200),
        "reason": Text(1, 500),
        "expires_at": Field(Nullable(Int(0)), None),
        "person": _optional(identifier()),
        "ground": _optional(Choice(*GROUNDS)),
        "evidence": _optional(Text(1, 2000)),
        "vials": _optional(Int(1, 1000000)),
        "limit_at": _optional(MOMENT),
        "reference": _optional(Text(1, 200)),
        "rule": _optional(Text(1, 200)),
        "gtin": _optional(GTIN),
        "lot": _optional(Printable(1, 20)),
        "delivery": _optional(WORD),
        "transport": _optional(Choice(*ANSWERS["transport"])),
        "seals": _optional(Choice(*ANSWERS["seals"])),
        "product": _optional(WORD),
        "serial": _optional(Printable(1, 20)),
        "printed": _optional(Stamp()),
        "label": _optional(Stamp()),
        "thawed": _optional(Stamp()),
        "reserved_for": _optional(identifier()),
        "announced": _optional(COUNT),
        "snapshot": _optional(Text(1, 64)),
        "part": _optional(Int(1, 1000000)),
        "parts": _optional(Int(1, 1000000)),
        "digest": _optional(Text(64, 64)),
        "rows": _optional(Text(2, MOST_BYTES)),
    },
    open=True,
)


class Orders:
    """Takes what came in on `down`. A command seen before is not carried out again: its answer is in the stream."""

    def __init__(
        self,
        inbox: Mailbox,
        desks: dict[str, Desk],
        answered: "dict[str, Any]",
        recorder: Recorder,
        ports: Ports,
    ) -> None:
        self._inbox = inbox
        self._desks = desks
        self._answered = set(answered)
        self._recorder = recorder
        self._people = ports.people.known
        self._clock = ports.clock
        self._log = ports.log

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            payload = await self._inbox.get()
            try:
                await self.take(payload)
            except JournalFault as fault:
                self._log.warning("a command was not kept, the gateway will send it again: %s" % fault)

    async def take(self, payload: bytes) -> None:
        """Carry out one command and answer it. Raises JournalFault: then it was neither done nor answered."""
        order, problems = read_order(payload)
        if order is None:
            self._log.warning("a command cannot be read: %s" % problems[0])
        elif order["command"] not in self._answered and not self._waits(order):
            refusal = self._refusal(order) or await self._carry_out(order)
            if refusal:
                await self._refuse(order, refusal)
            self._answered.add(order["command"])

    def _waits(self, order: "dict[str, Any]") -> bool:
        """Whether the line it is about may still come to a new board: the gateway asks again once it has."""
        desk = self._desks.get(order["fridge"])
        return order["act"] in decision.ACTS and desk is not None and desk.recount.goes_on()

    def _refusal(self, order: "dict[str, Any]") -> str:
        if order["fridge"] not in self._desks:
            return "unknown_fridge"
        now = self._clock.now_ms()
        if order["expires_at"] is not None and now is not None and now >= order["expires_at"]:
            return "too_late"
        if order["act"] in recall.ACTS:
            return recall.refusal(order, self._people)
        if order["act"] in intake.ACTS:
            return intake.refusal(order)
        if order["act"] == recount.ACT:
            return ""
        if order["line"] is None:
            return "incomplete_order"
        return decision.refusal(order, self._people)

    async def _carry_out(self, order: "dict[str, Any]") -> str:
        desk = self._desks[order["fridge"]]
        if order["act"] in intake.ACTS:
            return await desk.take_in(order)
        if order["act"] == recount.ACT:
            return await desk.restock(order)
        if order["act"] not in recall.ACTS:
            return await desk.order(order)
        await desk.recall(order)
        return ""

    async def _refuse(self, order: "dict[str, Any]", reason: str) -> None:
        data = {"command": order["command"], "act": order["act"], "reason": reason}
        await self._recorder.record(
            [("command.refused", data)], [Put("command", order["command"], {"answer": reason})]
        )


def read_order(payload: bytes) -> "tuple[dict[str, Any] | None, list[Problem]]":
    """A command as a checked table, or None and what is wrong with it."""
    problems: list[Problem] = []
    try:
        value = read_json(payload)
    except ValueError as error:
        return None, [Problem("command", "JSON", str(error))]
    order = ORDER.read(value, "command", problems)
    return (None if problems else order), problems
