"""The demonstration as a newcomer starts it, on other ports, in a copy of its folder."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from agent.linux.configuration import load as load_agent
from gateway.settings import load as load_gateway
from tests.e2e.programs import END_WITHIN_S, end_with_the_test_run, free_ports, until
from tests.e2e.web import ask
from tests.rooms import ROOT

DEMO = Path("config/demo")
PROMISE_S = 120.0


@pytest.fixture
def demo(tmp_path):
    """The running demonstration: the addresses of its API and of its control page, and the process of its script."""
    mqtt, pages, control, screen = free_ports(4)
    shutil.copytree(ROOT / DEMO, tmp_path / DEMO)
    moved(
        tmp_path / DEMO / "gateway.toml",
        {"[web]": f"[web]\nport = {pages}", "[broker]": f"[broker]\nport = {mqtt}", "8081": control},
    )
    moved(tmp_path / DEMO / "agent.toml", {"1883": mqtt, "8082": screen})
    with (tmp_path / "demo.log").open("wb") as log:
        process = subprocess.Popen(
            ["sh", DEMO / "run.sh", "--port", str(control)],
            cwd=tmp_path,
            env=os.environ
            | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)},
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=end_with_the_test_run,  # noqa: PLW1509  # one system call, and no thread holds its lock
        )
    yield f"http://127.0.0.1:{pages}/api/v1", f"http://127.0.0.1:{control}", process
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGINT)
        process.wait(END_WITHIN_S)
    print((tmp_path / "demo.log").read_text(encoding="utf-8"))


def test_a_newcomer_sees_reception_alarm_message_and_refusal_within_two_minutes(demo):
    api, bench, process = demo
    began = time.monotonic()
    until("the gateway's answer", lambda: answers(f"{api}/fridges"))
    until("a pack received", lambda: ask(f"{api}/stock"))
    until("an excursion", lambda: "excursion" in {alarm["kind"] for alarm in ask(f"{api}/alarms")}, PROMISE_S)
    until("its message", lambda: any("°C" in one["text"] for one in ask(f"{bench}/state")["messages"]))
    until("a refused expired vial", lambda: "expired" in refusals(api), PROMISE_S)
    assert time.monotonic() - began < PROMISE_S

    os.killpg(process.pid, signal.SIGINT)
    process.wait(END_WITHIN_S)
    assert not answers(f"{api}/fridges")
    assert not answers(f"{bench}/state")


def test_the_demonstration_can_be_used_by_both_programs(tmp_path):
    shutil.copytree(ROOT / DEMO, tmp_path / DEMO)
    secret = tmp_path / "var/demo/pi-1.secret"
    secret.parent.mkdir(parents=True)
    secret.touch(0o600)
    secret.write_text("0123456789abcdef", encoding="ascii")
    gateway = load_gateway(tmp_path / DEMO / "gateway.toml")
    agent = load_agent(tmp_path / DEMO / "agent.toml").settings
    assert [(device.site, device.name) for device in gateway.devices] == [(agent.site, agent.device)]
    assert [fridge.id for fridge in gateway.fridges] == [fridge.id for fridge in agent.fridges]
    assert f"mqtt://{gateway.broker.host}:{gateway.broker.port}" == agent.mqtt["url"]
    assert agent.mqtt["user"] == f"{agent.site}/{agent.device}"
    assert Path(agent.mqtt["password_file"]).resolve() == gateway.devices[0].password_file.resolve()


def moved(file, ports):
    text = file.read_text(encoding="utf-8")
    for old, new in ports.items():
        assert text.count(old) == 1, f"{file.name}: expected {old} once"
        text = text.replace(old, str(new))
    file.write_text(text, encoding="utf-8")


def answers(url):
    try:
        ask(url)
    except OSError:
        return False
    return True


def refusals(api):
    return {event["data"]["code"] for event in ask(f"{api}/events?type=scan.refused")["items"]}
