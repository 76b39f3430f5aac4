"""An excursion at the counter the day before, over and told whole: the door stood open, a vial was given meanwhile."""

import itertools
import json
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from gateway.store import schema
from gateway.store.upsert import upsert
from tests.gateway.web.a_house import COUNTER, LINE, MINUTE, SITE, at
from tests.gateway.web.a_store import add_event

ALARM = 40
FROM, CONFIRMED, TO = at("2026-11-20T09:52"), at("2026-11-20T10:02"), at("2026-11-20T10:11")
NAME = "fridge-1-haut-high-9f3c-7-1000"
RULE: dict[str, Any] = {
    "key": "high",
    "compare": ">",
    "limit_mc": 8000,
    "on_s": 600,
    "off_s": 300,
    "deadband_mc": 300,
    "max_gap_s": 120,
    "severity": "alarm",
    "source": "Ordre national des pharmaciens, chaîne du froid, 2009: +2 à +8 °C; delays: house",
    "house": True,
}
EPISODE: dict[str, Any] = {
    "episode": NAME,
    "fridge": COUNTER,
    "sensor": "haut",
    "rule": RULE,
    "from_up": 1000,
    "from_at": FROM,
    "to_up": 1_141_000,
    "to_at": TO,
    "over_s": 1140,
    "unknown_s": 0,
    "extreme_mc": 9240,
    "last_mc": 7600,
    "door_open_s": 720,
    "open": False,
}
HELD = ("L1", "L2")
SPC = "Source d'essai, 6.3"


def add(store: Connection, **changed: Any) -> None:
    """Put the excursion into the store of the house; `changed` are fields of its episode."""
    episode = EPISODE | changed
    _alarm(store, episode)
    events = [
        (FROM - MINUTE, "door.opened", {}),
        (FROM + 4 * MINUTE, "stock.dispensed", {"line": "L1", "unit": None, "vials": 2, "who": "M. Petit"}),
        (FROM + 6 * MINUTE, "stock.discarded", {"line": "L2", "unit": None, "vials": 1, "reason": "casse"}),
        (CONFIRMED, "excursion.opened", episode | {"to_at": None, "open": True}),
        *((CONFIRMED, "stock.quarantined", {"line": line, "reason": "excursion " + NAME}) for line in HELD),
        (FROM + 11 * MINUTE, "door.closed", {}),
        (TO + MINUTE, "stock.dispensed", {"line": "L2", "unit": None, "vials": 1}),
    ]
    for seq, (moment, kind, data) in enumerate(events, 500):
        add_event(store, 1, seq, moment, kind, {"fridge": COUNTER} | data)
    for line in HELD:
        hold(store, line, "quarantined")
    _warm(store)


def hold(store: Connection, line: str, *holds: str) -> None:
    """The line has these holds and no other."""
    known = schema.stock_line.c.line == line
    state = json.dumps(LINE[line] | {"holds": list(holds)})
    store.execute(update(schema.stock_line).where(known).values(state=state))


def expose(store: Connection, seq: int, moment: int, line: str, used_s: int, allowed_s: int = 86_400) -> None:
    """What the device told of a line's exposure: `used_s` seconds so far between 8 and 15 °C."""
    budget = {"bands": ["8_15", "15_25", "25_30"], "allowed_s": allowed_s, "used_s": used_s}
    data = {
        "line": line,
        "since_at": at("2026-11-02T09:40"),
        "seconds": {"2_8": 1_500_000, "8_15": used_s},
        "budgets": [budget | {"source": SPC, "verify": True}],
        "limit_at": None,
        "limit_reason": None,
        "cause": "excursion",
    }
    add_event(store, 1, seq, moment, "stock.exposed", {"fridge": COUNTER} | data)
    row = {"site": SITE, "fridge": COUNTER, "line": line, "at": moment, "data": json.dumps(data)}
    upsert(store, schema.exposure, [row])


def _alarm(store: Connection, episode: dict[str, Any]) -> None:
    key = f"excursion/{SITE}/pi-1/{episode['episode']}"
    row = {
        "id": ALARM,
        "key": key,
        "kind": "excursion",
        "severity": episode["rule"]["severity"],
        "site": SITE,
    }
    row |= {"device": "pi-1", "fridge": COUNTER, "subject": "haut", "opened_at": CONFIRMED}
    row |= {"closed_at": episode["to_at"], "changed_at": CONFIRMED, "data": json.dumps(episode)}
    store.execute(insert(schema.alarm).values(row))


def _warm(store: Connection) -> None:
    """The readings of that morning: a rise, a fall, and eight minutes of silence later."""
    reading = schema.reading
    of_fridge = (reading.c.site == SITE) & (reading.c.fridge == COUNTER) & (reading.c.device == "pi-1")
    that_morning = (reading.c.at >= FROM - 12 * MINUTE) & (reading.c.at <= FROM + 30 * MINUTE)
    for row in store.execute(select(reading.c.at, reading.c.sensor).where(of_fridge, that_morning)).all():
        minutes = (row.at - FROM) / MINUTE
        mean = (
            round(_curve(minutes)) if row.sensor == "haut" else round(4300 + (_curve(minutes) - 5200) * 0.6)
        )
        values = {"last_mc": mean, "mean_mc": mean, "min_mc": mean - 120, "max_mc": mean + 40}
        one = of_fridge & (reading.c.sensor == row.sensor) & (reading.c.at == row.at)
        store.execute(update(reading).where(one).values(values))
    silence = (reading.c.at > TO + 6 * MINUTE) & (reading.c.at < TO + 14 * MINUTE)
    store.execute(delete(reading).where(of_fridge, silence))


def _curve(minutes: float) -> float:
    """The upper sensor, `minutes` after the first reading past 8 °C: straight between a few points."""
    knots = ((-12, 5200), (0, 8010), (10, 9240), (19, 7690), (30, 5200))
    for (start, low), (end, high) in itertools.pairwise(knots):
        if minutes <= end:
            return low + (high - low) * (minutes - start) / (end - start)
    return 5200
