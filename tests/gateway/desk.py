"""What a device at a fridge sends, as the tests of the gateway write it: events, frames, a stock line."""

import json

from coldchain.events import Event, encode_frame
from coldchain.stock import no_vials

SITE, DEVICE, STREAM, FRIDGE = "750012345", "pi-1", "s-1", "fridge-1"
UP, LIVE, STATE, ACK, DOWN = (
    f"vigifroid/v1/{SITE}/{DEVICE}/{road}" for road in ("up", "live", "state", "ack", "down")
)
NOON = 1_795_262_400_000  # 21 November 2026, 12:00 UTC
BOOT = "9f3c-7"
DAY_MS = 86_400_000


def event(seq, type="door.opened", data=None, *, at=-1, clock="synced", boot=BOOT, up=None):
    """One event, one second after the one before it; `at=None` for a clock never set."""
    moment = NOON + seq * 1000 if at == -1 else at
    return Event(seq, type, moment, clock, boot, seq * 1000 if up is None else up, data or {"fridge": FRIDGE})


def frame(*events, stream=STREAM):
    """The payload of `up` or `live`."""
    text, count = encode_frame(stream, list(events))
    assert count == len(events)
    return text.encode()


def doors(first, last):
    """A frame of events that mean nothing to stock or alarms."""
    return frame(*(event(seq) for seq in range(first, last + 1)))


def reading(seq, mc, sensor="top", **more):
    """A logged temperature."""
    data = {
        "fridge": FRIDGE,
        "sensor": sensor,
        "from_up": 0,
        "n": 12,
        "last_mc": mc,
        "min_mc": mc,
        "max_mc": mc,
        "mean_mc": mc,
        "unknown_s": 0,
        "quality": "good" if mc is not None else "no_answer",
    }
    return event(seq, "temperature.logged", data, **more)


def line(vials, *, limit_at=NOON + 30 * DAY_MS, holds=(), name="L0001-aa", lot="FT1234"):
    """A whole stock line as its desk tells it."""
    return {
        "line": name,
        "fridge": FRIDGE,
        "product": "comirnaty-30-purple",
        "gtin": "",
        "lot": lot,
        "printed": "2027-03-31",
        "label": "2026-12-21",
        "thawed": None,
        "received_at": NOON,
        "received_up": 0,
        "delivery": None,
        "reserved_for": None,
        "rule": "comirnaty-30-purple@2022-03-04",
        "limit_at": limit_at,
        "limit_reason": "supplier_label",
        "holds": list(holds),
        "counts": no_vials() | {"in_stock": vials},
        "doses_per_vial": 6,
    }


def received(seq, vials, **line_facts):
    """Loose vials taken in, on a line that was not known."""
    data = {"fridge": FRIDGE, "line": line(vials, **line_facts), "unit": None, "vials": vials}
    return event(seq, "stock.received", data)


def left(seq, act, vials, name="L0001-aa"):
    """Vials that leave: `act` is "dispensed" or "discarded"."""
    return event(seq, f"stock.{act}", {"fridge": FRIDGE, "line": name, "unit": None, "vials": vials})


def excursion(seq, moment, over_s=0, *, episode="fridge-1-top-hot-9f3c-7-1000", last_mc=9200):
    """An episode above 8 °C; `moment` is "opened", "updated" or "closed"."""
    closed = moment == "closed"
    data = {
        "episode": episode,
        "fridge": FRIDGE,
        "sensor": "top",
        "rule": {"key": "hot", "compare": ">", "limit_mc": 8000, "on_s": 600, "severity": "alarm"},
        "from_up": 1000,
        "from_at": NOON,
        "to_up": seq * 1000 if closed else None,
        "to_at": NOON + seq * 1000 if closed else None,
        "over_s": over_s,
        "unknown_s": 0,
        "extreme_mc": 9300,
        "last_mc": last_mc,
        "open": not closed,
    }
    return event(seq, f"excursion.{moment}", data)


def fault(seq, type, subject="top"):
    """`sensor.failed`, `sensor.recovered`, `reader.failed` or `reader.recovered`."""
    kind = type.partition(".")[0]
    facts = {"reason": "no_answer", "detail": ""} if type.endswith("failed") else {"silent_s": 60}
    return event(seq, type, {"fridge": FRIDGE, kind: subject} | facts)


def hello(**facts):
    """The payload of `state`."""
    told = {"v": 1, "online": True, "stream": STREAM, "first": 1, "last": 10, "version": "0.1.0"}
    return json.dumps(told | facts).encode()
