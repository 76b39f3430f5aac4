"""The certificates of a device's sensors: each is told once, and again when its due date comes near.

A new certificate is told with `days` null, which ends what was said of the one before; so is, without a certificate,
that there is none any more. While the clock has never been set, nothing is told: nobody knows what day it is.
"""

from agent.ports import JournalFault, Ports, Put
from agent.recorder import Recorder
from agent.settings import Settings
from coldchain.calibration import news
from coldchain.civil import Zone

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Rows = dict[str, dict[str, Any]]

EVENT = "sensor.calibration_due"
NOTE = "calibration/"
LOOK_MS = 60000


class Calibrations:
    """Watches every certificate. Its notes in the journal are the last event of each sensor."""

    def __init__(self, settings: Settings, notes: "Rows", recorder: Recorder, ports: Ports) -> None:
        self._zone = Zone(settings.timezone)
        self._recorder = recorder
        self._clock = ports.clock
        self._log = ports.log
        self._told = {key[len(NOTE) :]: notes[key] for key in notes if key.startswith(NOTE)}
        self._certificates: Rows = {}
        for fridge in settings.fridges:
            for sensor in fridge.sensors:
                if sensor.calibration is not None:
                    about = {"fridge": fridge.id, "sensor": sensor.id}
                    self._certificates[sensor.id] = about | sensor.calibration.as_dict()

    async def run(self) -> None:
        """Tell what there is to tell, day by day, until cancelled."""
        while True:
            await self._look()
            await self._clock.sleep_ms(LOOK_MS)

    async def _look(self) -> None:
        now = self._clock.now_ms()
        if now is None:
            return
        today = self._zone.local(now)[0]
        is_sure = self._clock.quality() == "synced"
        for sensor, certificate in self._certificates.items():
            fact = news(certificate, self._told.get(sensor), today, is_sure)
            if fact is not None:
                await self._tell(sensor, fact, fact)
        for sensor in [sensor for sensor in self._told if sensor not in self._certificates]:
            about = {"fridge": self._told[sensor]["fridge"], "sensor": sensor}
            await self._tell(sensor, about | {"due": None, "days": None, "certificate": None}, None)

    async def _tell(self, sensor: str, fact: "dict[str, Any]", row: "dict[str, Any] | None") -> None:
        """What could not be kept is told at the next look."""
        try:
            await self._recorder.record([(EVENT, fact)], [Put("note", NOTE + sensor, row)])
        except JournalFault as fault:
            self._log.warning("the calibration of %s was not told: %s" % (sensor, fault))
            return
        if row is None:
            del self._told[sensor]
        else:
            self._told[sensor] = row
