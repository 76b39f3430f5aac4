"""Acts in any order: nothing is lost or doubled, and a refused one has changed nothing."""

from hypothesis import given
from hypothesis import strategies as st

from coldchain.stock import HOLDS, TRANSITIONS, StockError, hold, move, no_vials, standing

ACTS = sorted({act for acts in TRANSITIONS.values() for act in acts})
HOLDING = sorted({act for _, _, places, lifts in HOLDS for act in (places, lifts) if act})
REASONS = [reason for reason, _, _, _ in HOLDS if reason != "expired"]


def line_with(counts):
    return {"line": "L0001", "limit_at": 1000, "holds": [], "serialised": False, "counts": counts}


@given(st.lists(st.tuples(st.sampled_from(ACTS), st.integers(-2, 9)), max_size=50))
def test_every_vial_that_came_is_in_exactly_one_state(acts):
    line, received = line_with(no_vials()), 0
    for act, vials in acts:
        before = dict(line["counts"])
        try:
            after, _ = move(line, None, act, vials)
        except StockError:
            assert line["counts"] == before
            continue
        received += vials if act == "receive" else 0
        line = after
        assert min(line["counts"].values()) >= 0
        assert sum(line["counts"].values()) == received


@given(st.lists(st.sampled_from(ACTS), max_size=20))
def test_a_unit_walks_the_table_and_its_line_counts_with_it(acts):
    line = line_with(no_vials()) | {"serialised": True}
    state = "absent"
    for act in acts:
        unit = {"unit": "u", "line": "L0001", "vials": 7, "state": state}
        try:
            line, moved = move(line, unit, act, 7)
        except StockError:
            assert act not in TRANSITIONS[state]
            continue
        state = TRANSITIONS[state][act]
        assert moved == unit | {"state": state}
        assert line["counts"] == no_vials() | {state: 7}


@given(st.lists(st.sampled_from(REASONS), unique=True), st.lists(st.sampled_from(HOLDING), max_size=20))
def test_a_hold_stands_until_its_own_act_lifts_it(holds, acts):
    line = line_with(no_vials()) | {"holds": holds}
    lifted_by = {reason: lifts for reason, _, _, lifts in HOLDS}
    for act in acts:
        before = line["holds"]
        try:
            line = hold(line, act)
        except StockError:
            assert line["holds"] == before
        assert all(lifted_by[reason] == act for reason in before if reason not in line["holds"])
        assert len(line["holds"]) == len(set(line["holds"]))
        assert (standing(line, 0) == "usable") == (line["holds"] == [])
