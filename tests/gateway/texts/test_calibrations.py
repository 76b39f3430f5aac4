"""A certificate in words: what it is worth, and what to do when it runs out."""

from typing import Any

import pytest

from coldchain.civil import Zone, days_from_civil
from gateway.store.views import CalibrationView
from gateway.texts.calibrations import standing
from gateway.texts.dates import Dates
from gateway.texts.events import event_text
from gateway.texts.language import language
from gateway.texts.names import Names
from tests.gateway.texts.test_alarms import NOW, PARIS, Alarm, said

DATA = {"sensor": "haut", "certificate": "CE-2026-0131", "due": "2027-01-31", "days": 30}


def test_a_due_date_ahead_says_by_when_and_what_to_do() -> None:
    assert said(Alarm("calibration_due", DATA)) == (
        "Frigo comptoir : sonde haut à étalonner avant le 31/01/2027",
        "Certificat CE-2026-0131. Faites étalonner la sonde par un laboratoire accrédité en température (COFRAC), "
        "ou remplacez-la ; puis donnez le nouveau certificat à la personne qui suit l'installation.",
    )
    title, body = said(Alarm("calibration_due", DATA), "en")
    assert title == "Counter fridge: probe haut to be calibrated before 31/01/2027"
    assert "accredited for temperature" in body


def test_a_due_date_that_has_come_says_what_the_measurement_is_still_worth() -> None:
    title, body = said(Alarm("calibration_due", DATA | {"days": 0}))
    assert title == "Frigo comptoir : étalonnage de la sonde haut échu le 31/01/2027"
    assert body.startswith(
        "Certificat CE-2026-0131. La mesure continue, mais ce certificat ne la garantit plus. Faites"
    )


@pytest.mark.parametrize(
    ("data", "body"),
    [
        (
            {"certificate": "CE-2027-0040", "due": "2028-01-28", "ended": "calibrated"},
            "Certificat CE-2027-0040, valable jusqu'au 28/01/2028.",
        ),
        (
            {"certificate": None, "due": None, "ended": "uncalibrated"},
            "Plus aucun certificat n'est enregistré pour cette sonde.",
        ),
        ({"ended": "superseded"}, "Une autre alarme l'a remplacée après 15 min."),
    ],
)
def test_the_end_says_what_stands_now(data: dict[str, Any], body: str) -> None:
    over = Alarm("calibration_due", DATA | {"days": None} | data, closed_at=NOW + 900_000)
    assert said(over) == ("Frigo comptoir : fin d'alarme : étalonnage de la sonde haut", body)


@pytest.mark.parametrize(
    ("day", "french"),
    [
        ((2026, 11, 22), "CE-2026-0131 (LNE), ±0,10 °C, jusqu'au 31/01/2027, encore 70 jours"),
        ((2027, 1, 30), "CE-2026-0131 (LNE), ±0,10 °C, jusqu'au 31/01/2027, encore 1 jour"),
        ((2027, 1, 31), "CE-2026-0131 (LNE), ±0,10 °C, échu le 31/01/2027"),
    ],
)
def test_what_a_certificate_is_worth_on_a_day(day: tuple[int, int, int], french: str) -> None:
    known = CalibrationView("pi-1", "haut", "CE-2026-0131", "LNE", "2026-01-31", "2027-01-31", 100, False)
    told = standing(known, days_from_civil(*day), Dates(language("fr"), PARIS), language("fr"))
    assert told.replace("\u00a0", " ") == french


def test_an_uncertainty_is_not_rounded_away() -> None:
    known = CalibrationView("pi-1", "top", "C-7", None, None, "2027-01-31", 125, None)
    told = standing(known, days_from_civil(2027, 1, 30), Dates(language("en"), Zone("UTC0")), language("en"))
    assert told.replace("\u00a0", " ") == "C-7, ±0.125 °C, until 31/01/2027, 1 day left"


@pytest.mark.parametrize(
    ("change", "french"),
    [
        ({"days": None}, "Étalonnage de la sonde : haut, CE-2026-0131"),
        ({"days": 30}, "Étalonnage de la sonde : haut, CE-2026-0131, encore 30 jours"),
        ({"days": 0}, "Étalonnage de la sonde : haut, CE-2026-0131, échu"),
        ({"certificate": None}, "Étalonnage de la sonde : haut, aucun certificat d'étalonnage"),
    ],
)
def test_an_event_says_which_certificate_and_how_long_it_lasts(change: dict[str, Any], french: str) -> None:
    told = event_text("sensor.calibration_due", DATA | change, language("fr"), Names({}, {}, {}), {})
    assert told.replace("\u00a0", " ") == french
