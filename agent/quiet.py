"""Tells once, after 90 s without a scan, what a reader's conversation has left unfinished."""

from agent import aio
from agent.ports import Ports
from coldchain.modes import MODE_TIMEOUT_MS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coldchain.session import Session

LONGEST_LOOK_MS = 60000


class Quiet:
    """Watches the readers of one fridge."""

    def __init__(self, sessions: "dict[str, Session]", ports: Ports) -> None:
        self._sessions = sessions
        self._signal = ports.signal
        self._clock = ports.clock
        self._scanned = aio.Event()

    def scanned(self) -> None:
        """There was a scan: the quiet begins anew."""
        self._scanned.set()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            self._scanned.clear()
            pause = await self._look()
            await aio.first(self._until_scanned(), self._clock.sleep_ms(pause))

    async def _look(self) -> int:
        """Tell what is left; returns ms until there may be more."""
        up_ms, pause = self._clock.uptime_ms(), LONGEST_LOOK_MS
        for name in sorted(self._sessions):
            session = self._sessions[name]
            answer = session.quiet(up_ms)
            if answer is not None:
                session.adopt(answer)
                await self._signal.show(answer.verdict, answer.code, answer.facts)
            left_ms = session.mode.since_up + MODE_TIMEOUT_MS - up_ms
            if left_ms > 0:
                pause = min(pause, left_ms)
        return pause

    async def _until_scanned(self) -> None:
        await self._scanned.wait()
