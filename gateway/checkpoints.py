"""Every hour, the heads of all chains are bound together and told to the log, which somebody else keeps."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from gateway.store import chain
from gateway.store.writer import Writer

log = logging.getLogger(__name__)

EVERY_S = 3600.0


async def checkpoints(writer: Writer, now_ms: Callable[[], int]) -> None:
    """Make one at the start and every hour, until cancelled."""
    while True:
        await asyncio.to_thread(_make, writer, now_ms)
        await asyncio.sleep(EVERY_S)


def _make(writer: Writer, now_ms: Callable[[], int]) -> None:
    with writer.transaction() as connection:
        digest = chain.note_heads(connection, now_ms())
    log.info("checkpoint %s", digest)
