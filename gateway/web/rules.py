"""The page of changed rules: what a longer rule would change for which vials, and its adoption by a pharmacist.

A shorter rule needs nobody: the fridges apply it by themselves. Where one has not yet, its device still works with an
older vaccines.toml, and the page says so.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import asdict, dataclass

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from coldchain.product import DatedRule
from coldchain.revision import revision
from gateway.store import queries
from gateway.store.commands import Order
from gateway.store.views import StockLineView
from gateway.web.acts import unsigned, without_pin
from gateway.web.decision import MOST
from gateway.web.forms import Form
from gateway.web.page import Page, PageOf
from gateway.web.problems import Refusal

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Moved:
    """A stock line whose limit the rule in force would move to `limit_at`, for the reason that would then bind."""

    line: StockLineView
    limit_at: int
    reason: str


@dataclass(frozen=True, slots=True)
class Change:
    """A rule in force and the lines that it would keep longer; `pending` were asked for, and not answered yet."""

    rule: DatedRule
    before: DatedRule | None
    longer: tuple[Moved, ...]
    pending: tuple[Moved, ...]
    shorter: tuple[Moved, ...]

    def shown(self) -> str:
        """What was read before it was adopted: another list has another one."""
        told = "\n".join(
            f"{moved.line.site}/{moved.line.fridge}/{moved.line.line} {moved.line.limit_at} {moved.limit_at}"
            for moved in self.longer
        )
        return hashlib.sha256(told.encode()).hexdigest()[:16]


@router.get("/rules")
def rules(page: PageOf) -> Response:
    """Every rule in force that would move limits of vials in stock."""
    return _show(page, {"rule": ""}, {})


@router.post("/rules")
def adopt(page: PageOf, form: Form) -> Response:
    """Ask every desk concerned for the limit that the adopted rule gives."""
    change = next((one for one in changes(page) if one.rule.identity() == form.get("rule")), None)
    if page.house.ask is None or change is None:
        raise Refusal(422, "rule", "a rule that waits to be adopted", repr(form.get("rule", "")))
    orders, mistakes = _orders(page, form, change)
    if not mistakes:
        mistakes = unsigned(page, orders[0], form.get("pin", ""))
    if mistakes:
        return _show(page, without_pin(form), mistakes, 422)
    for order in orders:
        page.house.ask(order)
    return RedirectResponse("/rules", status_code=303)


def changes(page: Page) -> list[Change]:
    """The rules in force under which some line in stock would have another limit, the latest rule first."""
    with page.store() as store:
        lines = queries.stock_lines(store, page.now)
    found: dict[str, list[tuple[StockLineView, DatedRule, Moved, str]]] = defaultdict(list)
    for line in lines:
        product = page.house.catalogue.products.get(line.product or "")
        seen = revision(asdict(line), product, page.house.zone(line.site), page.now)
        if seen is None or seen.limit.at_ms is None or not (seen.is_longer() or seen.is_shorter()):
            continue
        kind = "shorter" if seen.is_shorter() else "pending" if "prolong" in line.pending else "longer"
        moved = Moved(line, seen.limit.at_ms, seen.limit.reason)
        found[seen.rule.identity()].append((line, seen.rule, moved, kind))
    told = [_change(page, group) for group in found.values()]
    return sorted(told, key=lambda change: (change.rule.from_day, change.rule.product), reverse=True)


def _change(page: Page, group: list[tuple[StockLineView, DatedRule, Moved, str]]) -> Change:
    line, rule = group[0][0], group[0][1]
    known = page.house.catalogue.products[rule.product].rules
    before = next((one for one in known if one.identity() == line.rule and one is not rule), None)
    kinds = {
        kind: tuple(moved for *_, moved, its in group if its == kind)
        for kind in ("longer", "pending", "shorter")
    }
    return Change(rule, before, **kinds)


def _orders(page: Page, form: dict[str, str], change: Change) -> tuple[list[Order], dict[str, str]]:
    person = page.house.people.by_id(form.get("person", ""))
    reason = form.get("reason", "")
    wrong = {
        "person": "" if person else "person",
        "reason": "" if 1 <= len(reason) <= MOST["reason"] else "reason",
        "rule": "" if form.get("shown") == change.shown() and change.longer else "changed",
    }
    mistakes = {field: page.say.mistake(code) for field, code in wrong.items() if code}
    if person is None or mistakes:
        return [], mistakes
    orders = [
        Order(
            moved.line.site,
            moved.line.fridge,
            moved.line.line,
            "prolong",
            person.name,
            reason,
            person=person.id,
            limit_at=moved.limit_at,
            reference=change.rule.source[: MOST["reference"]],
            rule=change.rule.identity(),
        )
        for moved in change.longer
    ]
    return orders, {}


def _show(page: Page, given: dict[str, str], mistakes: dict[str, str], status: int = 200) -> Response:
    with page.store() as store:
        locked = queries.locked_out(store, page.now)
    return page.show(
        "rules.html", status, changes=changes(page), locked=locked, given=given, mistakes=mistakes
    )
