"""Whatever moves, and in whatever order: no minute is lost, none is counted twice, and no account becomes smaller."""

from hypothesis import given
from hypothesis import strategies as st

from coldchain.exposure import BANDS, IN_RANGE, OUTSIDE, Account, Meter, worse
from coldchain.outing import Host, charge_of, elapsed_ms, evacuated, home, hosted

CLINIC, SHED = Host("clinic", "Clinique", True), Host("shed", "Local", False)
OUT_OF_RANGE = [band for band in BANDS if band != IN_RANGE]
DURATIONS = st.integers(0, 10**7)
# What is said on the way, and after how long.
LEGS = st.lists(st.tuples(DURATIONS, st.sampled_from([CLINIC, SHED, None])), max_size=6)


def moment(up, boot="b"):
    return {"at": 10**12 + up, "up": up, "boot": boot}


def fridge_at(mc, seconds):
    meter = Meter(["top"], 20000, 0)
    for second in range(0, seconds + 1, 10):
        meter.reading("top", second * 1000, mc)
    return meter


@given(LEGS, DURATIONS)
def test_an_outing_is_charged_the_time_it_took_to_the_millisecond(legs, last):
    up, away = 0, evacuated(None, moment(0))
    for passed, host in legs:
        up += passed
        away = evacuated(away, moment(up)) if host is None else hosted(away, moment(up), host)
    charge = charge_of(home(away, moment(up + last)))
    assert sum(charge.values()) == up + last
    assert min(charge.values()) >= 0


@given(LEGS, DURATIONS, DURATIONS)
def test_an_outing_that_lasts_longer_is_charged_no_less_in_any_band(legs, last, more):
    away = evacuated(None, moment(0))
    up = 0
    for passed, host in legs:
        up += passed
        away = evacuated(away, moment(up)) if host is None else hosted(away, moment(up), host)
    shorter, longer = (charge_of(home(away, moment(up + end))) for end in (last, last + more))
    assert all(longer[band] >= shorter[band] for band in shorter)


@given(st.sampled_from([5000, 9000, 1000]), st.integers(0, 60), st.integers(0, 3000))
def test_a_vial_that_comes_back_is_as_old_as_its_line_and_no_better(mc, tens, out_s):
    meter = fridge_at(mc, tens * 10)
    line = Account(0, entry=Meter(["top"], 20000, 0).time)
    out_ms = min(out_s * 1000, meter.time[IN_RANGE])
    before, after = line.exposure(meter), line.without(meter, out_ms).exposure(meter)
    assert sum(after.values()) == sum(before.values())
    assert after[OUTSIDE] - before[OUTSIDE] == out_ms
    assert all(after[band] >= before[band] for band in OUT_OF_RANGE)


@given(st.integers(0, 60), st.integers(0, 300), st.integers(0, 300))
def test_two_returns_in_either_order_cost_the_same(tens, first_s, second_s):
    meter = fridge_at(5000, tens * 10 + 600)
    line = Account(0, entry=Meter(["top"], 20000, 0).time)
    one = line.without(meter, first_s * 1000).without(meter, second_s * 1000)
    other = line.without(meter, second_s * 1000).without(meter, first_s * 1000)
    assert one.exposure(meter) == other.exposure(meter)


@given(st.dictionaries(st.sampled_from(BANDS), DURATIONS), st.dictionaries(st.sampled_from(BANDS), DURATIONS))
def test_vials_that_join_a_line_never_make_its_account_smaller_whichever_came_first(one, other):
    joined = worse(one, other)
    assert joined == worse(other, one)
    assert all(joined[band] >= max(one.get(band, 0), other.get(band, 0)) for band in BANDS)


@given(st.sampled_from([5000, 9000]), st.integers(1, 60), st.integers(0, 60))
def test_a_move_carries_the_whole_account(mc, tens, later_s):
    meter = fridge_at(mc, tens * 10)
    line = Account(0, entry=Meter(["top"], 20000, 0).time)
    carried = line.carry(meter, meter.up + later_s * 1000)
    assert sum(carried.values()) == meter.up + later_s * 1000
    assert all(carried[band] >= line.exposure(meter)[band] for band in BANDS)


@given(DURATIONS, DURATIONS, st.booleans())
def test_no_clock_makes_an_outing_shorter_than_this_boot_has_lasted(at, up, known):
    passed = elapsed_ms(
        moment(0, "before") | {"at": 0}, {"at": at if known else None, "up": up, "boot": "now"}
    )
    assert passed is None or passed >= up
