"""What the screen says of what the loop tells it."""

import asyncio

import pytest

from agent.linux.screen.page import FRESH_S, GATEWAY_SILENT_S
from agent.linux.screen.words import CAPS, HELD, WORDS, Words
from coldchain.modes import MODES
from coldchain.rules import SIGNALS, TEMPERATURE
from coldchain.stock import HOLDS
from config.phrases import LANGUAGES
from tests.agent.linux.screen.a_look import (
    HOUR_MS,
    LINE,
    PARIS,
    READER,
    TOP,
    Counter,
    desk,
    fridge,
    look,
    words,
)
from tests.agent.small_house import NOW

EVIL = '<script>alert("1")</script>&'


def told(now, language="fr", counter=None):
    return words((counter or Counter()).page(now, language))


def answered(code, verdict="red", age_s=0, **facts):
    """A page some seconds after an answer."""
    counter = Counter()

    async def story():
        await counter.answers.show(verdict, code, facts)
        await counter.clock.advance(age_s * 1000)

    asyncio.run(story())
    return counter


def test_a_fridge_in_order_in_both_languages():
    text = told(look(fridge()))
    assert "fridge-1 Conforme 4,8 °C ↗ monte mini 3,8 · maxi 6,1 depuis 0 h 00" in text
    assert "Consultation : rien ne sera modifié." in text
    assert "Comirnaty 30 µg capuchon violet · lot FX1234 · limite 06/04/2022 · 3 flacons" in text
    assert "Passerelle : réponse il y a 12 s" in text
    english = told(look(fridge()), "en")
    assert "fridge-1 In range 4.8 °C ↗ rising min 3.8 · max 6.1 since 0:00" in english
    assert "Comirnaty 30 mcg purple cap · batch FX1234 · limit 06/04/2022 · 3 vials" in english


def test_before_the_first_look_the_agent_is_starting():
    assert told(None) == "L'agent démarre."


def test_no_reading_is_rounded_into_range():
    assert [Words("fr").degrees(mc) for mc in (8000, 8001, 8049, 8051, 1999, 2000, -500)] == [
        "8,0",
        "8,001",
        "8,05",
        "8,1",
        "1,999",
        "2,0",
        "-0,5",
    ]


def test_the_sensor_farthest_from_the_middle_is_shown_large():
    cold = TOP | {"sensor": "floor", "mc": 1200, "trend": "down"}
    text = told(look(fridge(state="out", sensors=[cold, TOP])))
    assert "Hors de 2–8 °C 1,2 °C ↘ descend" in text
    assert "top 4,8 °C" in text


@pytest.mark.parametrize(
    ("sensor", "text"),
    [
        (TOP | {"mc": None, "quality": "no_answer", "trend": ""}, "sonde top : pas de mesure"),
        (TOP | {"age_s": 600}, "sonde top : plus rien depuis 10 min"),
    ],
)
def test_a_silent_sensor_shows_no_temperature(sensor, text):
    page = told(look(fridge(state="silent", sensors=[sensor])))
    assert "Pas de mesure – °C" in page
    assert text in page
    assert "4,8" not in page


def episode(**rule):
    known = {"key": "house", "compare": ">", "limit_mc": 8000, "severity": "alarm"}
    return {"subject": "top", "rule": known | rule, "extreme_mc": 9432, "from_at": NOW - HOUR_MS}


def test_what_is_wrong_is_said_with_its_beginning():
    hot = told(look(fridge(state="alarm", episodes=[episode()])))
    assert "Alarme" in hot
    assert "trop chaud, sonde top (9,4 °C au plus) depuis 9 h 00" in hot
    cold = episode(compare="<=") | {"extreme_mc": -250, "from_at": None}
    assert told(look(fridge(episodes=[cold]))).count("trop froid, sonde top (-0,2 °C au moins)") == 1


def test_every_kind_of_rule_has_words_and_an_unknown_one_shows_itself():
    for kind in SIGNALS:
        if kind != TEMPERATURE:
            assert "house" not in told(look(fridge(episodes=[episode(of=kind)]))), kind
    assert "règle dépassée : house" in told(look(fridge(episodes=[episode(of="humidity")])))


def test_door_mains_reader_and_an_unwatched_fridge():
    dead = desk(readers=[READER | {"failed": True}], unwatched="no reading for 31 min")
    text = told(look(fridge(door=True, mains=True, desk=dead)))
    for wrong in ("porte ouverte", "plus de courant", "le lecteur ne répond plus", "le stock est à vérifier"):
        assert wrong in text
    long = told(look(fridge(door=True, episodes=[episode(of="door")])))
    assert long.count("porte ouverte") == 1


def test_an_open_mode_counts_down_and_names_the_person():
    reader = READER | {"mode": "dispense", "left_s": 74, "who": "Anne Martin"}
    text = told(look(fridge(desk=desk(readers=[reader]))))
    assert "Délivrance : scannez chaque flacon. · encore 74 s · Anne Martin" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_mode_and_every_hold_has_words(language):
    for mode in MODES:
        assert Words(language).mode(mode) != "mode_" + mode, mode
    assert set(HELD) == {hold[0] for hold in HOLDS}
    for table in (WORDS, CAPS, HELD):
        assert all(len(both) == len(LANGUAGES) for both in table.values())


def test_what_must_not_be_used_is_counted_by_reason():
    text = told(look(fridge(desk=desk(first=[], held={"expired": 1, "quarantined": 4}))))
    assert "Rien à délivrer dans ce frigo." in text
    assert "À ne pas utiliser : 1 flacon (périmé), 4 flacons (en quarantaine)" in text


def test_an_opened_vial_says_so_and_one_past_its_hour_is_to_be_ended():
    over = LINE | {"container": "vial", "vials": 1, "limit_at": 1646838000000}
    syringes = LINE | {"container": "syringe", "limit_at": 1646838000000}
    text = told(look(fridge(desk=desk(first=[over], ended=[over, syringes]))))
    assert "1 flacon · ouvert" in text
    assert (
        "Flacon ouvert à jeter, doses à noter : Comirnaty 30 µg · lot FX1234 · limite 09/03/2022 16 h 00"
        in text
    )
    assert "Seringues à jeter : Comirnaty 30 µg" in text


def test_a_parcel_that_waits_is_no_stock_yet():
    assert "Colis à détailler : 2" in told(look(fridge(desk=desk(parcels=2))))


def test_a_long_list_is_cut_and_says_so():
    lines = [LINE | {"lot": f"LOT{number}"} for number in range(6)]
    text = told(look(fridge(desk=desk(first=lines))))
    assert "LOT3" in text
    assert "LOT4" not in text
    assert "et 2 autres produits" in text


def test_a_reservation_is_named():
    assert "réservé : Dr Leroy" in told(look(fridge(desk=desk(first=[LINE | {"reserved_for": "Dr Leroy"}]))))


def test_a_fridge_whose_stock_is_kept_elsewhere():
    assert "Le stock de ce frigo est tenu ailleurs." in told(look(fridge(desk=None)))


def test_the_last_answer_is_large_while_it_is_fresh_and_dated_later():
    fresh = answered("expired", lot="FX1234")
    page = fresh.page(look(fridge()))
    assert 'class="answer red fresh"' in page
    assert "ROUGE Périmé : ne pas utiliser, mettez-le au rebut. lot FX1234" in words(page)
    assert "dernière réponse" not in page
    old = answered("expired", age_s=FRESH_S + 1).page(look(fridge()))
    assert 'class="answer red old"' in old
    assert "dernière réponse, il y a 21 s" in old
    assert "Scannez une commande" in told(look(fridge()))


def test_the_answer_also_reaches_the_signal_that_it_stands_before():
    counter = answered("usable", "green", lot="FX1234")
    assert counter.signal.shown == [("green", "usable", {"lot": "FX1234"})]


@pytest.mark.parametrize(
    ("gateway", "text"),
    [
        ({"silent_s": 12, "heard": False, "waiting": 3}, "pas encore de réponse"),
        ({"silent_s": GATEWAY_SILENT_S + 1, "heard": True, "waiting": 3}, "aucune réponse depuis 9 h 58"),
        ({"silent_s": 3 * 86400, "heard": True, "waiting": 999}, "aucune réponse en 3 j · 999 événements en"),
    ],
)
def test_a_silent_gateway(gateway, text):
    assert f"Passerelle : {text}" in told(look(fridge(), gateway=gateway))


def test_a_clock_in_doubt():
    assert "10 h 00 · heure non vérifiée" in told(look(fridge(), clock="holdover"))
    gateway = {"silent_s": 600, "heard": False, "waiting": 3}
    text = told(look(fridge(since_at=None), at=None, clock="unset", gateway=gateway))
    assert "Heure inconnue : vérifiez les dates" in text
    assert "maxi 6,1 depuis le démarrage" in text
    assert "aucune réponse en 10 min" in text


def test_whatever_came_from_outside_is_text():
    line = LINE | {"lot": EVIL, "name_fr": EVIL, "cap": EVIL, "reserved_for": EVIL}
    reader = READER | {"who": EVIL, "mode": EVIL, "left_s": 3}
    wrong = episode(of=EVIL, key=EVIL)
    sensors = [TOP | {"sensor": EVIL, "mc": None}, TOP | {"sensor": EVIL}, TOP | {"sensor": EVIL}]
    seen = fridge(
        fridge=EVIL,
        sensors=sensors,
        episodes=[wrong],
        desk=desk(first=[line], readers=[reader], held={EVIL: 1}),
    )
    page = answered(EVIL, lot=EVIL, who=EVIL, readings=[EVIL]).page(look(seen))
    assert "<script" not in page
    assert words(page).count(EVIL) >= 10


def test_the_hour_is_that_of_the_site():
    assert Words("fr").hour(NOW, PARIS) == "10\u00a0h\u00a000"
