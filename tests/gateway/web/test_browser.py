"""The pages in a real browser: on a phone and on a desktop, in both languages, live."""

import json
from collections.abc import Iterator

import pytest
from sqlalchemy import select, update

from gateway.store import schema
from gateway.store.commands import Order
from tests.conftest import need_debian
from tests.gateway.web import an_excursion
from tests.gateway.web.a_house import COUNTER, EVIL, SITE, STOCKROOM
from tests.gateway.web.browsing import DESKTOP, PHONE, Browser, Served

FRIDGE = f"/fridge/{SITE}/{COUNTER}"
PAGES = (
    "/",
    FRIDGE,
    f"{FRIDGE}?hours=168",
    f"{FRIDGE}/line/L3",
    f"{FRIDGE}/deliveries",
    "/alarms",
    "/rules",
    "/batches",
    "/batches/03400928099747/FK7021?day=2026-12-31",
    "/people",
    "/devices",
    "/api",
    "/login",
)
STALE = "!document.getElementById('stale').hidden"

pytestmark = [
    pytest.mark.needs_debian("chromium"),
    pytest.mark.needs_debian("chromium-driver", "chromedriver"),
]


@pytest.fixture(scope="module")
def browser(tmp_path_factory) -> Iterator[Browser]:
    need_debian("chromium")
    need_debian("chromium-driver", "chromedriver")
    window = Browser(tmp_path_factory.mktemp("chromium"))
    yield window
    window.driver.quit()


@pytest.fixture
def served(tmp_path, reader, ask, sign, free_port) -> Iterator[Served]:
    house = Served(tmp_path, reader, ask, free_port, sign)
    with house.running():
        yield house


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_page_fits_and_complains_of_nothing(browser, served, size, lang) -> None:
    browser.size(size)
    for page in PAGES:
        browser.driver.get(f"{served.url}{page}{'&' if '?' in page else '?'}lang={lang}")
        if page.partition("?")[0] == FRIDGE:
            browser.wait("document.querySelector('#chart canvas') !== null")
        width = browser.driver.execute_script("return document.documentElement.scrollWidth")
        assert width <= size[0], f"{page} in {lang} is {width} px wide"
        assert browser.driver.execute_script("return document.documentElement.lang") == lang
        assert browser.errors() == [], page


def test_a_finger_in_a_glove_finds_every_link_and_button(browser, served) -> None:
    browser.size(PHONE)
    small = """return [...document.querySelectorAll('nav a, button, .choice a, .card h2 a, tbody th a')]
        .filter(it => it.getBoundingClientRect().height < 32).map(it => it.textContent)"""
    for page in PAGES:
        browser.driver.get(served.url + page)
        assert browser.driver.execute_script(small) == []


def test_a_change_in_the_store_shows_by_itself(browser, served, writer) -> None:
    browser.size(PHONE)
    browser.driver.get(f"{served.url}/fridge/{SITE}/{STOCKROOM}?lang=fr")
    assert browser.text(".degrees") == "9,1"
    with writer.begin() as store:
        place = (schema.sensor_now.c.site == SITE) & (schema.sensor_now.c.fridge == STOCKROOM)
        store.execute(update(schema.sensor_now).where(place).values(last_mc=9870))
    served.hub.publish(f"fridge/{SITE}/{STOCKROOM}")
    browser.wait("document.querySelector('.degrees').textContent === '9,9'")


def test_a_page_that_lost_its_gateway_says_so_and_recovers(browser, tmp_path, reader, ask, free_port) -> None:
    browser.size(PHONE)
    house = Served(tmp_path, reader, ask, free_port)
    with house.running():
        browser.driver.get(house.url + "/?lang=fr")
        browser.wait("!(" + STALE + ")")
    browser.wait(STALE)
    assert "Page non à jour : la passerelle ne répond plus." in browser.text("#stale")
    with house.running():
        browser.wait("!(" + STALE + ")")
    browser.driver.get("about:blank")
    assert all("ERR_CONNECTION_REFUSED" in error or "ERR_INCOMPLETE" in error for error in browser.errors())


def test_a_decision_is_asked_for_and_its_answer_shows_by_itself(browser, served, writer) -> None:
    browser.size(PHONE)
    browser.driver.get(f"{served.url}{FRIDGE}/line/L1?lang=fr")
    browser.driver.find_element("css selector", "details.quarantine summary").click()
    browser.driver.find_element("id", "quarantine-who").send_keys("Mme Roux")
    browser.driver.find_element("id", "quarantine-reason").send_keys("carton mouillé")
    browser.driver.find_element("css selector", "button[value=quarantine]").click()
    browser.wait("document.getElementById('commands').innerText.includes('en attente du frigo')")
    with writer.begin() as store:
        state = json.loads(
            store.scalar(select(schema.stock_line.c.state).where(schema.stock_line.c.line == "L1"))
        )
        held = json.dumps(state | {"holds": ["quarantined"]})
        store.execute(update(schema.stock_line).where(schema.stock_line.c.line == "L1").values(state=held))
        store.execute(update(schema.command).values(state="done"))
    served.hub.publish("stock")
    browser.wait("document.getElementById('commands').innerText.includes('fait')")
    assert "quarantaine" in browser.text("#line .badge")


def test_a_doubt_is_lifted_on_a_phone_with_the_facts_of_the_chosen_ground_alone(browser, served) -> None:
    browser.size(PHONE)
    browser.driver.get(f"{served.url}/fridge/{SITE}/{STOCKROOM}/line/L6?lang=fr")
    find = browser.driver.find_element
    find("css selector", "details.lift summary").click()
    find("css selector", "input[value=logger]").click()
    assert [find("id", f"lift-{name}").is_displayed() for name in ("low", "high", "back_at")] == [
        True,
        True,
        False,
    ]
    find("id", "lift-low").send_keys("3,1")
    find("id", "lift-high").send_keys("5,2")
    find("id", "lift-reason").send_keys("coupure d'une heure")
    find("css selector", "#lift-person option[value=b-petit]").click()
    find("id", "lift-pin").send_keys("1357")
    assert find("id", "lift-pin").get_attribute("type") == "password"
    width = browser.driver.execute_script("return document.documentElement.scrollWidth")
    assert width <= PHONE[0], "the open form is wider than the phone"
    find("css selector", "button[value=lift]").click()
    browser.wait(
        "document.getElementById('commands').innerText.includes('levée du doute : en attente du frigo'"
        ".replace(' :', '\u00a0:'))"
    )
    assert "enregistreur indépendant, minimum 3,1 °C" in browser.text("#commands")
    assert browser.errors() == []


def test_a_form_that_somebody_fills_in_is_left_alone_when_the_store_changes(browser, served) -> None:
    browser.size(PHONE)
    browser.driver.get(f"{served.url}{FRIDGE}/line/L1?lang=fr")
    browser.driver.find_element("css selector", "details.prolong summary").click()
    browser.driver.find_element("id", "prolong-reason").send_keys("avis")
    with_command = "document.getElementById('commands').innerText.includes('Mme Roux')"
    served.ask(Order(SITE, COUNTER, "L1", "quarantine", "Mme Roux", "r"))
    served.hub.publish("stock")
    browser.wait(with_command)
    assert browser.driver.find_element("id", "prolong-reason").get_attribute("value") == "avis"


def test_a_lot_named_like_a_script_is_text(browser, served) -> None:
    browser.driver.get(served.url + FRIDGE)
    assert EVIL in browser.text("#lines")
    assert browser.errors() == []


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_an_excursion_fits_a_phone_a_desktop_and_one_sheet_of_paper(browser, served, writer, lang) -> None:
    with writer.begin() as store:
        an_excursion.add(store)
    for size in (PHONE, DESKTOP):
        browser.size(size)
        browser.driver.get(f"{served.url}/excursions/{an_excursion.ALARM}?lang={lang}")
        browser.wait("document.querySelector('#chart canvas') !== null")
        browser.wait(
            "document.getElementById('drawing').offsetHeight === 0"
        )  # the live curve is in its place
        assert browser.driver.execute_script("return document.documentElement.scrollWidth") <= size[0]
    assert browser.errors() == []
    assert browser.pages() == 1


def test_without_its_script_the_drawing_of_an_excursion_stays(browser, served, writer) -> None:
    with writer.begin() as store:
        an_excursion.add(store)
    browser.size(PHONE)
    browser.driver.execute_cdp_cmd("Network.enable", {})
    browser.driver.execute_cdp_cmd("Network.setBlockedURLs", {"urls": ["*chart.js*"]})
    try:
        browser.driver.get(f"{served.url}/excursions/{an_excursion.ALARM}?lang=fr")
        assert "limite 8,0 °C" in browser.text("#drawing")
    finally:
        browser.driver.execute_cdp_cmd("Network.setBlockedURLs", {"urls": []})
        browser.errors()


def test_the_text_for_the_laboratory_is_selected_by_its_button(browser, served, writer) -> None:
    with writer.begin() as store:
        an_excursion.add(store)
    browser.size(PHONE)
    browser.driver.get(f"{served.url}/excursions/{an_excursion.ALARM}?lang=fr")
    browser.driver.find_element("css selector", "[data-copy]").click()
    browser.wait("getSelection().toString().startsWith('Objet : excursion de température')")
    browser.errors()
