"""The ledger of a fridge: what may happen to a vial, what holds a line, what each event changes."""

from coldchain.stock import (
    HOLDS,
    STATES,
    TRANSITIONS,
    StockError,
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
    pass

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
        assert "dispense" in blocks
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


def test_what_is_open_goes_before_what_is_closed_although_that_expires_sooner():
    opened = line_of("opened", limit_at=800) | {"opened_at": 1}
    lines = [line_of("closed", limit_at=500), opened]
    for now, name in ((100, "opened"), (600, "opened")):
        first = first_expiring(lines, now)
        assert first is not None
        assert first["line"] == name
    assert first_expiring(lines, 800) is None


def test_quarantine_and_doubt_are_placed_once_and_each_has_an_act_that_lifts_it():
    line = hold(line_of(), "quarantine")
    assert line["holds"] == ["quarantined"]
    assert hold(line, "quarantine") == line
    line = hold(line, "doubt")
    assert sorted(line["holds"]) == ["doubted", "quarantined"]
    assert hold(line, "release")["holds"] == ["doubted"]
    assert hold(line, "lift")["holds"] == ["quarantined"]


def test_a_release_leaves_what_it_cannot_lift():
    line = line_of(holds=["incomplete", "quarantined", "doubted", "recalled"])
    assert sorted(hold(line, "release")["holds"]) == ["doubted", "incomplete", "recalled"]


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
