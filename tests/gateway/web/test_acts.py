"""A named person holds or releases a stock line."""

from tests.gateway.web.a_house import COUNTER, SITE
from tests.gateway.web.conftest import serve, words

LINE = f"/fridge/{SITE}/{COUNTER}/line/L1"
OURS = {"origin": "http://localhost:8080"}
SIGNED = {"act": "quarantine", "who": "Mme Roux", "reason": "carton mouillé"}


def test_an_act_waits_for_the_fridge_and_says_so(client) -> None:
    answer = client.post(LINE, data=SIGNED, headers=OURS)
    assert (answer.status_code, answer.headers["location"]) == (303, LINE)
    page = words(client.get(LINE).text)
    assert "… mise en quarantaine : en attente du frigo" in page
    assert "mise en quarantaine : en attente du frigo · Mme Roux, carton mouillé" in page
    assert "mise en quarantaine : en attente du frigo" in words(client.get(f"/fridge/{SITE}/{COUNTER}").text)


def test_an_act_without_name_or_reason_is_asked_again_and_keeps_what_was_written(client) -> None:
    answer = client.post(LINE, data=SIGNED | {"who": " "}, headers=OURS)
    assert answer.status_code == 422
    assert "Écrivez votre nom : une décision est signée." in words(answer.text)
    assert "carton mouillé" in answer.text
    assert "Demandes" not in words(client.get(LINE).text)


def test_a_form_of_another_site_is_refused(client) -> None:
    for headers in (
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {},
        {"sec-fetch-site": "cross-site"},
    ):
        assert client.post(LINE, data=SIGNED, headers=headers).status_code == 403
    assert client.post(LINE, data=SIGNED, headers={"sec-fetch-site": "same-origin"}).status_code == 303


def test_an_unknown_line_or_act_is_refused(client) -> None:
    assert client.post(LINE + "x", data=SIGNED, headers=OURS).status_code == 404
    assert client.post(LINE, data=SIGNED | {"act": "destroy"}, headers=OURS).status_code == 422


def test_a_form_that_is_no_form_is_refused(client) -> None:
    assert client.post(LINE, content=b"who=\xff", headers=OURS).status_code == 400
    assert client.post(LINE, content=b"who=" + b"a" * 20000, headers=OURS).status_code == 413


def test_a_gateway_that_sends_no_commands_offers_none(tmp_path, reader) -> None:
    client = serve(tmp_path, reader)
    assert "Libérer" not in words(client.get(LINE).text)
    assert client.post(LINE, data=SIGNED, headers=OURS).status_code == 422
