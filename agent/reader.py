"""One barcode reader, all day: bytes into frames, frames to the desk, a broken line told once."""

from agent.desk import Desk
from agent.framing import MAX_FRAME_BYTES, Dropped, Framer
from agent.ports import LineFault, Ports, Put
from agent.recorder import Recorder
from agent.settings import ReaderSettings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

EXPECTED = {
    "oversize": "a scan of at most %d bytes" % MAX_FRAME_BYTES,
    "incomplete": "a whole scan, ended by Enter (CR, LF or ETX)",
}


class Reader:
    """The loop of one reader, which speaks to one desk."""

    def __init__(
        self,
        settings: ReaderSettings,
        desk: Desk,
        recorder: Recorder,
        ports: Ports,
    ) -> None:
        self.name = "reader %s of %s" % (settings.id, settings.fridge)
        self._settings = settings
        self._line = ports.lines[settings.port]
        self._desk = desk
        self._recorder = recorder
        self._clock = ports.clock
        self._log = ports.log
        self._framer = Framer(settings.end)
        self._failed_up: int | None = None
        self._note = "reader/" + settings.id

    def restore(self, state: "dict[str, dict[str, dict[str, Any]]]") -> None:
        """Go on from what the journal keeps: a reader that had failed is told to be back, also after a restart."""
        if state["note"].get(self._note, {}).get("failed"):
            self._failed_up = self._clock.uptime_ms()

    async def run(self) -> None:
        """Read until cancelled."""
        while True:
            try:
                chunk = await self._line.read()
            except LineFault as fault:
                await self._fail(fault)
                await self._deliver_all(self._framer.reset())
                continue
            await self._recover()
            await self._deliver_all(self._framer.feed(chunk) if chunk else self._framer.idle())

    async def _deliver_all(self, frames: list[bytes | Dropped]) -> None:
        for frame in frames:
            if isinstance(frame, Dropped):
                found = "%s after %d bytes" % (frame.reason, len(frame.data))
                await self._desk.refuse(self._settings.id, text_of(frame.data), EXPECTED[frame.reason], found)
            else:
                await self._desk.scan(self._settings.id, text_of(frame))

    async def _fail(self, fault: LineFault) -> None:
        if self._failed_up is None:
            self._failed_up = self._clock.uptime_ms()
            self._log.warning("%s failed: %s" % (self.name, fault))
            await self._tell("reader.failed", True, reason=fault.reason, detail=fault.detail)

    async def _recover(self) -> None:
        if self._failed_up is not None:
            silent_s = (self._clock.uptime_ms() - self._failed_up) // 1000
            self._failed_up = None
            self._log.info("%s is back" % self.name)
            await self._tell("reader.recovered", False, silent_s=silent_s)

    async def _tell(self, event_type: str, failed: bool, **facts: "Any") -> None:
        data = dict(facts, fridge=self._settings.fridge, reader=self._settings.id)
        await self._recorder.tell(event_type, data, [Put("note", self._note, {"failed": failed})])


def text_of(frame: bytes) -> str:
    """The frame as text, each byte one character, so that nothing a reader sends is lost or refused here."""
    return "".join(chr(byte) for byte in frame)
