"""An alarm in the words of the contact's language, with the names and the clock of its site."""

from __future__ import annotations

from collections.abc import Mapping

from gateway.notify.courier import Words
from gateway.settings import Settings
from gateway.store.views import AlarmView
from gateway.texts.alarms import alarm_text
from gateway.texts.names import Product, names_of


def words(settings: Settings, products: Mapping[str, Product]) -> Words:
    """What the sender calls to write a message."""
    names = names_of(settings, products)

    def write(alarm: AlarmView, language: str) -> tuple[str, str]:
        return alarm_text(alarm, language, settings.zone(alarm.site), names)

    return write
