"""The road to the gateway: one unreceipted frame at a time, and nothing believed but a receipt.

A frame is sent again with full-jitter backoff until the gateway says that its events are committed. While receipts
lag, copies of alarming events go ahead on `live`. A connection under which the gateway has fallen silent is thrown
away, whatever it claims of itself.
"""

import json

from agent import aio
from agent.copies import Copies
from agent.ports import JournalFault, LinkFault, PortError, Ports
from agent.recorder import Recorder
from coldchain.events import MAX_FRAME_BYTES, MAX_FRAME_EVENTS, Event, encode_frame, read_json
from coldchain.schema import Field, Flag, Int, ListOf, Nullable, Problem, Table, Text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

FIRST_BACKOFF_MS = 2000
LONGEST_BACKOFF_MS = 300000
LAG_MS = 3000
STALE_MS = 90000
REBUILD_EVERY_MS = 300000
OUTAGE_MS = 60000

ACK = Table(
    {
        "store": Field(Nullable(Text(1, 64)), None),
        "stream": Field(Nullable(Text(1, 64)), None),
        "upto": Field(Nullable(Int(0)), None),
        "want": Field(Nullable(ListOf(Int(1), 2, 2)), None),
        "error": Field(Nullable(Text(0, 1000)), None),
    },
    open=True,
)
GATEWAY = Table({"online": Flag(), "store": Field(Nullable(Text(1, 64)), None)}, open=True)


class Uplink:
    """Sends the journal's stream to the gateway. `facts` is what the hello says of this device beyond the stream."""

    def __init__(self, ports: Ports, recorder: Recorder, facts: "dict[str, Any]") -> None:
        self.commands = aio.Mailbox()
        self._journal = ports.journal
        self._link = ports.link
        self._clock = ports.clock
        self._log = ports.log
        self._recorder = recorder
        self._facts = facts
        self._wake = aio.Event()
        self._connected = False
        self._lost_up: int | None = None
        self._outstanding = 0
        self._sent_up = 0
        self._attempt = 0
        self._due_up = 0
        self._heard_up = ports.clock.uptime_ms()
        self._ever_heard = False
        self._rebuilt_up = ports.clock.uptime_ms()
        self._gateway: dict[str, Any] = {}
        self._wanted: list[tuple[int, int]] = []
        self._copies = Copies()
        recorder.listen(self._committed)

    async def run(self) -> None:
        """Work until cancelled."""
        async with aio.Nursery() as nursery:
            nursery.start("uplink-receive", self._receive())
            nursery.start("uplink-send", self._send())

    def silence(self) -> "dict[str, Any]":
        """For how long the gateway has said nothing, and whether it ever has since the start: {silent_s, heard}."""
        silent_ms = self._clock.uptime_ms() - self._heard_up
        return {"silent_s": silent_ms // 1000, "heard": self._ever_heard}

    async def goodbye(self) -> None:
        """Say that this device goes offline on purpose."""
        try:
            await self._link.publish("state", json.dumps({"v": 1, "online": False}), retain=True)
        except LinkFault:
            return  # without a connection the last will says it

    def _committed(self, events: list[Event]) -> None:
        self._copies.committed(events)
        self._wake.set()

    async def _receive(self) -> None:
        while True:
            name, payload = await self._link.incoming.get()
            try:
                await self._take(name, payload)
            except JournalFault as fault:
                self._log.warning("the journal did not keep what %s says: %s" % (name, fault))
            self._wake.set()

    async def _take(self, name: str, payload: bytes) -> None:
        if name == "connected":
            await self._on_connected()
        elif name == "lost":
            self._on_lost()
        elif name == "ack":
            await self._on_ack(self._parsed(name, payload, ACK))
        elif name == "gateway":
            self._on_gateway(self._parsed(name, payload, GATEWAY))
        elif name == "down":
            self.commands.put(payload)

    def _parsed(self, name: str, payload: bytes, shape: Table) -> "dict[str, Any]":
        """The checked table of a message; {} for one that makes no sense, which is logged and left."""
        problems: list[Problem] = []
        try:
            value = shape.read(read_json(payload), name, problems)
        except ValueError as error:
            problems.append(Problem(name, "JSON", str(error)))
        if problems:
            self._log.warning("a message of the gateway cannot be read: %s" % problems[0])
        return {} if problems else value

    async def _on_connected(self) -> None:
        self._connected = True
        self._send_again_within(0)
        try:
            await self._link.publish("state", json.dumps(self._hello()), retain=True)
        except LinkFault:
            return  # "lost" follows in the mailbox
        if self._lost_up is not None:
            silent_ms = self._clock.uptime_ms() - self._lost_up
            self._lost_up = None
            if silent_ms >= OUTAGE_MS:
                await self._recorder.record([("link.lost", {"silent_s": silent_ms // 1000})])

    def _on_lost(self) -> None:
        if self._connected:
            self._lost_up = self._clock.uptime_ms()
        self._connected = False

    async def _on_ack(self, ack: "dict[str, Any]") -> None:
        if ack.get("error"):
            self._log.warning("the gateway could not read a message: %s" % ack["error"])
        if not ack or ack["stream"] not in (None, self._journal.stream):
            return
        if ack["upto"] is not None and None not in (ack["stream"], ack["store"]):
            await self._on_receipt(ack["upto"], ack["store"])
        if ack["want"]:
            self._wanted.append((ack["want"][0], ack["want"][1]))

    async def _on_receipt(self, upto: int, store: str) -> None:
        known = self._journal.receipted
        await self._journal.receipt(min(upto, self._journal.last), store)
        receipted = self._journal.receipted
        self._hear()
        self._copies.leave_out(receipted)
        if receipted >= self._outstanding or receipted < known:
            self._outstanding = 0
            self._send_again_within(0)

    def _on_gateway(self, state: "dict[str, Any]") -> None:
        back = self._stale() or state.get("store") != self._gateway.get("store")
        self._gateway = state
        if not state.get("online"):
            self._gateway = {}
            return
        self._hear()
        if back and self._attempt > 1:
            self._send_again_within(FIRST_BACKOFF_MS)

    def _hear(self) -> None:
        self._heard_up = self._clock.uptime_ms()
        self._ever_heard = True

    def _stale(self) -> bool:
        return not self._gateway or self._clock.uptime_ms() - self._heard_up > STALE_MS

    def _send_again_within(self, jitter_ms: int) -> None:
        self._attempt = 0
        self._due_up = self._clock.uptime_ms() + aio.below(jitter_ms)

    def _hello(self) -> "dict[str, Any]":
        journal = self._journal
        hello = {
            "v": 1,
            "online": True,
            "stream": journal.stream,
            "first": journal.first,
            "last": journal.last,
            "receipted": journal.receipted,
            "boot": self._clock.boot,
            "at": self._clock.now_ms(),
            "max_in": MAX_FRAME_BYTES,
        }
        hello.update(self._facts)
        return hello

    async def _send(self) -> None:
        while True:
            self._wake.clear()
            if self._connected:
                try:
                    await self._send_what_is_due()
                except LinkFault as fault:
                    self._put_off(fault)
                except JournalFault as fault:
                    if fault.reason == "damaged":
                        raise  # the next start sets it aside and begins a new stream
                    self._put_off(fault)
            await self._rebuild_if_deaf()
            await aio.first(self._woken(), self._clock.sleep_ms(self._pause_ms()))

    def _put_off(self, fault: PortError) -> None:
        """Try again later. A link may refuse a message and live on; that it is lost, it says itself."""
        self._log.warning("nothing can be sent just now: %s" % fault)
        self._attempt += 1
        self._due_up = self._clock.uptime_ms() + backoff_ms(self._attempt)

    async def _send_what_is_due(self) -> None:
        while self._wanted:
            await self._answer_want(*self._wanted.pop(0))
        if self._journal.last > self._journal.receipted and self._clock.uptime_ms() >= self._due_up:
            await self._send_frame()
        if self._lagging():
            await self._send_copies()

    async def _send_frame(self) -> None:
        """Send the next frame, or the unreceipted one again: the same events, however many more there are by now."""
        receipted = self._journal.receipted
        count = self._outstanding - receipted if self._outstanding > receipted else MAX_FRAME_EVENTS
        events = await self._journal.read(receipted + 1, count)
        if not events:
            await self._tell_lost(receipted + 1, self._journal.last)
            return
        count = await self._publish("up", events)
        up = self._clock.uptime_ms()
        if not self._outstanding:
            self._sent_up = up
        self._outstanding = events[count - 1].seq
        self._attempt += 1
        self._due_up = up + backoff_ms(self._attempt)

    async def _answer_want(self, first: int, last: int) -> None:
        """A gap is always answered: by the events, or by `journal.lost`, which stands for them."""
        last = min(last, self._journal.last)
        events = [event for event in await self._journal.read(first, MAX_FRAME_EVENTS) if event.seq <= last]
        if events:
            await self._publish("up", events)
            last = events[0].seq - 1
        if first <= last:
            await self._tell_lost(first, last)

    async def _tell_lost(self, first: int, last: int) -> None:
        """Send it out of turn: the receipts that its turn waits for cannot pass the gap before it has come."""
        data = {"from": first, "to": last, "reason": "not_kept"}
        await self._publish("up", await self._recorder.record([("journal.lost", data)]))

    async def _publish(self, topic: str, events: list[Event]) -> int:
        payload, count = encode_frame(self._journal.stream, unbroken(events))
        await self._link.publish(topic, payload)
        return count

    def _lagging(self) -> bool:
        behind = self._journal.last - self._journal.receipted
        waited_ms = self._clock.uptime_ms() - self._sent_up
        return behind > MAX_FRAME_EVENTS or (self._outstanding > 0 and waited_ms >= LAG_MS)

    async def _send_copies(self) -> None:
        self._copies.leave_out(self._outstanding)
        while (event := self._copies.first()) is not None:
            await self._publish("live", [event])
            self._copies.sent(event)

    async def _rebuild_if_deaf(self) -> None:
        up = self._clock.uptime_ms()
        silent_since = max(self._heard_up, self._rebuilt_up)
        if up - self._heard_up > STALE_MS and up - silent_since >= REBUILD_EVERY_MS:
            self._rebuilt_up = up
            await self._link.rebuild()

    def _pause_ms(self) -> int:
        """How long nothing is due if nothing is committed and nothing comes in."""
        if self._connected and self._journal.last > self._journal.receipted:
            return max(1, min(self._due_up - self._clock.uptime_ms(), LAG_MS))
        return LAG_MS

    async def _woken(self) -> None:
        await self._wake.wait()


def backoff_ms(attempt: int) -> int:
    """Full jitter: anything from 0 to 2, 4, 8 … s, at most 5 min, after half a second for the answer to come."""
    return 500 + aio.below(min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS << min(attempt - 1, 10)))


def unbroken(events: list[Event]) -> list[Event]:
    """The leading events whose seqs follow each other without a gap: all that one `up` message may hold."""
    for index in range(1, len(events)):
        if events[index].seq != events[0].seq + index:
            return events[:index]
    return events
