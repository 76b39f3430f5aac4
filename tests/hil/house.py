"""A pharmacy whose fridge stands at the board: gateway, broker and phone on this machine, the agent over there."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.e2e.house import House
from tests.e2e.programs import until
from tests.e2e.settings import FRIDGE, SITE
from tests.hil import settings
from tests.hil.agent import CHECKOUT, BoardAgent
from tests.hil.board import Board
from tests.hil.service_board import ServiceBoard
from tests.rooms import ROOT

SETTINGS = "/run/house"
INSTALLED = "/etc/vigifroid"
JOURNAL = "/srv/card/journal.db"
START_WITHIN_S = 180.0
JOURNAL_OF_UNIT = "journalctl --unit=vigifroid-agent --no-pager --output=short-precise --lines=200"


class GatewayHouse(House):
    """A house of e2e whose fridge is elsewhere: gateway, broker and phone."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        toml = settings.gateway_toml(self.mqtt, self.pages, self.phone.url)
        (folder / "gateway.toml").write_text(toml, encoding="utf-8")

    def events(self, type: str) -> list[dict[str, Any]]:
        """What the gateway holds of one type, oldest first."""
        items: list[dict[str, Any]] = self.api(f"events?type={type}&limit=1000")["items"]
        return sorted(items, key=lambda event: event["seq"])

    def until_event(self, type: str, within_s: float = 30.0, **data: Any) -> dict[str, Any]:
        """The first event of that type, with that data, as soon as the gateway holds one."""
        return until(f"{type} {data} at the gateway", lambda: self._first(type, data), within_s)

    def now_mc(self) -> dict[str, int]:
        """The temperatures that the page shows, by sensor."""
        sensors = self.api(f"fridges/{SITE}/{FRIDGE}")["sensors"]
        return {one["sensor"]: one["last_mc"] for one in sensors if one["last_mc"] is not None}

    def _first(self, type: str, data: dict[str, Any]) -> dict[str, Any] | None:
        matching = (event for event in self.events(type) if data.items() <= event["data"].items())
        return next(matching, None)


class BoardHouse(GatewayHouse):
    """The house whose fridge stands at the board, and the agent on it. One to a board."""

    def __init__(self, folder: Path, board: Board, tree: str, log_every: str) -> None:
        super().__init__(folder)
        self.board = board
        self._configure(log_every)
        self.agent: BoardAgent = BoardAgent(board, f"{SETTINGS}/agent.toml", tree)

    def start_agent(self) -> None:
        """Start the agent and wait until its reader hears."""
        self.agent.start()
        until("an open reader's line", self._reader_is_open, START_WITHIN_S)
        self._scan_until_heard()

    def check(self) -> dict[str, Any]:
        """What `vigifroid-agent check --json` says on the board."""
        command = f"cd {CHECKOUT} && python3 -m agent check --json --config {SETTINGS}/agent.toml"
        report: dict[str, Any] = json.loads(self.board.shell.run(f"{command} || true"))
        return report

    def beam(self, text: str) -> None:
        """Send a text over the reader's line."""
        self.board.beam(text)

    def _reader_is_open(self) -> bool:
        assert self.agent.running, f"expected a running agent, found: {self.agent.said()}"
        return self.agent.has_open(settings.READER_LINE)

    def _configure(self, log_every: str) -> None:
        """Bring the agent's files to the board."""
        toml = settings.agent_toml(self.mqtt, JOURNAL, log_every)
        self.board.shell.run(f"umask 077; mkdir -p {SETTINGS}/rules")
        for name, text in (
            ("agent.toml", toml),
            ("rules/board.toml", settings.rules_toml()),
            ("gtins.toml", (ROOT / "config/demo/gtins.toml").read_text(encoding="utf-8")),
            ("pi-1.secret", (self.folder / "pi-1.secret").read_text(encoding="utf-8")),
        ):
            self.board.shell.write(f"{SETTINGS}/{name}", text)


class ServiceHouse(GatewayHouse):
    """The house of the board where systemd runs the agent; the page says how it gets there."""

    def __init__(self, folder: Path, board: ServiceBoard) -> None:
        super().__init__(folder)
        self.board = board
        self.board.push(settings.GPIO["mains"], active=True)

    def edit_settings(self) -> None:
        """What a person does with an editor."""
        self.board.shell.write(f"{INSTALLED}/agent.toml", settings.service_toml(self.mqtt))
        secret = (self.folder / "pi-1.secret").read_text(encoding="utf-8")
        self.board.shell.write(f"{INSTALLED}/password", secret)


@contextmanager
def board_house_in(
    folder: Path, board: Board, tree: str = CHECKOUT, log_every: str = "2s"
) -> Iterator[BoardHouse]:
    """A house that is not started yet; nothing of it is left running, here or on the board."""
    house = BoardHouse(folder, board, tree, log_every)
    try:
        yield house
    finally:
        house.close()


@contextmanager
def service_house_in(folder: Path, board: ServiceBoard) -> Iterator[ServiceHouse]:
    """A house that is not started yet; nothing of it is left running here."""
    house = ServiceHouse(folder, board)
    try:
        yield house
    except BaseException:
        print(board.shell.run(JOURNAL_OF_UNIT))
        raise
    finally:
        house.close()
