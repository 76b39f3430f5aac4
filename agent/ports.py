"""The ports: what the portable loop needs of the world, named as classes to implement.

linux/ implements them with smbus2, pyserial, SQLite, paho-mqtt and the kernel; simulated/ with a thermal model;
firmware with a board's own modules; tests with memory. A blocking library stays behind its port, on a worker of its
own. Every method that waits is a coroutine; every failure the loop can handle is one of the exceptions here.
"""

from coldchain.people import People

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from agent import aio
    from coldchain.events import Event

TABLES = ("line", "unit", "excursion", "told", "sensor", "command", "note")


class PortError(Exception):
    """A failure of the world, not of the program: `reason` is a stable code, `detail` is for people."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__("%s: %s" % (reason, detail) if detail else reason)
        self.reason = reason
        self.detail = detail


class BusFault(PortError):
    """A transfer on the sensor bus failed: `no_answer`, `timeout`, `arbitration`, `bus` or `gone`."""


class LineFault(PortError):
    """The reader's line is not there or broke: `absent`, `unplugged`, `busy`."""


class LinkFault(PortError):
    """The broker cannot be reached or the connection broke: `refused`, `lost`, `unauthorised`, `too_large`."""


class JournalFault(PortError):
    """The journal cannot keep what it is given: `full`, `io`, `damaged`. What was not committed did not happen."""


class Log:
    """What whoever maintains the device reads; never the only place a fault shows up."""

    def info(self, text: str) -> None:
        raise NotImplementedError

    def warning(self, text: str) -> None:
        raise NotImplementedError


class Contact:
    """A switch at the fridge: the door, or the mains."""

    async def change(self) -> bool:
        """Wait for the next state: True when the door is open, or the mains is gone.

        The first call answers at once with the present state.
        """
        raise NotImplementedError


class Bus:
    """An I2C bus. One transfer at a time; an implementation serialises."""

    async def transfer(self, address: int, out: bytes, count: int) -> bytes:
        """Write `out`, then read `count` bytes without a stop between; either may be none, not both. Raises BusFault.

        A failed transfer may have been tried again: what is written must bear being written twice.
        """
        raise NotImplementedError

    async def read(self, address: int, register: int, count: int) -> bytes:
        """Write the register pointer, then read `count` bytes. Raises BusFault."""
        return await self.transfer(address, bytes([register]), count)

    async def write(self, address: int, register: int, data: bytes) -> None:
        """Write `data` behind the register pointer. Raises BusFault."""
        await self.transfer(address, bytes([register]) + data, 0)


class Line:
    """A barcode reader's line: serial, or its keys."""

    async def read(self) -> bytes:
        """The next chunk of bytes as it comes, at least one; b"" after a silence inside a frame. Raises LineFault.

        After a LineFault the next call tries to open the line again; it waits by itself between tries.
        """
        raise NotImplementedError


class Put:
    """A change of one row of the journal's state, committed together with the events that explain it.

    `table` is one of TABLES; `value` is a JSON table, or None to take the row away.
    """

    def __init__(self, table: str, key: str, value: "dict[str, Any] | None") -> None:
        self.table = table
        self.key = key
        self.value = value


class Draft:
    """An event before the journal has given it its seq."""

    def __init__(
        self, type: str, at: int | None, clock: str, boot: str, up: int, data: "dict[str, Any]"
    ) -> None:
        self.type = type
        self.at = at
        self.clock = clock
        self.boot = boot
        self.up = up
        self.data = data


class Journal:
    """The durable record: one stream of events, the watermark of receipts, and the state tables.

    `stream` names the stream; `first` and `last` are the lowest and highest seq kept (last 0: none);
    `receipted` is the highest seq the gateway has said to be committed. All are kept current by the journal.
    """

    stream = ""
    first = 1
    last = 0
    receipted = 0

    async def commit(self, drafts: list[Draft], puts: list[Put]) -> "list[Event]":
        """Give each draft the next seq and keep events and state in one transaction.

        Returns when they are on the disk. Raises JournalFault: then nothing of it happened.
        """
        raise NotImplementedError

    async def read(self, first: int, count: int) -> "list[Event]":
        """Up to `count` events in order of seq, from `first` on; a missing one is simply absent."""
        raise NotImplementedError

    async def receipt(self, upto: int, store: str) -> None:
        """Remember that the gateway's store `store` holds everything up to `upto`.

        Kept with the next commit, or at close: losing it costs a frame sent twice.

        A lower `upto` than known is obeyed only from another `store` than the last one.
        """
        raise NotImplementedError

    async def state(self) -> "dict[str, dict[str, dict[str, Any]]]":
        """All state rows: table -> key -> value. Every table of TABLES is there."""
        raise NotImplementedError

    async def prune(self, before_ms: int) -> int:
        """Forget receipted events dated before `before_ms`; how many. Raises JournalFault."""
        raise NotImplementedError

    async def close(self) -> None:
        """Close; safe to call again."""
        raise NotImplementedError


class Link:
    """The way to the gateway. Topics are leaf names: `up`, `live`, `state` to publish, `ack`, `down` to receive.

    `incoming` receives `(name, payload)` pairs: ("connected", b""), ("lost", reason), ("ack", …), ("down", …) and
    ("gateway", payload of the gateway's own state).
    """

    incoming: "aio.Mailbox"

    async def publish(self, topic: str, payload: str, retain: bool = False) -> None:
        """Hand one message (QoS 1) to the connection. Raises LinkFault where there is none.

        Returning means nothing about the gateway: only a receipt does.
        """
        raise NotImplementedError

    async def rebuild(self) -> None:
        """Throw the connection away, whatever it claims of itself, and make a new one."""
        raise NotImplementedError


class Clock:
    """Time: what the wall says, how far that can be trusted, and a steady count that knows no steps.

    `boot` names this boot. `zone` arithmetic is not here: it is coldchain.civil's.
    """

    boot = ""

    def now_ms(self) -> int | None:
        """UTC milliseconds since 1970, or None while the clock has never been set."""
        raise NotImplementedError

    def quality(self) -> str:
        """`synced`, `holdover` or `unset`."""
        raise NotImplementedError

    def ran_on(self) -> bool:
        """Whether the wall clock is right although the machine was off: synchronised since, or kept by a battery."""
        raise NotImplementedError

    def uptime_ms(self) -> int:
        """Milliseconds since this boot, steady, also over sleep of the machine."""
        raise NotImplementedError

    def at(self, up_ms: int) -> int | None:
        """UTC milliseconds at `up_ms` of this boot's uptime, by the present clock; None while it has never been set."""
        now = self.now_ms()
        return None if now is None else now - (self.uptime_ms() - up_ms)

    async def sleep_ms(self, ms: int) -> None:
        """Wait."""
        raise NotImplementedError


class Signal:
    """What the person at the fridge sees and hears."""

    async def show(self, verdict: str, code: str, facts: "dict[str, Any]") -> None:
        """Show one answer: `verdict` is green, amber or red, `code` the reason code, `facts` what it is about.

        Never raises: an answer that cannot be shown is logged.
        """
        raise NotImplementedError


class Staff:
    """The people whom this fridge knows, `known`, and the check of their PINs. This one knows nobody."""

    def __init__(self, known: People | None = None) -> None:
        self.known = known or People()

    async def verify(self, person: str, pin: str) -> bool:
        """Whether `pin` is that of the person with this id. Slow on purpose; counting wrong tries is the caller's."""
        return False


class Ports:
    """The world of one agent: buses and lines by the path its settings name, contacts by (fridge, kind)."""

    def __init__(
        self,
        journal: Journal,
        clock: Clock,
        link: Link,
        signal: Signal,
        log: Log,
        buses: dict[str, Bus],
        lines: dict[str, Line],
        contacts: dict[tuple[str, str], Contact],
        people: Staff | None = None,
    ) -> None:
        self.journal = journal
        self.clock = clock
        self.link = link
        self.signal = signal
        self.log = log
        self.buses = buses
        self.lines = lines
        self.contacts = contacts
        self.people = people or Staff()
