"""The calibration of a probe: what its certificate says, the correction that follows, and when it runs out.

Between two points of the certificate the correction is interpolated linearly over the reading, as the Measurement
Standards Laboratory of New Zealand advises (MSL Technical Guide 40, version 2, January 2020). Outside, that of the
nearest point stands. This is a choice of this house: nothing was measured there, and the slope between two points a few
degrees apart, each with its uncertainty, would carry an error on without an end; a correction that stands stays one
that a laboratory has found.
"""

from coldchain.civil import parse_stamp
from coldchain.printed import Printable
from coldchain.quantities import Day, Millidegrees
from coldchain.schema import Field, Flag, ListOf, Problem, Table, describe, join
from coldchain.temperature import PLAUSIBLE_HIGH_MC, PLAUSIBLE_LOW_MC, rounded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# House rules. A probe that is farther off is broken, or its points were mistyped; one that is less certain than a
# degree cannot tell a fridge from one that is too cold.
LARGEST_CORRECTION_MC = 5000
LARGEST_UNCERTAINTY_MC = 1000

# Days before the due date, the nearest first. A laboratory and the post take weeks: house rule.
THRESHOLDS = (0, 7, 30, 60)


class Correction:
    """What the readings of a thermometer mean: `points` are (reads, reference) in m°C, rising in both, at least one."""

    def __init__(self, points: list[tuple[int, int]]) -> None:
        self._points = points

    def of(self, reads_mc: int) -> int:
        """The temperature in whole millidegrees where the thermometer reads `reads_mc`: exact at each point."""
        below = [point for point in self._points if point[0] <= reads_mc]
        if not below or len(below) == len(self._points):
            reads, reference = below[-1] if below else self._points[0]
            return reads_mc + reference - reads
        (low, low_reference), (high, high_reference) = below[-1], self._points[len(below)]
        return low_reference + rounded((reads_mc - low) * (high_reference - low_reference), high - low)


class Calibration:
    """One certificate. `date` and `due` are days such as "2026-01-31", `points` (reads, reference) in m°C.

    `uncertainty_mc` is the expanded uncertainty (k = 2) of the certificate. With `guard`, the limits that the probe is
    judged by are `guard_mc` stricter: a guard band as wide as the uncertainty (ILAC-G8:09/2019, 4.1).
    """

    def __init__(self, table: "dict[str, Any]") -> None:
        self.certificate: str = table["certificate"]
        self.laboratory: str = table["laboratory"]
        self.date: str = table["date"]
        self.due: str = table["due"]
        self.uncertainty_mc: int = table["uncertainty"]
        self.guard: bool = table["guard"]
        self.guard_mc = self.uncertainty_mc if self.guard else 0
        self.points: list[tuple[int, int]] = [(row["reads"], row["reference"]) for row in table["points"]]
        self.correction = Correction(self.points)

    def as_dict(self) -> "dict[str, Any]":
        """The certificate as JSON, with the names of the wire."""
        points = [{"reads_mc": reads, "reference_mc": reference} for reads, reference in self.points]
        return {
            "certificate": self.certificate,
            "laboratory": self.laboratory,
            "date": self.date,
            "due": self.due,
            "uncertainty_mc": self.uncertainty_mc,
            "guard": self.guard,
            "points": points,
        }


class Certificate(Table):
    """The table of a calibration as a person types it from the certificate, checked against itself."""

    def read(self, value: "Any", where: str, problems: list[Problem]) -> "Any":
        """A table that `Calibration` takes, its points in rising order of `reads`; None, and why, where it is wrong."""
        before = len(problems)
        table = super().read(value, where, problems)
        if len(problems) == before:
            _check_dates(table, where, problems)
            _check_points(table["points"], join(where, "points"), problems)
        return table if len(problems) == before else None


CERTIFICATE = Certificate(
    {
        "date": Day(),
        "due": Day(),
        "laboratory": Printable(1, 80),
        "certificate": Printable(1, 60),
        "uncertainty": Millidegrees(0, LARGEST_UNCERTAINTY_MC),
        "guard": Field(Flag(), False),
        "points": ListOf(
            Table(
                {
                    "reference": Millidegrees(PLAUSIBLE_LOW_MC, PLAUSIBLE_HIGH_MC),
                    "reads": Millidegrees(PLAUSIBLE_LOW_MC, PLAUSIBLE_HIGH_MC),
                }
            ),
            1,
            10,
        ),
    }
)


def days_left(due: str, today: int) -> int:
    """Days from the day number `today` to the due date; negative when it is past."""
    return parse_stamp(due)[0] - today


def threshold(due: str, today: int) -> int | None:
    """The nearest of THRESHOLDS that is reached; None where the due date is farther off than all."""
    left = days_left(due, today)
    reached = [days for days in THRESHOLDS if left <= days]
    return reached[0] if reached else None


def news(
    certificate: "dict[str, Any]", told: "dict[str, Any] | None", today: int, is_sure: bool
) -> "dict[str, Any] | None":
    """What is to be told now of a certificate: itself with `days`, the threshold reached or None. None: nothing.

    `certificate` is the table of `as_dict`, `told` the last one told. Level-triggered: a threshold is told however
    late, the nearest alone, and a new certificate at once. A clock that is not synchronised (`is_sure`) may bring a
    threshold nearer, never take one back.
    """
    now = dict(certificate, days=threshold(certificate["due"], today))
    if now == told:
        return None
    is_same = told is not None and dict(told, days=now["days"]) == now
    if told is not None and is_same and not is_sure and _rank(now["days"]) > _rank(told["days"]):
        return None
    return now


def _rank(days: int | None) -> int:
    """0 for the nearest threshold; no threshold comes last."""
    return len(THRESHOLDS) if days is None else THRESHOLDS.index(days)


def _check_dates(table: "dict[str, Any]", where: str, problems: list[Problem]) -> None:
    if table["due"] < table["date"]:
        expected = "a day not before that of the calibration, %s" % table["date"]
        problems.append(Problem(join(where, "due"), expected, describe(table["due"])))


def _check_points(points: "list[dict[str, Any]]", where: str, problems: list[Problem]) -> None:
    for index, point in enumerate(points):
        if abs(point["reference"] - point["reads"]) > LARGEST_CORRECTION_MC:
            expected = "a correction of %d °C at most" % (LARGEST_CORRECTION_MC // 1000)
            found = "one of %d m°C" % (point["reference"] - point["reads"])
            problems.append(Problem("%s[%d]" % (where, index), expected, found))
        before = points[index - 1] if index else None
        if before and not (before["reads"] < point["reads"] and before["reference"] < point["reference"]):
            expected = "points in rising order, in reference and in reads"
            found = "%d m°C where it reads %d m°C" % (point["reference"], point["reads"])
            problems.append(Problem("%s[%d]" % (where, index), expected, found))
