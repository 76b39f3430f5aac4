"""A board dies, a new one takes over its fridge: the stock comes in parts, over a power cut, and counts at once."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import contextmanager
from typing import Any

from coldchain.events import Event, decode_frame, encode_frame
from tests.e2e.house import House
from tests.e2e.packs import PFIZER, day, pack
from tests.e2e.programs import now_ms, until
from tests.e2e.settings import DEVICE, FRIDGE, SITE
from tests.gateway.mqtt import Pi
from tests.rooms import ROOT

LINES, IN_A_FRAME = 1200, 40
ROADS = f"vigifroid/v1/{SITE}/{DEVICE}"
VIAL = pack(PFIZER, "LOT0007", "S0007")


def test_a_new_board_takes_over_and_the_old_one_counts_no_more(house):
    house.start_gateway()
    line = a_line_as_this_agent_writes_it(house)
    fill_the_fridge(house, line)
    replace(house)
    die_with_some_parts(house)
    know_nothing_yet(house)
    go_on_where_it_was(house)
    leave_the_old_board_out(house)


def a_line_as_this_agent_writes_it(house: House) -> dict[str, Any]:
    """One vial received at the old board, whose journal then is lost with it."""
    house.start_agent()
    house.scan("VF:RECEIVE", f"VF:LABEL:{day(20):%Y%m%d}")
    assert house.scan(pack(PFIZER, "FIRST", "S0000")) == "received"
    house.until_received()
    received: dict[str, Any] = house.journal.events("stock.received")[0]["data"]["line"]
    house.agent.ask_to_end()
    house.agent.ended()
    for file in house.folder.glob("journal.db*"):
        file.unlink()
    return received


@contextmanager
def old_board(house: House) -> Any:
    """A client in the name of the device, as a board whose stream is its own."""
    password = (house.folder / "pi-1.secret").read_text(encoding="utf-8")
    with Pi(
        house.mqtt, user=f"{SITE}/{DEVICE}", password=password, subscribe=[f"{ROADS}/ack"], name="old"
    ) as pi:
        yield pi


def says(pi: Pi, events: list[Event]) -> None:
    """Send a frame and wait for its receipt."""
    payload, count = encode_frame("s-old", events)
    assert count == len(events), "the frame is too long for the wire"
    assert len(decode_frame(payload.encode()).items) == count
    pi.publish(f"{ROADS}/up", payload)
    while True:
        _, told = pi.hear()
        if json.loads(told).get("upto") == events[-1].seq:
            return


def fill_the_fridge(house: House, line: dict[str, Any]) -> None:
    events = [
        Event(seq, "stock.received", now_ms(), "synced", "old-1", seq, received(seq, line))
        for seq in range(1, LINES + 1)
    ]
    with old_board(house) as pi:
        for first in range(0, LINES, IN_A_FRAME):
            says(pi, events[first : first + IN_A_FRAME])
    until("the old board offline", lambda: not house.device()["online"])


def received(number: int, line: dict[str, Any]) -> dict[str, Any]:
    name, serial = f"L{number:04d}-old", f"S{number:04d}"
    unit = {"unit": f"{PFIZER}:{serial}", "gtin": PFIZER, "serial": serial, "line": name}
    whole = line | {"line": name, "lot": f"LOT{number:04d}"}
    return {
        "fridge": FRIDGE,
        "line": whole,
        "unit": unit | {"vials": 1, "state": "in_stock"},
        "vials": 1,
    }


def replace(house: House) -> None:
    command = [sys.executable, "-m", "gateway", "devices", "--config", f"{house.folder}/gateway.toml"]
    command += ["replace", SITE, DEVICE, "--person", "a-martin", "--reason", "the card is dead"]
    done = subprocess.run(command, cwd=ROOT, input="2468\n", capture_output=True, text=True, check=False)
    assert "in recount until the new board has the stock" in done.stdout, done.stderr
    [recount] = house.api("recounts")
    assert recount["lines"] == LINES + 1
    assert recount["parts"] > 10


def die_with_some_parts(house: House) -> None:
    house.agent.start()
    until("the first part in the new journal", lambda: staged(house))
    house.agent.kill()
    os.kill(house.gateway.pid, signal.SIGSTOP)
    assert staged(house), "the machine is too fast for this story: the whole stock had arrived"
    assert house.journal.state("line") == {}


def staged(house: House) -> list[str]:
    try:
        return [key for key in house.journal.state("note") if key.startswith("restock/")]
    except sqlite3.OperationalError:  # the new board has not made it yet
        return []


def know_nothing_yet(house: House) -> None:
    house.start_agent()
    assert house.scan("VF:STATUS", VIAL) == "recounting"
    assert house.scan("VF:RECEIVE", VIAL) == "recounting"
    assert house.journal.state("line") == {}


def go_on_where_it_was(house: House) -> None:
    before = set(staged(house))
    os.kill(house.gateway.pid, signal.SIGCONT)
    until("the whole stock", lambda: house.journal.events("stock.restocked"))
    assert len(house.journal.state("line")) == len(house.journal.state("unit")) == LINES + 1
    assert before
    assert not staged(house)
    until("the end of the recount", lambda: not house.api("recounts"))
    answered = [event["data"]["command"] for event in house.journal.events("command.done")]
    assert len(answered) == len(set(answered))
    assert house.scan("VF:DISPENSE", VIAL) in ("dispensed", "not_first_expiring")
    house.until_received()
    assert house.line("LOT0007")["in_stock"] == 0


def leave_the_old_board_out(house: House) -> None:
    given = {"fridge": FRIDGE, "line": "L0008-old", "unit": f"{PFIZER}:S0008", "vials": 1}
    with old_board(house) as pi:
        says(pi, [Event(LINES + 1, "stock.dispensed", now_ms(), "synced", "old-1", LINES + 1, given)])
    until("an alarm about two boards", lambda: house.alarms("two_desks"))
    assert house.line("LOT0008")["in_stock"] == 1
    assert house.device()["stream"] == house.journal.meta("stream")
