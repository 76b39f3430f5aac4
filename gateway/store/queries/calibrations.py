"""The certificates that the sensors of a fridge work by."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, select

from gateway.store.schema import event, stream
from gateway.store.views import CalibrationView


def calibrations(connection: Connection, site: str, fridge: str) -> list[CalibrationView]:
    """One for each sensor whose device has told one; the last word counts, and may be that there is none."""
    told = {}
    query = _TOLD.where(stream.c.site == site, event.c.fridge == fridge)
    for device, text in connection.execute(query):
        data = json.loads(text)
        told[device, data["sensor"]] = data
    return [_view(device, data) for (device, _), data in sorted(told.items()) if data["due"] is not None]


def _view(device: str, data: dict[str, Any]) -> CalibrationView:
    return CalibrationView(
        device=device,
        sensor=data["sensor"],
        certificate=data["certificate"] or "",
        laboratory=data.get("laboratory"),
        date=data.get("date"),
        due=data["due"],
        uncertainty_mc=data.get("uncertainty_mc"),
        guard=data.get("guard"),
    )


_TOLD = (
    select(stream.c.device, event.c.data)
    .join(stream)
    .where(event.c.type == "sensor.calibration_due")
    .order_by(event.c.dated_at, event.c.seq)
)
