"""PINs: the hash tells nothing, the check is right, and what a thief tries first is not taken."""

import hashlib

import pytest

from coldchain.people import PinHash, read_people
from coldchain.schema import Problem
from config.pins import hash_pin, is_easy, is_pin, verify_pin


def test_a_pin_is_known_by_its_hash_and_no_other_pin_is():
    hashed = hash_pin("2468")
    assert verify_pin("2468", hashed)
    assert not any(verify_pin(pin, hashed) for pin in ("2469", "24680", "", "２４６８"))


def test_two_people_with_one_pin_have_two_hashes_and_neither_holds_it():
    first, second = hash_pin("24681357"), hash_pin("24681357")
    assert first != second
    assert "24681357" not in first + second
    assert PinHash().fits(first)


def test_the_hash_is_scrypt_with_its_parameters_inside():
    """Checked against RFC 7914 by OpenSSL, from the parts of the hash alone."""
    scheme, n, r, p, salt, key = hash_pin("2468").split("$")
    assert (scheme, n, r, p) == ("scrypt", "16384", "8", "1")
    assert hashlib.scrypt(b"2468", salt=bytes.fromhex(salt), n=16384, r=8, p=1, dklen=32).hex() == key


def test_a_dearer_hash_of_later_days_is_read_by_its_own_parameters():
    key = hashlib.scrypt(b"2468", salt=b"s" * 16, n=32768, r=8, p=2, maxmem=1 << 27, dklen=32).hex()
    hashed = f"scrypt$32768$8$2${(b's' * 16).hex()}${key}"
    assert PinHash().fits(hashed)
    assert verify_pin("2468", hashed)
    assert not verify_pin("8642", hashed)


@pytest.mark.parametrize("text", ["123", "123456789", "12a4", "12 4", "-123", "١٢٣٤", ""])
def test_a_pin_is_four_to_eight_digits(text):
    assert not is_pin(text)
    with pytest.raises(ValueError, match=r"^expected 4 to 8 digits, found something else$"):
        hash_pin(text)


@pytest.mark.parametrize(
    ("pin", "easy"), [("0000", True), ("1234", True), ("9876", True), ("1357", False), ("2046", False)]
)
def test_what_a_thief_tries_first_is_easy(pin, easy):
    assert is_easy(pin) == easy


def test_the_pins_of_the_demonstration_are_those_it_tells(demo_people):
    problems: list[Problem] = []
    people = read_people(demo_people, problems)
    assert problems == []
    assert people.demonstration
    pins = {"a-martin": "2468", "b-petit": "1357", "c-durand": "8024"}
    assert {one.id for one in people.persons if verify_pin(pins[one.id], one.pin)} == set(pins)


@pytest.fixture
def demo_people():
    import tomllib

    from tests.rooms import ROOT

    return tomllib.loads((ROOT / "config/demo/people.toml").read_text(encoding="utf-8"))
