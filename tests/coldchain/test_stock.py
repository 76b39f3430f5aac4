"""The ledger of a fridge: what may happen to a vial, what holds a line, what each event changes."""

from coldchain.stock import (
    EVENT_ACTS,
    HOLDS,
    STATES,
    TRANSITIONS,
    StockError,
    apply_event,
    barrier,
    check_in_stock,
    first_expiring,
    hold,
    move,
    no_vials,
    standing,
    unit_id,
    usable_vials,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

LIMIT = 1000000


def line_of(name="L0001", in_stock=3, limit_at: int | None = LIMIT, holds=(), serialised=False):
    return {
        "line": name,
        "fridge": "fridge-1",
        "gtin": "02990000000017",
        "lot": "EW4811",
        "limit_at": limit_at,
        "holds": list(holds),
        "serialised": serialised,
        "counts": no_vials() | {"in_stock": in_stock},
    }


def unit_of(state="in_stock", vials=1, line="L0001"):
    name = unit_id("02990000000017", "A1")
    return {
        "unit": name,
        "gtin": "02990000000017",
        "serial": "A1",
        "line": line,
        "vials": vials,
        "state": state,
    }


def refusal(function, *arguments):
    """What the act is refused with; the tables it was given must be as they were."""
    before = repr(arguments)
    try:
        function(*arguments)
    except StockError as error:
        assert repr(arguments) == before
        return "%s: expected %s, found %s" % (error.code, error.expected, error.found)
    return "done"


def test_every_state_has_a_row_and_every_act_leads_to_a_state():
    assert sorted(TRANSITIONS) == sorted(STATES + ("absent",))
    for acts in TRANSITIONS.values():
        for target in acts.values():
            assert target in STATES


def test_what_was_given_out_never_re_enters_stock():
    reachable = ["dispensed"]
    for state in reachable:
        reachable += [target for target in TRANSITIONS[state].values() if target not in reachable]
    assert "in_stock" not in reachable
    assert TRANSITIONS["discarded"] == {}


def test_each_act_moves_counted_vials_from_one_state_to_the_next():
    for act, source, target in (
        ("receive", None, "in_stock"),
        ("dispense", "in_stock", "dispensed"),
        ("discard", "in_stock", "discarded"),
        ("return", "dispensed", "returned"),
    ):
        line = line_of() | {"counts": dict.fromkeys(STATES, 5)}
        after, unit = move(line, None, act, 2)
        expected = dict.fromkeys(STATES, 5)
        expected[target] += 2
        if source is not None:
            expected[source] -= 2
        assert (after["counts"], unit) == (expected, None), act
        assert line["counts"] == dict.fromkeys(STATES, 5)


def test_a_serialised_pack_moves_with_all_its_vials():
    line, unit = move(line_of(in_stock=12, serialised=True), unit_of(vials=10), "dispense", 10)
    assert line["counts"]["in_stock"] == 2
    assert line["counts"]["dispensed"] == 10
    assert unit == unit_of("dispensed", 10)


def test_an_act_that_the_table_does_not_have_is_refused_and_changes_nothing():
    line = line_of(serialised=True)
    for state in STATES:
        for act in ("receive", "dispense", "discard", "return"):
            if act in TRANSITIONS[state]:
                continue
            code = "duplicate_serial" if act == "receive" else "already_" + state
            found = refusal(move, line, unit_of(state), act, 1)
            assert found == "%s: expected %s to be where %s is possible, found %s" % (
                code,
                unit_of()["unit"],
                act,
                state,
            )
    assert refusal(move, line_of(), None, "eat", 1) == "unknown_act: expected an act of the table, found eat"


def test_no_count_goes_below_zero():
    assert (
        refusal(move, line_of(in_stock=2), None, "dispense", 3)
        == "none_left: expected 3 vials in_stock, found 2"
    )
    assert refusal(move, line_of(), None, "return", 1) == "none_left: expected 1 vials dispensed, found 0"


def test_a_quantity_is_at_least_one_and_that_of_a_pack_is_its_own():
    assert (
        refusal(move, line_of(), None, "dispense", 0)
        == "wrong_quantity: expected at least 1 vial to dispense, found 0"
    )
    assert refusal(move, line_of(), None, "receive", -1).startswith("wrong_quantity")
    found = refusal(move, line_of(), unit_of(vials=10), "dispense", 1)
    assert found == "wrong_quantity: expected 10 vials in 02990000000017:A1, found 1"


def test_a_line_of_serialised_packs_changes_by_its_units_only():
    assert refusal(move, line_of(serialised=True), None, "dispense", 1).startswith("serial_missing")
    assert (
        refusal(move, line_of(), unit_of(line="L0002"), "dispense", 1)
        == "wrong_line: expected a unit of line L0001, found one of L0002"
    )


def test_the_most_serious_reason_is_the_one_that_is_said():
    holds = ["incomplete", "unidentified", "doubted", "quarantined", "recalled"]
    while holds:
        assert standing(line_of(holds=holds), 0) == holds.pop()
    assert standing(line_of(), 0) == "usable"


def test_expired_is_a_fact_of_the_clock_from_the_instant_of_the_limit_on():
    line = line_of()
    assert standing(line, LIMIT - 1) == "usable"
    assert standing(line, LIMIT) == "expired"
    assert standing(line_of(holds=["quarantined"]), LIMIT) == "expired"
    assert standing(line_of(holds=["recalled"]), LIMIT) == "recalled"
    assert line["holds"] == []


def test_a_line_without_a_limit_is_incomplete_whatever_it_says():
    assert standing(line_of(limit_at=None), 0) == "incomplete"
    assert usable_vials(line_of(limit_at=None), 0) == 0


def test_whatever_holds_a_line_may_be_thrown_away():
    for reason, blocks, _, _ in HOLDS:
        assert blocks == ("dispense",)
        assert barrier(line_of(holds=[reason]), "discard", LIMIT) == ""


def test_usable_vials_are_those_in_stock_of_a_usable_line():
    assert usable_vials(line_of(), 0) == 3
    assert usable_vials(line_of(), LIMIT) == 0
    assert usable_vials(line_of(holds=["doubted"]), 0) == 0


def test_the_first_to_expire_is_used_first():
    lines = [
        line_of("late", limit_at=900),
        line_of("soon", limit_at=500),
        line_of("past", limit_at=100),
        line_of("held", limit_at=200, holds=["quarantined"]),
        line_of("empty", in_stock=0, limit_at=300),
        line_of("undated", limit_at=None),
    ]
    first = first_expiring(lines, 100)
    assert first is not None
    assert first["line"] == "soon"
    assert first_expiring(lines, 900) is None
    assert first_expiring([], 0) is None


def test_quarantine_and_doubt_are_placed_once_and_each_has_an_act_that_lifts_it():
    line = hold(line_of(), "quarantine")
    assert line["holds"] == ["quarantined"]
    assert hold(line, "quarantine") == line
    line = hold(line, "doubt")
    assert sorted(line["holds"]) == ["doubted", "quarantined"]
    assert hold(line, "release")["holds"] == ["doubted"]
    assert hold(line, "lift")["holds"] == ["quarantined"]


def test_a_release_lifts_what_it_says_and_one_of_before_both():
    for lifts, left in ((["quarantined"], ["doubted"]), (["doubted"], ["quarantined"]), (None, [])):
        lines = {"L0001": line_of(holds=["quarantined", "doubted"])}
        told = {"fridge": "fridge-1", "line": "L0001", "reason": "laboratory"}
        apply_event(lines, {}, "stock.released", dict(told, lifts=lifts) if lifts else told)
        assert lines["L0001"]["holds"] == left


def test_a_release_leaves_what_it_cannot_lift():
    line = line_of(holds=["incomplete", "quarantined", "doubted", "recalled"])
    assert sorted(hold(line, "release")["holds"]) == ["doubted", "incomplete", "recalled"]


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


def test_there_must_be_something_to_lift():
    for act, holds, found in (
        ("release", (), "none"),
        ("release", ("recalled",), "recalled"),
        ("complete", ("doubted",), "doubted"),
    ):
        expected = "not_held: expected a line with a hold that %s lifts, found %s" % (act, found)
        assert refusal(hold, line_of(holds=holds), act) == expected


def test_a_pack_that_left_is_not_in_stock():
    assert refusal(check_in_stock, line_of(), unit_of()) == "done"
    assert (
        refusal(check_in_stock, line_of(), unit_of("returned"))
        == "already_returned: expected in_stock, found returned"
    )
    assert (
        refusal(check_in_stock, line_of(in_stock=0), None) == "none_left: expected 1 vial in_stock, found 0"
    )


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
    assert lines["L0001"]["counts"] == {"in_stock": 0, "dispensed": 0, "returned": 1, "discarded": 0}


def test_a_completion_replaces_the_line_and_may_not_touch_its_counts():
    lines = {"L0001": line_of(holds=["incomplete"], limit_at=None)}
    apply_event(lines, {}, "stock.completed", {"line": line_of()})
    assert lines == {"L0001": line_of()}
    assert refusal(apply_event, lines, {}, "stock.completed", {"line": line_of(in_stock=9)}).startswith(
        "contradiction: expected counts"
    )


def test_events_that_are_not_of_the_stock_change_nothing():
    lines = {"L0001": line_of()}
    for type in ("temperature.logged", "scan.refused", "stock.moved"):
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
            leaves = EVENT_ACTS[type] in ("dispense", "discard", "return")
            found = refusal(apply_event, {}, {}, type, gone if leaves else {"line": "L0009"})
            assert found == "unknown_line: expected a line of this fridge, found L0009", type
    lines = {"L0001": line_of()}
    data = {"line": "L0001", "unit": "02990000000017:ZZ", "vials": 1}
    assert refusal(apply_event, lines, {}, "stock.dispensed", data).startswith("unknown_unit")
