"""What the record proposes for a stock line after an excursion. It is advice: a named person decides, never this.

Pure: an excursion and a line in, a proposal with its reason out. In doubt it proposes to wait.
"""

from __future__ import annotations

from dataclasses import dataclass

from coldchain.exposure import OUT_OF_RANGE
from gateway.store.excursion_views import ExcursionView, InsideView

KEEP, RELEASE, DISCARD = "keep", "release", "discard"


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a product may bear in some bands of temperature, over its life: seconds, and where that is written.

    `before_s` was used before the excursion, `used_s` with it. With `verify` the source is still to be checked.
    """

    bands: tuple[str, ...]
    allowed_s: int
    before_s: int
    used_s: int
    source: str
    verify: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is proposed, the code of the reason, and the allowances it rests on."""

    proposal: str
    reason: str
    allowances: tuple[Allowance, ...]


def verdict(excursion: ExcursionView, inside: InsideView) -> Verdict:
    """The proposal for one line."""
    allowances = _allowances(inside)
    proposal, reason = _proposal(excursion, inside, allowances)
    return Verdict(proposal, reason, allowances)


def _proposal(
    excursion: ExcursionView, inside: InsideView, allowances: tuple[Allowance, ...]
) -> tuple[str, str]:
    if inside.line.expired:
        return DISCARD, "expired"
    if any(one.used_s > one.allowed_s for one in allowances):
        return DISCARD, "spent"
    if excursion.to_at is None:
        return KEEP, "not_over"
    if excursion.alarm.data.get("unknown_s") or "doubted" in inside.line.holds:
        return KEEP, "unknown_time"
    covered = {band for one in allowances for band in one.bands}
    if inside.after is None or not _borne(inside) <= covered:
        return KEEP, "no_allowance"
    return RELEASE, "within"


def _allowances(inside: InsideView) -> tuple[Allowance, ...]:
    """Those that the line has used something of."""
    before = {budget.bands: budget.used_s for budget in inside.before.budgets} if inside.before else {}
    return tuple(
        Allowance(
            bands=budget.bands,
            allowed_s=budget.allowed_s,
            before_s=before.get(budget.bands, 0),
            used_s=budget.used_s,
            source=budget.source,
            verify=budget.verify,
        )
        for budget in (inside.after.budgets if inside.after else ())
        if budget.used_s > 0
    )


def _borne(inside: InsideView) -> set[str]:
    """The bands out of range in which the line has spent time since before the excursion."""
    seconds = inside.after.seconds if inside.after else {}
    earlier = inside.before.seconds if inside.before else {}
    return {band for band in OUT_OF_RANGE if seconds.get(band, 0) > earlier.get(band, 0)}
