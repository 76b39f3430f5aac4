"""What the templates say about a record of the store: names, states, limits and dates in one language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from coldchain.civil import format_day
from coldchain.product import DatedRule
from coldchain.shelf_life import EXPOSURE
from gateway.alarms.kinds import SCREEN
from gateway.store.excursion_views import InsideView
from gateway.store.stock_views import BehindView
from gateway.store.views import (
    AlarmView,
    CalibrationView,
    CommandView,
    DeviceView,
    EventView,
    FridgeView,
    NoticeView,
    SensorView,
    StockLineView,
    UnitView,
)
from gateway.texts import answers, calibrations, decisions, numbers, words
from gateway.texts.alarms import alarm_words
from gateway.texts.dates import Dates
from gateway.texts.events import Lots, event_text, ground
from gateway.texts.exposure import budget_text, exposure_text
from gateway.texts.language import Language
from gateway.texts.limits import days_left, limit_text, rule_text
from gateway.texts.numbers import in_range
from gateway.texts.opened import LineText
from gateway.texts.refusals import refusal_text
from gateway.web.addresses import labels_address, line_address, unit_address
from gateway.web.decision import FACTS
from gateway.web.held import Held
from gateway.web.house import House


@dataclass(frozen=True, slots=True)
class Badge:
    """A state three times over: a tone for the eye, a symbol for who sees no colours, a word for everyone."""

    tone: str
    symbol: str
    word: str


SYMBOLS = {"ok": "✓", "watch": "▲", "alarm": "!", "silent": "?", "blocked": "✕", "pending": "…"}
URGENCY = ("alarm", "watch", "silent", "ok")
# A reading is due every minute; three missing ones are silence (and never less than 3 min).
OLD_MS = 180_000
# A thawed vaccine's month, where nobody knows since when it is here.
USUAL_LIFE_MS = 31 * 86_400_000
SEVERITY_TONES = {"alarm": "alarm", "critical": "alarm", "warning": "watch"}


class Voice:
    """Speaks one language about one house at one moment (`now`, UTC ms)."""

    def __init__(self, house: House, language: Language, now: int) -> None:
        self._house = house
        self.language = language
        self.names = house.names
        self.now = now

    def dates(self, site: str | None = None) -> Dates:
        """Dates at the clock of a site."""
        return Dates(self.language, self._house.zone(site))

    def temperature(self, mc: int | None) -> str:
        """4,9 °C."""
        return numbers.temperature(mc, self.language)

    def degrees(self, mc: int | None) -> str:
        """4,9."""
        return numbers.degrees(mc, self.language)

    def quantity(self, vials: int, doses: int | None) -> str:
        """12 flacons · 72 doses."""
        return numbers.quantity(vials, doses, self.language)

    def of(self, line: StockLineView) -> LineText:
        """A stock line in words."""
        return LineText(line, self.dates(line.site), self.language, self.names, self.now)

    def vials(self, n: int) -> str:
        """12 flacons."""
        return numbers.containers(n, self.language)

    def word(self, table: str, code: str) -> str:
        """The word of a code in one of the tables of `gateway.texts.words`."""
        return words.word(getattr(words, table), code, self.language)

    def decision(self, table: str, code: str) -> str:
        """The word of a code in one of the tables of `gateway.texts.decisions`."""
        return words.word(getattr(decisions, table), code, self.language)

    def mistake(self, code: str) -> str:
        """What is wrong with a field of a decision, and what to do."""
        return self.decision("MISTAKES", code)

    def grounds(self) -> dict[str, dict[str, str]]:
        """On what a doubt is lifted, and the facts that each asks for."""
        return FACTS

    def details(self, command: CommandView) -> list[str]:
        """What a command says beyond who and why."""
        given, gettext = command.details, self.language.gettext
        told = [given.get("evidence"), given.get("reference")]
        if "vials" in given:
            told.append(self.vials(given["vials"]))
        if "limit_at" in given:
            limit = self.limit(command.site, given["limit_at"])
            told.append(gettext("nouvelle limite : %(limit)s", limit=limit))
        return [text for text in told if text]

    def first_later_day(self, line: StockLineView) -> str:
        """The first day that a limit can be prolonged to, as a form gives it: "2026-12-13"."""
        zone = self._house.zone(line.site)
        return format_day(zone.local(max(line.limit_at or 0, self.now))[0])

    def pair(self, what: str, details: str) -> str:
        """ "haut : 4,9 °C", with the colon as the language spaces it."""
        return self.language.gettext("%(what)s : %(details)s", what=what, details=details)

    def sensor(self, sensor: SensorView) -> str:
        """What a sensor says, or why it says nothing."""
        if sensor.quality != "good":
            return self.pair(sensor.sensor, self.word("QUALITIES", sensor.quality))
        return self.pair(sensor.sensor, self.temperature(sensor.last_mc))

    def calibration(self, site: str, sensor: SensorView, known: CalibrationView | None) -> str:
        """What a sensor's certificate is worth today; that there is none."""
        if known is None:
            return self.pair(sensor.sensor, self.language.gettext("aucun certificat d'étalonnage"))
        today = self._house.zone(site).local(self.now)[0]
        return self.pair(sensor.sensor, calibrations.standing(known, today, self.dates(site), self.language))

    def fridge(self, site: str, fridge: str) -> str:
        """What people call the fridge."""
        return self.names.fridge(site, fridge, self.language)

    def place(self, alarm: AlarmView) -> str:
        """Where an alarm is."""
        return self.names.place(alarm.site, alarm.fridge, alarm.device, self.language)

    def product(self, key: str | None) -> str:
        """The name of a product."""
        return self.names.product(key, self.language)

    def state(self, fridge: FridgeView) -> Badge:
        """The state of a fridge; out of range before any alarm is "watch", never "ok"."""
        state = fridge.state
        if state == "ok" and fridge.now_mc is not None and not in_range(fridge.now_mc):
            state = "watch"
        tone = "silent" if state in ("silent", "unknown") else state
        return Badge(tone, SYMBOLS.get(tone, "?"), self.word("FRIDGE_STATES", state))

    def is_old(self, fridge: FridgeView) -> bool:
        """Whether the temperature shown is of the past, not of now."""
        return (
            fridge.state in ("silent", "unknown")
            or fridge.now_at is None
            or self.now - fridge.now_at > OLD_MS
        )

    def temperature_class(self, fridge: FridgeView) -> str:
        """How the temperature is drawn: as of the past, or as out of range."""
        if self.is_old(fridge):
            return "now old"
        return "now" if fridge.now_mc is None or in_range(fridge.now_mc) else "now out"

    def freshness(self, fridge: FridgeView) -> str:
        """When the temperature was read; how long there has been none."""
        gettext, dates = self.language.gettext, self.dates(fridge.site)
        if fridge.now_at is None:
            return gettext("aucune mesure reçue")
        since, ago = dates.near(fridge.now_at, self.now), dates.ago(fridge.now_at, self.now)
        if fridge.now_mc is None:
            return gettext("pas de mesure depuis %(since)s (%(ago)s)", since=since, ago=ago)
        if self.is_old(fridge):
            return gettext("pas de nouvelles depuis %(since)s (%(ago)s)", since=since, ago=ago)
        return gettext("mesuré à %(hour)s", hour=dates.hour(fridge.now_at))

    def presence(self, device: DeviceView) -> Badge:
        """Whether a device is heard: it says that it is there, and its last word is not older than an alarm allows."""
        patience_ms = self._house.settings.alarms.silent_after_ms
        if device.online and device.seen_at is not None and self.now - device.seen_at < patience_ms:
            return Badge("ok", SYMBOLS["ok"], self.language.gettext("en ligne"))
        return Badge("silent", SYMBOLS["silent"], self.language.gettext("muet"))

    def behind(self, late: BehindView) -> str:
        """Frigo vaccins : à jour à 21 h 13, boîtier muet depuis."""
        gettext, dates = self.language.gettext, self.dates(late.site)
        place = self.names.place(late.site, late.fridge, None, self.language)
        if late.seen_at is None:
            return self.pair(place, gettext("boîtier jamais entendu. Ce stock a pu changer."))
        since = gettext("à jour le %(moment)s", moment=dates.short(late.seen_at))
        if dates.days_until(late.seen_at, self.now) == 0:
            since = gettext("à jour à %(hour)s", hour=dates.hour(late.seen_at))
        told = gettext("%(since)s, boîtier muet depuis. Ce stock a pu changer.", since=since)
        return self.pair(place, told)

    def instant_mistake(self, wrong: str) -> str:
        """What is wrong with an instant, and what to do."""
        if wrong == "future":
            return self.language.gettext("Cet instant est à venir : choisissez-en un qui est passé.")
        return self.language.gettext("Donnez une date et une heure, comme 2026-11-21T14:05.")

    def urgency(self, fridge: FridgeView) -> tuple[int, bool]:
        """Sorts what needs a person first to the front: alarms, and among them a temperature out of range."""
        fine = fridge.now_mc is None or in_range(fridge.now_mc)
        return URGENCY.index(self.state(fridge).tone), fine

    def badges(self, line: StockLineView) -> list[Badge]:
        """Why a stock line may not be given, one badge a reason; what is asked about it; empty: it may."""
        gettext = self.language.gettext
        badges = [Badge("blocked", SYMBOLS["blocked"], self.word("HOLDS", hold)) for hold in line.holds]
        if line.expired:
            code = "expired" if line.opened_at is None else "past_hour"
            code = "exposed" if line.limit_reason == EXPOSURE else code
            badges.insert(0, Badge("alarm", SYMBOLS["blocked"], refusal_text(code, self.language)))
        elif not line.usable and not line.holds:
            badges.append(Badge("blocked", SYMBOLS["blocked"], gettext("limite inconnue, ne pas utiliser")))
        for act in line.pending:
            asked = gettext("%(act)s : en attente du frigo", act=self.word("ACTS", act))
            badges.append(Badge("pending", SYMBOLS["pending"], asked))
        return badges

    def held(self, held: Held) -> str:
        """4 flacons en quarantaine : une décision du pharmacien est attendue."""
        what = f"{self.vials(held.vials)} {self.word('HELD', held.hold)}"
        return self.pair(what, self.word("HELD_UNTIL", held.hold))

    def hold_advice(self, hold: str) -> str:
        """What to do about a held line; nothing for a hold that we do not know."""
        return self.word("HOLD_ADVICE", hold) if hold in words.HOLD_ADVICE else ""

    def limit(self, site: str, limit_at: int | None) -> str:
        """utilisable jusqu'au 21/11/2026 inclus."""
        return limit_text(limit_at, self.now, self.dates(site), self.language)

    def colour(self, verdict: str) -> str:
        """VERT."""
        return answers.colour(verdict, self.language)

    def sentence(self, code: str) -> str:
        """Périmé : ne pas utiliser, mettez-le au rebut."""
        return answers.sentence(code, self.language)

    def mode(self, mode: str) -> str:
        """Délivrance : scannez chaque flacon."""
        return answers.mode_sentence(mode, self.language)

    def subjects(self, facts: dict[str, Any], site: str) -> list[str]:
        """What an answer is about."""
        return answers.subjects(facts, self.now, self.language, self.dates(site), self.names)

    def exposure(self, line: StockLineView) -> str:
        """19 min de 8 à 15 °C, 4 min sans mesure."""
        return exposure_text(line.exposure, self.language)

    def budgets(self, line: StockLineView) -> list[tuple[str, str]]:
        """What the product allows and what of it is used, each with its source."""
        budgets = line.exposure.budgets if line.exposure else ()
        return [(budget_text(budget, self.language), budget.source) for budget in budgets]

    def left(self, site: str, limit_at: int) -> str:
        """encore 12 jours."""
        return days_left(limit_at, self.now, self.dates(site), self.language)

    def bar(self, line: StockLineView) -> tuple[int, int]:
        """What is left of the time a line has here, and all of it, in minutes: for a bar beside the words."""
        if line.limit_at is None:
            return 0, 1
        begins = min(line.received_at or line.limit_at - USUAL_LIFE_MS, line.limit_at - 60_000)
        whole = (line.limit_at - begins) // 60_000
        return min(max(line.limit_at - self.now, 0) // 60_000, whole), whole

    def last_day_near(self, site: str, limit_at: int) -> bool:
        """Whether this is the limit's last usable day, or the one before."""
        return self.now < limit_at and self.dates(site).days_until(limit_at - 1, self.now) <= 1

    def alarm(self, alarm: AlarmView) -> tuple[str, str]:
        """What an alarm is, and since when and what to do next, as on the phones."""
        return alarm_words(alarm, self.language, self._house.zone(alarm.site), self.names)

    def alarm_badge(self, alarm: AlarmView) -> Badge:
        """The state of an alarm."""
        if alarm.closed_at is not None:
            return Badge("closed", "✓", self.language.gettext("terminée"))
        tone = SEVERITY_TONES.get(alarm.severity, "watch")
        if alarm.severity == SCREEN:
            return Badge(tone, SYMBOLS[tone], self.language.gettext("Pré-alarme"))
        return Badge(tone, SYMBOLS[tone], self.word("ALARM_KINDS", alarm.kind))

    def notice(self, notice: NoticeView) -> str:
        """What became of a message; why it waits where nobody is there to send it to."""
        known = {contact.name for contact in self._house.settings.contacts}
        if notice.next_at is not None and notice.contact not in known:
            return self.language.gettext("en attente, contact absent de la configuration")
        return self.word("NOTICE_STATES", notice.state)

    def rule(self, line: StockLineView) -> str:
        """règle du 04/03/2022; a rule that is named otherwise, as it is."""
        if not line.rule:
            return numbers.UNKNOWN
        try:
            day = self.dates(line.site).stamp(line.rule.rpartition("@")[2])
        except ValueError:
            return line.rule
        return self.language.gettext("règle du %(day)s", day=day)

    def lot_of(self, name: str, inside: Iterable[InsideView]) -> str:
        """The lot of a line that was inside; the name of the line where it has none."""
        return next((one.line.lot for one in inside if one.line.line == name and one.line.lot), name)

    def dated_rule(self, rule: DatedRule) -> str:
        """Du 04/03/2022 : 1 mois; which date decides where there is no window."""
        day = self.dates().stamp(format_day(rule.from_day))
        return self.language.gettext("du %(day)s : %(what)s", day=day, what=rule_text(rule, self.language))

    def person(self, person: str) -> str:
        """The name of a person, as people.toml has it now."""
        known = self._house.people.by_id(person)
        return known.name if known else person

    def unit_address(self, site: str, unit: str) -> str:
        """The page of the life of a pack."""
        return unit_address(site, unit)

    def address(self, line: StockLineView | UnitView) -> str:
        """The page of a stock line."""
        return line_address(line)

    def labels(self, fridge: FridgeView | StockLineView) -> str:
        """The house labels to print: of every stock line of a fridge, or of one line."""
        return labels_address(fridge.site, fridge.fridge, getattr(fridge, "line", None))

    def ground(self, reason: str) -> str:
        """Why something was asked of a fridge."""
        return ground(reason, self.language)

    def event(self, event: EventView, lots: Lots) -> str:
        """One line on one event."""
        return event_text(event.type, event.data, self.language, self.names, lots)
