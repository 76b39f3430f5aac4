"""Ninety seconds at a fridge, for someone who sees it for the first time: scans, a door left open, a refusal."""

import asyncio

from agent.simulated.world import World

# (seconds to wait before, what happens). A key of `packs` is scanned; "door" opens and "shut" closes the door.
STEPS = (
    (2, "receive"),
    (2, "label"),
    (2, "pfizer"),
    (2, "child"),
    (2, "receive"),
    (2, "thaw"),
    (2, "moderna"),
    (1, "moderna"),
    (2, "label-soon"),
    (1, "receive"),
    (2, "pfizer-2"),
    (2, "door"),
    (43, "dispense"),
    (2, "pfizer-2"),
    (3, "shut"),
    (3, "receive"),
    (2, "spoilt"),
    (2, "status"),
)


class Story:
    """Plays the steps once; `step` is how far it has come, of `len(STEPS)`."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._task: asyncio.Task[None] | None = None
        self.step = 0

    @property
    def playing(self) -> bool:
        """Whether it is being played."""
        return self._task is not None and not self._task.done()

    def play(self) -> None:
        """Begin; does nothing while it is being played."""
        if not self.playing:
            self._world.new_packs()
            self._task = asyncio.create_task(self._play(), name="story")

    async def stop(self) -> None:
        """End it where it is."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _play(self) -> None:
        for self.step, (wait_s, act) in enumerate(STEPS, start=1):
            await asyncio.sleep(wait_s)
            self._do(act)

    def _do(self, act: str) -> None:
        if act in ("door", "shut"):
            self._world.door.turn(act == "door")
        elif self._world.reader.plugged:
            self._world.reader.scan(self._world.sample(act).text)
