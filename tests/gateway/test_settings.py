"""gateway.toml: every mistake at once, each with its key, what was expected and what was found."""

import pytest
from click.testing import CliRunner

import gateway
from coldchain.schema import Table
from gateway.cli import main
from gateway.settings import SettingsError, load
from gateway.shapes import GATEWAY
from tests.rooms import ROOT

SITE = '[[site]]\nid = "750012345"\nname = "Centre"\ntimezone = "CET-1CEST,M3.5.0,M10.5.0/3"\n'


def write(folder, text):
    path = folder / "gateway.toml"
    path.write_text(text, encoding="utf-8")
    return path


def mistakes(folder, text):
    """The keys that are wrong, and the whole text about them."""
    path = write(folder, text)
    try:
        load(path)
    except SettingsError as error:
        assert all(line.startswith(f"{path}: ") for line in str(error).splitlines())
        return [problem.where for problem in error.problems], str(error)
    raise AssertionError("the mistakes were accepted")


def test_the_shipped_example_says_every_default_and_is_what_an_empty_file_gives(tmp_path):
    example, empty = load(ROOT / "config" / "gateway.toml"), load(write(tmp_path, ""))
    assert (example.alarms, example.roles) == (empty.alarms, empty.roles)
    assert (example.broker.host, example.broker.port, example.broker.start) == ("127.0.0.1", 1883, True)
    assert (empty.web.host, empty.web.port) == ("127.0.0.1", 8080)
    assert empty.store.path == tmp_path / "vigifroid.db"


def test_every_setting_is_in_the_shipped_example():
    text = (ROOT / "config" / "gateway.toml").read_text(encoding="utf-8")
    for section, field in GATEWAY.fields.items():
        table = getattr(field.shape, "inner", field.shape)
        if not isinstance(table, Table):
            assert f"\n{section} = " in text, section
            continue
        assert f"[{section}]" in text, section
        for key in table.fields:
            assert f"{key} = " in text, f"{section}.{key}"


def test_all_mistakes_are_told_at_once(tmp_path):
    wrong, said = mistakes(
        tmp_path,
        SITE
        + '[web]\nport = 99999\nhots = "x"\n[alarms]\nlast_day_at = "25:00"\nsilent_after = "soon"\n'
        + '[[fridge]]\nsite = "elsewhere"\nid = "a b"\n[[contact]]\nname = "n"\nurl = "nonsense://"\n'
        + '[[site]]\nid = "s2"\nname = "Two"\ntimezone = "Europe/Pari"\n',
    )
    assert set(wrong) == {
        "web.port",
        "web.hots",
        "alarms.last_day_at",
        "alarms.silent_after",
        "fridge[0].id",
        "fridge[0].site",
        "contact[0].url",
        "site[1].timezone",
    }
    assert "web.port: expected a whole number from 1 to 65535, found 99999" in said


def test_pages_off_loopback_need_a_certificate_and_a_token(tmp_path):
    wrong, _ = mistakes(tmp_path, '[web]\nhost = "0.0.0.0"\n')
    assert wrong == ["web.token_file", "web.tls_cert", "web.tls_key"]


@pytest.mark.parametrize(
    ("broker", "places"),
    [
        ('host = "0.0.0.0"', ["broker.tls"]),
        ("tls = true", ["broker.names"]),
        ('start = false\nurl = "mqtt://broker.example"', ["broker.url"]),
    ],
)
def test_nobody_listens_in_on_a_broker_off_loopback(tmp_path, broker, places):
    assert mistakes(tmp_path, f"[broker]\n{broker}\n")[0] == places


@pytest.mark.parametrize(
    "broker",
    [
        'start = false\nurl = "mqtt://127.0.0.1:1"',
        'host = "0.0.0.0"\ntls = true\nnames = ["gateway.example"]',
    ],
)
def test_on_loopback_or_with_certificates_it_is_taken(tmp_path, broker):
    load(write(tmp_path, f"[broker]\n{broker}\n"))


def test_a_password_is_of_no_use_where_certificates_are_asked_for(tmp_path):
    device = '[[device]]\nsite = "750012345"\nname = "pi-1"\npassword_file = "secret"\n'
    (tmp_path / "secret").write_text("0123456789abcdef")
    (tmp_path / "secret").chmod(0o600)
    toml = (
        '[broker]\ntls = true\nnames = ["x"]\n[[site]]\nid = "750012345"\nname = "C"\ntimezone = "UTC0"\n'
        + device
    )
    assert mistakes(tmp_path, toml)[0] == ["device"]


def test_a_broker_is_either_started_here_or_named(tmp_path):
    assert mistakes(tmp_path, "[broker]\nstart = false\n")[0] == ["broker.url"]
    assert mistakes(tmp_path, '[broker]\nurl = "mqtt://127.0.0.1"\n')[0] == ["broker.url"]


def test_a_secret_that_others_can_read_is_refused(tmp_path):
    secret = tmp_path / "pi-1.password"
    secret.write_text("0123456789abcdef\n", encoding="ascii")
    text = SITE + '[[device]]\nsite = "750012345"\nname = "pi-1"\npassword_file = "pi-1.password"\n'
    secret.chmod(0o640)
    wrong, said = mistakes(tmp_path, text)
    assert wrong == ["device[0].password_file"]
    assert "expected a file only its owner may read (mode 0600), found mode 0640" in said
    secret.chmod(0o600)
    assert load(write(tmp_path, text)).devices[0].name == "pi-1"


def private(path, content):
    path.write_bytes(content)
    path.chmod(0o600)


DEVICE = '[[device]]\nsite = "750012345"\nname = "pi-1"\npassword_file = "secret"\n'


@pytest.mark.parametrize("content", [b"", b"\n", b" \t\n", b"0123456789abcde\n"])
@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("device[0].password_file", SITE + DEVICE),
        ("web.token_file", '[web]\ntoken_file = "secret"\n'),
        ("broker.password_file", '[broker]\npassword_file = "secret"\n'),
    ],
)
def test_a_secret_short_enough_to_guess_is_refused(tmp_path, key, text, content):
    private(tmp_path / "secret", content)
    wrong, said = mistakes(tmp_path, text)
    assert wrong == [key]
    length = len(content.strip())
    assert f"{key}: expected a secret of at least 16 characters, found one of {length}" in said


@pytest.mark.parametrize("where", [DEVICE, '[[contact]]\nname = "n"\nurl_file = "secret"\n'])
def test_a_secret_that_is_not_text_is_refused_and_not_repeated(tmp_path, where):
    private(tmp_path / "secret", b"hunter2 hunter2 hunter2 \xff\xfe")
    wrong, said = mistakes(tmp_path, SITE + where)
    assert len(wrong) == 1
    assert "expected a readable file of UTF-8 text, found other bytes" in said
    assert "hunter2" not in said


def test_a_file_name_too_long_for_the_disk_is_a_mistake_like_another(tmp_path):
    wrong, said = mistakes(tmp_path, f'[web]\ntoken_file = "{"a" * 300}"\n')
    assert wrong == ["web.token_file"]
    assert "File name too long" in said
    result = CliRunner().invoke(main, ["check", "--config", str(tmp_path / ("a" * 300))])
    assert (result.exit_code, "expected a file" in result.output) == (2, True)


def test_the_pages_and_the_broker_do_not_share_a_port(tmp_path):
    assert mistakes(tmp_path, "[broker]\nport = 8080\n")[0] == ["web.port"]


def test_a_contact_has_one_url_in_the_file_or_in_a_secret_of_its_own(tmp_path):
    secret = tmp_path / "phone"
    secret.write_text("ntfy://topic\n", encoding="ascii")
    secret.chmod(0o600)
    contact = '[[contact]]\nname = "n"\nurl_file = "phone"\n'
    assert load(write(tmp_path, contact)).contacts[0].url == "ntfy://topic"
    assert mistakes(tmp_path, contact + 'url = "ntfy://topic"\n')[0] == ["contact[0]"]
    assert mistakes(tmp_path, '[[contact]]\nname = "n"\n')[0] == ["contact[0]"]


def test_a_contacts_url_is_never_repeated_in_a_message(tmp_path):
    assert "hunter2" not in mistakes(tmp_path, '[[contact]]\nname = "n"\nurl = "foo://hunter2@x"\n')[1]


def test_names_are_given_once(tmp_path):
    fridge = '[[fridge]]\nsite = "750012345"\nid = "fridge-1"\n'
    assert mistakes(tmp_path, SITE + SITE + fridge + fridge)[0] == ["site[1]", "fridge[1]"]


def test_check_says_which_files_were_taken(tmp_path):
    path = write(tmp_path, SITE)
    result = CliRunner().invoke(main, ["check", "--config", str(path)])
    assert result.exit_code == 0
    shipped = [ROOT / "config" / name for name in ("vaccines.toml", "people.toml")]
    assert result.output.splitlines() == [f"{file}: read" for file in (path, *shipped)]


def test_check_tells_mistakes_and_absence_apart(tmp_path):
    assert CliRunner().invoke(main, ["check", "--config", str(write(tmp_path, "["))]).exit_code == 1
    assert CliRunner().invoke(main, ["check", "--config", str(tmp_path / "none.toml")]).exit_code == 2


def test_the_gateway_has_the_version_of_its_distribution():
    assert f'\nversion = "{gateway.VERSION}"\n' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def test_the_gateways_own_name_and_what_a_desk_of_its_own_may_do(tmp_path):
    (tmp_path / "secret").write_text("0123456789abcdef")
    (tmp_path / "secret").chmod(0o600)
    site = '[[site]]\nid = "750012345"\nname = "C"\ntimezone = "UTC0"\n'
    device = '[[device]]\nsite = "750012345"\nname = "gateway"\npassword_file = "secret"\n'
    fridge = '[[fridge]]\nsite = "750012345"\nid = "fridge-1"\nrelease_at_fridge = true\n'
    assert mistakes(tmp_path, site + fridge + device)[0] == ["fridge[0].release_at_fridge", "device[0].name"]
    [taken] = load(write(tmp_path, site + fridge + 'desk = "gateway"\n')).fridges
    assert (taken.desk, taken.release_at_fridge) == ("gateway", True)
