"""Whether one sensor is heard and believed, and whether it is still the same chip: the facts of `sensor.*`.

A sensor fails with its second missed sample. What a chip read and nobody can believe is written down with its reason,
the first of a run. The serial number of the chip is remembered; another one is told once.
"""

from agent.ports import Log, Put
from agent.sensor_settings import SensorSettings
from coldchain.temperature import Reading

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Fact = tuple[str, dict[str, Any]]

MISSED_IS_FAILED = 2
LONGEST_DETAIL = 500


class Health:
    """What is known of one sensor. Its row in the journal: {"failed": bool, "serial": text or null}."""

    def __init__(self, fridge: str, sensor: SensorSettings, log: Log) -> None:
        self._about = {"fridge": fridge, "sensor": sensor.id}
        self._name = "sensor %s of %s" % (sensor.id, fridge)
        self._sensor = sensor
        self._log = log
        self._quality = ""
        self._missed = 0
        self._failed_up: int | None = None
        self._serial: str | None = None
        self._refusal = ""
        self._news: list[Fact] = []
        self._changed = False

    def restore(self, row: "dict[str, Any]", up_ms: int) -> None:
        """Go on from the row that the journal keeps; an empty one for a sensor it does not know."""
        self._serial = row.get("serial")
        if row.get("failed"):
            self._failed_up = up_ms
            self._missed = MISSED_IS_FAILED

    def refused(self, detail: str) -> None:
        """Take note of why the chip was not accepted, for people: what was expected, and what was found."""
        self._refusal = detail

    def identified(self, serial: str | None) -> None:
        """Take note of the chip that answers. One without a number proves nothing."""
        self._refusal = ""
        if serial is None or serial == self._serial:
            return
        if self._serial is not None:
            self._log.warning("%s was replaced: %s by %s" % (self._name, self._serial, serial))
            self._news.append(("sensor.replaced", dict(self._about, before=self._serial, after=serial)))
        self._serial = serial
        self._changed = True

    def judge(self, reading: Reading, puts: list[Put]) -> "list[Fact]":
        """The facts of one reading; the row is added to `puts` where it has changed."""
        facts, self._news = self._news, []
        if reading.raw is not None and not reading.is_good() and reading.quality != self._quality:
            facts.append(("temperature.rejected", dict(self._about, raw=reading.raw, reason=reading.quality)))
        facts += self._recover(reading) if reading.is_good() else self._miss(reading)
        self._quality = reading.quality
        if self._changed:
            self._changed = False
            row = {"failed": self._failed_up is not None, "serial": self._serial}
            puts.append(Put("sensor", self._sensor.id, row))
        return facts

    def _miss(self, reading: Reading) -> "list[Fact]":
        self._missed += 1
        if self._missed != MISSED_IS_FAILED:
            return []
        self._failed_up = reading.up_ms
        self._changed = True
        detail = self._sensor.chip + (": " + self._refusal if self._refusal else "")
        self._log.warning("%s failed: %s (%s)" % (self._name, reading.quality, detail))
        return [("sensor.failed", dict(self._about, reason=reading.quality, detail=detail[:LONGEST_DETAIL]))]

    def _recover(self, reading: Reading) -> "list[Fact]":
        self._missed = 0
        if self._failed_up is None:
            return []
        silent_s = (reading.up_ms - self._failed_up) // 1000
        self._failed_up = None
        self._changed = True
        self._log.info("%s recovered" % self._name)
        return [("sensor.recovered", dict(self._about, silent_s=silent_s))]
