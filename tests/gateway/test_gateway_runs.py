"""The gateway as its users run it: real broker, real client, killed in the middle."""

import json
import os
import socket
import subprocess
import sys
import urllib.request

import pytest

from gateway.ingest.topics import GATEWAY_STATE
from gateway.store import engine
from gateway.store.schema import event as events
from tests.gateway.desk import ACK, DOWN, FRIDGE, SITE, STATE, UP, doors, frame, hello, received
from tests.gateway.mqtt import WITHIN_S, Pi
from tests.gateway.running import Running
from tests.rooms import ROOT


@pytest.fixture
def gateway(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as two:
        ports = one.getsockname()[1], two.getsockname()[1]
    with Running(tmp_path, *ports) as running:
        yield running


def device(gateway):
    """A device that has heard the gateway say that it is there."""
    pi = Pi(gateway.ports[0], name="pi-1-secret", subscribe=[GATEWAY_STATE])
    while not states(pi):
        pass
    pi.subscribed = [pi.subscribe(topic) for topic in (ACK, DOWN)]
    return pi


def receipt(pi):
    """The next receipt: how far the stream is held."""
    while True:
        topic, payload = pi.hear()
        if topic == ACK and "upto" in json.loads(payload):
            return json.loads(payload)["upto"]


def held(gateway):
    reading = engine.open_for_reading(gateway.folder / "vigifroid.db")
    with reading.connect() as connection:
        seqs = sorted(connection.scalars(events.select().with_only_columns(events.c.seq)))
    reading.dispose()
    return seqs


def states(pi):
    """The next thing the gateway says of itself."""
    topic, payload = pi.hear()
    assert topic == GATEWAY_STATE
    return json.loads(payload)["online"]


def test_a_frame_is_receipted_once_it_is_in_the_store(gateway):
    with device(gateway) as pi:
        pi.publish(STATE, hello(), retain=True)
        assert receipt(pi) == 0
        pi.publish(UP, doors(1, 60))
        assert receipt(pi) == 60
        assert held(gateway) == list(range(1, 61))
    [line] = gateway.devices()
    assert line.split()[:3] == [SITE, "pi-1", "online"]
    assert "60" in line.split()


def test_on_sigterm_the_gateway_says_goodbye_and_ends_cleanly(gateway):
    with Pi(gateway.ports[0], subscribe=[GATEWAY_STATE]) as pi:
        assert states(pi) is True
        assert gateway.stop() == 0
        assert states(pi) is False
    assert "Traceback" not in gateway.log()


def test_killed_in_the_middle_of_a_stream_it_loses_nothing_and_doubles_nothing(gateway):
    with device(gateway) as pi:
        pi.publish(UP, doors(1, 60))
        assert receipt(pi) == 60
        for first in range(61, 1500, 60):
            pi.client.publish(UP, doors(first, first + 59), 1)
        while receipt(pi) < 600:
            pass
        gateway.kill()
    gateway.process = gateway.start()
    with device(gateway) as pi:
        for first in range(61, 1500, 60):
            pi.publish(UP, doors(first, first + 59))
        while receipt(pi) < 1500:
            pass
    assert held(gateway) == list(range(1, 1501))


def test_a_second_gateway_on_the_same_store_does_not_start(gateway):
    command = [sys.executable, "-m", "gateway", "run", "--config", gateway.config]
    second = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=WITHIN_S, check=False)
    assert second.returncode == 1
    assert f"found process {gateway.process.pid}" in second.stderr


def test_a_second_gateway_on_the_same_broker_folder_does_not_start_and_ends_no_broker(gateway):
    pid = int((gateway.folder / "broker" / "nats-server.pid").read_text())
    config = gateway.folder / "second.toml"
    config.write_text('[store]\npath = "second.db"\n' + gateway.config.read_text())
    command = [sys.executable, "-m", "gateway", "run", "--config", config]
    second = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=WITHIN_S, check=False)
    assert second.returncode == 1
    assert f"found process {gateway.process.pid}" in second.stderr
    os.kill(pid, 0)


def test_what_the_gateway_writes_only_its_owner_may_read(gateway):
    with device(gateway) as pi:
        pi.publish(UP, doors(1, 1))
        assert receipt(pi) == 1
    names = ("vigifroid.db", "vigifroid.db-wal", "vigifroid.db-shm", "vigifroid.db.client")
    assert {oct((gateway.folder / name).stat().st_mode & 0o777) for name in names} == {"0o600"}
    assert (gateway.folder / "broker").stat().st_mode & 0o777 == 0o700


def test_a_command_asked_on_the_pages_reaches_the_desk(gateway):
    asked = {
        "site": SITE,
        "fridge": FRIDGE,
        "line": "L0001-aa",
        "act": "quarantine",
        "who": "M",
        "reason": "r",
    }
    with device(gateway) as pi:
        pi.publish(UP, frame(received(1, 5)))
        assert receipt(pi) == 1
        request = urllib.request.Request(
            f"http://127.0.0.1:{gateway.ports[1]}/api/v1/commands",
            json.dumps(asked).encode(),
            {"content-type": "application/json", "origin": f"http://127.0.0.1:{gateway.ports[1]}"},
        )
        with urllib.request.urlopen(request, timeout=WITHIN_S) as answer:
            command = json.load(answer)["id"]
        topic, payload = pi.hear()
        assert (topic, json.loads(payload)["command"]) == (DOWN, command)
