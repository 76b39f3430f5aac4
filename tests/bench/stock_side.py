"""The pages of the stock over a store with very many packs, through the real server, beside a page without stock."""

import contextlib
import http.client
import socket
import statistics
import threading
import time
from collections.abc import Iterator

import uvicorn
from fastapi import FastAPI

from coldchain.catalogue import Catalogue
from gateway.hub import Hub
from gateway.store.engine import open_for_reading
from gateway.web.app import create_app
from tests.bench.house import House
from tests.bench.many_vials import DAY_MS, NOW, ManyVials
from tests.bench.rounds import BrokenError, Effort, Row, say

# It shows who may decide, from the settings alone.
BESIDE = "/people"
PAGES = (
    ("stock page", "/stock"),
    ("stock page of one site", "/stock?site=750000000&standing=usable"),
    ("stock page, first to use", "/stock?first=1"),
    ("stock by the API, first to use of a fridge", "/api/v1/stock?first=1&site=750000000&fridge=fridge-1"),
    ("stock page of ten days ago", f"/stock?at={NOW - 10 * DAY_MS}"),
    ("life of a pack", "/unit/750000000/03400930000000%3A0001A0000003"),
    ("overview of all fridges", "/"),
)


def stock_rates(house: House, effort: Effort) -> list[Row]:
    """Median times; the slowest in twenty is in the note. Nothing is kept between two requests but the disk's cache."""
    stock = ManyVials(*effort.stock)
    count = effort.stock[0] * effort.stock[1] * effort.stock[2]
    say(f"stock: {count:,} packs, {effort.stock[0]} fridges")
    folder = house.folder / "stock"
    folder.mkdir()
    settings = stock.settings(folder)
    stock.fill(folder / "store.db", settings)
    engine = open_for_reading(folder / "store.db")
    app = create_app(settings, engine, Hub(), Catalogue(), now=lambda: NOW)
    with _served(app) as port:
        rows = [_row(f"{what}, {count:,} packs", port, path, effort) for what, path in PAGES]
    engine.dispose()
    for file in folder.glob("store.db*"):
        file.unlink()
    return rows


def _row(what: str, port: int, path: str, effort: Effort) -> Row:
    here, beside = [], []
    _ask(port, path)
    for _ in range(effort.asked):
        here.append(_ask(port, path))
        beside.append(_ask(port, BESIDE))
    slow = statistics.quantiles(here, n=20)[-1] if len(here) > 1 else here[0]
    return Row(
        what,
        statistics.median(here),
        statistics.median(beside),
        "a page without stock",
        "ms",
        f"p95 {slow:.3g} ms",
    )


def _ask(port: int, path: str) -> float:
    """The ms until the whole answer is here. Raises BrokenError for one that is not good."""
    began = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    took = 1000 * (time.perf_counter() - began)
    connection.close()
    if answer.status != 200:
        raise BrokenError(f"{path}: expected 200, found {answer.status}")
    return took


@contextlib.contextmanager
def _served(app: FastAPI) -> Iterator[int]:
    """The app at a port of loopback, from here to the end of the block."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, args=([listener],))
    thread.start()
    try:
        yield int(listener.getsockname()[1])
    finally:
        server.should_exit = True
        thread.join()
        listener.close()
