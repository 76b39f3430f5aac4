"""What the person at the fridge sees, hears and reads."""

import asyncio
import errno

import pytest

from agent.contacts import SOUNDS
from agent.desk import NOT_RECORDED
from agent.linux import signal
from agent.linux.gpio import GpioOutput
from agent.linux.signal import FridgeSignal
from agent.linux.wording import phrase
from coldchain.catalogue_shapes import CAPS as CATALOGUE_CAPS
from coldchain.civil import Zone
from coldchain.session import CODES
from config.corrections import CAPS
from config.phrases import LANGUAGES, PHRASES

PARIS = Zone("CET-1CEST,M3.5.0,M10.5.0/3")
FACTS = {
    "name_fr": "Comirnaty 30",
    "name_en": "Comirnaty 30 mcg",
    "gtin": "03400935955838",
    "lot": "FF1234",
    "vials": 2,
    "doses": 12,
    "limit_at": 1649282400000,
}


class Lamps:
    """Everything that can be switched, and each switch of any of it in order."""

    def __init__(self, broken: bool = False) -> None:
        self.switches: list[tuple[str, bool]] = []
        self.broken = broken

    def lit(self):
        last = dict(self.switches)
        return {name for name, active in last.items() if active}


class Lamp:
    def __init__(self, lamps, name) -> None:
        self._lamps = lamps
        self._name = name

    def set(self, active: bool) -> None:
        if self._lamps.broken:
            raise OSError(errno.EIO, "Input/output error")
        self._lamps.switches.append((self._name, active))


def signal_with(lamps, *names, language="fr"):
    return FridgeSignal(language, PARIS, {name: Lamp(lamps, name) for name in names})


def test_every_code_has_words_in_both_languages_and_no_words_are_left_over():
    assert set(PHRASES) == set(CODES) | {NOT_RECORDED} | set(SOUNDS.values())
    for code, words in PHRASES.items():
        assert len(words) == len(LANGUAGES), code
        for text in words:
            assert 8 <= len(text) <= 90, (code, text)
            assert text.endswith("."), (code, text)
        assert words[0] != words[1], code


@pytest.mark.parametrize("code", sorted(CODES))
def test_refusals_of_stock_say_what_to_do(code):
    """A red answer about something in the hand never stops at the reason."""
    if CODES[code] == "red" and code not in ("still_incomplete",):
        assert all(":" in text for text in PHRASES[code]), code


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "fr",
            "ROUGE En quarantaine : ne pas utiliser, attendez le pharmacien."
            " [Comirnaty 30 · lot FF1234 · 2 flacons, 12 doses · limite : 06/04/2022]",
        ),
        (
            "en",
            "RED In quarantine: do not use, wait for the pharmacist."
            " [Comirnaty 30 mcg · batch FF1234 · 2 vials, 12 doses · limit: 06/04/2022]",
        ),
    ],
)
def test_answer_names_the_vial_its_batch_and_its_last_day(language, text):
    assert phrase("red", "quarantined", FACTS, language, PARIS) == text


def test_answer_without_facts_is_the_sentence_alone():
    assert phrase("green", "mode_status", {}, "en", PARIS) == "GREEN Look-up: nothing will be changed."


def test_answer_given_without_knowing_the_time_says_so():
    shown = phrase("amber", "dispensed", {"clock": "unset"}, "en", PARIS)
    assert shown == "AMBER Dispensed. [clock not set, check the date]"


def test_answer_given_while_the_stock_is_on_its_way_to_a_new_board_says_so():
    shown = phrase("amber", "usable", {"recount": True}, "en", PARIS)
    assert shown == "AMBER Can be dispensed. [stock of the fridge not complete yet]"


def test_answer_to_a_badge_names_the_person_and_one_to_a_pin_counts_what_nobody_sees():
    assert phrase("green", "badge_read", {"who": "Dr Martin", "digits": 0}, "fr", PARIS) == (
        "VERT Badge reconnu : scannez la suite. [Dr Martin]"
    )
    assert phrase("green", "pin_digit", {"digits": 3}, "en", PARIS).endswith("[digits: 3]")
    assert phrase("red", "pin_wrong", {"tries_left": 4}, "fr", PARIS).endswith("[essais restants : 4]")


def test_doubtful_code_shows_what_it_may_mean_to_compare_with_the_box():
    facts = {"readings": ["(10)AB1722", "(10)AB(17)22", "(10)A", "(10)B"]}
    assert phrase("red", "rescan", facts, "fr", PARIS) == (
        "ROUGE Code douteux : scannez encore, comparez à la boîte. [(10)AB1722 ou (10)AB(17)22 ou (10)A]"
    )
    assert "(10)AB1722 or (10)AB(17)22 or (10)A]" in phrase("red", "rescan", facts, "en", PARIS)


def test_code_of_a_newer_version_shows_itself():
    assert phrase("red", "brand_new", {}, "fr", PARIS) == "ROUGE brand_new"


@pytest.mark.parametrize(("verdict", "beeps"), [("green", 1), ("amber", 2), ("red", 2)])
def test_lamp_and_buzzer_follow_the_verdict_and_go_out(monkeypatch, verdict, beeps):
    async def story():
        monkeypatch.setattr(signal, "LAMP_S", 0.02)
        monkeypatch.setattr(signal, "BEEPS", {verdict: (0.001,) * (2 * beeps - 1)})
        lamps = Lamps()
        shown = signal_with(lamps, "green", "amber", "red", "buzzer")
        await shown.show(verdict, "usable", {})
        assert shown._showing
        await shown._showing
        assert lamps.switches[0] == (verdict, True)
        assert lamps.switches.count(("buzzer", True)) == beeps
        assert lamps.lit() == set()

    asyncio.run(story())


def test_next_answer_takes_the_place_of_the_last_one():
    async def story():
        lamps = Lamps()
        shown = signal_with(lamps, "green", "red")
        await shown.show("green", "usable", {})
        await asyncio.sleep(0)
        assert lamps.lit() == {"green"}
        await shown.show("red", "expired", {})
        await asyncio.sleep(0)
        assert lamps.lit() == {"red"}
        await shown.close()
        assert lamps.lit() == set()

    asyncio.run(story())


def test_missing_line_is_logged_and_the_answer_goes_on(caplog):
    async def story():
        shown = FridgeSignal("fr", PARIS, {"green": GpioOutput("/dev/no-such-chip:1")})
        await shown.show("green", "usable", {})
        await asyncio.sleep(0)
        await shown.close()

    caplog.set_level("INFO")
    asyncio.run(story())
    assert "VERT Peut être délivré. (usable)" in caplog.text
    assert "green cannot be switched: absent: /dev/no-such-chip:1: No such file" in caplog.text


def test_answer_that_cannot_be_shown_is_logged(caplog):
    async def story():
        shown = signal_with(Lamps(broken=True), "red", language="en")
        await shown.show("red", "expired", {})
        await asyncio.sleep(0)
        await shown.close()

    asyncio.run(story())
    assert "RED Expired: do not use, discard it. (expired)" in caplog.text
    assert "red cannot be switched: [Errno 5] Input/output error" in caplog.text


def test_of_two_answers_at_once_one_is_shown():
    async def story():
        lamps = Lamps()
        shown = signal_with(lamps, "green", "amber", "red")
        await shown.show("green", "usable", FACTS)
        await asyncio.sleep(0)
        await asyncio.gather(shown.show("red", "expired", FACTS), shown.show("amber", "not_received", FACTS))
        await asyncio.sleep(0)
        assert lamps.lit() == {"amber"}
        await shown.close()
        assert lamps.lit() == set()

    asyncio.run(story())


def test_a_limit_within_a_day_says_its_minute():
    facts = {"limit_at": 1649233800000}  # 6 April 2022, 10:30 in Paris
    assert phrase("red", "expired", facts, "fr", PARIS).endswith("[limite : 06/04/2022 10 h 30]")


def test_an_answer_to_a_pack_says_cap_age_group_and_dilution():
    dilution = {"diluent": "NaCl 9 mg/mL", "volume_ul": 1800}
    facts = FACTS | {"cap": "purple", "audience": "12+", "dilution": dilution}
    assert "capuchon violet · 12 ans et plus" in phrase("green", "dispensed", facts, "fr", PARIS)
    assert "diluer : 1,8 mL de NaCl 9 mg/mL" in phrase("green", "dispensed", facts, "fr", PARIS)
    assert "purple cap · 12 years and over" in phrase("green", "usable", facts, "en", PARIS)
    child = facts | {"audience": "5-11", "dilution": None, "cap": "none"}
    assert "5 à 11 ans" in phrase("green", "usable", child, "fr", PARIS)
    assert set(CAPS) == set(CATALOGUE_CAPS)
