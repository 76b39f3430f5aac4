"""Who may come in: this machine, or whoever has the token; never under a stranger's name."""

import pytest

from tests.gateway.web.conftest import serve, words

TOKEN = "k7f2-a-long-token-of-the-gateway"
OURS = {"origin": "http://localhost:8080"}


@pytest.fixture
def far(tmp_path, reader):
    """A phone on the network of a gateway with a token."""
    return serve(tmp_path, reader, token=TOKEN, peer="192.168.1.20")


def test_every_answer_forbids_scripts_of_others(client) -> None:
    for path in ("/", "/api/v1/fridges", "/static/style.css", "/nowhere"):
        headers = client.get(path).headers
        policy = headers["content-security-policy"]
        assert headers["cache-control"] in ("no-store", "no-cache")
        assert policy.startswith("default-src 'self';")
        assert "unsafe" not in policy


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "", "evil.example:8080", "127.0.0.1.evil.example"]
)
def test_a_strangers_name_that_leads_to_this_machine_is_refused(client, host) -> None:
    assert client.get("/", headers={"host": host}).status_code == 400


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "localhost", "[::1]:8080", "192.168.1.4"])
def test_our_own_names_and_addresses_are_answered(client, host) -> None:
    assert client.get("/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("host", ["[", "[::1", "[x]"])
def test_a_malformed_host_is_a_bad_request_of_anybody(client, far, host) -> None:
    for browser in (client, far):
        for path in ("/", "/alarms/", "/api/v1/fridges", "/static/style.css"):
            assert browser.get(path, headers={"host": host}).status_code == 400


@pytest.mark.parametrize("origin", ["http://[", "null", "http://localhost:8080@evil.example"])
def test_a_malformed_origin_is_not_ours(client, origin) -> None:
    assert client.post("/login", data={"token": ""}, headers={"origin": origin}).status_code == 403


def test_any_name_will_do_for_those_who_have_the_token(far) -> None:
    named = {"host": "vigifroid.pharmacie.example"}
    assert far.get("/", headers=named).headers["location"] == "/login?next=/"
    assert far.get("/api/v1/fridges", headers=named | {"authorization": f"Bearer {TOKEN}"}).status_code == 200


@pytest.mark.parametrize("host", ["x/static/?", "x/login?", "localhost/static/"])
def test_no_host_header_makes_a_path_public(far, host) -> None:
    assert far.get("/api/v1/fridges", headers={"host": host}).status_code == 401
    assert far.get("/alarms", headers={"host": host}).headers["location"] == "/login?next=/alarms"


def test_without_a_token_only_this_machine_is_served(tmp_path, reader) -> None:
    phone = serve(tmp_path, reader, peer="192.168.1.20")
    assert phone.get("/").headers["location"] == "/login?next=/"
    assert phone.get("/api/v1/fridges").status_code == 401
    assert "donnez-lui un jeton" in words(phone.get("/login").text)
    assert phone.post("/login", data={"token": ""}, headers=OURS).status_code == 403


def test_a_proxy_on_this_machine_is_not_this_machine(client) -> None:
    assert client.get("/", headers={"x-forwarded-for": "203.0.113.9"}).status_code == 303


def test_the_token_opens_the_pages_once_and_for_all(far) -> None:
    assert far.get("/alarms").headers["location"] == "/login?next=/alarms"
    answer = far.post("/login", data={"token": TOKEN, "next": "/alarms"}, headers=OURS)
    assert answer.headers["location"] == "/alarms"
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert TOKEN not in cookie
    assert far.get("/alarms").status_code == 200


def test_a_wrong_token_is_said_to_be_wrong(far) -> None:
    answer = far.post("/login", data={"token": TOKEN + "x"}, headers=OURS)
    assert answer.status_code == 403
    assert "Ce n'est pas le jeton." in words(answer.text)
    assert far.get("/").status_code == 303


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "evil",
        "/\t/evil.example",
        "/\n/evil.example",
        "\t//evil.example",
    ],
)
def test_entering_leads_nowhere_else(far, target) -> None:
    assert 'href="/"' in far.get("/login", params={"next": target}).text
    assert "evil" not in far.get("/login", params={"next": target}).text
    answer = far.post("/login", data={"token": TOKEN, "next": target}, headers=OURS)
    assert answer.headers["location"] == "/"


def test_the_api_wants_the_token_even_on_this_machine(tmp_path, reader) -> None:
    near = serve(tmp_path, reader, token=TOKEN)
    assert near.get("/").status_code == 200
    refused = near.get("/api/v1/fridges")
    assert refused.status_code == 401
    assert refused.headers["www-authenticate"] == "Bearer"
    assert refused.json()["problems"] == [
        {"where": "authorization", "expected": "a bearer token", "found": "none, or another one"}
    ]
    for bearer, status in ((TOKEN, 200), (TOKEN[:-1], 401), ("", 401), ("é", 401)):
        header = {b"authorization": f"Bearer {bearer}".encode()}
        assert near.get("/api/v1/fridges", headers=header).status_code == status
