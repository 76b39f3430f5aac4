"""Stock lines told from the others in a query: those that were evacuated, those that are syringes."""

from __future__ import annotations

from gateway.store.schema import stock_line

# The state is JSON as `json.dumps` writes it: of a line that is in its fridge, `away` is null or absent.
is_away = stock_line.c.state.contains('"away": {')
is_syringes = stock_line.c.state.contains('"container": "syringe"')
