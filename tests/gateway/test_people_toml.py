"""people.toml at the gateway: read with its settings, kept secret, and filled with `people pin`."""

import pytest
from click.testing import CliRunner

from coldchain.people import PinHash
from config.pins import verify_pin
from gateway.cli import main
from gateway.reference import read_reference
from gateway.settings import load

PERSON = """
[[person]]
id = "a-martin"
name = "Anne Martin"
role = "pharmacist"
pin = "scrypt$16384$8$1$%s$%s"
""" % ("60e32186" * 4, "de271ab2" * 8)
OFF_LOOPBACK = '[web]\nhost = "0.0.0.0"\ntoken_file = "secret"\ntls_cert = "secret"\ntls_key = "secret"\n'


def write(path, text, mode=0o600):
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return path


def check(folder, settings=""):
    """What `check` says of gateway.toml and people.toml in this folder."""
    path = write(folder / "gateway.toml", settings)
    result = CliRunner().invoke(main, ["check", "--config", str(path)])
    return result.exit_code, result.output.splitlines()


def test_people_are_found_beside_gateway_toml(tmp_path):
    place = write(tmp_path / "people.toml", PERSON)
    status, said = check(tmp_path)
    assert (status, said[-1]) == (0, f"{place}: read")
    mistakes: list[str] = []
    reference = read_reference(tmp_path, load(tmp_path / "gateway.toml"), mistakes)
    assert [one.id for one in reference.people.persons] == ["a-martin"]


def test_people_of_another_name_are_found_too_and_missed(tmp_path):
    write(tmp_path / "team.toml", PERSON)
    assert check(tmp_path, 'people = "team.toml"')[0] == 0
    status, said = check(tmp_path, 'people = "crew.toml"')
    assert status == 1
    assert said[0].startswith("crew.toml: expected in one of ")


def test_people_whom_others_can_read_are_refused(tmp_path):
    place = write(tmp_path / "people.toml", PERSON, 0o640)
    expected = "(top): expected a file only its owner may read (mode 0600), found mode 0640"
    assert check(tmp_path) == (1, [f"{place}: {expected} on {place}"])


def test_mistakes_of_settings_and_people_are_told_at_once_and_no_hash_is(tmp_path):
    write(tmp_path / "people.toml", PERSON.replace("pharmacist", "doctor").replace("8$1$", "8$7$"))
    status, said = check(tmp_path, "[web]\nport = 0\n")
    assert status == 1
    assert [line.split(": ")[1] for line in said] == ["web.port", "person[0].role", "person[0].pin"]
    assert "60e32186" not in "".join(said)


def test_people_that_are_no_toml_are_one_mistake(tmp_path):
    write(tmp_path / "people.toml", "[[person")
    status, said = check(tmp_path)
    assert (status, len(said)) == (1, 1)
    assert "expected a readable TOML file" in said[0]


def test_people_of_a_demonstration_decide_nothing_off_loopback(tmp_path):
    place = write(tmp_path / "people.toml", "demonstration = true" + PERSON, 0o644)
    write(tmp_path / "secret", "0123456789abcdef")
    assert check(tmp_path)[0] == 0
    status, said = check(tmp_path, OFF_LOOPBACK)
    assert (status, said) == (
        1,
        [f"{place}: demonstration: expected false, as pages are off loopback, found true"],
    )


def asked(*answers):
    return CliRunner().invoke(main, ["people", "pin"], input="".join(f"{one}\n" for one in answers))


def test_people_pin_asks_twice_and_prints_the_hash_alone():
    result = asked("2468", "2468")
    assert result.exit_code == 0
    assert PinHash().fits(result.stdout.strip())
    assert verify_pin("2468", result.stdout.strip())
    assert "2468" not in result.output.replace(result.stdout, "")


def test_people_pin_asks_again_after_a_slip():
    result = asked("2468", "2469", "1357", "1357")
    assert verify_pin("1357", result.stdout.strip())


@pytest.mark.parametrize(
    ("pin", "expected"),
    [
        ("123", "expected 4 to 8 digits"),
        ("secret", "expected 4 to 8 digits"),
        ("4321", "not guessed at once"),
    ],
)
def test_people_pin_refuses_what_is_no_pin_or_an_easy_one_without_repeating_it(pin, expected):
    result = asked(pin, pin)
    assert (result.exit_code, result.stdout) == (1, "")
    assert expected in result.stderr
    assert f"'{pin}'" not in result.stderr
