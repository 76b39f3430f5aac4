"""The switches at a fridge, its door and its mains: each change told once, over restarts too, and judged by the rules.

An open door is heard at the fridge before it is an alarm. It explains a temperature and never cancels an alarm of one.
"""

from agent.keeping import Keeper
from agent.ports import Contact, PortError, Ports, Put
from agent.recorder import Recorder
from agent.watching import Watching
from coldchain.rules import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    State = dict[str, dict[str, dict[str, Any]]]

RETRY_MS = 60000
BEAT_MS = 5000
SOUND_EVERY_MS = 30000
MOST_OPENINGS = 200
EVENTS = {
    ("door", True): "door.opened",
    ("door", False): "door.closed",
    ("mains", True): "power.lost",
    ("mains", False): "power.restored",
}
SOUNDS = {"door": "door_open", "mains": "mains_gone"}


class Switch:
    """One contact of a fridge: `kind` is door or mains, `rules` those of the pack for it.

    `watching` judges how long it lasts; its rows are kept along with the readings of the fridge.
    """

    def __init__(self, fridge: str, kind: str, rules: list[Rule], recorder: Recorder, ports: Ports) -> None:
        self.name = "%s of %s" % (kind, fridge)
        self._fridge = fridge
        self._kind = kind
        self._recorder = recorder
        self._contact: Contact = ports.contacts[(fridge, kind)]
        self._clock = ports.clock
        self._signal = ports.signal
        self._log = ports.log
        self._key = "%s/%s" % (kind, fridge)
        self.watching = Watching(fridge, kind, kind, rules, ports.clock)
        self._keeper = Keeper(self.name, recorder.record, ports.log)
        self._active: bool | None = None
        self._told = False
        self._spans: list[tuple[int, int | None]] = []
        self._sounded_up: int | None = None

    def restore(self, state: "State") -> None:
        """Go on from what the journal keeps: the state last told, and open episodes."""
        self._told = state["note"].get(self._key, {}).get("active", False)
        self.watching.restore(state["excursion"])

    async def run(self) -> None:
        """Tell each change of the contact, until cancelled; also one that came about while the agent did not run."""
        while True:
            try:
                active = await self._contact.change()
            except PortError as fault:
                self._active = None
                self._log.warning("the %s does not answer: %s" % (self.name, fault))
                await self._clock.sleep_ms(RETRY_MS)
                continue
            self._note(active)
            if active != self._told:
                self._told = active
                change = (EVENTS[(self._kind, active)], {"fridge": self._fridge})
                puts = [Put("note", self._key, {"active": active})]
                await self._keeper.keep([change], puts, self._clock.uptime_ms())

    async def judge(self) -> None:
        """Judge its state on a steady beat, until cancelled: how long it lasts is what the rules are about."""
        while True:
            up_ms = self._clock.uptime_ms()
            puts: list[Put] = []
            value = None if self._active is None else int(self._active)
            facts = self.watching.judge(up_ms, value, puts)
            await self._keeper.keep(facts, puts, up_ms)
            await self._sound(up_ms)
            await self._clock.sleep_ms(BEAT_MS)

    def active_s(self, from_up: int, to_up: int) -> int:
        """Seconds in which it was active between two uptimes (ms), as far as it was watched."""
        now = self._clock.uptime_ms()
        spans = [(begun, now if ended is None else ended) for begun, ended in self._spans]
        return sum([max(0, min(ended, to_up) - max(begun, from_up)) for begun, ended in spans]) // 1000

    def _note(self, active: bool) -> None:
        up_ms = self._clock.uptime_ms()
        if self._active and not active:
            self._spans[-1] = (self._spans[-1][0], up_ms)
        elif active and not self._active:
            self._spans.append((up_ms, None))
            del self._spans[:-MOST_OPENINGS]
        self._active = active

    async def _sound(self, up_ms: int) -> None:
        if not self.watching.sounding():
            self._sounded_up = None
        elif self._sounded_up is None or up_ms - self._sounded_up >= SOUND_EVERY_MS:
            self._sounded_up = up_ms
            await self._signal.show("amber", SOUNDS[self._kind], {"fridge": self._fridge})
