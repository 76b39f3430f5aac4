"""A pharmacy in a folder: gateway, broker and agent as real processes on ports of their own, and hands to use them."""

import os
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tests.e2e import settings
from tests.e2e.journal import JournalReader
from tests.e2e.programs import Program, free_ports, soon, until
from tests.e2e.settings import DEVICE, FRIDGE, SITE
from tests.e2e.web import Phone, ask, submit

# The signal at the fridge, as its log line ends: the words for people, then the reason code.
ANSWER = re.compile(r"agent\.linux\.signal: .*\((\w+)\)$", re.MULTILINE)


class House:
    """`gateway` and `agent` are the programs, `phone` the pharmacist's, `journal` the agent's own record."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.phone = Phone()
        self.mqtt, self.pages, self._control, self.screen = free_ports(4)
        settings.write(folder, self.mqtt, self.pages, self._control, self.screen, self.phone.url)
        self.token = (folder / "api.token").read_text(encoding="utf-8")
        self.gateway = Program(folder / "gateway.log", "gateway", "run", f"--config={folder}/gateway.toml")
        self.agent = Program(
            folder / "agent.log",
            "agent.simulated",
            f"--config={folder}/agent.toml",
            f"--port={self._control}",
        )
        self.journal = JournalReader(folder / "journal.db")

    def open(self) -> None:
        """Start everything and wait until it works."""
        self.start_gateway()
        self.start_agent()
        until("the device online at the gateway", lambda: self.device()["online"])

    def start_gateway(self) -> None:
        """Start the gateway, its broker with it, and wait for its pages."""
        self.gateway.start()
        until("an answer of the gateway", lambda: self.responds(lambda: self.api("fridges")))

    def start_agent(self) -> None:
        """Start the agent and wait for its control page and its reader."""
        self.agent.start()
        until("a plugged reader", lambda: self.responds(self.bench) and self.bench()["reader"])
        self._scan_until_heard()

    def _scan_until_heard(self) -> None:
        """A line that is not open yet loses what is scanned: one scans again, as a person does without a beep."""
        before = len(self.answers())
        self.beam("VF:STATUS")
        while not soon(lambda: len(self.answers()) > before, within_s=1.0):
            assert self.agent.running
            self.beam("VF:STATUS")
        # Of the scans above, more may have been heard than one: the answer to another code comes after theirs.
        self.beam(f"VF:FRIDGE:{FRIDGE}")
        until("an answer to the last of them", lambda: "fridge_chosen" in self.answers()[before:])

    def responds(self, asked: Any) -> bool:
        """Whether the question is answered at all; the programs that should be alive are."""
        with suppress(OSError):
            asked()
            return True
        ended = [one.log.stem for one in (self.gateway, self.agent) if one.said() and not one.running]
        assert not ended, f"expected a running program, found {ended} ended"
        return False

    def api(self, path: str, body: dict[str, Any] | None = None) -> Any:
        """The answer of the gateway under /api/v1/."""
        return ask(f"http://127.0.0.1:{self.pages}/api/v1/{path}", body, self.token)

    def bench(self) -> dict[str, Any]:
        """What the control page of the simulated fridge shows."""
        state: dict[str, Any] = ask(f"http://127.0.0.1:{self._control}/state")
        return state

    def turn(self, what: str, on: bool) -> None:
        """Open or close the door, plug or unplug."""
        ask(f"http://127.0.0.1:{self._control}/turn", {"what": what, "on": on})

    def scan(self, *texts: str) -> str:
        """Scan one text after another and wait for each answer; the reason code of the last one."""
        for text in texts:
            before = len(self.answers())
            self.beam(text)
            self.until_answered(text, before + 1)
        return self.answers()[-1]

    def until_answered(self, text: str, answers: int) -> None:
        """Until there have been so many answers."""
        until(f"an answer to {text!r}", lambda: len(self.answers()) >= answers)

    def beam(self, text: str) -> None:
        """Send a text over the reader's line."""
        ask(f"http://127.0.0.1:{self._control}/scan", {"text": text})

    def answers(self) -> list[str]:
        """The reason codes signalled at the fridge so far."""
        return ANSWER.findall(self.agent.said())

    def device(self) -> dict[str, Any]:
        """Our device as the gateway sees it; offline while it was never heard of."""
        known = [device for device in self.api("devices") if device["device"] == DEVICE]
        return known[0] if known else {"online": False, "upto": 0}

    def line(self, lot: str) -> dict[str, Any]:
        """The stock line of a batch as the gateway sees it; {} for none."""
        lines = self.api("stock?include_empty=true")
        return next((line for line in lines if line["lot"] == lot), {})

    def alarms(self, kind: str = "") -> list[dict[str, Any]]:
        """Open and ended alarms, newest first."""
        return [alarm for alarm in self.api("alarms?open_only=false") if kind in ("", alarm["kind"])]

    def decide(self, act: str, lot: str, **fields: str) -> tuple[int, str]:
        """Send the form of an act on the page of a batch's stock line: the status and the page that answers."""
        line = quote(self.line(lot)["line"], safe="")
        page = f"http://127.0.0.1:{self.pages}/fridge/{SITE}/{FRIDGE}/line/{line}"
        return submit(page, {"act": act} | fields)

    def asked_of(self, lot: str) -> list[str]:
        """The ids of the commands about a batch, the latest first."""
        line = self.line(lot)["line"]
        return [command["id"] for command in self.api("commands") if command["line"] == line]

    def command(self, id: str) -> dict[str, Any]:
        """A command as the gateway sees it."""
        return next(command for command in self.api("commands") if command["id"] == id)

    def until_received(self) -> None:
        """Until the gateway holds all that the journal does."""
        until("the whole journal at the gateway", lambda: self.device()["upto"] == self.journal.last())

    def broker_pid(self) -> int:
        """The process of the NATS server that the gateway started; 0 while it is writing that down."""
        return int((self.folder / "broker/nats-server.pid").read_text(encoding="ascii") or 0)

    def kill_broker(self) -> None:
        os.kill(self.broker_pid(), signal.SIGKILL)

    def close(self) -> None:
        """End every process of the house, and print what the programs said, for the test that failed."""
        for program in (self.agent, self.gateway):
            program.clean_up()
        with suppress(OSError, ValueError):
            # The broker of a gateway that was killed outlives it.
            command = Path("/proc", str(self.broker_pid()), "cmdline").read_bytes()
            if os.fsencode(self.folder) in command:
                self.kill_broker()
        self.phone.close()
        for program in (self.gateway, self.agent):
            print(f"---- {program.log.name}\n{program.said()}")


@contextmanager
def house_in(folder: Path) -> Iterator[House]:
    """A house that is not started yet; nothing of it is left running."""
    house = House(folder)
    try:
        yield house
    finally:
        house.close()
