"""What holds for every certificate that is not refused: exact at its points, never turning round, never a float."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from coldchain.calibration import (
    CERTIFICATE,
    LARGEST_CORRECTION_MC,
    THRESHOLDS,
    Calibration,
    Correction,
    news,
)
from coldchain.quantities import millidegrees
from coldchain.rules import Rule
from coldchain.schema import Problem

CORRECTIONS = st.integers(-LARGEST_CORRECTION_MC, LARGEST_CORRECTION_MC)
READS = st.integers(-40_000, 60_000)


def text(mc: int) -> str:
    return f"{'-' if mc < 0 else ''}{abs(mc) // 1000}.{abs(mc) % 1000:03d}"


@st.composite
def points(draw, least=1) -> list[tuple[int, int]]:
    """Up to ten points that a certificate may have."""
    reads, correction = draw(st.integers(-30_000, 0)), draw(CORRECTIONS)
    found = [(reads, reads + correction)]
    for step in draw(st.lists(st.integers(1, 6000), min_size=least - 1, max_size=9)):
        reads += step
        correction = draw(
            st.integers(max(-LARGEST_CORRECTION_MC, correction - step + 1), LARGEST_CORRECTION_MC)
        )
        found.append((reads, reads + correction))
    return found


@given(points())
def test_a_certificate_is_exact_at_each_of_its_points(found):
    correction = Correction(found)
    assert [correction.of(reads) for reads, _ in found] == [reference for _, reference in found]


@given(points(), READS, READS)
def test_what_reads_warmer_is_never_corrected_to_be_colder(found, one, other):
    low, high = sorted((one, other))
    correction = Correction(found)
    assert correction.of(low) <= correction.of(high)


@given(points(), READS)
def test_no_reading_is_corrected_by_more_than_the_points_around_it_are(found, reads):
    """To the nearest whole millidegree: 1 m°C of play."""
    corrections = [reference - read for read, reference in found]
    applied = Correction(found).of(reads) - reads
    assert min(corrections) - 1 <= applied <= max(corrections) + 1


@given(points(), READS)
def test_whole_numbers_stay_whole(found, reads):
    assert type(Correction(found).of(reads)) is int


@given(points(least=2), st.data())
def test_a_corrected_reading_is_the_nearest_whole_number_to_the_straight_line(found, data):
    (low, low_reference), (high, high_reference) = data.draw(st.sampled_from(list(pairwise(found))))
    reads = data.draw(st.integers(low, high))
    risen = Correction(found).of(reads) - low_reference
    assert 2 * abs(risen * (high - low) - (reads - low) * (high_reference - low_reference)) <= high - low


@given(points())
def test_a_certificate_is_typed_as_text_and_read_without_loss(found):
    problems: list[Problem] = []
    rows = [{"reads": text(reads), "reference": text(reference)} for reads, reference in found]
    table = {
        "certificate": "c",
        "laboratory": "l",
        "date": "2026-01-01",
        "due": "2027-01-01",
        "uncertainty": "0.1",
    }
    read = CERTIFICATE.read(table | {"points": rows}, "", problems)
    assert problems == []
    assert Calibration(read).points == found


@given(st.sampled_from((">", ">=", "<", "<=")), st.integers(-10_000, 10_000), st.integers(0, 1000), READS)
def test_a_guarded_rule_judges_as_if_the_probe_were_off_by_its_uncertainty(compare, limit_mc, guard_mc, mc):
    rule = Rule("r", compare, limit_mc, 60)
    off = guard_mc if compare.startswith(">") else -guard_mc
    assert rule.guarded(guard_mc).over(mc) == rule.over(mc + off)
    assert rule.over(mc) <= rule.guarded(guard_mc).over(mc)


@given(st.lists(st.integers(0, 3), max_size=200), st.booleans())
def test_while_time_goes_on_each_threshold_is_told_once_and_in_order(steps, is_sure):
    told, today, said = None, 20_000, []
    certificate = {"certificate": "c", "due": "2025-01-01"}  # day 20,089
    for step in steps:
        today += step
        fact = news(certificate, told, today, is_sure)
        if fact is not None:
            told = fact
            said.append(fact["days"])
    ranks = [len(THRESHOLDS) if days is None else THRESHOLDS.index(days) for days in said]
    assert ranks == sorted(set(ranks), reverse=True)


@given(st.integers(-99_999, 99_999))
def test_the_text_of_these_tests_is_that_of_a_certificate(mc):
    assert millidegrees(text(mc)) == mc
