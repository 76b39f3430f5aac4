"""An open page hears of each change, and of the gateway being there at all."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator

import httpx2
import pytest

from gateway.web import live
from tests.gateway.web.browsing import Served


@pytest.fixture
def served(tmp_path, reader, free_port) -> Served:
    return Served(tmp_path, reader, None, free_port)


async def test_a_change_is_heard_with_its_topics(served) -> None:
    async with _listening(served) as lines:
        assert await _next(lines) == ("beat", "")
        served.hub.publish("alarms", "fridge/a/b")
        assert await _next(lines) == ("changed", json.dumps(["alarms", "fridge/a/b"]))


async def test_the_gateway_beats_when_nothing_changes(served, monkeypatch) -> None:
    monkeypatch.setattr(live, "BEAT_S", 0.02)
    async with _listening(served) as lines:
        assert [await _next(lines) for _ in range(3)] == [("beat", "")] * 3


async def test_a_gateway_that_stops_lets_its_pages_go(served) -> None:
    async with _listening(served) as lines:
        await _next(lines)
        served.hub.close()
        with pytest.raises(StopAsyncIteration):
            await _next(lines)


@contextlib.asynccontextmanager
async def _listening(served: Served) -> AsyncIterator[AsyncIterator[str]]:
    """The lines of /live, from a real server."""
    with served.running():
        async with (
            asyncio.timeout(20),
            httpx2.AsyncClient() as client,
            client.stream("GET", served.url + "/live") as answer,
        ):
            assert answer.headers["content-type"].startswith("text/event-stream")
            yield answer.aiter_lines()


async def _next(lines: AsyncIterator[str]) -> tuple[str, str]:
    """The next event and its data."""
    fields: dict[str, str] = {}
    while True:
        line = await anext(lines)
        if not line and "event" in fields:
            return fields["event"], fields.get("data", "")
        name, _, value = line.partition(": ")
        fields[name.rstrip(":")] = value
