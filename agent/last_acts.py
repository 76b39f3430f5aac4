"""The last stock act of each reader, as the journal has it: what VF:UNDO would take back.

Nothing is kept beside the journal: after a restart the newest events are heard once more. The age of an act of this
boot is told by the uptime; of an earlier boot by the wall clock, where that ran on meanwhile, else by nobody.
"""

from agent.ports import Clock
from coldchain.acts.undoing import LastAct
from coldchain.ledger import EVENT_ACTS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coldchain.events import Event


class LastActs:
    """Hears every commit of the device."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._events: dict[str, Event] = {}

    def heard(self, events: "list[Event]") -> None:
        """Take note of the acts that a reader did; what a command or the desk itself did has none."""
        for event in events:
            reader = event.data.get("reader")
            if event.type in EVENT_ACTS and reader is not None:
                self._events[reader] = event

    def of(self, reader: str) -> LastAct | None:
        """The last act at that reader; None where there is none that the journal still shows."""
        event = self._events.get(reader)
        return None if event is None else LastAct(event.seq, event.type, event.data, self._age_ms(event))

    def _age_ms(self, event: "Event") -> int | None:
        now = self._clock.now_ms()
        if event.boot == self._clock.boot:
            return self._clock.uptime_ms() - event.up
        if not self._clock.ran_on() or now is None or event.at is None or now < event.at:
            return None
        return now - event.at
