"""Server-sent events: an open page hears that something changed and reads itself again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable

from fastapi import APIRouter, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent

from gateway.hub import Hub

router = APIRouter(include_in_schema=False)
BEAT_S = 10
RETRY_MS = 2000


@router.get("/live", response_class=EventSourceResponse)
async def live(request: Request) -> AsyncIterable[ServerSentEvent]:
    """ "changed" with the topics at each change, "beat" every 10 s: a page that hears neither is out of date."""
    hub: Hub = request.app.state.hub
    changes = hub.subscribe()

    async def next_change() -> set[str] | None:
        return await anext(changes, None)

    yield ServerSentEvent(event="beat", raw_data="", retry=RETRY_MS)
    waiting = asyncio.create_task(next_change())
    try:
        while True:
            done, _ = await asyncio.wait({waiting}, timeout=BEAT_S)
            if not done:
                yield ServerSentEvent(event="beat", raw_data="")
                continue
            topics = waiting.result()
            if topics is None:
                return
            yield ServerSentEvent(event="changed", data=sorted(topics))
            waiting = asyncio.create_task(next_change())
    finally:
        waiting.cancel()
