"""New boards whose stock is still on its way."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, case, func, select

from gateway.store.schema_boards import snapshot, snapshot_part


@dataclass(frozen=True, slots=True)
class RecountView:
    """A fridge whose new board does not have its stock yet: `done` of `parts` parts have arrived there.

    `replaced` is the device whose board is gone, `lines` how many stock lines are on their way; `refused` says why
    the board did not take one, None where it refused none.
    """

    site: str
    fridge: str
    device: str
    replaced: str
    who: str
    reason: str
    asked_at: int
    parts: int
    lines: int
    done: int
    refused: str | None


def recounts(connection: Connection, site: str | None = None, fridge: str | None = None) -> list[RecountView]:
    """The fridges in recount, the oldest first; of one site or fridge, or all."""
    done = func.sum(case((snapshot_part.c.state == "done", 1), else_=0)).label("done")
    query = (
        select(snapshot, done, func.max(snapshot_part.c.answer_reason).label("refused"))
        .join(snapshot_part, snapshot_part.c.snapshot == snapshot.c.id)
        .where(snapshot.c.done_at.is_(None))
        .group_by(snapshot.c.id)
        .order_by(snapshot.c.asked_at, snapshot.c.fridge)
    )
    if site is not None:
        query = query.where(snapshot.c.site == site)
    if fridge is not None:
        query = query.where(snapshot.c.fridge == fridge)
    names = RecountView.__dataclass_fields__
    return [
        RecountView(**{key: value for key, value in row._mapping.items() if key in names})
        for row in connection.execute(query)
    ]
