"""`vigifroid-gateway recall`, against a gateway that runs."""

import json
import socket
import subprocess
import sys
import urllib.request

import pytest

from config.pins import hash_pin
from tests.gateway.running import Running
from tests.rooms import ROOT

PEOPLE = '[[person]]\nid = "a-martin"\nname = "Anne Martin"\nrole = "pharmacist"\npin = "{}"\n'
ASKED = ("--reference", "ANSM MED 26/A012", "--reason", "glass in the vials", "--person", "a-martin")


@pytest.fixture
def other_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def recall(config, pin, gtin="3400928099747"):
    """The command as a person types it, the PIN on the prompt."""
    command = [sys.executable, "-m", "gateway", "recall", "--config", config, *ASKED, gtin, "FT1234"]
    return subprocess.run(command, cwd=ROOT, input=f"{pin}\n", capture_output=True, text=True, check=False)


def test_a_batch_is_recalled_with_the_pin_and_not_without(tmp_path, free_port, other_port):
    people = tmp_path / "people.toml"
    people.write_text(PEOPLE.format(hash_pin("4719")))
    people.chmod(0o600)
    with Running(tmp_path, free_port, other_port) as gateway:
        refused = recall(gateway.config, "4718")
        assert refused.returncode == 1
        assert "expected that of 'a-martin', found another, 4 tries left" in refused.stderr
        wrong = recall(gateway.config, "4719", "3400928099748")
        assert "expected a GTIN with its check digit" in wrong.stderr
        done = recall(gateway.config, "4719")
        assert done.stdout.startswith("recall 1: every desk is asked"), done.stderr
        with urllib.request.urlopen(
            f"http://127.0.0.1:{gateway.ports[1]}/api/v1/recalls"
        ) as answer:  # our own page
            [known] = json.load(answer)
        assert (known["gtin"], known["lot"], known["who"]) == ("03400928099747", "FT1234", "Anne Martin")


def test_without_a_running_gateway_it_says_so(tmp_path, free_port):
    (tmp_path / "gateway.toml").write_text(f"[web]\nport = {free_port}\n")
    done = recall(tmp_path / "gateway.toml", "4719")
    assert done.returncode == 1
    assert "expected a running gateway" in done.stderr
