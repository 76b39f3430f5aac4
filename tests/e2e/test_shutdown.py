"""SIGTERM ends each program cleanly, in two seconds, while everything is at work."""

import threading
import time
import urllib.request
from pathlib import Path

from tests.e2e.house import House
from tests.e2e.packs import NOVAVAX, pack
from tests.e2e.programs import LOOK_EVERY_S, Program, until

PROMISE_S = 2.0
NEVER_S = 20.0


def test_an_agent_that_is_told_to_end_says_goodbye(house):
    house.open()
    house.scan("VF:RECEIVE", pack(NOVAVAX, "4302MF013", "D0001"))
    assert own_time_to_end(house.agent) <= PROMISE_S
    assert house.agent.ended() == 0
    last = house.journal.events()[-1]
    assert (last["type"], last["data"]) == ("device.stopped", {"reason": "SIGTERM"})
    until("the device offline at the gateway", lambda: not house.device()["online"])
    assert not (house.folder / "readers/reader").is_symlink()


def test_an_agent_that_said_goodbye_goes_on_where_it_was(house):
    house.open()
    house.scan("VF:RECEIVE", pack(NOVAVAX, "4302MF013", "D0001"))
    house.agent.ask_to_end()
    house.agent.ended()
    house.start_agent()
    assert house.scan("VF:RECEIVE", pack(NOVAVAX, "4302MF013", "D0001")) == "already_received"
    house.until_received()
    stopped = [event["type"] for event in house.api("events?type=device.stopped")["items"]]
    assert stopped == ["device.stopped"]


def test_an_agent_ends_as_soon_without_a_gateway(house):
    house.open()
    house.gateway.kill()
    house.kill_broker()
    assert own_time_to_end(house.agent) <= PROMISE_S
    assert house.agent.ended() == 0
    assert house.journal.events()[-1]["type"] == "device.stopped"


def test_a_gateway_that_is_told_to_end_takes_its_broker_with_it(house):
    house.open()
    broker = Path("/proc", str(house.broker_pid()))
    watch_a_live_page(house)
    assert own_time_to_end(house.gateway) <= PROMISE_S
    assert house.gateway.ended() == 0
    assert not broker.exists()
    assert "Traceback" not in house.gateway.said()
    assert house.scan("VF:RECEIVE", pack(NOVAVAX, "4302MF013", "D0001")) == "received"


def watch_a_live_page(house: House) -> None:
    """Keep a page open that waits for changes, as a browser does."""
    url = f"http://127.0.0.1:{house.pages}/live"
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {house.token}"})
    page = urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=NEVER_S)
    assert page.readline()
    threading.Thread(target=page.read, daemon=True).start()


def own_time_to_end(program: Program) -> float:
    """Seconds from SIGTERM to the end, without those in which another program had the processor instead."""
    waited_ns = before_ns = waiting_ns(program.pid)
    began = time.monotonic()
    program.ask_to_end()
    while program.running and time.monotonic() - began < NEVER_S:
        waited_ns = waiting_ns(program.pid) or waited_ns
        time.sleep(LOOK_EVERY_S / 3)
    return time.monotonic() - began - (waited_ns - before_ns) / 1e9


def waiting_ns(pid: int) -> int:
    """How long the main thread could have run and was not let, so far; 0 once it has ended (proc(5), schedstat)."""
    try:
        return int(Path("/proc", str(pid), "schedstat").read_text(encoding="ascii").split()[1])
    except (OSError, IndexError):
        return 0
