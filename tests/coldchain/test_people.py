"""The people of a house: read all at once or not at all, and what each role lets them decide."""

from coldchain.people import ROLES, read_people
from coldchain.stock import HOLDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coldchain.schema import Problem

HASH = "scrypt$16384$8$1$" + "0f" * 16 + "$" + "a1" * 32


def person(**changes):
    return {"id": "a-martin", "name": "Anne Martin", "role": "pharmacist", "pin": HASH} | changes


def read(*persons):
    problems: list[Problem] = []
    people = read_people({"person": list(persons)}, problems)
    return people, [str(problem) for problem in problems]


def test_a_person_is_found_by_id_and_by_badge_and_a_stranger_is_not():
    people, problems = read(person(badge="PH-0417"), person(id="b-petit", role="preparer"))
    assert problems == []
    assert people.by_badge("PH-0417") is people.by_id("a-martin")
    assert people.by_id("b-petit").badge is None
    assert (people.by_id("nobody"), people.by_badge("PH-9999")) == (None, None)


def test_a_name_is_one_line_as_it_stands_in_every_event_of_its_person():
    people, problems = read(person(name="Anne\tMartin"))
    assert (people.persons, len(problems)) == ([], 1)


def test_a_pharmacist_alone_ends_a_quarantine_moves_a_limit_and_prints_badges():
    people, _ = read(*[person(id=role, role=role) for role in ROLES])
    for act in ("release", "prolong", "end_recall", "badges"):
        assert [one.id for one in people.who_may(act)] == ["pharmacist"], act
    assert sorted([one.id for one in people.who_may("lift")]) == ["pharmacist", "preparer"]
    assert sorted([one.id for one in people.who_may("discard")]) == ["pharmacist", "preparer"]
    assert sorted([one.id for one in people.who_may("recall")]) == ["pharmacist", "preparer"]
    assert not people.by_id("pharmacist").may("sell")


def test_everybody_may_hold_stock_back():
    assert all("quarantine" in acts and "doubt" in acts for acts in ROLES.values())


def test_every_hold_that_a_person_lifts_at_the_desk_is_lifted_by_a_pharmacist():
    lifted_by = {hold: act for hold, _, _, act in HOLDS if hold in ("quarantined", "doubted")}
    assert all(act in ROLES["pharmacist"] for act in lifted_by.values())


def test_without_a_file_nobody_is_known():
    people, problems = read()
    assert problems == []
    assert people.persons == []
    assert people.who_may("quarantine") == []


def test_all_mistakes_are_told_at_once_and_then_nobody_is_known():
    people, problems = read(
        person(role="doctor", badge="ph 1"),
        person(id="b c", name="", language="de"),
        {"id": "d", "name": "D", "role": "technician", "pni": HASH},
    )
    assert people.persons == []
    assert sorted([problem.split(":")[0] for problem in problems]) == [
        "person[0].badge",
        "person[0].role",
        "person[1].id",
        "person[1].language",
        "person[1].name",
        "person[2].pin",
        "person[2].pni",
    ]


def test_an_id_and_a_badge_belong_to_one_person():
    _, problems = read(person(badge="PH-0417"), person(badge="PH-0417"))
    assert problems == [
        "person[1].id: expected one that nobody else has, found 'a-martin' again",
        "person[1].badge: expected one that nobody else has, found 'PH-0417' again",
    ]


def test_what_is_not_a_hash_is_refused_and_never_repeated():
    wrong = (
        "2468",
        2468,
        HASH[:-1],
        HASH + "0",
        HASH.replace("16384", "1024"),  # too cheap to guess
        HASH.replace("16384", "1073741824"),  # more memory than a Pi has
        HASH.replace("$8$", "$9$"),
        HASH.replace("scrypt", "sha256"),
        HASH.replace("a1", "A1"),
        HASH.replace("0f", "zz"),
    )
    for pin in wrong:
        _, problems = read(person(pin=pin))
        expected = "person[0].pin: expected a hash that `vigifroid-gateway people pin` printed"
        assert problems == [expected + ", found something else"], pin
