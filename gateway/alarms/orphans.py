"""Alarms that nobody can end any more: the journal that opened them was damaged, and a new one knows nothing of them.

They end at the first good word of the same sensor in the device's new stream, and keep that as the reason; those
that no one sensor speaks for, at that of any sensor of the fridge: what is still wrong is told anew.
"""

from __future__ import annotations

import json
import operator
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, and_, or_, select

from gateway.alarms.kinds import RULED
from gateway.store.schema import alarm, device, sensor_now, stream

OF_A_SENSOR = ("excursion", "no_data", "sensor_failed")
OF_A_FRIDGE = tuple(kind for kind in RULED if kind not in OF_A_SENSOR)
_PAST = {">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le}


def orphans(connection: Connection) -> Iterator[Any]:
    """The open alarms (rows) of which a later stream of their device says that it is over."""
    found: dict[int, Any] = {}
    for row in connection.execute(_HEARD).all():
        data = json.loads(row.data)
        if data.get("stream", row.stream) != row.stream and not _is_over(row, data):
            found[row.id] = row
    yield from found.values()


def _is_over(row: Any, data: dict[str, Any]) -> bool:
    """Whether the last good temperature is itself past the limit of the alarm."""
    if row.kind != "excursion":
        return False
    return bool(_PAST[data["rule"]["compare"]](row.last_mc, data["rule"]["limit_mc"]))


_SPEAKS_FOR_IT = and_(
    sensor_now.c.site == alarm.c.site,
    sensor_now.c.fridge == alarm.c.fridge,
    sensor_now.c.device == alarm.c.device,
    or_(sensor_now.c.sensor == alarm.c.subject, alarm.c.kind.in_(OF_A_FRIDGE)),
)
# Each open alarm of a device's sensors, with their last good temperatures in the present stream of that device.
_HEARD = (
    select(alarm, sensor_now.c.last_mc, stream.c.name.label("stream"))
    .join(sensor_now, _SPEAKS_FOR_IT)
    .join(device, and_(device.c.site == alarm.c.site, device.c.name == alarm.c.device))
    .join(stream, and_(stream.c.id == device.c.stream_id, stream.c.id == sensor_now.c.stream_id))
    .where(
        alarm.c.closed_at.is_(None),
        alarm.c.kind.in_((*OF_A_SENSOR, *OF_A_FRIDGE)),
        sensor_now.c.quality == "good",
        sensor_now.c.last_mc.is_not(None),
    )
)
