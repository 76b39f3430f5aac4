"""What is proposed for a stock line after an excursion: in doubt to wait, and never more than the allowance."""

from dataclasses import replace

import pytest

from gateway.store.excursion_views import ExcursionView, InsideView
from gateway.store.views import AlarmView, BudgetView, ExposureView, StockLineView
from gateway.verdict import Allowance, verdict

LINE = StockLineView(
    site="75",
    fridge="f1",
    line="L1",
    product="comirnaty-30-purple",
    gtin="",
    lot="FK7021",
    holds=("quarantined",),
    in_stock=12,
    dispensed=0,
    discarded=0,
    doses_per_vial=6,
    doses=72,
    printed=None,
    label=None,
    thawed=None,
    received_at=0,
    limit_at=10**13,
    limit_reason="supplier_label",
    rule=None,
    expired=False,
    usable=False,
    pending=(),
    exposure=None,
)


def exposed(seconds, *budgets):
    """What a desk told of a line: seconds by band, and (bands, allowed, used) of each budget."""
    told = tuple(BudgetView(bands, allowed, used, "SmPC 6.3", True) for bands, allowed, used in budgets)
    return ExposureView(2000, 0, seconds, told, "excursion")


WARM = exposed({"2_8": 9000, "8_15": 1140}, (("8_15", "15_25"), 7200, 1140))
INSIDE = InsideView(LINE, 1140, None, WARM)


def over(to_at=2000, **data):
    alarm = AlarmView(1, "excursion", "alarm", "75", "pi-1", "f1", "top", 1000, to_at, data, 12, ())
    return ExcursionView(alarm, 0, 1000, to_at, (), (), (), ())


def proposed(excursion, inside):
    found = verdict(excursion, inside)
    return found.proposal, found.reason


def test_within_an_allowance_the_pharmacist_may_release():
    assert proposed(over(), INSIDE) == ("release", "within")
    [allowance] = verdict(over(), INSIDE).allowances
    assert allowance == Allowance(("8_15", "15_25"), 7200, 0, 1140, "SmPC 6.3", True)


def test_what_was_used_before_is_told_apart():
    before = exposed({"8_15": 600}, (("8_15", "15_25"), 7200, 600))
    [allowance] = verdict(over(), replace(INSIDE, before=before)).allowances
    assert (allowance.before_s, allowance.used_s) == (600, 1140)


def test_an_allowance_for_cold_does_not_matter_to_what_was_warm():
    cold = exposed({"8_15": 1140}, (("8_15",), 7200, 1140), (("below_0", "0_2"), 86_400, 0))
    found = verdict(over(), replace(INSIDE, after=cold))
    assert (found.proposal, [one.bands for one in found.allowances]) == ("release", [("8_15",)])


@pytest.mark.parametrize(("used", "said"), [(7200, "release"), (7201, "discard")])
def test_an_allowance_is_spent_by_the_second_after_its_last(used, said):
    after = exposed({"8_15": used}, (("8_15", "15_25"), 7200, used))
    assert verdict(over(), replace(INSIDE, after=after)).proposal == said


def test_a_line_past_its_limit_is_to_be_discarded():
    assert proposed(over(), replace(INSIDE, line=replace(LINE, expired=True))) == ("discard", "expired")


def test_nothing_is_released_while_it_lasts():
    assert proposed(over(to_at=None), INSIDE) == ("keep", "not_over")


def test_unknown_time_or_a_doubt_keeps_the_line():
    assert proposed(over(unknown_s=60), INSIDE) == ("keep", "unknown_time")
    doubted = replace(INSIDE, line=replace(LINE, holds=("quarantined", "doubted")))
    assert proposed(over(), doubted) == ("keep", "unknown_time")


def test_without_an_allowance_for_every_band_the_laboratory_is_asked():
    assert proposed(over(), replace(INSIDE, after=None)) == ("keep", "no_allowance")
    frozen = exposed({"8_15": 1140, "below_0": 5}, (("8_15",), 7200, 1140))
    assert proposed(over(), replace(INSIDE, after=frozen)) == ("keep", "no_allowance")


def test_a_band_of_an_earlier_excursion_needs_no_allowance_now():
    before = exposed({"below_0": 5, "8_15": 0}, (("8_15",), 7200, 0))
    after = exposed({"below_0": 5, "8_15": 1140}, (("8_15",), 7200, 1140))
    assert proposed(over(), InsideView(LINE, 1140, before, after)) == ("release", "within")
