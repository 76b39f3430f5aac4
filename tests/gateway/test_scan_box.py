"""The scan box as a pharmacy uses it: a real gateway, a watcher's readings over MQTT, a real browser that types."""

import datetime as dt
import json
import socket
import time
import urllib.request
from zoneinfo import ZoneInfo

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.conftest import need_debian
from tests.e2e.programs import until
from tests.gateway.desk import FRIDGE, SITE, event, frame, hello, reading
from tests.gateway.mqtt import Pi
from tests.gateway.running import Running
from tests.gateway.web.browsing import DESKTOP, Browser

PARIS = ZoneInfo("Europe/Paris")
GTIN = "03400928099747"
VIRTUAL = f"""
[[fridge]]
site = "{SITE}"
id = "{FRIDGE}"
name_fr = "Frigo du cabinet"
desk = "gateway"
"""
NARROW = (390, 844)
WIDTH = "return document.documentElement.scrollWidth"
SHOWS = "document.querySelector('.answer.%s')?.innerText.includes('%s')"

pytestmark = [
    pytest.mark.needs_debian("chromium"),
    pytest.mark.needs_debian("chromium-driver", "chromedriver"),
]


@pytest.fixture
def gateway(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as two:
        ports = one.getsockname()[1], two.getsockname()[1]
    with Running(tmp_path, *ports, more=VIRTUAL) as running:
        yield running


@pytest.fixture
def browser(tmp_path):
    need_debian("chromium")
    need_debian("chromium-driver", "chromedriver")
    window = Browser(tmp_path / "chromium")
    window.size(DESKTOP)
    yield window
    window.driver.quit()


def watched(gateway):
    """The fridge has just been measured, by a device that has no reader."""
    road = f"vigifroid/v1/{SITE}/pi-2/"
    started = event(1, "stream.started", {"previous": None, "reason": "new"}, at=now_ms())
    with Pi(gateway.ports[0], name="watcher") as pi:
        pi.publish(road + "state", hello(last=2))
        pi.publish(road + "up", frame(started, reading(2, 4800, at=now_ms())))
    until("the reading", lambda: ask(gateway, "fridges")[0]["now_mc"] == 4800)


def now_ms():
    return time.time_ns() // 1_000_000


def ask(gateway, path):
    with urllib.request.urlopen(f"http://127.0.0.1:{gateway.ports[1]}/api/v1/{path}") as answer:
        return json.load(answer)


def stock(gateway):
    """(lot, in stock, dispensed) of every line."""
    lines = ask(gateway, "stock?include_empty=true")
    return sorted((line["lot"], line["in_stock"], line["dispensed"]) for line in lines)


def scan(browser, *texts):
    """Type as a PC reader does, which sends a separator as Ctrl+] and ends with Enter."""
    for text in texts:
        box = browser.driver.find_element(By.ID, "text")
        parts = text.split("\x1d")
        for number, part in enumerate(parts):
            if number:
                browser.driver.execute_script(TYPE_SEPARATOR)
            box.send_keys(part)
        box.send_keys(Keys.ENTER)


TYPE_SEPARATOR = """
document.getElementById('text').dispatchEvent(
    new KeyboardEvent('keydown', {key: ']', code: 'BracketRight', ctrlKey: true, cancelable: true, bubbles: true}))
"""


def pack(serial, lot="FX1234"):
    printed = dt.datetime.now(PARIS) + dt.timedelta(days=365)
    return f"]d201{GTIN}17{printed:%y%m%d}10{lot}\x1d21{serial}"


def test_received_given_refused_and_still_there_after_a_restart(gateway, browser):
    watched(gateway)
    place = f"http://127.0.0.1:{gateway.ports[1]}/fridge/{SITE}/{FRIDGE}?lang=fr"
    browser.driver.get(place)
    browser.driver.find_element(By.LINK_TEXT, "Scanner dans ce navigateur").click()
    browser.wait("document.activeElement.id === 'text'")
    assert "Consultation : rien ne sera modifié." in browser.text(".mode")
    assert "caméra" in browser.text("#box"), "a browser without the camera says so, one with it offers it"

    soon = dt.datetime.now(PARIS) + dt.timedelta(seconds=12)
    later = dt.datetime.now(PARIS) + dt.timedelta(days=20)
    scan(browser, f"VF:LABEL:{later:%Y%m%d}", "VF:RECEIVE", pack("A1"), pack("A2"))
    browser.wait(SHOWS % ("green", "Reçu : rangez au froid."))
    assert "encore" in browser.text(".mode.open")
    scan(browser, f"VF:LABEL:{soon:%Y%m%dT%H%M%S}", pack("B1", "SOON"))
    browser.wait("document.querySelector('.answer').innerText.includes('lot SOON')")
    scan(browser, "VF:DISPENSE", pack("A1"))
    browser.wait("document.querySelector('.answer').innerText.includes('Délivré')")
    assert browser.text(".answer").startswith(("✓ VERT", "▲ ORANGE"))
    until("the limit", lambda: dt.datetime.now(PARIS) > soon)
    scan(browser, pack("B1", "SOON"))
    browser.wait(SHOWS % ("red", "Périmé : ne pas utiliser, mettez-le au rebut."))
    assert browser.text(".answer").startswith("✕ ROUGE")
    assert stock(gateway) == [("FX1234", 1, 1), ("SOON", 1, 0)]
    browser.size(NARROW)
    assert browser.driver.execute_script(WIDTH) <= NARROW[0]
    assert browser.errors() == []

    gateway.stop()
    gateway.process = gateway.start()
    browser.driver.refresh()
    assert "Consultation" in browser.text(".mode"), "a mode does not outlive the gateway, the stock does"
    assert stock(gateway) == [("FX1234", 1, 1), ("SOON", 1, 0)]
    scan(browser, "VF:DISPENSE", pack("A2"))
    browser.wait("document.querySelector('.answer').innerText.includes('Délivré')")
    scan(browser, pack("A2"))
    browser.wait(SHOWS % ("red", "Déjà délivré"))
    assert stock(gateway) == [("FX1234", 0, 2), ("SOON", 1, 0)]
    browser.driver.get(place)
    assert "SOON" in browser.text("table")
    assert {one["kind"] for one in ask(gateway, "alarms")} <= {"expired", "last_day"}
