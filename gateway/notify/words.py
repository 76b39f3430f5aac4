"""An alarm in the words of the contact's language, with the names and the clock of its site, and a link to its page."""

from __future__ import annotations

from collections.abc import Mapping

from gateway.notify.courier import Words
from gateway.settings import Settings
from gateway.store.views import AlarmView
from gateway.texts.alarms import alarm_text
from gateway.texts.names import Product, names_of
from gateway.web.addresses import alarm_address


def words(settings: Settings, products: Mapping[str, Product]) -> Words:
    """What the sender calls to write a message."""
    names = names_of(settings, products)

    def write(alarm: AlarmView, language: str) -> tuple[str, str]:
        title, body = alarm_text(alarm, language, settings.zone(alarm.site), names)
        return title, body + _link(settings.web.url, alarm)

    return write


def _link(url: str | None, alarm: AlarmView) -> str:
    """Where the alarm's page is; nothing where nobody said how a phone reaches the pages."""
    return "" if url is None else "\n" + url.rstrip("/") + alarm_address(alarm)
