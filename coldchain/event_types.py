"""The types of events and what the data of each must hold.

Dotted, past tense. Every table is open: a newer device may add fields, which are stored and shown, never dropped;
an event of an unknown type is accepted with any table as its data. `docs/asyncapi.yaml` is held to this table.
"""

from coldchain.answer import MOST_RAW
from coldchain.decision import GROUNDS
from coldchain.delivery import ANSWERS, HOLDING
from coldchain.exposure import BANDS, HOSTED, OUT_OF_RANGE
from coldchain.ledger import RELEASED_BEFORE
from coldchain.printed import Printable, Stamp
from coldchain.recall import RECALLED
from coldchain.schema import Choice, Field, Flag, Int, ListOf, Nullable, Table, Text, identifier
from coldchain.stock import HOLDS, STATES, SYRINGE, VIAL

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coldchain.schema import Shape

YEAR_2200_MS = 7258118400000


# Where the pack of a red answer went.
PLACES = ("back", "red_tray")
ID = identifier()
WORD = Printable(1, 64)
SUBJECT = Printable(1, 65)  # a sensor, a contact, or two sensors: "top~bottom"
NOTE = Text(0, 500)
MOMENT = Int(0, YEAR_2200_MS)
INSTANT = Nullable(MOMENT)
MILLIDEGREES = Int(-300000, 300000)
READING = Nullable(MILLIDEGREES)
COUNT = Int(0, 1000000)
DURATION_S = Int(0)
NAME = Nullable(Printable(1, 200))
GTIN = Printable(0, 14)


def _data(**fields: "Shape | Field") -> Table:
    return Table(fields, open=True)


def _nothing(shape: "Shape") -> Field:
    return Field(Nullable(shape), None)


RULE = _data(
    key=WORD,
    compare=Choice(">", ">=", "<", "<="),
    limit_mc=MILLIDEGREES,
    on_s=DURATION_S,
    severity=WORD,
    of=_nothing(WORD),
    samples=_nothing(Int(1)),
    window_s=_nothing(DURATION_S),
    gap=_nothing(WORD),
    guard_mc=_nothing(MILLIDEGREES),
    off_s=_nothing(DURATION_S),
    deadband_mc=_nothing(MILLIDEGREES),
    max_gap_s=_nothing(DURATION_S),
)
EPISODE = _data(
    fridge=ID,
    sensor=SUBJECT,
    episode=Printable(1, 160),
    rule=RULE,
    from_up=Int(),
    from_at=INSTANT,
    to_up=Nullable(Int()),
    to_at=INSTANT,
    over_s=DURATION_S,
    unknown_s=DURATION_S,
    extreme_mc=READING,
    last_mc=READING,
    door_open_s=_nothing(DURATION_S),
    late=_nothing(COUNT),
    withdrawn=Field(Flag(), False),
)
# Of what came of a puncture; in a stock line of the others, "vial" or nothing.
CONTAINER = _nothing(Choice(VIAL, SYRINGE))
# An older device counts in these states alone.
FIRST_STATES = ("in_stock", "dispensed", "returned", "discarded")
# Where an evacuated line is, and what its outing has cost it so far; see coldchain/outing.py.
AWAY = _data(
    since_at=INSTANT,
    leg=_data(at=INSTANT, up=Int(0), boot=WORD),
    host=_nothing(ID),
    name=_nothing(Printable(1, 80)),
    sensor=_nothing(Flag()),
    unsure=Flag(),
    unmeasured=_nothing(ID),
    held=Field(ListOf(WORD), []),
    **dict.fromkeys(("there_ms", "out_ms", "hosted_ms", "unknown_ms"), Int(0)),
)
LINE = _data(
    line=WORD,
    fridge=ID,
    product=NAME,
    gtin=GTIN,
    lot=Printable(0, 20),
    printed=_nothing(Stamp()),
    label=_nothing(Stamp()),
    thawed=_nothing(Stamp()),
    received_at=_nothing(MOMENT),
    rule=_nothing(Printable(1, 200)),
    holds=ListOf(Choice(*[hold[0] for hold in HOLDS]), 0, len(HOLDS)),
    counts=_data(**{state: COUNT if state in FIRST_STATES else Field(COUNT, 0) for state in STATES}),
    doses_per_vial=_nothing(Int(1, 1000)),
    limit_at=INSTANT,
    limit_reason=NAME,
    parent=_nothing(WORD),
    container=CONTAINER,
    opened_at=_nothing(MOMENT),
    drawn=_nothing(COUNT),
    doses_given=_nothing(COUNT),
    doses_lost=_nothing(COUNT),
    delivery=_nothing(WORD),
    reserved_for=_nothing(Printable(1, 200)),
    away=_nothing(AWAY),
)
UNIT = _data(unit=WORD, gtin=GTIN, serial=Printable(1, 20), line=WORD, vials=COUNT, state=WORD)
# In whose name: a badge was scanned, or a command came from a person of people.toml. An act of a scan names its reader.
SIGNED: "dict[str, Shape | Field]" = {"who": _nothing(Printable(1, 200)), "person": _nothing(ID)}
# Of the code that was scanned for it: as the reader sent it (`answer.escape`), the keyboard layout that was undone,
# and whether to ask the medicines verification system about the pack (`Symbol.submit`).
SCANNED: "dict[str, Shape | Field]" = {
    "raw": _nothing(Text(0, MOST_RAW)),
    "recovered": _nothing(WORD),
    "submit": _nothing(Flag()),
}
LIFTED = RELEASED_BEFORE + (RECALLED,)
EVIDENCE = _nothing(Text(0, 2000))
LEFT = _data(
    fridge=ID,
    line=WORD,
    unit=_nothing(WORD),
    vials=COUNT,
    container=CONTAINER,
    reason=_nothing(NOTE),
    to=_nothing(ID),
    **SIGNED,
    **SCANNED,
)
# What left its line stands in `into`, whole as it is after the event: opened, come back, or in another fridge.
INTO = _nothing(LINE)
_PARTING = (
    SIGNED | {"fridge": ID, "line": WORD, "unit": _nothing(WORD), "vials": COUNT, "into": INTO} | SCANNED
)
PARTED = _data(**_PARTING)
RETURNED = _data(out_s=_nothing(DURATION_S), outside=Field(Flag(), False), **_PARTING)
MOVED = _data(to_fridge=_nothing(ID), **_PARTING)
_WHOLE_LINE = SIGNED | {"fridge": ID, "line": WORD, "vials": COUNT}
OUTING = _data(away=AWAY, **_WHOLE_LINE)
_STAYED = dict.fromkeys(("out_s", "hosted_s", "unknown_s"), DURATION_S)
HOMED = _data(unsure=Flag(), unmeasured=_nothing(ID), **_STAYED, **_WHOLE_LINE)
DISCARDED = _data(
    fridge=ID,
    line=WORD,
    unit=_nothing(WORD),
    vials=COUNT,
    container=CONTAINER,
    reason=_nothing(NOTE),
    by_command=_nothing(WORD),
    **SIGNED,
    **SCANNED,
)
HELD = _data(fridge=ID, line=WORD, reason=NOTE, evidence=EVIDENCE, **SIGNED)
RELEASED = _data(
    fridge=ID,
    line=WORD,
    reason=NOTE,
    ground=_nothing(Choice(*GROUNDS)),
    evidence=EVIDENCE,
    lifts=_nothing(ListOf(Choice(*LIFTED), 1, len(LIFTED))),
    **SIGNED,
)
BUDGET = _data(
    bands=ListOf(Choice(*OUT_OF_RANGE), 1, len(OUT_OF_RANGE)),
    allowed_s=DURATION_S,
    used_s=DURATION_S,
    source=NOTE,
    verify=Flag(),
)
EXPOSED = _data(
    fridge=ID,
    line=WORD,
    since_at=INSTANT,
    seconds=_data(**{band: Field(DURATION_S, 0) if band == HOSTED else DURATION_S for band in BANDS}),
    budgets=ListOf(BUDGET, 0, 8),
    limit_at=INSTANT,
    limit_reason=NAME,
    spent_at=_nothing(MOMENT),
    cause=WORD,
)
DELIVERY: "dict[str, Shape | Field]" = {"fridge": ID, "delivery": WORD}
CHECKED: "dict[str, Shape | Field]" = {key: _nothing(Choice(*ANSWERS[key])) for key in ANSWERS}
FRIDGE = _data(fridge=ID)
READER = _data(fridge=ID, reader=ID)
SENSOR_FAULT = _data(fridge=ID, sensor=ID, reason=WORD, detail=NOTE)
READER_FAULT = _data(fridge=ID, reader=ID, reason=WORD, detail=NOTE)
COMMAND = _data(command=WORD, act=WORD, reason=_nothing(NOTE))
# Of types that nothing sends yet, only what a page would show is held to a shape.
OPEN = _data(product=_nothing(Text(0, 200)), lot=_nothing(Text(0, 200)))

TYPES = {
    "stream.started": _data(previous=NAME, reason=Choice("new", "damaged", "replaced")),
    "journal.lost": _data(**{"from": Int(1), "to": Int(1), "reason": NOTE}),
    "device.booted": _data(version=WORD),
    "device.stopped": _data(reason=NOTE),
    "device.crashed": _data(what=NOTE),
    "device.clock_set": _data(before_ms=INSTANT, after_ms=MOMENT),
    "link.lost": _data(silent_s=DURATION_S),
    "sensor.failed": SENSOR_FAULT,
    "sensor.recovered": _data(fridge=ID, sensor=ID, silent_s=DURATION_S),
    "sensor.replaced": _data(fridge=ID, sensor=ID, before=WORD, after=WORD),
    "sensor.calibration_due": _data(
        fridge=ID,
        sensor=ID,
        due=Nullable(Stamp()),
        days=Nullable(Int(0, 366)),
        certificate=Nullable(WORD),
        laboratory=_nothing(Printable(1, 80)),
        date=_nothing(Stamp()),
        uncertainty_mc=_nothing(Int(0, 100000)),
        guard=_nothing(Flag()),
        points=_nothing(ListOf(_data(reads_mc=MILLIDEGREES, reference_mc=MILLIDEGREES), 1, 10)),
    ),
    "reader.failed": READER_FAULT,
    "reader.recovered": _data(fridge=ID, reader=ID, silent_s=DURATION_S),
    "power.lost": FRIDGE,
    "power.restored": FRIDGE,
    "door.opened": FRIDGE,
    "door.closed": FRIDGE,
    "temperature.logged": _data(
        fridge=ID,
        sensor=ID,
        from_up=Int(0),
        n=COUNT,
        last_mc=READING,
        min_mc=READING,
        max_mc=READING,
        mean_mc=READING,
        unknown_s=DURATION_S,
        quality=WORD,
        uncorrected_mc=_nothing(MILLIDEGREES),
    ),
    "temperature.rejected": _data(fridge=ID, sensor=ID, raw=Nullable(Int()), reason=WORD),
    "excursion.opened": EPISODE,
    "excursion.updated": EPISODE,
    "excursion.closed": EPISODE,
    "scan.refused": _data(
        fridge=ID,
        reader=ID,
        mode=WORD,
        code=WORD,
        raw=Text(0, MOST_RAW),
        expected=NOTE,
        found=NOTE,
        submit=_nothing(Flag()),
        product=_nothing(Text(0, 200)),
        lot=_nothing(Text(0, 200)),
        **SIGNED,
    ),
    "scan.closed": _data(
        fridge=ID,
        reader=ID,
        to=Choice(*PLACES),
        code=WORD,
        line=_nothing(WORD),
        product=_nothing(Text(0, 200)),
        lot=_nothing(Text(0, 200)),
        serial=_nothing(Printable(1, 20)),
        **SIGNED,
    ),
    "stock.received": _data(
        fridge=ID, line=LINE, unit=_nothing(UNIT), vials=Int(1, 1000000), **SIGNED, **SCANNED
    ),
    "stock.completed": _data(fridge=ID, line=LINE, **SIGNED, **SCANNED),
    "stock.thawed": OPEN,
    "stock.unpacked": OPEN,
    "stock.opened": PARTED,
    "stock.prepared": _data(fridge=ID, line=WORD, syringes=COUNT, into=LINE, **SIGNED),
    "stock.used": _data(
        fridge=ID,
        line=WORD,
        unit=_nothing(WORD),
        vials=COUNT,
        doses_given=COUNT,
        doses_lost=COUNT,
        **SIGNED,
    ),
    "stock.dispensed": LEFT,
    "stock.returned": RETURNED,
    "stock.moved": MOVED,
    "stock.evacuated": OUTING,
    "stock.hosted": OUTING,
    "stock.homed": HOMED,
    "stock.discarded": DISCARDED,
    "stock.counted": _data(fridge=ID, line=WORD, unit=_nothing(WORD), expected=COUNT, found=COUNT, **SIGNED),
    "stock.corrected": _data(fridge=ID, line=LINE, reason=NOTE, before_at=INSTANT),
    "stock.reversed": _data(
        fridge=ID,
        line=WORD,
        unit=_nothing(WORD),
        vials=COUNT,
        container=CONTAINER,
        act=WORD,
        into=INTO,
        reverses=_nothing(Int(1)),
        **SIGNED,
    ),
    "stock.quarantined": HELD,
    "stock.doubted": HELD,
    "stock.recalled": _data(fridge=ID, line=WORD, reason=NOTE, reference=NOTE, **SIGNED),
    "stock.restocked": _data(fridge=ID, snapshot=WORD, lines=COUNT, vials=COUNT),
    "stock.released": RELEASED,
    "stock.exposed": EXPOSED,
    "stock.prolonged": _data(
        fridge=ID,
        line=WORD,
        limit_at=MOMENT,
        before_at=MOMENT,
        reason=NOTE,
        reference=Text(1, 200),
        rule=_nothing(Printable(1, 200)),
        **SIGNED,
    ),
    "delivery.arrived": _data(arrived_at=INSTANT, **(DELIVERY | SIGNED)),
    "delivery.held": _data(hold=Choice(*[hold for _, hold, _ in HOLDING]), reason=NOTE, **DELIVERY),
    "delivery.inspected": _data(**(DELIVERY | CHECKED | SIGNED)),
    "delivery.done": _data(
        lines=COUNT, vials=COUNT, announced=_nothing(COUNT), **(DELIVERY | CHECKED | SIGNED)
    ),
    "expiry.warned": _data(fridge=ID, line=WORD, threshold=WORD, limit_at=MOMENT, vials=COUNT),
    "expiry.reached": _data(
        fridge=ID, line=WORD, limit_at=MOMENT, limit_reason=NAME, vials=COUNT, container=CONTAINER
    ),
    "alarm.silenced": OPEN,
    "drill.injected": OPEN,
    "command.done": COMMAND,
    "command.refused": COMMAND,
}

ALARMING = ("excursion.", "sensor.", "reader.", "device.")


def is_alarming(event_type: str) -> bool:
    """Whether a copy of such an event goes ahead on `live` while receipts lag."""
    return event_type.startswith(ALARMING)
