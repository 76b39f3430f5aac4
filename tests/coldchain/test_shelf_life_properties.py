"""What no combination of dates may do to a limit."""

from hypothesis import given
from hypothesis import strategies as st

from coldchain.civil import DAY_MS, Zone, days_from_civil
from coldchain.product import AUTHORITIES, PRINTED, SUPPLIER_LABEL, THAWED_HERE, DatedRule, Window
from coldchain.shelf_life import Limit, effective_limit, spent

PARIS = Zone("CET-1CEST,M3.5.0,M10.5.0/3")
REASONS = ("supplier_label", "printed", "thaw_window", "reception_window", "in_use", "exposure", "unknown")

DAYS = st.integers(days_from_civil(2022, 1, 1), days_from_civil(2024, 12, 31))
STAMPS = st.tuples(DAYS, st.none() | st.integers(0, 86399))
INSTANTS = st.integers(days_from_civil(2022, 1, 1) * DAY_MS, days_from_civil(2024, 12, 31) * DAY_MS)
WINDOWS = st.builds(Window, st.integers(1, 12), st.sampled_from(["month", "week", "day"]))


@st.composite
def rules(draw: st.DrawFn) -> DatedRule:
    authority = draw(st.sampled_from(AUTHORITIES))
    window = draw(st.none() | WINDOWS if authority == SUPPLIER_LABEL else WINDOWS)
    in_use_s = draw(st.none() | st.integers(1, 48 * 3600))
    return DatedRule(
        "a-product", 0, authority, None if authority == PRINTED else window, in_use_s, "a source"
    )


@st.composite
def dates(draw: st.DrawFn) -> dict[str, object]:
    return {
        "received_ms": draw(st.none() | INSTANTS),
        "printed_day": draw(st.none() | DAYS),
        "label": draw(st.none() | STAMPS),
        "thawed": draw(st.none() | STAMPS),
        "opened_ms": draw(st.none() | INSTANTS),
        "spent_ms": draw(st.none() | INSTANTS),
    }


def limit_of(rule: DatedRule, known: dict[str, object]) -> Limit:
    return effective_limit(rule, PARIS, **known)  # type: ignore[arg-type]  # drawn with the right types above


def at_most(limit: Limit, bound_ms: int) -> bool:
    return limit.at_ms is not None and limit.at_ms <= bound_ms


def end_of(stamp: tuple[int, int | None]) -> int:
    return PARIS.end_of_day(stamp[0]) if stamp[1] is None else PARIS.instant(stamp[0], stamp[1])


@given(rules(), dates())
def test_a_limit_has_a_reason_and_a_problem_says_what_was_expected(rule, known):
    limit = limit_of(rule, known)
    assert limit.reason in REASONS
    assert (limit.at_ms is None) == (limit.reason == "unknown")
    assert (limit.problem == "") == (limit.expected == "") == (limit.found == "")


@given(rules(), dates(), STAMPS)
def test_a_limit_is_never_later_than_the_label(rule, known, label):
    assert at_most(limit_of(rule, known | {"label": label}), end_of(label))


@given(rules(), dates(), DAYS)
def test_a_limit_is_never_later_than_a_printed_date_unless_a_label_may_extend_it(rule, known, day):
    limit = limit_of(rule, known | {"printed_day": day})
    assert rule.authority == SUPPLIER_LABEL or at_most(limit, PARIS.end_of_day(day))


@given(rules(), dates(), STAMPS)
def test_a_limit_is_never_later_than_thaw_and_window(rule, known, thawed):
    limit = limit_of(rule, known | {"thawed": thawed})
    if rule.window is not None and limit.problem != "impossible":
        assert at_most(limit, end_of((rule.window.after_day(thawed[0]), thawed[1])))


@given(rules(), dates(), INSTANTS)
def test_what_comes_thawed_is_never_usable_longer_than_its_window_in_the_fridge(rule, known, received_ms):
    limit = limit_of(rule, known | {"received_ms": received_ms})
    if rule.window is not None and rule.authority == SUPPLIER_LABEL:
        day = PARIS.local(received_ms)[0]
        assert at_most(limit, PARIS.end_of_day(rule.window.after_day(day)))


@given(rules(), dates(), INSTANTS)
def test_an_opened_vial_is_never_usable_longer_than_its_hours(rule, known, opened_ms):
    limit = limit_of(rule, known | {"opened_ms": opened_ms})
    assert rule.in_use_s is None or at_most(limit, opened_ms + rule.in_use_s * 1000)


@given(rules(), dates(), INSTANTS)
def test_a_spent_budget_is_a_limit_whatever_the_dates_say(rule, known, spent_ms):
    before, after = limit_of(rule, known | {"spent_ms": None}), limit_of(rule, known | {"spent_ms": spent_ms})
    assert after.at_ms == min(spent_ms, spent_ms if before.at_ms is None else before.at_ms)
    assert (after.problem, after.expected, after.found) == (before.problem, before.expected, before.found)


@given(rules(), dates(), st.lists(INSTANTS, min_size=1, max_size=3))
def test_budgets_spent_one_after_the_other_only_shorten_and_lead_where_the_dates_do(rule, known, instants):
    """A line that budgets have shortened has the limit that its dates and the first of them give."""
    dated = limit_of(rule, known | {"spent_ms": None})
    line = {"limit_at": dated.at_ms, "limit_reason": dated.reason}
    for spent_ms in instants:
        shorter = spent(line, spent_ms)
        assert shorter["limit_at"] <= spent_ms
        assert line["limit_at"] is None or shorter["limit_at"] <= line["limit_at"]
        line = shorter
    again = limit_of(rule, known | {"spent_ms": line["spent_at"]})
    assert (line["limit_at"], line["limit_reason"]) == (again.at_ms, again.reason)


MORE = {"printed_day": DAYS, "label": STAMPS, "thawed": STAMPS, "opened_ms": INSTANTS, "spent_ms": INSTANTS}


@given(rules(), dates(), st.sampled_from(sorted(MORE)), st.data())
def test_knowing_more_never_makes_a_limit_later(rule, known, name, data):
    if rule.authority == THAWED_HERE and name == "thawed":
        return  # what thaws here starts its window when it thaws
    before = limit_of(rule, known | {name: None})
    after = limit_of(rule, known | {name: data.draw(MORE[name])})
    assert before.at_ms is None or at_most(after, before.at_ms)


@given(rules(), dates())
def test_what_may_be_dispensed_has_the_date_its_authority_asks_for(rule, known):
    if limit_of(rule, known).problem == "":
        needed = {
            SUPPLIER_LABEL: known["label"] is not None
            or (rule.window is not None and known["thawed"] is not None),
            PRINTED: known["printed_day"] is not None,
            THAWED_HERE: known["thawed"] is not None,
        }
        assert needed[rule.authority]


@given(DAYS, st.integers(1, 12))
def test_a_month_is_never_more_than_31_days(day, count):
    assert 28 * count <= Window(count, "month").after_day(day) - day <= 31 * count


@given(WINDOWS, DAYS)
def test_what_thaws_later_never_ends_earlier(window, day):
    assert window.after_day(day) <= window.after_day(day + 1)
