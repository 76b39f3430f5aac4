"""The house of the page tests, served in the process."""

import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from coldchain.catalogue import Catalogue
from gateway.announcements import Announcements
from gateway.boards import Boards
from gateway.hub import Hub
from gateway.recalls import Recalls
from gateway.signatures import Signatures
from gateway.store import commands
from gateway.store.engine import open_for_reading, open_for_writing
from gateway.store.writer import Writer
from gateway.web.app import create_app
from gateway.web.house import Ask, Attribute, Note, Sign, nobody_signs
from tests.gateway.web import a_house
from tests.gateway.web.a_store import fill


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the house in it, to be copied."""
    folder = tmp_path_factory.mktemp("house")
    fill(folder / "vigifroid.db", a_house.settings(folder))
    return folder / "vigifroid.db"


@pytest.fixture
def store(filled: Path, tmp_path: Path) -> Path:
    """A store with the house in it, of one's own."""
    return Path(shutil.copy(filled, tmp_path / "vigifroid.db"))


@pytest.fixture
def writer(store: Path) -> Iterator[Engine]:
    engine = open_for_writing(store)
    yield engine
    engine.dispose()


@pytest.fixture
def ask(writer: Engine) -> Ask:
    """Notes commands in the store, as the gateway does."""

    def note(order: commands.Order) -> str:
        with writer.begin() as connection:
            if order.id is not None and commands.is_known(connection, order.id):
                return order.id
            asked, _ = commands.ask(connection, order, a_house.NOW)
        return str(asked["command"])

    return note


@pytest.fixture
def sign(store: Path) -> Iterator[Sign]:
    """Checks PINs, and keeps the tries in the store."""
    writing = Writer(open_for_writing(store))
    yield Signatures(a_house.people(), writing, lambda: a_house.NOW).sign
    writing.close()


@pytest.fixture
def reader(store: Path) -> Iterator[Engine]:
    engine = open_for_reading(store)
    yield engine
    engine.dispose()


@pytest.fixture
def told() -> list[tuple[str, str, dict[str, Any]]]:
    """The commands that went out: (site, device, command)."""
    return []


@pytest.fixture
def recalls(store: Path, told: list[tuple[str, str, dict[str, Any]]]) -> Iterator[Recalls]:
    """Recalls batches in the store, as the gateway does."""
    writing = Writer(open_for_writing(store))
    yield Recalls(writing, lambda *said: told.append(said), Hub(), lambda: a_house.NOW)
    writing.close()


@pytest.fixture
def announcements(store: Path) -> Iterator[Announcements]:
    """Keeps in the store what is to come, as the gateway does."""
    writing = Writer(open_for_writing(store))
    yield Announcements(writing, Hub(), lambda: a_house.NOW)
    writing.close()


@pytest.fixture
def client(
    tmp_path: Path, reader: Engine, ask: Ask, sign: Sign, recalls: Recalls, announcements: Announcements
) -> TestClient:
    """A browser on this machine."""
    return serve(tmp_path, reader, ask, sign=sign, recalls=recalls, announcements=announcements)


def serve(
    folder: Path,
    reader: Engine,
    ask: Ask | None = None,
    token: str = "",
    peer: str = "127.0.0.1",
    note: Note | None = None,
    sign: Sign = nobody_signs,
    catalogue: Catalogue | None = None,
    recalls: Recalls | None = None,
    boards: Boards | None = None,
    announcements: Announcements | None = None,
    attribute: Attribute | None = None,
) -> TestClient:
    """A browser at `peer`; with a token the gateway asks for it."""
    web = ""
    if token:
        (folder / "web.token").write_text(token + "\n", encoding="utf-8")
        (folder / "web.token").chmod(0o600)
        web = 'token_file = "web.token"'
    settings = a_house.settings(folder, web)
    app = create_app(
        settings,
        reader,
        Hub(),
        catalogue or a_house.catalogue(),
        ask=ask,
        note=note,
        recalls=recalls,
        boards=boards,
        announcements=announcements,
        people=a_house.people() if sign is not nobody_signs else None,
        sign=sign,
        demo_url="http://127.0.0.1:9091/",
        version="9.9",
        now=lambda: a_house.NOW,
        attribute=attribute,
    )
    return TestClient(app, base_url="http://localhost:8080", client=(peer, 50000), follow_redirects=False)


def words(html: str) -> str:
    """The text of a page, spaces plain and single."""
    reader = _Words()
    reader.feed(html)
    return " ".join(" ".join(reader.parts).split())


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)
