"""The ports in memory: a clock that a story moves on, a journal in a list, a line and a link made of mailboxes.

Runs on both interpreters. Nothing here waits for real time: `MemoryClock.advance` wakes sleepers in the order of
their deadlines and lets every ready task run in between.
"""

import json

from agent import aio
from agent.ports import (
    TABLES,
    Bus,
    BusFault,
    Clock,
    Contact,
    Draft,
    Journal,
    JournalFault,
    Line,
    LineFault,
    Link,
    LinkFault,
    Log,
    PortError,
    Put,
    Signal,
    Staff,
)
from coldchain.events import Event

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class MemoryClock(Clock):
    """`wall_ms` is None until the story sets it."""

    def __init__(self, wall_ms=None, boot="boot-1") -> None:
        self.boot = boot
        self.disciplined = True
        self._up = 0
        self._offset = wall_ms
        self._sleepers: list[tuple[int, aio.Event]] = []

    def now_ms(self):
        return None if self._offset is None else self._offset + self._up

    def quality(self):
        if self._offset is None:
            return "unset"
        return "synced" if self.disciplined else "holdover"

    def ran_on(self):
        return self._offset is not None

    def uptime_ms(self):
        return self._up

    def set_wall(self, wall_ms):
        self._offset = wall_ms - self._up

    def lose_wall(self):
        self._offset = None

    async def sleep_ms(self, ms):
        due = (self._up + max(ms, 0), aio.Event())
        self._sleepers.append(due)
        try:
            await due[1].wait()
        finally:
            if due in self._sleepers:
                self._sleepers.remove(due)

    async def advance(self, ms):
        """Let `ms` pass, one deadline at a time."""
        end = self._up + ms
        await aio.settle()
        while True:
            dues = [due for due in self._sleepers if due[0] <= end]
            if not dues:
                break
            due = min(dues, key=lambda item: item[0])
            self._up = max(self._up, due[0])
            self._sleepers.remove(due)
            due[1].set()
            await aio.settle()
        self._up = end
        await aio.settle()


class LeapingClock(MemoryClock):
    """A clock for one story without other tasks: whoever waits wakes at once, and the time has passed."""

    async def sleep_ms(self, ms):
        self._up += ms


class MemoryJournal(Journal):
    """Keeps events and state as JSON text, so that nothing is shared with who gave it."""

    def __init__(self, stream="stream-1") -> None:
        self.stream = stream
        self.events: list[Event] = []
        self.rows: dict[str, dict[str, Any]] = {table: {} for table in TABLES}
        self.fault: JournalFault | None = None
        self.slow: MemoryClock | None = None  # by which a commit takes 20 ms
        self._store = ""

    async def commit(self, drafts: "list[Draft]", puts: "list[Put]"):
        if self.slow is not None:
            await self.slow.sleep_ms(20)
        if self.fault is not None:
            raise self.fault
        events = []
        for draft in drafts:
            self.last += 1
            data = json.loads(json.dumps(draft.data))
            events.append(Event(self.last, draft.type, draft.at, draft.clock, draft.boot, draft.up, data))
        self.events += events
        for put in puts:
            if put.value is None:
                self.rows[put.table].pop(put.key, None)
            else:
                self.rows[put.table][put.key] = json.loads(json.dumps(put.value))
        return events

    async def read(self, first, count):
        return [event for event in self.events if event.seq >= first][:count]

    async def receipt(self, upto, store):
        if upto > self.receipted or store != self._store:
            self.receipted = upto
        self._store = store

    async def state(self):
        return json.loads(json.dumps(self.rows))

    async def close(self):
        return None

    def types(self):
        return [event.type for event in self.events]

    def of(self, event_type):
        return [event for event in self.events if event.type == event_type]


class MemoryBus(Bus):
    """16-bit registers by (address, register); `fault` makes every transfer fail."""

    def __init__(self, registers) -> None:
        self.registers = registers
        self.fault = ""

    async def transfer(self, address, out, count):
        value = self._value(address, out[0])
        if len(out) == 3:
            self.registers[(address, out[0])] = out[1] << 8 | out[2]
        return bytes([value >> 8, value & 0xFF])[:count]

    def _value(self, address, register):
        if self.fault:
            raise BusFault(self.fault)
        if (address, register) not in self.registers:
            raise BusFault("no_answer", "0x%02x" % address)
        return self.registers[(address, register)]


class MemoryContact(Contact):
    """A switch that the story turns."""

    def __init__(self) -> None:
        self._states = aio.Mailbox()

    async def change(self):
        state = await self._states.get()
        if state is None:
            raise PortError("gone")
        return state

    def turn(self, active):
        self._states.put(active)

    def break_off(self):
        self._states.put(None)


class MemoryLine(Line):
    """What the story scans; `break_line` is an unplugged reader."""

    def __init__(self) -> None:
        self._chunks = aio.Mailbox()

    async def read(self):
        chunk = await self._chunks.get()
        if isinstance(chunk, LineFault):
            raise chunk
        return chunk

    def scan(self, text):
        self.send(text + "\r")

    def send(self, text):
        self._chunks.put(bytes([ord(char) for char in text]))

    def break_line(self):
        self._chunks.put(LineFault("unplugged", "memory"))

    def silence(self):
        self._chunks.put(b"")


class MemoryLink(Link):
    """A broker and gateway in one: keeps what was published; the story answers through `incoming`.

    One message is refused for each topic in `refused`.
    """

    def __init__(self) -> None:
        self.incoming = aio.Mailbox()
        self.published: list[tuple[str, object]] = []
        self.refused: list[str] = []
        self.up = True
        self.rebuilt = 0

    async def publish(self, topic, payload, retain=False):
        if not self.up:
            raise LinkFault("lost")
        if topic in self.refused:
            self.refused.remove(topic)
            raise LinkFault("lost", "the queue is full")
        self.published.append((topic, json.loads(payload)))

    async def rebuild(self):
        self.rebuilt += 1

    def connect(self):
        self.up = True
        self.incoming.put(("connected", b""))
        self.say("gateway", {"online": True, "store": "store-1"})

    def lose(self):
        self.up = False
        self.incoming.put(("lost", b"story"))

    def say(self, name, payload):
        self.incoming.put((name, json.dumps(payload).encode()))

    def sent(self, topic):
        return [payload for name, payload in self.published if name == topic]


class MemorySignal(Signal):
    """Remembers every answer."""

    def __init__(self) -> None:
        self.shown: list[tuple[str, str, dict[str, object]]] = []

    async def show(self, verdict, code, facts):
        self.shown.append((verdict, code, facts))


class MemoryStaff(Staff):
    """PINs in the open, by person; `asked` counts the checks, `slow` is a clock by which one takes 5 s."""

    def __init__(self, known, pins, slow=None) -> None:
        Staff.__init__(self, known)
        self.pins = pins
        self.asked = 0
        self.slow = slow

    async def verify(self, person, pin):
        self.asked += 1
        if self.slow is not None:
            await self.slow.sleep_ms(5000)
        return self.pins.get(person) == pin


class MemoryLog(Log):
    """Remembers every line."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def info(self, text):
        self.lines.append("info " + text)

    def warning(self, text):
        self.lines.append("warning " + text)
