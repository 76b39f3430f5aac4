"""The answer at the fridge: a line in the log, a lamp, and a buzzer, as far as they are there."""

import asyncio
import logging
from typing import Any, Protocol

from agent.linux.wording import phrase
from agent.ports import PortError, Signal
from coldchain.civil import Zone

log = logging.getLogger(__name__)

LAMP_S = 4.0
LEVELS = {"green": logging.INFO, "amber": logging.WARNING, "red": logging.WARNING}
# Seconds on, off, on ...: told apart without looking.
BEEPS = {"green": (0.08,), "amber": (0.08, 0.12, 0.08), "red": (0.6, 0.15, 0.6)}


class Output(Protocol):
    """A lamp or a buzzer."""

    def set(self, active: bool) -> None:
        """Switch it. Raises PortError or OSError."""


class FridgeSignal(Signal):
    """Shows one answer at a time; the next takes its place at once.

    `outputs` holds what is there of green, amber, red and buzzer.
    """

    def __init__(self, language: str, zone: Zone, outputs: dict[str, Output]) -> None:
        self._language = language
        self._zone = zone
        self._outputs = outputs
        self._turn = asyncio.Lock()  # two readers may have their answers at once
        self._showing: asyncio.Task[None] | None = None

    async def show(self, verdict: str, code: str, facts: dict[str, Any]) -> None:
        """Log the answer and begin to show it; never raises, never waits for the lamp."""
        log.log(LEVELS[verdict], "%s (%s)", phrase(verdict, code, facts, self._language, self._zone), code)
        async with self._turn:
            await self._end()
            self._showing = asyncio.create_task(self._light(verdict), name="signal")

    async def close(self) -> None:
        """All off; safe to call again."""
        async with self._turn:
            await self._end()

    async def _end(self) -> None:
        if self._showing is not None:
            self._showing.cancel()
            await asyncio.wait([self._showing])
            self._showing = None

    async def _light(self, verdict: str) -> None:
        try:
            self._switch(verdict, True)
            sounding = True
            for pause_s in BEEPS[verdict]:
                self._switch("buzzer", sounding)
                sounding = not sounding
                await asyncio.sleep(pause_s)
            self._switch("buzzer", False)
            await asyncio.sleep(LAMP_S - sum(BEEPS[verdict]))
        finally:
            self._switch("buzzer", False)
            self._switch(verdict, False)

    def _switch(self, name: str, active: bool) -> None:
        output = self._outputs.get(name)
        if output is None:
            return
        try:
            output.set(active)
        except (PortError, OSError) as error:
            log.warning("%s cannot be switched: %s", name, error)
