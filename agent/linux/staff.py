"""The people of people.toml, their PINs checked with scrypt on a thread of its own."""

from agent.linux.worker import Worker
from agent.ports import Staff
from coldchain.people import People
from config.pins import verify_pin


class ScryptStaff(Staff):
    """Checks one PIN after the other: many tries at once take no memory from the fridge."""

    def __init__(self, known: People) -> None:
        super().__init__(known)
        self._worker = Worker("pins")

    async def verify(self, person: str, pin: str) -> bool:
        known = self.known.by_id(person)
        return known is not None and await self._worker.call(verify_pin, pin, known.pin)

    async def close(self) -> None:
        """Let go of the thread; safe to call again."""
        await self._worker.close()
