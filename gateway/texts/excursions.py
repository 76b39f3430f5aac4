"""An excursion told to a pharmacist: what happened, what the vials had to bear, what to do with the boxes now."""

from __future__ import annotations

from dataclasses import dataclass

from gateway.mkt import MeanKinetic
from gateway.store.excursion_views import DepartureView, ExcursionView, InsideView
from gateway.texts.dates import Dates
from gateway.texts.episodes import seconds_told
from gateway.texts.language import Language
from gateway.texts.names import Names
from gateway.texts.numbers import temperature
from gateway.texts.rules import is_low, past_limit, seconds, time_past
from gateway.texts.words import DEPARTURES, PROPOSAL_REASONS, PROPOSALS, word
from gateway.verdict import Allowance, Verdict


@dataclass(frozen=True, slots=True)
class Account:
    """Tells one excursion in one language, at the clock of its site. `kinetic` is over the 24 h that include it."""

    excursion: ExcursionView
    kinetic: MeanKinetic
    text: Language
    dates: Dates
    names: Names

    def sentence(self) -> str:
        """ "Le samedi 21 novembre 2026, de 21 h 40 à 21 h 59, la sonde haut a passé 19 min au-dessus de 8,0 °C …"."""
        data = self.excursion.alarm.data
        told = self.text.gettext(
            "%(when)s, la sonde %(sensor)s a passé %(past)s%(worst)s.",
            when=self._when(),
            sensor=self.excursion.alarm.subject,
            past=time_past(data, self.text),
            worst=", " + self.worst() if data.get("extreme_mc") is not None else "",
        )
        return " ".join((told, *seconds_told(data, self.text)))

    def worst(self) -> str:
        """ "9,4 °C au plus"; of cold, "-0,9 °C au plus bas"."""
        data = self.excursion.alarm.data
        worst = temperature(data.get("extreme_mc"), self.text)
        if is_low(data):
            return self.text.gettext("%(worst)s au plus bas", worst=worst)
        return self.text.gettext("%(worst)s au plus", worst=worst)

    def measures(self) -> list[tuple[str, str]]:
        """The excursion in figures."""
        data, gettext = self.excursion.alarm.data, self.text.gettext
        found = [
            (gettext("Hors limites"), seconds(data.get("over_s", 0), self.text)),
            (gettext("Sans mesure"), seconds(data.get("unknown_s", 0), self.text)),
            (gettext("Pire valeur"), temperature(data.get("extreme_mc"), self.text)),
        ]
        if data.get("door_open_s") is not None:
            found.append((gettext("Ouverture de la porte"), seconds(data["door_open_s"], self.text)))
        if self.kinetic.celsius is not None and self.tells_kinetic():
            kinetic = temperature(round(self.kinetic.celsius * 1000), self.text)
            if self.kinetic.unknown_s >= 60:
                unknown = seconds(self.kinetic.unknown_s, self.text)
                kinetic += " " + self.text.gettext("(%(time)s sans mesure)", time=unknown)
            found.append((gettext("Moyenne cinétique, 24 h"), kinetic))
        return found

    def tells_kinetic(self) -> bool:
        """Whether enough of the day was measured for a mean kinetic temperature to say anything: half of it."""
        return self.kinetic.known_s >= self.kinetic.unknown_s and self.kinetic.known_s > 0

    def waits(self) -> bool:
        """Whether it lasts, or a vial still waits in quarantine for a decision."""
        held = any(one.line.in_stock > 0 and "quarantined" in one.line.holds for one in self.excursion.inside)
        return held or self.excursion.to_at is None

    def boxes(self) -> str:
        """What to do with the boxes now."""
        data, gettext = self.excursion.alarm.data, self.text.gettext
        tray = gettext("Bac rouge, « NE PAS UTILISER ». Ne jetez rien avant la réponse du laboratoire.")
        if is_low(data) or self.excursion.to_at is None:
            return gettext("Déplacez les boîtes au froid, dans un frigo entre 2 et 8 °C.") + " " + tray
        return gettext("Gardez les boîtes au froid, entre 2 et 8 °C.") + " " + tray

    def borne(self, inside: InsideView) -> str:
        """ "19 min au-dessus de 8,0 °C, 9,4 °C au plus"."""
        rule = self.excursion.alarm.data.get("rule", {})
        time = seconds(inside.over_s, self.text)
        return (
            self.text.gettext("%(time)s %(limit)s", time=time, limit=past_limit(rule, self.text))
            + ", "
            + self.worst()
        )

    def allowance(self, one: Allowance) -> str:
        """ "de 8 à 30 °C : 2 h 00 permises, 0 s utilisées avant, 19 min à présent"."""
        return self.text.gettext(
            "%(bands)s : %(allowed)s au total, %(before)s avant cet épisode, %(used)s à présent",
            bands=self._bands(one.bands),
            allowed=seconds(one.allowed_s, self.text),
            before=seconds(one.before_s, self.text),
            used=seconds(one.used_s, self.text),
        )

    def proposal(self, verdict: Verdict) -> str:
        """What is proposed; a person decides."""
        return word(PROPOSALS, verdict.proposal, self.text)

    def why(self, verdict: Verdict) -> str:
        """On what ground."""
        return word(PROPOSAL_REASONS, verdict.reason, self.text)

    def departure(self, one: DepartureView) -> str:
        """ "délivré, 1 flacon, Comirnaty, lot FK7021, par Mme Roux"."""
        who = one.who or self.text.gettext("personne non nommée")
        return self.text.gettext(
            "%(act)s : %(vials)s, %(product)s, lot %(lot)s, par %(who)s",
            act=word(DEPARTURES, one.act, self.text),
            vials=self.text.ngettext("%(n)s flacon", "%(n)s flacons", one.vials),
            product=self.names.product(one.product, self.text),
            lot=one.lot or one.line,
            who=who,
        )

    def _when(self) -> str:
        start, end, dates, gettext = (
            self.excursion.from_at,
            self.excursion.to_at,
            self.dates,
            self.text.gettext,
        )
        if end is None:
            return gettext("Depuis le %(start)s", start=dates.long(start))
        if dates.days_until(end, start) == 0:
            day = dates.long_day(start)
            if dates.hour(start) == dates.hour(end):
                return gettext("Le %(day)s à %(start)s", day=day, start=dates.hour(start))
            return gettext(
                "Le %(day)s, de %(start)s à %(end)s", day=day, start=dates.hour(start), end=dates.hour(end)
            )
        return gettext("Du %(start)s au %(end)s", start=dates.long(start), end=dates.long(end))

    def _bands(self, bands: tuple[str, ...]) -> str:
        """The bands as one: what a label allows is a single range."""
        edges = [band.replace("below_", "_").replace("above_", "").partition("_") for band in bands]
        lows, highs = [low for low, _, _ in edges], [high for _, _, high in edges]
        low, high = min(lows, key=_number), max(highs, key=_number)
        if "" in lows:
            return self.text.gettext("sous %(high)s °C", high=high)
        if "" in highs:
            return self.text.gettext("au-dessus de %(low)s °C", low=low)
        return self.text.gettext("de %(low)s à %(high)s °C", low=low, high=high)


def _number(edge: str) -> int:
    return int(edge) if edge.isdecimal() else 0
