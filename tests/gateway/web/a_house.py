"""A house with something of everything, for the pages to show.

Two sites, three fridges at 22:05 on 21 November 2026 in Paris: one in order but with an expired line, one too warm
for 12 minutes, one silent; stock with every kind of limit and hold; a lot named like a script; a message that could
not be sent.
"""

import tomllib
from pathlib import Path
from typing import Any

import config
from coldchain.catalogue import Catalogue, read_catalogue
from coldchain.civil import Zone, parse_stamp
from coldchain.people import People, read_people
from coldchain.schema import Problem
from gateway.settings import Settings, load

PARIS = Zone("CET-1CEST,M3.5.0,M10.5.0/3")
MINUTE, DAY = 60_000, 86_400_000
SITE, OTHER = "750012345", "130054321"
COUNTER, STOCKROOM, VACCINES = "fridge-1", "fridge-2", "fridge-3"
EVIL = "<script>alert(1)</script>"
TOML = f"""
[[site]]
id = "{SITE}"
name = "Pharmacie des Lilas"
timezone = "{PARIS.text}"
[[site]]
id = "{OTHER}"
name = "Pharmacie du Port"
timezone = "{PARIS.text}"
[[fridge]]
site = "{SITE}"
id = "{COUNTER}"
name_fr = "Frigo comptoir"
name_en = "Counter fridge"
[[fridge]]
site = "{SITE}"
id = "{STOCKROOM}"
name_fr = "Frigo réserve"
name_en = "Stockroom fridge"
[[fridge]]
site = "{OTHER}"
id = "{VACCINES}"
name_fr = "Frigo vaccins"
name_en = "Vaccine fridge"
[[contact]]
name = "Mme Roux (garde)"
url = "json://127.0.0.1:1/"
[[contact]]
name = "Astreinte SMS"
url = "json://127.0.0.1:1/"
"""


def at(stamp: str) -> int:
    """The UTC ms of a local stamp in Paris."""
    day, second = parse_stamp(stamp)
    return PARIS.instant(day, second or 0)


NOW = at("2026-11-21T22:05")


def settings(folder: Path, web: str = "") -> Settings:
    """The settings of the house; `web` is the [web] table."""
    path = folder / "gateway.toml"
    path.write_text(f"[web]\n{web}\n{TOML}", encoding="utf-8")
    return load(path)


def people() -> People:
    """Those of the demonstration, with the PINs that it tells."""
    problems: list[Problem] = []
    path = Path(config.__file__).parent / "demo" / "people.toml"
    read = read_people(tomllib.loads(path.read_text(encoding="utf-8")), problems)
    assert not problems, problems
    return read


def catalogue() -> Catalogue:
    """The catalogue as shipped."""
    problems: list[Problem] = []
    path = config.find("vaccines.toml", Path(__file__).parent)
    read = read_catalogue(tomllib.loads(path.read_text(encoding="utf-8")), problems)
    assert not problems, problems
    return read


def line(
    name: str, fridge: str, product: str | None, lot: str, vials: int, reason: str, **more: Any
) -> dict[str, Any]:
    """A stock line as a desk carries it."""
    state: dict[str, Any] = {
        "line": name,
        "fridge": fridge,
        "product": product,
        "gtin": "03400928099747",
        "lot": lot,
        "printed": "2027-03-31",
        "label": None,
        "thawed": None,
        "received_at": at("2026-11-02T09:40"),
        "received_up": 0,
        "delivery": None,
        "reserved_for": None,
        "rule": f"{product}@2022-03-04" if product else None,
        "limit_at": None,
        "limit_reason": reason,
        "holds": [],
        "counts": {"in_stock": vials, "dispensed": 2, "returned": 0, "discarded": 1},
        "doses_per_vial": 10 if product else None,
    }
    if "limit" in more:
        state["limit_at"] = at(more.pop("limit"))
    return state | more


PURPLE, ORANGE = "comirnaty-30-purple", "comirnaty-10-orange"
LINES = {
    (SITE, "pi-1"): (
        line(
            "L1",
            COUNTER,
            PURPLE,
            "FK7021",
            12,
            "supplier_label",
            label="2026-11-22",
            limit="2026-11-23",
            doses_per_vial=6,
        ),
        line("L2", COUNTER, ORANGE, "FP1430", 8, "thaw_window", thawed="2026-10-20", limit="2026-12-30"),
        line(
            "L3",
            COUNTER,
            "spikevax",
            EVIL,
            5,
            "reception_window",
            limit="2026-12-20T15:30",
            holds=["incomplete"],
        ),
        line("L4", COUNTER, "nuvaxovid", "4301MF019", 3, "printed", limit="2026-11-21"),
        line("L5", COUNTER, None, "ZX99", 1, "unidentified", holds=["unidentified"]),
    ),
    (SITE, "pi-2"): (
        line(
            "L6",
            STOCKROOM,
            PURPLE,
            "FL4410",
            40,
            "supplier_label",
            limit="2026-12-06",
            holds=["doubted"],
            doses_per_vial=6,
        ),
        line(
            "L7",
            STOCKROOM,
            "nuvaxovid",
            "4302MF007",
            20,
            "printed",
            limit="2027-04-01",
            holds=["quarantined"],
        ),
    ),
    (OTHER, "pi-1"): (line("L8", VACCINES, "spikevax", "000102A", 10, "supplier_label", limit="2026-12-12"),),
}
LINE = {state["line"]: state for states in LINES.values() for state in states}

# The event's local time, type and data; all at the counter.
EVENTS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("2026-11-21T08:58", "door.opened", {}),
    ("2026-11-21T09:40", "stock.received", {"line": LINE["L1"], "unit": None, "vials": 12}),
    ("2026-11-21T11:02", "stock.dispensed", {"line": "L1", "unit": None, "vials": 1}),
    ("2026-11-21T14:02", "stock.received", {"line": LINE["L3"], "unit": None, "vials": 5}),
    ("2026-11-21T14:20", "sensor.failed", {"sensor": "haut", "reason": "no_answer", "detail": ""}),
    ("2026-11-21T15:11", "sensor.recovered", {"sensor": "haut", "silent_s": 3060}),
    (
        "2026-11-21T18:30",
        "scan.refused",
        {"code": "expired", "line": "L4", "product": "nuvaxovid", "lot": "4301MF019"},
    ),
    (
        "2026-11-21T18:31",
        "stock.discarded",
        {"line": "L4", "unit": None, "vials": 1, "reason": "unspecified"},
    ),
)

EPISODE = {
    "sensor": "haut",
    "rule": {"key": "high", "compare": ">", "limit_mc": 8000, "on_s": 600, "severity": "alarm"},
    "over_s": 720,
    "unknown_s": 0,
    "extreme_mc": 9420,
    "last_mc": 9100,
}
EXPIRED = {"product": "nuvaxovid", "lot": "4301MF019", "vials": 3, "doses": 30, "limit_at": at("2026-11-21")}
# Kind, site, device, fridge, subject, opened, closed, data, and (contact, state) of each message.
ALARMS: tuple[tuple[Any, ...], ...] = (
    (
        "excursion",
        SITE,
        "pi-2",
        STOCKROOM,
        "haut",
        NOW - 12 * MINUTE,
        None,
        EPISODE,
        (("Mme Roux (garde)", "sent"), ("Astreinte SMS", "failed")),
    ),
    (
        "device_silent",
        OTHER,
        "pi-1",
        None,
        "pi-1",
        NOW - 37 * MINUTE,
        None,
        {"seen_at": NOW - 52 * MINUTE},
        (("Mme Roux (garde)", "sent"),),
    ),
    ("expired", SITE, None, COUNTER, "L4", at("2026-11-21"), None, EXPIRED, (("Mme Roux (garde)", "sent"),)),
    (
        "excursion",
        SITE,
        "pi-1",
        COUNTER,
        "haut",
        at("2026-11-19T13:04"),
        at("2026-11-19T13:19"),
        EPISODE | {"extreme_mc": 8350},
        (("Mme Roux (garde)", "sent"),),
    ),
)
