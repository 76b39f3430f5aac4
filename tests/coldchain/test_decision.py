"""A person's decision about a stock line: what it changes, what it needs, and what is refused."""

from coldchain.decision import ACTS, InForce, carry_out, refusal
from coldchain.event_types import TYPES
from coldchain.ledger import apply_event
from coldchain.people import ROLES, People, Person
from coldchain.schema import Problem
from coldchain.stock import StockError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

NOW = 1646816400000
LIMIT = NOW + 86400000
GTIN = "02990000000017"


def line_of(holds=(), in_stock=3, limit_at=LIMIT, serialised=False):
    counts = {"in_stock": in_stock, "dispensed": 0, "returned": 0, "discarded": 0}
    return {
        "line": "L0001",
        "fridge": "fridge-1",
        "product": "spikevax",
        "rule": "spikevax@2022-03-04",
        "holds": list(holds),
        "counts": counts,
        "limit_at": limit_at,
        "limit_reason": "thaw_window",
        "serialised": serialised,
    }


def unit_of(serial, vials=1, state="in_stock"):
    name = "%s:%s" % (GTIN, serial)
    return {"unit": name, "gtin": GTIN, "serial": serial, "line": "L0001", "vials": vials, "state": state}


def order_of(act, **fields):
    signed = {"act": act, "who": "Anne Martin", "person": "a-martin", "reason": "laboratory's answer"}
    return signed | fields


def decided(order, line, units=(), in_force=None, now_ms: "int | None" = NOW):
    """The outcome, after its events were held to their tables and to what they bring about elsewhere."""
    outcome = carry_out(order, line, list(units), in_force, now_ms)
    lines, known = {line["line"]: line}, {unit["unit"]: unit for unit in units}
    for type, data in outcome.facts:
        problems: list[Problem] = []
        TYPES[type].read(data, "data", problems)
        assert not problems, (type, problems)
        apply_event(lines, known, type, data)
    assert lines[line["line"]] == outcome.line, "the store and the desk disagree"
    assert all(known[key] == outcome.units[key] for key in outcome.units)
    return outcome


def code_of(order, line, units=(), in_force=None, now_ms=NOW):
    try:
        carry_out(order, line, list(units), in_force, now_ms)
    except StockError as error:
        return error.code
    return "done"


def test_a_release_ends_the_quarantine_alone_and_a_lift_the_doubt_alone():
    line = line_of(["quarantined", "doubted"])
    released = decided(order_of("release"), line)
    assert released.line["holds"] == ["doubted"]
    assert released.facts[0][1]["lifts"] == ["quarantined"]
    lifted = decided(order_of("lift", ground="logger", evidence="3,1 à 5,2 °C"), line)
    assert lifted.line["holds"] == ["quarantined"]
    data = lifted.facts[0][1]
    assert (data["lifts"], data["ground"], data["evidence"]) == (["doubted"], "logger", "3,1 à 5,2 °C")
    assert (data["who"], data["person"]) == ("Anne Martin", "a-martin")


def test_what_is_not_held_is_not_lifted():
    assert code_of(order_of("release"), line_of(["doubted"])) == "not_held"
    assert code_of(order_of("lift", ground="mains", evidence="21:10"), line_of(["quarantined"])) == "not_held"


def test_anybody_may_hold_back_without_a_person_of_the_file():
    line = decided({"act": "quarantine", "who": "Mme Roux", "reason": "carton mouillé"}, line_of()).line
    assert line["holds"] == ["quarantined"]
    assert decided({"act": "doubt", "who": "pi-1", "reason": "?"}, line).line["holds"] == [
        "quarantined",
        "doubted",
    ]


def test_vials_without_serial_are_discarded_by_count():
    outcome = decided(order_of("discard", vials=2, command="c1"), line_of(in_stock=3))
    counts = outcome.line["counts"]
    assert (counts["in_stock"], counts["discarded"]) == (1, 2)
    assert outcome.facts[0][1]["by_command"] == "c1"
    assert code_of(order_of("discard", vials=4), line_of(in_stock=3)) == "none_left"
    assert code_of(order_of("discard", vials=0), line_of(in_stock=3)) == "wrong_quantity"


def test_of_serialised_packs_all_that_are_left_are_discarded_or_none():
    units = [unit_of("A"), unit_of("B", 2), unit_of("C", state="dispensed")]
    line = line_of(in_stock=3, serialised=True)
    assert code_of(order_of("discard", vials=2), line, units) == "serial_missing"
    outcome = decided(order_of("discard", vials=3), line, units)
    assert sorted([data["unit"] for _, data in outcome.facts]) == [GTIN + ":A", GTIN + ":B"]
    assert outcome.line["counts"]["discarded"] == 3
    assert sorted([unit["state"] for unit in outcome.units.values()]) == ["discarded", "discarded"]


def prolong(limit_at, **fields):
    return order_of("prolong", limit_at=limit_at, reference="DGS-Urgent 2022_36", **fields)


def test_a_prolongation_moves_the_limit_to_what_was_asked_and_keeps_the_authority():
    outcome = decided(prolong(LIMIT + 5), line_of())
    assert (outcome.line["limit_at"], outcome.line["limit_reason"]) == (LIMIT + 5, "prolonged")
    data = outcome.facts[0][1]
    assert (data["before_at"], data["limit_at"], data["reference"]) == (
        LIMIT,
        LIMIT + 5,
        "DGS-Urgent 2022_36",
    )


def test_a_prolongation_is_settled_under_the_rule_in_force():
    outcome = decided(prolong(LIMIT + 5), line_of(), in_force=InForce("spikevax@2026-12-01", LIMIT + 2))
    assert outcome.line["rule"] == "spikevax@2026-12-01"
    assert decided(prolong(LIMIT + 5), line_of()).line["rule"] == "spikevax@2022-03-04"


def test_a_limit_is_prolonged_only_to_a_later_one_that_is_still_to_come():
    for limit_at, line, code in (
        (LIMIT, line_of(), "not_later"),
        (LIMIT - 1, line_of(), "not_later"),
        (LIMIT + 1, line_of(limit_at=None), "no_limit"),
        (NOW, line_of(limit_at=NOW - 10), "already_past"),
        (NOW + 1, line_of(limit_at=NOW - 10), "done"),
    ):
        assert code_of(prolong(limit_at), line) == code, limit_at
    assert code_of(prolong(NOW - 1), line_of(limit_at=NOW - 10), now_ms=None) == "done", "no clock, no past"


def test_a_pharmacist_with_the_laboratorys_word_gives_back_what_heat_had_used_up():
    heated = line_of(limit_at=LIMIT) | {"spent_at": LIMIT, "limit_reason": "exposure"}
    after = decided(prolong(LIMIT + 1), heated).line
    assert (after["limit_at"], after["limit_reason"], after["spent_at"]) == (LIMIT + 1, "prolonged", None)
    cooled = line_of(limit_at=LIMIT - 10) | {"spent_at": LIMIT}
    assert decided(prolong(LIMIT), cooled).line["spent_at"] == LIMIT


def test_an_adopted_rule_gives_its_own_limit_and_never_more_than_was_asked():
    in_force = InForce("spikevax@2026-12-01", LIMIT + 50)
    for asked, given in ((LIMIT + 40, LIMIT + 40), (LIMIT + 50, LIMIT + 50), (LIMIT + 60, LIMIT + 50)):
        outcome = decided(prolong(asked, rule="spikevax@2026-12-01"), line_of(), in_force=in_force)
        assert outcome.line["limit_at"] == given
        assert outcome.facts[0][1]["rule"] == "spikevax@2026-12-01"


def test_a_rule_that_the_desk_does_not_know_as_in_force_is_not_adopted():
    adopted = prolong(LIMIT + 5, rule="spikevax@2026-12-01")
    for in_force in (None, InForce("spikevax@2022-03-04", LIMIT + 50), InForce("spikevax@2026-12-01", None)):
        assert code_of(adopted, line_of(), in_force=in_force) == "unknown_rule"


def person(role):
    table = {"id": "a-martin", "name": "A", "role": role, "language": "fr", "badge": None, "pin": ""}
    return People([Person(table)])


WHOLE = {"ground": "mains", "evidence": "21:10", "vials": 1, "limit_at": LIMIT + 1, "reference": "r"}


def test_a_role_decides_what_its_table_says_and_nothing_else():
    for role in ROLES:
        for act in ACTS:
            expected = "" if act in ROLES[role] else "not_allowed"
            assert refusal(order_of(act, **WHOLE), person(role)) == expected, (role, act)


def test_somebody_whom_only_the_gateway_knows_is_believed():
    assert refusal(order_of("release", person="z-new"), person("technician")) == ""
    assert refusal(order_of("release"), People()) == ""


def test_a_decision_without_what_it_needs_is_incomplete():
    for act, field in (
        ("release", "person"),
        ("lift", "person"),
        ("lift", "ground"),
        ("lift", "evidence"),
        ("discard", "vials"),
        ("prolong", "limit_at"),
        ("prolong", "reference"),
    ):
        order: dict[str, Any] = order_of(act, **WHOLE)
        assert refusal(order | {field: None}, People()) == "incomplete_order", (act, field)
        assert refusal({key: order[key] for key in order if key != field}, People()) == "incomplete_order"
