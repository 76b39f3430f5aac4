"""Tables and diagrams that stand between markers in pages written by hand."""

import json
import sys
from collections.abc import Sequence

from agent.contacts import SOUNDS
from agent.desk import NOT_RECORDED
from agent.drivers import DRIVERS
from agent.drivers.chip import Chip
from agent.drivers.ds18b20 import Ds18b20
from agent.sensor_settings import ONE_WIRE
from agent.settings import AGENT
from coldchain.answer import CODES
from coldchain.event_types import TYPES
from coldchain.ledger import EVENT_ACTS
from coldchain.modes import diagram
from coldchain.plausibility import FINE_STEP_UC
from coldchain.schema import Field, ListOf, Nullable, Shape, Table
from coldchain.stock import HOLDS, TRANSITIONS
from coldchain.symbol import REASONS
from config.phrases import PHRASES
from docs.generate.event_notes import NOTES, RESERVED
from docs.generate.mutants import explained
from gateway.shapes import GATEWAY


def blocks() -> dict[str, str]:
    """Name of the marker -> text."""
    return {
        "events": events(),
        "sensors": sensors(),
        "agent.toml": settings(AGENT),
        "gateway.toml": settings(GATEWAY),
        "answers": answers(),
        "reasons": _table(
            ("reason", "what it means"), [("`%s`" % key, text) for key, text in REASONS.items()]
        ),
        "mutants": mutants(),
        "modes": "```mermaid\n" + diagram() + "```\n",
        "states": states(),
        "holds": holds(),
        "acts": _table(("event", "act"), [("`%s`" % type, EVENT_ACTS[type]) for type in EVENT_ACTS]),
    }


def events() -> str:
    """Every type with its data; a field in brackets may be absent."""
    rows = []
    for type, table in TYPES.items():
        fields = [_named(key, field) for key, field in table.fields.items()]
        note = NOTES[type] + (" *Not sent yet.*" if type in RESERVED else "")
        rows.append(("`%s`" % type, note, " ".join(fields) or "open"))
    return _table(("type", "what it tells", "data"), rows)


def sensors() -> str:
    """Every driver with the first line of its module, which names chips, accuracy and source, and its resolution."""
    chips: dict[str, type[Chip]] = {**DRIVERS, ONE_WIRE: Ds18b20}
    rows = []
    for name, chip in chips.items():
        title = (sys.modules[chip.__module__].__doc__ or "").splitlines()[0].rstrip(".")
        frozen = "yes" if chip.step_uc < FINE_STEP_UC else "no"
        rows.append(("`%s`" % name, title, "%.4f °C" % (chip.step_uc / 1_000_000), frozen))
    return _table(("`driver`", "chips, accuracy, source", "step", "`frozen` is seen"), rows)


def answers() -> str:
    """Every answer at the fridge, with its colour and its sentences."""
    colours = CODES | {NOT_RECORDED: "red"} | dict.fromkeys(SOUNDS.values(), "amber")
    rows = [("`%s`" % code, colours[code], *PHRASES[code]) for code in colours]
    return _table(("code", "colour", "français", "English"), rows)


def settings(table: Table) -> str:
    """Every key of a TOML, dotted, with what it must be and what it is when absent."""
    return _table(("key", "expected", "default"), _keys(table, ""))


def keys(table: Table) -> list[str]:
    """The dotted keys of a TOML."""
    return [row[0].strip("`") for row in _keys(table, "")]


def states() -> str:
    """The states of a vial, as the transition table has them."""
    rows = ["```mermaid", "stateDiagram-v2"]
    for state, acts in TRANSITIONS.items():
        source = "[*]" if state == "absent" else state
        rows += ["    %s --> %s: %s" % (source, target, act) for act, target in acts.items()]
        if not acts:
            rows.append("    %s --> [*]" % state)
    return "\n".join([*rows, "```"]) + "\n"


def holds() -> str:
    """What keeps a line back, most serious first."""
    rows = [(reason, placed or "-", lifted or "-") for reason, _, placed, lifted in HOLDS]
    return _table(("reason", "placed by", "lifted by"), rows)


def _keys(table: Table, where: str) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for key, field in table.fields.items():
        inner = _table_in(field.shape)
        name = where + key
        if inner is not None:
            rows += _keys(inner, name + ("[]." if isinstance(field.shape, ListOf) else "."))
        else:
            rows.append(("`%s`" % name, _expected(field.shape), _default(field)))
    return rows


def mutants() -> str:
    """Every mutant that survives; two lines of one place share their reason."""
    rows = [("`%s`" % place, _code(was), _code(becomes), why) for place, was, becomes, why in explained()]
    return _table(("function", "line", "mutated", "why it survives"), rows)


def _code(text: str) -> str:
    """A bar would end the cell."""
    return "`%s`" % text.replace("|", "\\|")


def _table_in(shape: Shape) -> Table | None:
    inner = shape.inner if isinstance(shape, ListOf | Nullable) else shape
    return inner if isinstance(inner, Table) else None


def _expected(shape: Shape) -> str:
    if isinstance(shape, Nullable):
        return _expected(shape.inner)
    if isinstance(shape, ListOf):
        return "a list, each " + _expected(shape.inner)
    return shape.expected


def _default(field: Field) -> str:
    if field.required:
        return "**must be given**"
    return "none" if field.default in (None, "", []) else "`%s`" % _spelt(field.default, field.shape.expected)


def _spelt(value: object, expected: str) -> str:
    """As the TOML would have it: durations and times of day are kept as numbers."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) and expected.startswith("a duration"):
        return _duration(value)
    if isinstance(value, int) and expected.startswith("a time of day"):
        return "%02d:%02d" % (value // 3600, value % 3600 // 60)
    return json.dumps(value) if isinstance(value, list) else str(value)


def _duration(ms: int) -> str:
    for unit, factor in (("d", 86400000), ("h", 3600000), ("m", 60000), ("s", 1000)):
        if ms > factor and ms % factor == 0:
            return "%d%s" % (ms // factor, unit)
    return "%dms" % ms


def _named(key: str, field: Field) -> str:
    return "`%s`" % key if field.required else "(`%s`)" % key


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "".join("| %s |\n" % " | ".join(cells) for cells in lines)
