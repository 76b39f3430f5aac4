"""What the text of an alarm is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from gateway.texts.dates import Dates
from gateway.texts.language import Language
from gateway.texts.names import Names


class Alarm(Protocol):
    """What a text is made of; `gateway.store.views.AlarmView` has it."""

    @property
    def kind(self) -> str: ...
    @property
    def site(self) -> str: ...
    @property
    def device(self) -> str | None: ...
    @property
    def fridge(self) -> str | None: ...
    @property
    def subject(self) -> str: ...
    @property
    def opened_at(self) -> int: ...
    @property
    def closed_at(self) -> int | None: ...
    @property
    def data(self) -> dict[str, Any]: ...
    @property
    def held(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Telling:
    """An alarm, the language and the clock it is told in, and what its people call things."""

    alarm: Alarm
    text: Language
    dates: Dates
    names: Names
