"""What systemd hears, on a real datagram socket."""

import os
import socket

import pytest

from agent.linux.systemd import Systemd


@pytest.fixture(params=["path", "abstract"])
def manager(request, tmp_path):
    """systemd's end of the notify socket, and the address it gives out."""
    given = str(tmp_path / "notify") if request.param == "path" else f"@vigifroid-test-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(given.replace("@", "\0"))
        listener.settimeout(5)
        yield listener, given


def test_ready_stopping_and_alive_are_told(manager):
    listener, address = manager
    systemd = Systemd({"NOTIFY_SOCKET": address})
    systemd.ready("1 fridge")
    systemd.alive()
    systemd.stopping()
    heard = [listener.recv(100) for _ in range(3)]
    assert heard == [b"READY=1\nSTATUS=1 fridge", b"WATCHDOG=1", b"STOPPING=1"]


def test_a_manager_that_is_not_there_does_not_stop_the_work(tmp_path, caplog):
    systemd = Systemd({"NOTIFY_SOCKET": str(tmp_path / "gone")})
    systemd.alive()
    assert "systemd was not told WATCHDOG=1" in caplog.text


def test_without_systemd_nothing_happens():
    systemd = Systemd({})
    systemd.ready()
    systemd.alive()
    systemd.stopping()
    assert systemd.watchdog_s is None


def test_watchdog_is_fed_twice_as_often_as_it_asks():
    assert Systemd({"WATCHDOG_USEC": "30000000"}).watchdog_s == 15.0
    assert Systemd({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": str(os.getpid())}).watchdog_s == 15.0


def test_watchdog_of_another_process_is_not_ours():
    assert Systemd({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "1"}).watchdog_s is None
