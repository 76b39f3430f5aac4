"""The JSON that programs read."""

import json

import pytest

from tests.gateway.web.a_house import COUNTER, EVENTS, NOW, SITE, STOCKROOM, at

OURS = {"origin": "http://localhost:8080"}


def test_fridges_have_the_fields_of_the_views(client) -> None:
    fridges = client.get("/api/v1/fridges").json()
    assert len(fridges) == 3
    counter = client.get(f"/api/v1/fridges/{SITE}/{COUNTER}").json()
    assert counter in fridges
    assert counter["vials"] == 29
    assert {sensor["sensor"] for sensor in counter["sensors"]} == {"haut", "bas"}


def test_stock_can_be_asked_for_by_fridge(client) -> None:
    lines = client.get("/api/v1/stock", params={"site": SITE, "fridge": COUNTER}).json()
    assert {line["line"] for line in lines} == {"L1", "L2", "L3", "L4", "L5"}
    assert {line["line"] for line in lines if line["usable"]} == {"L1", "L2"}
    assert client.get("/api/v1/stock/units", params={"line": "L1"}).json()[0]["serial"] == "7A1F03"
    assert len(client.get("/api/v1/stock/products").json()) == 6


def test_alarms_come_with_their_messages(client) -> None:
    opened = client.get("/api/v1/alarms").json()
    assert len(opened) == 3
    assert len(client.get("/api/v1/alarms", params={"open_only": False}).json()) == 4
    failed = [notice for alarm in opened for notice in alarm["notices"] if notice["state"] == "failed"]
    assert [notice["contact"] for notice in failed] == ["Astreinte SMS"]


def test_events_are_read_page_by_page_without_loss_or_repetition(client) -> None:
    seen: list[int] = []
    before: int | None = None
    while True:
        params = {"limit": 3} | ({"before_id": before} if before else {})
        page = client.get("/api/v1/events", params=params).json()
        seen += [event["seq"] for event in page["items"]]
        before = page["next_before_id"]
        if before is None:
            break
    assert seen == list(range(len(EVENTS), 0, -1))


def test_points_are_those_asked_for(client) -> None:
    hour = {"from_ms": NOW - 3_600_000, "to_ms": NOW}
    points = client.get(f"/api/v1/fridges/{SITE}/{COUNTER}/points/haut", params=hour).json()
    assert len(points) == 60
    assert points == sorted(points, key=lambda point: point["at"])


@pytest.mark.parametrize("path", [f"fridges/{SITE}/{COUNTER}/points/haut", "stock", "stock/units"])
def test_an_answer_has_a_most(client, path) -> None:
    assert len(client.get(f"/api/v1/{path}", params={"limit": 1}).json()) == 1
    for limit in (0, 10_081):
        assert client.get(f"/api/v1/{path}", params={"limit": limit}).status_code == 422


def test_devices_and_what_they_sent_unreadably(client) -> None:
    assert [device["device"] for device in client.get("/api/v1/devices").json()] == ["pi-1", "pi-1", "pi-2"]
    assert client.get("/api/v1/rejected").json()[0]["raw"] == '{"seq":88,"data":{"fridge":"\ufffd"}}'


@pytest.mark.parametrize(
    ("path", "status", "where", "found"),
    [
        ("/api/v1/fridges/none/none", 404, "fridge", "'none/none'"),
        ("/api/v1/events?limit=0", 422, "query.limit", "'0'"),
        ("/api/v1/alarms?open_only=perhaps", 422, "query.open_only", "'perhaps'"),
        ("/api/v1/nothing", 404, "address", "/api/v1/nothing"),
        (f"/api/v1/events?before_id={2**63}", 422, "query.before_id", f"'{2**63}'"),
        ("/api/v1/events?before_id=-1", 422, "query.before_id", "'-1'"),
        (f"/api/v1/fridges/{SITE}/{COUNTER}/points/haut?from_ms={2**63}", 422, "query.from_ms", f"'{2**63}'"),
        (f"/api/v1/fridges/{SITE}/{COUNTER}/points/haut?to_ms={2**63}", 422, "query.to_ms", f"'{2**63}'"),
    ],
)
def test_a_refusal_says_what_was_expected_and_found(client, path, status, where, found) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    (problem,) = answer.json()["problems"]
    assert (problem["where"], problem["found"]) == (where, found)
    assert problem["expected"]


def test_a_command_is_accepted_and_can_be_followed(client) -> None:
    asked = {
        "site": SITE,
        "fridge": COUNTER,
        "line": "L1",
        "act": "quarantine",
        "who": "robot",
        "reason": "recall",
    }
    answer = client.post("/api/v1/commands", json=asked, headers=OURS)
    assert answer.status_code == 202
    (command,) = client.get("/api/v1/commands").json()
    assert (command["id"], command["state"]) == (answer.json()["id"], "pending")


def test_all_mistakes_of_a_command_are_told_at_once(client) -> None:
    asked = {"site": SITE, "fridge": COUNTER, "line": "L1", "act": "destroy", "who": " "}
    problems = client.post("/api/v1/commands", json=asked, headers=OURS).json()["problems"]
    assert {problem["where"] for problem in problems} == {"body.act", "body.who", "body.reason"}


@pytest.mark.parametrize("body", [b"\xff", b"[" * 5000, b'{"who": ' + b"9" * 5000 + b"}"])
def test_a_body_that_cannot_be_read_is_refused_with_what_was_expected(client, body) -> None:
    headers = OURS | {"content-type": "application/json"}
    answer = client.post("/api/v1/commands", content=body, headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert answer.json()["problems"] == [
        {"where": "body", "expected": "JSON in UTF-8", "found": "something else"}
    ]


def test_a_body_that_is_not_json_is_refused_without_a_word_of_it(client) -> None:
    answer = client.post("/api/v1/commands", data={"pin": "2468", "act": "release"}, headers=OURS)
    assert (answer.status_code, "2468" in answer.text) == (422, False)


def test_a_name_is_one_line(client) -> None:
    asked = {"site": SITE, "fridge": COUNTER, "line": "L1", "act": "quarantine", "reason": "carton mouillé"}
    answer = client.post("/api/v1/commands", json=asked | {"who": "Mme\tRoux"}, headers=OURS)
    assert [problem["where"] for problem in answer.json()["problems"]] == ["body.who"]


@pytest.mark.parametrize("key", ["site", "fridge", "line", "who", "reason"])
def test_half_a_character_is_no_text(client, key) -> None:
    asked = {"site": SITE, "fridge": COUNTER, "line": "L1", "act": "release", "who": "x", "reason": "y"}
    body = json.dumps(asked | {key: "a\ud83d"})
    answer = client.post(
        "/api/v1/commands", content=body, headers=OURS | {"content-type": "application/json"}
    )
    assert answer.status_code == 422
    [problem] = answer.json()["problems"]
    assert (problem["where"], problem["found"]) == (f"body.{key}", "'a\\ud83d'")
    assert "unicode" in problem["expected"]


def test_a_command_about_an_unknown_line_is_refused(client) -> None:
    asked = {"site": SITE, "fridge": COUNTER, "line": "L99", "act": "release", "who": "x", "reason": "y"}
    assert client.post("/api/v1/commands", json=asked, headers=OURS).status_code == 404


def test_the_description_lists_every_address_and_the_page_shows_it(client) -> None:
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    assert all(path.startswith("/api/v1/") for path in paths)
    page = client.get("/api").text
    for path in paths:
        assert path in page


HELD = {"site": SITE, "fridge": STOCKROOM, "line": "L7", "reason": "laboratory's answer of today"}
RELEASE = HELD | {"act": "release", "person": "a-martin", "pin": "2468"}


def test_a_release_is_signed_as_on_the_page(client) -> None:
    assert client.post("/api/v1/commands", json=RELEASE, headers=OURS).status_code == 202
    (command,) = client.get("/api/v1/commands").json()
    assert (command["who"], command["person"], command["details"]) == ("Anne Martin", "a-martin", {})
    assert "2468" not in str(command)


@pytest.mark.parametrize(
    ("wrong", "status", "where"),
    [
        ({"pin": "7391"}, 403, "pin"),
        ({"pin": None}, 422, "body.pin"),
        ({"pin": "246813579"}, 422, "body.pin"),
        ({"person": None}, 422, "body.person"),
        ({"person": "z-nobody"}, 403, "person"),
        ({"person": "b-petit", "pin": "1357"}, 403, "person"),
        ({"act": "lift"}, 422, "body.ground"),
        ({"act": "lift", "ground": "logger"}, 422, "body.evidence"),
        ({"act": "discard"}, 422, "body.vials"),
        ({"act": "discard", "vials": 21}, 422, "body.vials"),
        ({"act": "prolong", "reference": "DGS-Urgent 2022_36"}, 422, "body.limit_at"),
        ({"act": "prolong", "limit_at": NOW, "reference": "DGS-Urgent 2022_36"}, 422, "body.limit_at"),
        ({"act": "quarantine"}, 422, "body.who"),
    ],
)
def test_a_decision_that_is_not_whole_or_not_signed_is_refused_without_a_word_of_the_pin(
    client, wrong, status, where
) -> None:
    answer = client.post("/api/v1/commands", json=RELEASE | wrong, headers=OURS)
    assert (answer.status_code, answer.json()["problems"][0]["where"]) == (status, where)
    assert not any(pin in answer.text for pin in ("2468", "7391", "246813579"))
    assert client.get("/api/v1/commands").json() == []


def test_a_prolongation_by_the_api_carries_its_authority(client) -> None:
    prolong = {"act": "prolong", "limit_at": at("2027-05-01"), "reference": "DGS-Urgent 2022_36"}
    assert client.post("/api/v1/commands", json=RELEASE | prolong, headers=OURS).status_code == 202
    (command,) = client.get("/api/v1/commands").json()
    assert command["details"] == {"limit_at": at("2027-05-01"), "reference": "DGS-Urgent 2022_36"}


def test_the_people_are_listed_without_badge_or_hash(client) -> None:
    for _ in range(5):
        client.post("/api/v1/commands", json=RELEASE | {"pin": "7391"}, headers=OURS)
    anne, bruno, _ = client.get("/api/v1/people").json()
    assert (anne["id"], anne["role"], anne["locked_until"]) == ("a-martin", "pharmacist", NOW + 900_000)
    assert (bruno["acts"], bruno["locked_until"]) == (
        ["quarantine", "doubt", "discard", "lift", "recall", "replace", "sign"],
        None,
    )
    told = client.get("/api/v1/people").text + client.get("/api/v1/people/tries").text
    assert "scrypt" not in told
    assert "PH-0417" not in told
    assert [one["outcome"] for one in client.get("/api/v1/people/tries").json()] == ["wrong"] * 5
