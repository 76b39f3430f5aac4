"""A certificate: what is refused of it, the correction it gives, and when it is told to run out."""

from coldchain.calibration import CERTIFICATE, Calibration, Correction, days_left, news, threshold
from coldchain.civil import days_from_civil
from coldchain.schema import Problem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

DUE = days_from_civil(2027, 4, 12)


def points(*pairs: "tuple[str, str]") -> "list[dict[str, str]]":
    return [{"reference": reference, "reads": reads} for reference, reads in pairs]


def table(**changes: "Any") -> "dict[str, Any]":
    given: dict[str, Any] = {
        "certificate": "CE-2026-0412",
        "laboratory": "Laboratoire d'essais",
        "date": "2026-04-12",
        "due": "2027-04-12",
        "uncertainty": "0.10",
        "points": points(("0.00", "0.12"), ("5.02", "5.09"), ("10.01", "10.04")),
    }
    return dict(given, **changes)


def calibration(**changes: "Any") -> Calibration:
    problems: list[Problem] = []
    read = CERTIFICATE.read(table(**changes), "calibration", problems)
    assert problems == []
    return Calibration(read)


def refusals(**changes: "Any") -> "list[str]":
    """What was wrong, as sentences; a refused certificate is nothing at all."""
    problems: list[Problem] = []
    assert CERTIFICATE.read(table(**changes), "calibration", problems) is None
    return [str(problem) for problem in problems]


def test_at_each_point_the_corrected_reading_is_the_reference():
    correction = calibration().correction
    assert [correction.of(reads) for reads in (120, 5090, 10040)] == [0, 5020, 10010]


def test_between_two_points_the_correction_goes_in_a_straight_line():
    """The last is a reading and a segment of MSL Technical Guide 40, whose formula gives a correction of -0.0427 °C."""
    correction = calibration().correction
    assert [correction.of(reads) for reads in (2605, 7565)] == [2510, 7515]
    assert [correction.of(reads) for reads in (2000, 8000)] == [1899, 7954]
    guide = Correction([(20160, 20130), (39880, 39820)])
    assert guide.of(28500) == 28457


def test_outside_of_the_points_the_correction_of_the_nearest_one_stands():
    correction = calibration().correction
    assert [correction.of(reads) for reads in (-20000, -500, 119)] == [-20120, -620, -1]
    assert [correction.of(reads) for reads in (10041, 25000, 60000)] == [10011, 24970, 59970]


def test_one_point_corrects_everywhere_alike():
    correction = calibration(points=points(("5.00", "5.07"))).correction
    assert [correction.of(reads) for reads in (-10000, 0, 5070, 40000)] == [-10070, -70, 5000, 39930]


def test_half_a_millidegree_is_rounded_up():
    correction = Correction([(0, 0), (2, 1)])
    assert [correction.of(reads) for reads in (0, 1, 2)] == [0, 1, 1]


def test_a_certificate_is_told_whole():
    assert calibration(guard=True).as_dict() == {
        "certificate": "CE-2026-0412",
        "laboratory": "Laboratoire d'essais",
        "date": "2026-04-12",
        "due": "2027-04-12",
        "uncertainty_mc": 100,
        "guard": True,
        "points": [
            {"reads_mc": 120, "reference_mc": 0},
            {"reads_mc": 5090, "reference_mc": 5020},
            {"reads_mc": 10040, "reference_mc": 10010},
        ],
    }


def test_limits_are_guarded_by_the_uncertainty_only_where_wanted():
    assert [calibration(guard=guard).guard_mc for guard in (False, True)] == [0, 100]


def test_points_that_do_not_rise_are_refused():
    for pairs in (
        (("5.02", "5.09"), ("0.00", "0.12")),
        (("0.00", "0.12"), ("0.00", "0.13")),
        (("0.00", "0.12"), ("0.01", "0.12")),
        (("0.02", "0.12"), ("0.01", "0.13")),
    ):
        assert len(refusals(points=points(*pairs))) == 1, pairs
    assert refusals(points=points(("5.02", "5.09"), ("0.00", "0.12"))) == [
        "calibration.points[1]: expected points in rising order, in reference and in reads,"
        " found 0 m°C where it reads 120 m°C"
    ]


def test_a_correction_that_nobody_believes_is_refused():
    assert calibration(points=points(("5.000", "0.000"))).points == [(0, 5000)]
    assert refusals(points=points(("0.12", "5.13"))) == [
        "calibration.points[0]: expected a correction of 5 °C at most, found one of -5010 m°C"
    ]


def test_one_to_ten_points_are_taken():
    ten = [("%d.00" % i, "%d.05" % i) for i in range(10)]
    assert len(calibration(points=points(*ten)).points) == 10
    assert refusals(points=points(*ten, ("10.00", "10.05")))
    assert refusals(points=[])


def test_a_certificate_due_before_it_was_made_is_refused():
    assert calibration(due="2026-04-12").due == "2026-04-12"
    assert refusals(due="2026-04-11") == [
        "calibration.due: expected a day not before that of the calibration, 2026-04-12, found '2026-04-11'"
    ]


def test_an_uncertainty_beyond_a_degree_is_refused():
    assert calibration(uncertainty="1.0").uncertainty_mc == 1000
    assert refusals(uncertainty="1.001")
    assert refusals(uncertainty="-0.1")
    assert refusals(uncertainty=0.1)


def test_every_mistake_of_a_certificate_is_told_at_once():
    wrong = refusals(date="2026-04-31", certificate="", points=[{"reads": "5,02"}], due="12/04/2027")
    assert sorted(text.split(":")[0] for text in wrong) == [
        "calibration.certificate",
        "calibration.date",
        "calibration.due",
        "calibration.points[0].reads",
        "calibration.points[0].reference",
    ]


def test_the_nearest_threshold_is_the_one_that_counts():
    for left, days in (
        (366, None),
        (61, None),
        (60, 60),
        (31, 60),
        (30, 30),
        (8, 30),
        (7, 7),
        (1, 7),
        (0, 0),
        (-90, 0),
    ):
        assert threshold("2027-04-12", DUE - left) == days, left
        assert days_left("2027-04-12", DUE - left) == left


def told_over(days: "list[int]", certificate: "dict[str, Any]", is_sure: bool = True) -> "list[int | None]":
    """The `days` of everything told while looking at so many days before the due date."""
    told: dict[str, Any] | None = None
    said = []
    for left in days:
        fact = news(certificate, told, DUE - left, is_sure)
        if fact is not None:
            told = fact
            said.append(fact["days"])
    return said


def test_each_threshold_is_told_once():
    assert told_over(list(range(90, -10, -1)), calibration().as_dict()) == [None, 60, 30, 7, 0]


def test_nothing_is_lost_by_a_device_that_was_off():
    assert told_over([90, 5, 5, -3, -4], calibration().as_dict()) == [None, 7, 0]


def test_a_new_certificate_is_told_at_once_and_whole():
    old = dict(calibration().as_dict(), days=0)
    renewed = calibration(due="2028-04-12", certificate="CE-2027-0398").as_dict()
    assert news(renewed, old, DUE, True) == dict(renewed, days=None)
    assert news(renewed, dict(renewed, days=None), DUE, True) is None


def test_points_put_right_under_the_same_number_are_told_too():
    mistyped = dict(calibration(points=points(("5.02", "5.90"))).as_dict(), days=None)
    right = calibration(points=points(("5.02", "5.09"))).as_dict()
    assert news(right, mistyped, DUE - 90, False) == dict(right, days=None)


def test_only_a_synchronised_clock_takes_a_threshold_back():
    certificate = calibration().as_dict()
    assert told_over([90, 30, 31, 30, 90], certificate, is_sure=False) == [None, 30]
    assert told_over([-900, 90], certificate) == [0, None]
