"""What a device says of itself on `state`: its hello, or its last will."""

from __future__ import annotations

from typing import Any

from coldchain.event_types import WORD
from coldchain.schema import Field, Flag, Int, ListOf, Nullable, Problem, Table, identifier

_SEQ = Field(Nullable(Int(0)), None)
_WORD = Field(Nullable(WORD), None)

# What the gateway acts on or shows; a device may say more.
HELLO = Table(
    {
        "online": Flag(),
        "stream": _WORD,
        "first": _SEQ,
        "last": _SEQ,
        "receipted": _SEQ,
        "version": _WORD,
        "desks": Field(Nullable(ListOf(identifier(), 0, 100)), None),
    },
    open=True,
)


def read_hello(value: Any) -> tuple[dict[str, Any] | None, str]:
    """The hello without what does not fit, and what did not; no hello where it does not say whether it is online."""
    problems: list[Problem] = []
    hello = HELLO.read(value, "state", problems)
    if hello is not None and hello["online"] is None:
        hello = None
    return hello, "; ".join(str(problem) for problem in problems)
