"""What a reader of the store gets: plain frozen records, made by `queries`.

Instants are UTC milliseconds since 1970, temperatures millidegrees Celsius; None where nothing is known.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class SensorView:
    """The last word of one sensor, whose name is unique in its device. `quality` is "good" or its fault."""

    device: str
    sensor: str
    last_mc: int | None
    at: int | None
    quality: str


@dataclass(frozen=True, slots=True)
class CalibrationView:
    """The certificate that a sensor works by, as its device told it last.

    `date` and `due` are days such as "2027-01-31"; what an event does not say is None.
    """

    device: str
    sensor: str
    certificate: str
    laboratory: str | None
    date: str | None
    due: str
    uncertainty_mc: int | None
    guard: bool | None


@dataclass(frozen=True, slots=True)
class FridgeView:
    """One fridge now. `state` is "ok", "alarm", "silent" (no word from its device) or "unknown".

    `now_mc` is the last good value farthest from 5 °C; minimum and maximum are of the site's today. `mains_lost` is
    what its devices last said of them. `vials` lie in it; `vials_away` were evacuated.
    """

    site: str
    fridge: str
    name: str
    device: str | None
    state: str
    now_mc: int | None
    now_at: int | None
    quality: str
    min_mc_today: int | None
    max_mc_today: int | None
    sensors: tuple[SensorView, ...]
    vials: int
    doses: int
    vials_away: int
    open_alarms: int
    seen_at: int | None
    online: bool
    desk: bool
    mains_lost: bool


@dataclass(frozen=True, slots=True)
class BudgetView:
    """How many seconds a product may be in these bands all together, and how many of them a line has used."""

    bands: tuple[str, ...]
    allowed_s: int
    used_s: int
    source: str
    verify: bool


@dataclass(frozen=True, slots=True)
class ExposureView:
    """What a stock line has gone through since `since_at`, as its desk told it at `at`: seconds by band.

    The bands are those of `coldchain.exposure`, "unknown" among them; `cause` says why it was told: "excursion",
    "budget" or "gap".
    """

    at: int
    since_at: int | None
    seconds: dict[str, int]
    budgets: tuple[BudgetView, ...]
    cause: str


@dataclass(frozen=True, slots=True)
class AwayView:
    """Where an evacuated stock line is: at `host` since `leg_at`, or in transit since then where that is null.

    `since_at` is when it left its fridge; both instants are null where the desk did not know the time. `sensor` says
    whether the host measures.
    """

    since_at: int | None
    leg_at: int | None
    host: str | None
    name: str | None
    sensor: bool | None


@dataclass(frozen=True, slots=True)
class StockLineView:
    """One stock line: product, batch, limit and its reason, and how many vials are where.

    `usable` is true only while the line has no hold, has a limit, and that limit is not reached; `standing` is
    "usable", or the most serious reason why not. `reserved_for` is the professional it is kept for, null for nobody.
    Of the line of an opened vial `parent` is the line it came from, `drawn` how many syringes were, `doses_given` and
    `doses_lost` what was told of it at its end; `doses_per_vial` is then what its syringes left. `container` is
    "vial" or "syringe", and `opened` how many of the line's vials stand in lines of their own.
    `first` is true of the line to take from first in its fridge, where the stock was asked for as a shelf.
    `pending` names the acts asked of the desk that it has not answered yet. `exposure` is null while the desk has
    told no time out of range. `away` says where the vials are while they are not in their fridge.
    """

    site: str
    fridge: str
    line: str
    product: str | None
    gtin: str
    lot: str
    holds: tuple[str, ...]
    in_stock: int
    dispensed: int
    discarded: int
    doses_per_vial: int | None
    doses: int
    printed: str | None
    label: str | None
    thawed: str | None
    received_at: int | None
    limit_at: int | None
    limit_reason: str | None
    rule: str | None
    expired: bool
    usable: bool
    pending: tuple[str, ...]
    exposure: ExposureView | None
    serialised: bool = False
    standing: str = ""
    reserved_for: str | None = None
    parent: str | None = None
    container: str = "vial"
    opened_at: int | None = None
    opened: int = 0
    drawn: int | None = None
    doses_given: int | None = None
    doses_lost: int | None = None
    first: bool = False
    away: AwayView | None = None


@dataclass(frozen=True, slots=True)
class UnitView:
    """One serialised pack or vial. `event` is the (device, stream, seq) that put it in its present state."""

    site: str
    fridge: str
    unit: str
    gtin: str
    serial: str
    line: str
    vials: int
    state: str
    since: int | None
    event: tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class ProductStockView:
    """A product over one site: what may be given, what is held back, and the next limit among the usable.

    `blocked` counts the vials held back by the most serious reason, such as "expired" or "quarantined".
    """

    site: str
    product: str | None
    vials_usable: int
    doses_usable: int
    vials_blocked: int
    next_limit_at: int | None
    doses_blocked: int = 0
    blocked: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NoticeView:
    """A message to one contact about one alarm: "waiting", "sent", "failed" (tried again at `next_at`).

    Or "superseded": not sent before a nearer alarm took the place of its own.
    """

    contact: str
    state: str
    attempts: int
    last_error: str | None
    next_at: int | None
    sent_at: int | None
    language: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class AlarmView:
    """One alarm, open while `closed_at` is None.

    `kind` is one of `gateway.alarms.kinds.KINDS`; `subject` is what it is about in its fridge or device (a
    sensor, a reader, a stock line); `data` holds the facts its text is made of. `held` counts the vials that
    nobody may give now: those in quarantine in the fridge of an excursion, those in doubt where a sensor or a
    device was silent, those of a line about its last day, or those of a recalled batch at the site.
    """

    id: int
    kind: str
    severity: str
    site: str
    device: str | None
    fridge: str | None
    subject: str
    opened_at: int
    closed_at: int | None
    data: dict[str, Any]
    held: int
    notices: tuple[NoticeView, ...]


@dataclass(frozen=True, slots=True)
class PointView:
    """One `temperature.logged` of one sensor. A null temperature is unknown time: a gap in the chart."""

    at: int
    last_mc: int | None
    min_mc: int | None
    max_mc: int | None
    mean_mc: int | None
    unknown_s: int
    quality: str


@dataclass(frozen=True, slots=True)
class EventView:
    """One event as it was received. `at` is the device's word, `dated_at` the gateway's best dating of it.

    `extra` holds the fields of its envelope that this gateway does not know.
    """

    id: int
    site: str
    device: str
    stream: str
    seq: int
    type: str
    at: int | None
    clock: str
    boot: str
    up: int
    received_at: int
    dated_at: int
    data: dict[str, Any]
    extra: dict[str, Any]
    copy: bool


@dataclass(frozen=True, slots=True)
class DeviceView:
    """One device and how far its current stream is held: everything up to `upto` is committed.

    `first` and `last` are what the device says it still has; `rejected` and `duplicates` count events.
    """

    site: str
    device: str
    online: bool
    seen_at: int | None
    version: str | None
    stream: str | None
    upto: int
    first: int | None
    last: int | None
    rejected: int
    duplicates: int


@dataclass(frozen=True, slots=True)
class RejectedView:
    """Something received that could not be used, kept as it came. No `seq`: its envelope was unreadable."""

    id: int
    site: str
    device: str
    stream: str | None
    seq: int | None
    topic: str
    reason: str
    raw: bytes
    received_at: int


@dataclass(frozen=True, slots=True)
class CommandView:
    """An act asked of a fridge's desk: "pending" until it answers "done" or "refused", or it is "expired".

    `person` is who signed with a PIN, None where a name was typed; `details` is what else the act said.
    """

    id: str
    site: str
    fridge: str
    line: str
    act: str
    who: str
    reason: str
    asked_at: int
    expires_at: int
    state: str
    answer_reason: str | None
    person: str | None
    details: dict[str, Any]


@dataclass(frozen=True, slots=True)
class PinTryView:
    """A PIN that was tried for a decision; `outcome` is "right", "wrong", or "locked" where it was not looked at."""

    person: str
    act: str
    site: str
    fridge: str
    at: int
    outcome: str
