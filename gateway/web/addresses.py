"""The addresses of our pages. What a device called a stock line may hold any character."""

from __future__ import annotations

from urllib.parse import quote

from gateway.store.views import StockLineView


def fridge_address(site: str, fridge: str) -> str:
    """The page of a fridge."""
    return f"/fridge/{quote(site, safe='')}/{quote(fridge, safe='')}"


def line_address(line: StockLineView) -> str:
    """The page of a stock line."""
    return f"{fridge_address(line.site, line.fridge)}/line/{quote(line.line, safe='')}"
