"""The switches at a fridge: its door and its mains, each change told once, over restarts too."""

from agent.ports import PortError, Ports, Put
from agent.recorder import Recorder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

RETRY_MS = 60000
EVENTS = {
    ("door", True): "door.opened",
    ("door", False): "door.closed",
    ("mains", True): "power.lost",
    ("mains", False): "power.restored",
}


async def watch_contact(
    fridge: str, kind: str, notes: "dict[str, dict[str, Any]]", recorder: Recorder, ports: Ports
) -> None:
    """Tell each change of one contact, until cancelled; also one that came about while the agent did not run."""
    contact = ports.contacts[(fridge, kind)]
    key = "%s/%s" % (kind, fridge)
    before = notes.get(key, {}).get("active", False)
    while True:
        try:
            active = await contact.change()
        except PortError as fault:
            ports.log.warning("the %s contact of %s does not answer: %s" % (kind, fridge, fault))
            await ports.clock.sleep_ms(RETRY_MS)
            continue
        if active != before:
            before = active
            await recorder.tell(
                EVENTS[(kind, active)], {"fridge": fridge}, [Put("note", key, {"active": active})]
            )
