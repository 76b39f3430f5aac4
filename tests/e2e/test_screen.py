"""The screen of a real agent in a real browser: 5-inch and phone, scanned at, offline, and without its agent."""

from collections.abc import Iterator

import pytest

from tests.conftest import need_debian
from tests.e2e.house import House
from tests.e2e.packs import PFIZER, day, pack
from tests.gateway.web.browsing import PHONE, Browser

FIVE_INCH = (800, 480)
NARROW = (390, 844)
FITS = "document.documentElement.scrollWidth <= innerWidth"
ON_ONE_SCREEN = "document.documentElement.scrollHeight <= innerHeight"
SHOWS = "document.querySelector('%s')?.innerText.includes('%s')"
LETTERS = "parseFloat(getComputedStyle(document.querySelector('%s')).fontSize)"

pytestmark = [
    pytest.mark.needs_debian("chromium"),
    pytest.mark.needs_debian("chromium-driver", "chromedriver"),
]


@pytest.fixture
def browser(tmp_path) -> Iterator[Browser]:
    need_debian("chromium")
    need_debian("chromium-driver", "chromedriver")
    window = Browser(tmp_path / "chromium")
    yield window
    window.driver.quit()


def test_the_screen_follows_the_reader_without_any_gateway_and_dies_with_its_agent(
    house: House, browser: Browser
) -> None:
    house.start_agent()
    browser.size(FIVE_INCH)
    browser.driver.get(f"http://127.0.0.1:{house.screen}/")
    browser.wait("document.querySelector('.fridge.green .now output') !== null")
    assert "Conforme" in browser.text(".fridge")

    vial = pack(PFIZER, "FX1234", "A1")
    assert house.scan(f"VF:LABEL:{day(20):%Y%m%d}", "VF:RECEIVE", vial) == "received"
    browser.wait(SHOWS % (".answer.green.fresh", "Reçu : rangez au froid."))
    assert browser.text(".answer").startswith("VERT Reçu")
    assert "Réception : scannez chaque boîte. · encore" in browser.text(".mode.open")
    assert house.scan(vial) == "already_received"
    browser.wait(SHOWS % (".answer.red.fresh", "Déjà reçu"))
    assert browser.driver.execute_script(f"return {ON_ONE_SCREEN} && {FITS}")
    assert browser.driver.execute_script(f"return {LETTERS % '.now output'}") > 100
    assert browser.driver.execute_script(f"return {LETTERS % '.answer .word'}") > 55

    assert house.scan("VF:OPEN", vial) == "opened"
    browser.wait(SHOWS % (".answer.green.fresh", "Ouvert :"))
    assert browser.driver.execute_script(f"return {ON_ONE_SCREEN} && {FITS}"), "the longest answer"

    browser.size(NARROW)
    assert browser.driver.execute_script(f"return {FITS}")
    browser.size(PHONE)
    assert browser.driver.execute_script(f"return {FITS}")
    assert browser.errors() == []

    house.agent.kill()
    browser.wait("!document.getElementById('lost').hidden")
    assert "Sans nouvelles de l'agent depuis" in browser.text("#lost")
    assert (
        browser.driver.execute_script("return getComputedStyle(document.querySelector('main')).opacity")
        < "0.2"
    )
    house.start_agent()
    browser.wait("document.getElementById('lost').hidden")
    listed = browser.driver.execute_script("return document.querySelector('.stock').textContent")
    assert listed.count("lot") == 1, "what was received is still there, under the fresh answer"


def test_a_screen_that_shows_a_warm_fridge(house: House, browser: Browser) -> None:
    house.start_agent()
    browser.size(FIVE_INCH)
    browser.driver.get(f"http://127.0.0.1:{house.screen}/?lang=en")
    house.turn("door", True)
    browser.wait("document.querySelector('.fridge.red') !== null")
    browser.wait(SHOWS % (".troubles", "too warm, sensor top"))
    assert "Alarm" in browser.text(".fridge")
    house.turn("sensor", False)
    browser.wait("document.querySelector('.now output').textContent === '–'")
    assert "sensor top: no measurement" in browser.text(".troubles")
