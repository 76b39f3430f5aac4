"""The page of the scan box: for which fridges it is, what it answers, and what a stranger cannot do with it."""

import pytest
from starlette.testclient import TestClient

from gateway.hub import Hub
from gateway.web.app import create_app
from tests.gateway.desk import FRIDGE, NOON, SITE, STATE, hello
from tests.gateway.test_virtual_desk import Run, pack
from tests.gateway.web.conftest import words

BOX = f"/scan/{SITE}/{FRIDGE}"
ELSEWHERE = f"/scan/{SITE}/elsewhere"
OURS = {"origin": "http://localhost:8080"}


@pytest.fixture
def run(record, tmp_path):
    begun = Run(record, tmp_path)
    begun.watched()
    return begun


def browser(run, desk=True):
    app = create_app(
        run.settings,
        run.record.reading,
        Hub(),
        run.desk._catalogue,
        desk=run.desk if desk else None,
        now=lambda: NOON,
    )
    return TestClient(app, base_url="http://localhost:8080", client=("127.0.0.1", 50000))


def scan(client, *texts):
    """The words of the page after the last one."""
    for text in texts:
        page = client.post(BOX, data={"text": text}, headers=OURS)
    assert page.status_code == 200, page.text
    return words(page.text)


def test_a_scan_is_answered_in_colour_shape_word_and_sentence(run):
    client = browser(run)
    page = client.post(BOX, data={"text": "VF:RECEIVE"}, headers=OURS)
    assert 'class="answer green"' in page.text
    assert "✓ VERT Réception : scannez chaque boîte." in words(page.text)
    assert "encore 90 s" in words(page.text)
    told = scan(client, "VF:LABEL:20261220", pack("A1"))
    assert "✓ VERT Reçu : rangez au froid. Comirnaty 30 µg" in told
    assert "lot FX1234" in told
    assert "✕ ROUGE Déjà reçu : rien n'est changé." in scan(client, pack("A1"))
    english = words(client.get(BOX + "?lang=en").text)
    assert "✕ RED Already received: nothing is changed." in english
    assert run.lines()[0].in_stock == 1


def test_to_load_the_page_again_is_no_scan(run):
    client = browser(run)
    scan(client, "VF:LABEL:20261220", "VF:RECEIVE", pack("A1"), "VF:DISPENSE", pack("A1"))
    for _ in range(2):
        assert "Délivré." in words(client.get(BOX).text)
    assert run.types().count("stock.dispensed") == 1


def test_two_browsers_have_two_conversations(run):
    mine, yours = browser(run), browser(run)
    scan(mine, "VF:RECEIVE")
    assert "Consultation" in words(yours.get(BOX).text)
    assert "VERT" not in words(yours.get(BOX).text)


def test_a_fridge_with_a_reader_says_where_it_is(run):
    run.record.receive(hello(desks=["elsewhere"]), topic=STATE)
    client = browser(run)
    page = client.get(ELSEWHERE)
    assert "Ce frigo a son propre lecteur (boîtier pi-1)" in words(page.text)
    assert "<form" not in page.text
    assert client.post(ELSEWHERE, data={"text": "VF:RECEIVE"}, headers=OURS).status_code == 409


def test_a_fridge_without_any_desk_and_one_that_is_not_there(run):
    client = browser(run)
    assert "Aucun poste de scan" in words(client.get(ELSEWHERE).text)
    assert client.get(f"/scan/{SITE}/nowhere").status_code == 404
    assert "Aucun poste de scan" in words(browser(run, desk=False).get(BOX).text)


def test_only_a_form_of_ours_scans(run):
    client = browser(run)
    assert (
        client.post(BOX, data={"text": "VF:RECEIVE"}, headers={"origin": "http://evil.example"}).status_code
        == 403
    )
    assert client.post(BOX, data={"text": "x" * 2001}, headers=OURS).status_code == 413
    assert run.desk.conversation(run.fridge, "browser-00000001").last is None


def test_what_was_scanned_is_shown_as_text(run):
    client = browser(run)
    page = client.post(BOX, data={"text": "<script>alert(1)</script>"}, headers=OURS)
    assert "<script>alert" not in page.text
    assert "ROUGE Code illisible" in words(page.text)


def test_the_page_of_the_fridge_leads_to_its_box(run):
    client = browser(run)
    assert f'href="{BOX}"' in client.get(f"/fridge/{SITE}/{FRIDGE}").text
    assert "/scan/" not in client.get(f"/fridge/{SITE}/elsewhere").text
