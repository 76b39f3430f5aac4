"""What the pages of batches say: recalls, the answers of the fridges, and who took what."""

from __future__ import annotations

from gateway.store.batch_views import AskedView, RecallView, TakenView
from gateway.store.recalls import MISTAKE
from gateway.texts.numbers import containers
from gateway.texts.words import DEPARTURES, word
from gateway.web.addresses import batch_address
from gateway.web.voice import SYMBOLS, Badge, Voice


class BatchVoice:
    """Speaks of batches with the voice of the page."""

    def __init__(self, say: Voice) -> None:
        self._say = say

    def address(self, gtin: str, lot: str) -> str:
        """The page of a batch."""
        return batch_address(gtin, lot)

    def recalled(self) -> Badge:
        """That a batch is recalled."""
        return Badge("alarm", SYMBOLS["alarm"], self._say.word("HOLDS", "recalled"))

    def title(self, recall: RecallView) -> str:
        """Rappel du 21/11/2026 14 h 05."""
        moment = self._say.dates().short(recall.asked_at)
        return self._say.language.gettext("Rappel du %(moment)s", moment=moment)

    def end(self, recall: RecallView) -> str:
        """How a recall ended, when and by whom."""
        gettext = self._say.language.gettext
        told = {
            "moment": self._say.dates().short(recall.ended_at or recall.asked_at),
            "who": recall.ended_by or "",
            "reason": recall.ended_reason or "",
        }
        if recall.ended_act == MISTAKE:
            return gettext("Annulé le %(moment)s, lancé par erreur · %(who)s, %(reason)s", **told)
        return gettext("Traité le %(moment)s, le lot reste bloqué partout · %(who)s, %(reason)s", **told)

    def confirmation(self, asked: AskedView) -> str:
        """Whether the fridge has confirmed, and since when it is offline if it has not."""
        gettext = self._say.language.gettext
        what = self._say.word("ACTS", asked.act)
        if asked.state == "done":
            return gettext("%(what)s : confirmé par le frigo", what=what)
        if asked.state == "refused":
            reason = self._say.decision("ANSWERS", asked.answer_reason or "")
            return gettext("%(what)s : refusé par le frigo (%(reason)s)", what=what, reason=reason)
        if asked.online or asked.seen_at is None:
            return gettext("%(what)s : pas encore confirmé par le frigo", what=what)
        since = self._say.dates(asked.site).near(asked.seen_at, self._say.now)
        return gettext(
            "%(what)s : pas encore confirmé par le frigo, hors ligne depuis %(since)s", what=what, since=since
        )

    def taken(self, one: TakenView) -> str:
        """Délivré : 2 flacons, Frigo comptoir, par L. Petit."""
        gettext, language = self._say.language.gettext, self._say.language
        parts = [
            containers(one.vials, language, one.container),
            self._say.names.place(one.site, one.fridge, None, language),
        ]
        if one.unit:
            parts.append(gettext("boîte %(unit)s", unit=one.unit.partition(":")[2] or one.unit))
        if one.reserved_for:
            parts.append(gettext("réservé à %(who)s", who=one.reserved_for))
        parts.append(gettext("par %(who)s", who=one.who) if one.who else gettext("personne n'est nommé"))
        return self._say.pair(word(DEPARTURES, one.act, language), ", ".join(parts))
