"""A changed rule and what is already in the fridge: shorter acts, longer waits, what was decided stands."""

from coldchain.catalogue import read_catalogue
from coldchain.civil import Zone
from coldchain.revision import revision

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coldchain.schema import Problem

PARIS = Zone("CET-1CEST,M3.5.0,M10.5.0/3")
NOW = PARIS.instant(PARIS.local(1646816400000)[0], 36000)  # 9 March 2022, 10:00
DAY_MS = 86400000
MARCH, MAY = "spikevax@2022-03-04", "spikevax@2022-05-01"


def product(*windows):
    """Spikevax with a rule from 4 March, and others from 1 May on."""
    rules = []
    for start, window in zip(("2022-03-04", "2022-05-01", "2022-06-01"), windows):
        rules.append(
            {"from": start, "authority": "supplier_label", "window": window, "source": "DGS-Urgent 2022_36"}
        )
    table = {
        "key": "spikevax",
        "name_fr": "Spikevax",
        "name_en": "Spikevax",
        "cap": "red",
        "audience": "18+",
        "doses_per_vial": 10,
        "rule": rules,
    }
    problems: list[Problem] = []
    catalogue = read_catalogue({"dated": "2022-03-04", "product": [table]}, problems)
    assert not problems, problems
    return catalogue.products["spikevax"]


def thawed_on(day, **changes):
    """A line thawed at a day of April 2022 under the rule of March: 30 days."""
    line: dict[str, object] = {
        "line": "L0001",
        "product": "spikevax",
        "printed": None,
        "label": None,
        "thawed": "2022-04-%02d" % day,
        "received_at": NOW + 60 * DAY_MS,
        "rule": MARCH,
        "limit_at": PARIS.end_of_day(PARIS.local(NOW)[0] + (day - 9) + 31 + 30),
        "limit_reason": "thaw_window",
        "holds": [],
    }
    return line | changes


def after(line, vaccine, days=60):
    found = revision(line, vaccine, PARIS, NOW + days * DAY_MS)
    assert found is not None
    return found


def test_the_same_rule_changes_nothing():
    found = after(thawed_on(9), product("30 days"))
    assert found.limit.at_ms == found.line["limit_at"]
    assert not found.is_shorter()
    assert not found.is_longer()


def test_a_shorter_rule_ends_the_line_earlier_under_its_own_name():
    found = after(thawed_on(9), product("30 days", "20 days"))
    assert found.is_shorter()
    assert not found.is_longer()
    line = found.shortened()
    assert (line["limit_at"], line["rule"]) == (found.line["limit_at"] - 10 * DAY_MS, MAY)
    assert line["limit_reason"] == "thaw_window"
    assert not after(line, product("30 days", "20 days")).is_shorter()


def test_a_rule_counts_from_its_first_local_day_on():
    vaccine = product("30 days", "20 days")
    midnight = PARIS.start_of_day(PARIS.local(NOW)[0] + 53)  # 1 May 2022
    for now_ms, shorter in ((midnight - 1, False), (midnight, True)):
        found = revision(thawed_on(9), vaccine, PARIS, now_ms)
        assert found is not None
        assert found.is_shorter() == shorter


def test_a_rule_that_was_put_right_in_its_place_shortens_too():
    assert after(thawed_on(9), product("20 days")).is_shorter()


def test_a_longer_rule_waits():
    found = after(thawed_on(9), product("30 days", "10 weeks"))
    assert found.is_longer()
    assert not found.is_shorter()
    in_force = found.in_force()
    assert in_force.rule == MAY
    assert in_force.limit_at == found.line["limit_at"] + 40 * DAY_MS


def test_what_a_pharmacist_prolonged_under_this_rule_is_not_taken_back_and_under_another_it_is():
    line = thawed_on(9)
    prolonged = line | {"limit_at": line["limit_at"] + 5 * DAY_MS, "limit_reason": "prolonged"}
    assert not after(prolonged, product("30 days")).is_shorter()
    assert after(prolonged, product("30 days", "31 days")).is_shorter()
    assert after(prolonged, product("30 days", "10 weeks")).is_longer()


def test_what_heat_has_used_up_no_rule_gives_back_but_a_shorter_one_still_acts():
    line = thawed_on(9)
    heated = line | {"limit_at": line["limit_at"] - 5 * DAY_MS, "limit_reason": "exposure"}
    heated["spent_at"] = heated["limit_at"]
    assert not after(heated, product("30 days")).is_longer()
    assert not after(heated, product("30 days", "10 weeks")).is_longer()
    assert after(heated, product("30 days", "20 days")).is_shorter()


def test_a_line_without_the_date_that_the_rule_needs_is_not_prolonged_by_it():
    line = thawed_on(9, thawed=None, limit_reason="reception_window")
    found = after(line, product("30 days", "10 weeks"))
    assert found.limit.problem == "incomplete"
    assert not found.is_longer()


def test_a_line_without_a_limit_or_a_product_is_left_alone():
    found = after(thawed_on(9, limit_at=None), product("30 days", "20 days"))
    assert not found.is_shorter()
    assert not found.is_longer()
    assert revision(thawed_on(9), None, PARIS, NOW) is None
    assert revision(thawed_on(9), product("30 days"), PARIS, NOW - 30 * DAY_MS) is None, "no rule yet"
