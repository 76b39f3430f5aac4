"""Every hour, the heads of all chains are bound together and told to the log, which somebody else keeps."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from sqlalchemy.exc import SQLAlchemyError

from gateway.store import chain
from gateway.store.writer import Writer

log = logging.getLogger(__name__)

EVERY_S = 3600.0


async def checkpoints(writer: Writer, now_ms: Callable[[], int]) -> None:
    """Make one at the start and every hour, until cancelled."""
    while True:
        await asyncio.to_thread(make_one, writer, now_ms)
        await asyncio.sleep(EVERY_S)


def make_one(writer: Writer, now_ms: Callable[[], int]) -> None:
    """Make a checkpoint and tell it. Where the store cannot keep it, that is told, and the gateway goes on."""
    try:
        with writer.transaction() as connection:
            digest = chain.note_heads(connection, now_ms())
    except SQLAlchemyError:
        log.exception("no checkpoint was made; next try in %.0f s", EVERY_S)
    else:
        log.info("checkpoint %s", digest)
