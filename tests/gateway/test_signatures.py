"""Signatures: who may sign, wrong PINs counted in the store over restarts, tries at once counted one by one."""

import logging
from concurrent.futures import ThreadPoolExecutor

import pytest

from coldchain.people import People, Person
from coldchain.tries import LOCK_MS
from config.pins import hash_pin
from gateway.signatures import Signatures
from gateway.store import engine, queries
from gateway.store.writer import Writer

NOW = 1_795_292_400_000


def person(id, role, pin):
    table = {
        "id": id,
        "name": id.upper(),
        "role": role,
        "language": "fr",
        "badge": None,
        "pin": hash_pin(pin),
    }
    return Person(table)


PEOPLE = People([person("a", "pharmacist", "2468"), person("b", "technician", "1357")])


class Desk:
    """A store and its signatures, at a time that the test moves."""

    def __init__(self, path) -> None:
        self.now = NOW
        self.path = path
        engine.migrate(engine.open_for_writing(path))
        self.open()

    def open(self):
        self.writer = Writer(engine.open_for_writing(self.path))
        self.signatures = Signatures(PEOPLE, self.writer, lambda: self.now)

    def sign(self, person, pin, act="release"):
        return self.signatures.sign(person, pin, act, "750012345", "fridge-1")

    def ask(self, query, *args):
        with self.writer.transaction() as connection:
            return query(connection, *args)


@pytest.fixture
def desk(tmp_path):
    opened = Desk(tmp_path / "store.db")
    yield opened
    opened.writer.close()


def test_the_right_pin_signs_with_the_name_of_the_file(desk):
    signed = desk.sign("a", "2468")
    assert signed.person is not None
    assert (signed.person.name, signed.refusal) == ("A", "")


def test_a_stranger_and_a_role_that_may_not_are_refused_whatever_the_pin(desk):
    assert desk.sign("z", "2468").refusal == "unknown_person"
    assert desk.sign("b", "1357").refusal == "not_allowed"
    assert desk.ask(queries.pin_tries) == []


def test_a_lock_outlives_a_restart_and_ends_after_a_quarter_of_an_hour(desk):
    told = [(desk.sign("a", "7391").refusal, desk.ask(queries.locked_out, NOW)) for _ in range(5)]
    assert told[:4] == [("wrong_pin", {})] * 4
    assert told[4] == ("locked", {"a": NOW + LOCK_MS})
    desk.writer.close()
    desk.open()
    desk.now = NOW + LOCK_MS - 1
    assert desk.sign("a", "2468").locked_until == NOW + LOCK_MS
    desk.now = NOW + LOCK_MS
    assert desk.sign("a", "2468").person is not None
    assert desk.ask(queries.locked_out, desk.now) == {}


def test_one_person_locked_out_locks_nobody_else(desk):
    for _ in range(5):
        desk.sign("a", "7391")
    assert desk.sign("b", "1357", act="quarantine").person is not None


def test_every_try_is_kept_with_what_came_of_it_and_never_the_pin(desk, caplog):
    caplog.set_level(logging.DEBUG)
    for pin in ("7391", "5173", "2468"):
        desk.sign("a", pin)
    tries = desk.ask(queries.pin_tries)
    assert [one.outcome for one in tries] == ["right", "wrong", "wrong"]
    assert {(one.person, one.act, one.fridge, one.at) for one in tries} == {("a", "release", "fridge-1", NOW)}
    assert not any(pin in caplog.text + repr(tries) for pin in ("7391", "5173", "2468"))


def test_tries_at_once_are_counted_one_by_one(desk):
    """Twelve guesses sent together are five looked at, and seven refused unread."""
    with ThreadPoolExecutor(12) as pool:
        refusals = [signed.refusal for signed in pool.map(lambda n: desk.sign("a", f"{n:04d}"), range(12))]
    outcomes = [one.outcome for one in desk.ask(queries.pin_tries)]
    assert (outcomes.count("wrong"), outcomes.count("locked")) == (5, 7)
    assert refusals.count("wrong_pin") == 4
