"""Alarms that nobody can end any more: the journal that opened them was damaged, and a new one knows nothing of them.

They end at the first good word of the same sensor in the device's new stream, and keep that as the reason.
"""

from __future__ import annotations

import json
import operator
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, and_, select

from gateway.store.schema import alarm, device, sensor_now, stream

KINDS = ("excursion", "sensor_failed")
_PAST = {">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le}


def orphans(connection: Connection) -> Iterator[Any]:
    """The open alarms (rows) of which a later stream of their device says that it is over."""
    for row in connection.execute(_HEARD).all():
        data = json.loads(row.data)
        if data.get("stream", row.stream) != row.stream and not _is_over(data.get("rule"), row.last_mc):
            yield row


def _is_over(rule: dict[str, Any] | None, mc: int) -> bool:
    return rule is not None and _PAST[rule["compare"]](mc, rule["limit_mc"])


_SAME_SENSOR = and_(
    sensor_now.c.site == alarm.c.site,
    sensor_now.c.fridge == alarm.c.fridge,
    sensor_now.c.device == alarm.c.device,
    sensor_now.c.sensor == alarm.c.subject,
)
# Each open alarm of a sensor, with the last good temperature of that sensor in the present stream of its device.
_HEARD = (
    select(alarm, sensor_now.c.last_mc, stream.c.name.label("stream"))
    .join(sensor_now, _SAME_SENSOR)
    .join(device, and_(device.c.site == alarm.c.site, device.c.name == alarm.c.device))
    .join(stream, and_(stream.c.id == device.c.stream_id, stream.c.id == sensor_now.c.stream_id))
    .where(
        alarm.c.closed_at.is_(None),
        alarm.c.kind.in_(KINDS),
        sensor_now.c.quality == "good",
        sensor_now.c.last_mc.is_not(None),
    )
)
