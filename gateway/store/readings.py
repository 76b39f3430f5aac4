"""Temperatures as charts and fridges want them, made from the events of the sensors."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, insert

from coldchain.events import Event
from gateway.store.schema import reading, sensor_now
from gateway.store.upsert import upsert_newer


class Readings:
    """Collects the readings of a batch and the newest word of each sensor."""

    def __init__(self, now_ms: int) -> None:
        self._now_ms = now_ms
        self._readings: list[dict[str, Any]] = []
        self._now: dict[tuple[str, str, str, str], dict[str, Any]] = {}

    def add(self, site: str, device: str, stream_id: int, event: Event, dated_at: int) -> None:
        """Take a newly held event; only those of a sensor's temperature matter here."""
        if event.type == "temperature.logged":
            self._logged(site, device, stream_id, event, dated_at)
        elif event.type == "sensor.failed":
            quality = str(event.data["reason"])
            self._heard(site, device, stream_id, event, dated_at, None, quality)

    def flush(self, connection: Connection) -> None:
        """Write what was collected."""
        if self._readings:
            connection.execute(insert(reading), self._readings)
        upsert_newer(connection, sensor_now, list(self._now.values()))
        self._readings = []
        self._now = {}

    def _logged(self, site: str, device: str, stream_id: int, event: Event, dated_at: int) -> None:
        data = event.data
        self._readings.append(
            {
                "site": site,
                "fridge": data["fridge"],
                "device": device,
                "sensor": data["sensor"],
                "at": dated_at,
                "stream_id": stream_id,
                "seq": event.seq,
                "last_mc": data["last_mc"],
                "min_mc": data["min_mc"],
                "max_mc": data["max_mc"],
                "mean_mc": data["mean_mc"],
                "unknown_s": data["unknown_s"],
                "quality": data["quality"],
            }
        )
        self._heard(site, device, stream_id, event, dated_at, data["last_mc"], data["quality"])

    def _heard(
        self,
        site: str,
        device: str,
        stream_id: int,
        event: Event,
        dated_at: int,
        last_mc: int | None,
        quality: str,
    ) -> None:
        key = (site, event.data["fridge"], device, event.data["sensor"])
        known = self._now.get(key)
        if known is not None and _is_later(known, stream_id, event.seq, dated_at):
            return
        self._now[key] = {
            "site": site,
            "fridge": key[1],
            "device": device,
            "sensor": key[3],
            "stream_id": stream_id,
            "seq": event.seq,
            "last_mc": last_mc,
            "at": dated_at,
            "heard_at": self._now_ms,
            "quality": quality,
        }


def _is_later(known: dict[str, Any], stream_id: int, seq: int, dated_at: int) -> bool:
    """Whether the known word is the later one, as `upsert_newer` has it."""
    if known["stream_id"] == stream_id:
        return bool(known["seq"] > seq)
    return bool(known["at"] > dated_at)
