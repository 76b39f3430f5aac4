"""What each event changes: a line, a unit, a line that vials came into; or nothing, where it contradicts the stock."""

from coldchain.ledger import EVENT_ACTS, apply_event, rows_named
from coldchain.stock import no_vials, standing
from tests.coldchain.test_stock import LIMIT, line_of, refusal, unit_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

UNIT = unit_of()["unit"]


def test_a_release_lifts_what_it_says_and_one_of_before_both():
    for lifts, left in ((["quarantined"], ["doubted"]), (["doubted"], ["quarantined"]), (None, [])):
        lines = {"L0001": line_of(holds=["quarantined", "doubted"])}
        told = {"fridge": "fridge-1", "line": "L0001", "reason": "laboratory"}
        apply_event(lines, {}, "stock.released", dict(told, lifts=lifts) if lifts else told)
        assert lines["L0001"]["holds"] == left


def test_an_event_of_before_the_two_acts_lifts_both_holds():
    for data, left in (
        ({}, ["incomplete"]),
        ({"lifts": ["quarantined"]}, ["doubted", "incomplete"]),
        ({"lifts": ["doubted"]}, ["incomplete", "quarantined"]),
    ):
        lines = {"L0001": line_of(holds=["quarantined", "doubted", "incomplete"])}
        apply_event(lines, {}, "stock.released", data | {"line": "L0001"})
        assert sorted(lines["L0001"]["holds"]) == left, data


def test_an_event_that_lifts_what_is_not_there_is_a_contradiction():
    lines = {"L0001": line_of(holds=["quarantined"])}
    data = {"line": "L0001", "lifts": ["doubted"]}
    found = refusal(apply_event, lines, {}, "stock.released", data)
    assert found == "not_held: expected a line that is doubted, found quarantined"
    assert lines["L0001"]["holds"] == ["quarantined"]


def test_a_prolongation_moves_the_limit_and_says_so_and_an_earlier_one_is_none():
    lines = {"L0001": line_of(limit_at=500)}
    apply_event(lines, {}, "stock.prolonged", {"line": "L0001", "limit_at": 900, "before_at": 500})
    assert (lines["L0001"]["limit_at"], lines["L0001"]["limit_reason"]) == (900, "prolonged")
    for limit_at in (900, 899):
        data = {"line": "L0001", "limit_at": limit_at, "before_at": 500}
        found = refusal(apply_event, lines, {}, "stock.prolonged", data)
        assert found == "not_later: expected a limit after 900, found %d" % limit_at
    lines = {"L0001": line_of(limit_at=None)}
    found = refusal(apply_event, lines, {}, "stock.prolonged", {"line": "L0001", "limit_at": 900})
    assert found == "no_limit: expected a line with a limit, found none"


def test_a_correction_replaces_the_line_and_may_not_touch_its_counts():
    lines = {"L0001": line_of(limit_at=900)}
    apply_event(lines, {}, "stock.corrected", {"line": line_of(limit_at=500), "before_at": 900})
    assert lines == {"L0001": line_of(limit_at=500)}
    wrong = {"line": line_of(limit_at=400, in_stock=9), "before_at": 500}
    assert refusal(apply_event, lines, {}, "stock.corrected", wrong).startswith("contradiction")


def test_events_of_the_stock_bring_lines_and_units_up_to_date():
    lines: dict[str, dict[str, Any]] = {}
    units: dict[str, dict[str, Any]] = {}
    received = {"line": line_of(in_stock=1, serialised=True), "unit": unit_of(), "vials": 1}
    named = {"line": "L0001", "unit": unit_of()["unit"], "vials": 1}
    assert apply_event(lines, units, "stock.received", received) == (["L0001"], [unit_of()["unit"]])
    for type, data, standing_after, in_stock in (
        ("stock.quarantined", {"line": "L0001"}, "quarantined", 1),
        ("stock.doubted", {"line": "L0001"}, "quarantined", 1),
        ("stock.released", {"line": "L0001"}, "usable", 1),
        ("stock.dispensed", named, "usable", 0),
        ("stock.returned", named, "usable", 0),
    ):
        assert apply_event(lines, units, type, data)[0] == ["L0001"]
        assert standing(lines["L0001"], 0) == standing_after, type
        assert lines["L0001"]["counts"]["in_stock"] == in_stock, type
    assert units[unit_of()["unit"]]["state"] == "returned"
    assert lines["L0001"]["counts"] == no_vials() | {"returned": 1}


def test_a_completion_replaces_the_line_and_may_not_touch_its_counts():
    lines = {"L0001": line_of(holds=["incomplete"], limit_at=None)}
    apply_event(lines, {}, "stock.completed", {"line": line_of()})
    assert lines == {"L0001": line_of()}
    assert refusal(apply_event, lines, {}, "stock.completed", {"line": line_of(in_stock=9)}).startswith(
        "contradiction: expected counts"
    )


def test_events_that_are_not_of_the_stock_change_nothing():
    lines = {"L0001": line_of()}
    for type in ("temperature.logged", "scan.refused", "stock.thawed"):
        assert apply_event(lines, {}, type, {}) == ([], [])
    assert lines == {"L0001": line_of()}


def test_one_serial_is_received_once():
    units = {unit_of()["unit"]: unit_of("dispensed")}
    data = {"line": line_of(serialised=True), "unit": unit_of(), "vials": 1}
    assert refusal(apply_event, {}, units, "stock.received", data).startswith("duplicate_serial")


def test_a_reception_must_follow_from_what_is_known():
    lines = {"L0001": line_of(in_stock=3)}
    apply_event(lines, {}, "stock.received", {"line": line_of(in_stock=5), "unit": None, "vials": 2})
    assert lines["L0001"]["counts"]["in_stock"] == 5
    for after in (line_of(in_stock=8), line_of(in_stock=6, limit_at=LIMIT + 1)):
        data = {"line": after, "unit": None, "vials": 1}
        assert refusal(apply_event, lines, {}, "stock.received", data).startswith("contradiction")


def test_a_line_whose_beginning_was_lost_is_believed_where_the_event_tells_the_whole_of_it():
    lines: dict[str, dict[str, Any]] = {}
    apply_event(lines, {}, "stock.received", {"line": line_of(in_stock=5), "unit": None, "vials": 2})
    assert lines == {"L0001": line_of(in_stock=5)}
    data = {"line": line_of(in_stock=1), "unit": None, "vials": 2}
    assert refusal(apply_event, {}, {}, "stock.received", data).startswith("impossible_count")


def test_what_leaves_or_is_held_must_be_known():
    gone = {"line": "L0009", "unit": None, "vials": 1}
    for type in EVENT_ACTS:
        if type not in ("stock.received", "stock.completed", "stock.corrected"):
            leaves = EVENT_ACTS[type] in ("dispense", "discard", "return", "open", "use", "move")
            found = refusal(apply_event, {}, {}, type, gone if leaves else {"line": "L0009"})
            assert found == "unknown_line: expected a line of this fridge, found L0009", type
    lines = {"L0001": line_of()}
    data = {"line": "L0001", "unit": "02990000000017:ZZ", "vials": 1}
    assert refusal(apply_event, lines, {}, "stock.dispensed", data).startswith("unknown_unit")


def child_of(line, in_stock, **changes):
    return line_of("L0002", in_stock) | {"parent": line} | changes


def test_an_opened_vial_stands_in_a_line_of_its_own():
    lines = {"L0001": line_of(in_stock=3)}
    into = child_of("L0001", 1, limit_at=500)
    data = {"fridge": "fridge-1", "line": "L0001", "unit": None, "vials": 1, "into": into}
    assert apply_event(lines, {}, "stock.opened", data) == (["L0001", "L0002"], [])
    assert lines["L0001"]["counts"] == no_vials() | {"in_stock": 2, "opened": 1}
    assert lines["L0002"] == into
    assert rows_named(data) == (
        [{"line": "L0001", "fridge": "fridge-1"}, {"line": "L0002", "fridge": "fridge-1"}],
        None,
    )


def test_what_came_into_a_line_must_follow_from_what_is_known():
    lines = {"L0001": line_of(in_stock=3), "L0002": child_of("L0001", 1)}
    for into in (child_of("L0001", 1), child_of("L0001", 3), child_of("L0001", 2, lot="OTHER")):
        data = {"line": "L0001", "unit": None, "vials": 1, "into": into}
        assert refusal(apply_event, lines, {}, "stock.moved", data).startswith("contradiction")
    data = {"line": "L0001", "unit": None, "vials": 1, "into": child_of("L0001", 2)}
    assert apply_event(lines, {}, "stock.moved", data)[0] == ["L0001", "L0002"]


def test_a_serialised_pack_that_comes_back_is_in_stock_in_the_line_it_came_into():
    lines = {"L0001": line_of(in_stock=0, serialised=True)}
    lines["L0001"]["counts"]["dispensed"] = 1
    units = {UNIT: unit_of("dispensed")}
    into = child_of("L0001", 1, serialised=True, holds=["quarantined"])
    data = {"line": "L0001", "unit": UNIT, "vials": 1, "into": into}
    assert apply_event(lines, units, "stock.returned", data) == (["L0001", "L0002"], [UNIT])
    assert units[UNIT] == unit_of("in_stock", line="L0002")
    assert lines["L0001"]["counts"] == no_vials() | {"returned": 1}


def test_syringes_come_of_an_opened_vial_that_stays_where_it_is():
    lines = {"L0001": line_of(in_stock=1)}
    data = {"line": "L0001", "syringes": 6, "into": child_of("L0001", 6, container="syringe")}
    apply_event(lines, {}, "stock.prepared", data)
    assert lines["L0001"] == line_of(in_stock=1) | {"drawn": 6}
    assert lines["L0002"]["counts"]["in_stock"] == 6


def test_a_count_that_finds_fewer_misses_the_others_until_one_finds_them():
    lines = {"L0001": line_of(in_stock=3)}
    count = {"line": "L0001", "unit": None}
    apply_event(lines, {}, "stock.counted", count | {"expected": 3, "found": 1})
    assert lines["L0001"]["counts"] == no_vials() | {"in_stock": 1, "missing": 2}
    apply_event(lines, {}, "stock.counted", count | {"expected": 1, "found": 1})
    apply_event(lines, {}, "stock.counted", count | {"expected": 1, "found": 2})
    assert lines["L0001"]["counts"] == no_vials() | {"in_stock": 2, "missing": 1}


def test_a_count_finds_no_more_than_ever_came_and_no_other_stock_than_there_is():
    lines = {"L0001": line_of(in_stock=3)}
    for expected, found, code in ((3, 4, "none_left"), (2, 2, "contradiction")):
        data = {"line": "L0001", "unit": None, "expected": expected, "found": found}
        assert refusal(apply_event, lines, {}, "stock.counted", data).startswith(code)


def test_a_serialised_pack_is_counted_by_itself():
    lines, units = {"L0001": line_of(in_stock=10, serialised=True)}, {UNIT: unit_of(vials=10)}
    data = {"line": "L0001", "unit": UNIT, "expected": 10, "found": 0}
    apply_event(lines, units, "stock.counted", data)
    assert (units[UNIT]["state"], lines["L0001"]["counts"]["missing"]) == ("missing", 10)
    apply_event(lines, units, "stock.counted", data | {"expected": 0, "found": 10})
    assert (units[UNIT]["state"], lines["L0001"]["counts"]["in_stock"]) == ("in_stock", 10)


def test_a_reversal_puts_back_what_the_act_has_moved():
    named = {"line": "L0001", "unit": UNIT, "vials": 1}
    for type, act in (("stock.dispensed", "dispense"), ("stock.discarded", "discard")):
        lines, units = {"L0001": line_of(in_stock=1, serialised=True)}, {UNIT: unit_of()}
        before = dict(lines), dict(units)
        apply_event(lines, units, type, named)
        apply_event(lines, units, "stock.reversed", named | {"act": act})
        assert (lines, units) == before, act


def test_a_reversed_reception_may_be_received_again():
    lines: dict[str, dict[str, Any]] = {}
    units: dict[str, dict[str, Any]] = {}
    received = {"line": line_of(in_stock=1, serialised=True), "unit": unit_of(), "vials": 1}
    for _ in range(2):
        apply_event(lines, units, "stock.received", received)
        named = {"line": "L0001", "unit": UNIT, "vials": 1, "act": "receive"}
        apply_event(lines, units, "stock.reversed", named)
        assert (units[UNIT]["state"], lines["L0001"]["counts"]) == ("absent", no_vials())


def test_the_reversal_of_an_opening_empties_the_line_it_made():
    lines = {"L0001": line_of(in_stock=3)}
    data = {"line": "L0001", "unit": None, "vials": 1}
    apply_event(lines, {}, "stock.opened", data | {"into": child_of("L0001", 1)})
    undone = data | {"act": "open", "into": child_of("L0001", 0)}
    assert apply_event(lines, {}, "stock.reversed", undone) == (["L0001", "L0002"], [])
    assert lines["L0001"] == line_of(in_stock=3)
    assert lines["L0002"]["counts"] == no_vials()


def test_what_has_moved_on_is_not_reversed():
    lines, units = {"L0001": line_of(in_stock=1, serialised=True)}, {UNIT: unit_of()}
    named = {"line": "L0001", "unit": UNIT, "vials": 1, "act": "dispense"}
    assert refusal(apply_event, lines, units, "stock.reversed", named).startswith("not_reversible")
    lines = {"L0001": line_of(in_stock=1)}
    loose = {"line": "L0001", "unit": None, "vials": 2, "act": "receive"}
    assert refusal(apply_event, lines, {}, "stock.reversed", loose).startswith("not_reversible")
    assert refusal(apply_event, lines, {}, "stock.reversed", loose | {"act": "release"}).startswith(
        "not_reversible"
    )


def test_a_line_of_before_there_were_more_states_is_the_same_line():
    old = {"in_stock": 5, "dispensed": 0, "returned": 0, "discarded": 0}
    lines = {"L0001": line_of(in_stock=3) | {"counts": old | {"in_stock": 3}}}
    data = {"line": line_of() | {"counts": old}, "unit": None, "vials": 2}
    apply_event(lines, {}, "stock.received", data)
    assert lines["L0001"]["counts"] == no_vials() | {"in_stock": 5}
