"""What an event says about alarms. Pure: an event in, changes out; the gateway never re-judges a temperature."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from coldchain.calibration import THRESHOLDS
from coldchain.events import Event
from coldchain.rules import CONFIRMING
from gateway.alarms.kinds import LOCAL, SEVERITIES, kind_of


@dataclass(frozen=True, slots=True)
class Change:
    """An alarm opens or is confirmed (`open`), or ends. `key` is what it is about.

    With `once`, the key names one episode for ever: it is never opened again, and one that is only heard of when it
    has ended is still told. With `superseded`, nobody is told of the end: a nearer
    one takes its place, or what it asked for is done.
    """

    open: bool
    key: str
    kind: str
    site: str
    device: str | None
    fridge: str | None
    subject: str
    at: int
    data: dict[str, Any]
    severity: str = ""
    once: bool = False
    superseded: bool = False

    def loudness(self) -> str:
        """The severity of the alarm: its own, or that of its kind."""
        return self.severity or SEVERITIES[self.kind]

    def holds_stock(self) -> bool:
        """Whether the stock inside is held back: not for a pre-alarm, nor once late readings have undone it."""
        warmed = self.kind == "excursion" and self.severity in CONFIRMING
        return warmed and not self.data.get("withdrawn")


def judge(site: str, device: str, event: Event, at: int) -> list[Change]:
    """What a newly held event opens or ends; `at` is when it happened."""
    kind, opens = _FAULTS.get(event.type, ("", False))
    if kind:
        return [_fault(site, device, event, at, kind, opens)]
    if event.type in _EPISODES and event.data["rule"]["severity"] != LOCAL:
        return [_episode(site, device, event, at)]
    if event.type == "sensor.calibration_due":
        return _calibration(site, device, event, at)
    if event.type == "journal.lost":
        return [about_device("journal_lost", site, device, at, event.data)]
    if event.type == "stream.started" and event.data["reason"] != "new":
        return [_ledger_lost(site, device, at, event.data)]
    return []


def about_device(kind: str, site: str, device: str, at: int, data: dict[str, Any]) -> Change:
    """An alarm about a device's records or its silence."""
    return Change(True, f"{kind}/{site}/{device}", kind, site, device, None, device, at, data)


def episode_key(site: str, device: str, episode: str) -> str:
    """The key of the alarm of an episode, whatever its rule judges."""
    return f"excursion/{site}/{device}/{episode}"


def outdated_by(event_type: str) -> tuple[str, ...]:
    """The types of which a later event about the same subject outdates this one."""
    return _OUTDATED_BY.get(event_type, ())


_EPISODES = ("excursion.opened", "excursion.updated", "excursion.closed")
_FAULTS = {
    "sensor.failed": ("sensor_failed", True),
    "sensor.recovered": ("sensor_failed", False),
    "reader.failed": ("reader_failed", True),
    "reader.recovered": ("reader_failed", False),
}
_OUTDATED_BY = {
    "sensor.failed": ("sensor.recovered",),
    "sensor.recovered": ("sensor.failed",),
    "sensor.calibration_due": ("sensor.calibration_due",),
    "reader.failed": ("reader.recovered",),
    "reader.recovered": ("reader.failed",),
    "power.lost": ("power.restored",),
    "power.restored": ("power.lost",),
}


def _fault(site: str, device: str, event: Event, at: int, kind: str, opens: bool) -> Change:
    fridge = event.data["fridge"]
    subject = event.data["sensor" if kind == "sensor_failed" else "reader"]
    key = f"{kind}/{site}/{device}/{fridge}/{subject}"
    return Change(opens, key, kind, site, device, fridge, subject, at, event.data)


def _calibration(site: str, device: str, event: Event, at: int) -> list[Change]:
    """An alarm for each threshold, and each is told. One gives way to the next without a word of its own end."""
    data = event.data
    days, key = data["days"], f"calibration_due/{site}/{device}/{data['sensor']}"
    about = Change(
        open=False,
        key="",
        kind="calibration_due",
        site=site,
        device=device,
        fridge=data["fridge"],
        subject=data["sensor"],
        at=at,
        data=data,
        severity="alarm" if days == 0 else "",
    )
    over = replace(about, superseded=days is not None, data=data | {"ended": _ended_by(data)})
    ends = [replace(over, key=f"{key}/{other}") for other in THRESHOLDS if other != days]
    return ends if days is None else [*ends, replace(about, open=True, key=f"{key}/{days}")]


def _ended_by(calibration: dict[str, Any]) -> str:
    if calibration["days"] is not None:
        return "superseded"
    return "uncalibrated" if calibration["due"] is None else "calibrated"


def _ledger_lost(site: str, device: str, at: int, data: dict[str, Any]) -> Change:
    """The journal was set aside, and the stock in it: an alarm beside that of the records lost with it."""
    return Change(
        True, f"journal_lost/{site}/{device}/ledger", "journal_lost", site, device, None, "ledger", at, data
    )


def _episode(site: str, device: str, event: Event, at: int) -> Change:
    data = event.data
    return Change(
        open=event.type != "excursion.closed",
        key=episode_key(site, device, data["episode"]),
        kind=kind_of(data["rule"]),
        site=site,
        device=device,
        fridge=data["fridge"],
        subject=data["sensor"],
        at=at,
        data=data,
        severity=data["rule"]["severity"],
        once=True,
    )
