"""Tells the pages that something changed: topics from any thread, to every open page's own iterator."""

from __future__ import annotations

import asyncio
import threading
import weakref
from collections.abc import AsyncIterator


class Hub:
    """Fans change topics out: "fridge/<site>/<fridge>", "alarms", "stock", "devices".

    A topic says only that something changed; whoever hears it reads the store again. A slow listener misses
    nothing: what it has not yet heard is one set, never a growing queue.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._listeners: weakref.WeakSet[_Listener] = weakref.WeakSet()
        self._closed = False

    def publish(self, *topics: str) -> None:
        """Tell every listener; may be called from any thread."""
        with self._lock:
            for listener in self._listeners:
                listener.tell(topics)

    def subscribe(self) -> AsyncIterator[set[str]]:
        """Iterate over the topics changed since the last step. Listens from this call on, until dropped.

        Call it inside the event loop that iterates, before reading what the topics are about.
        """
        listener = _Listener(asyncio.get_running_loop())
        with self._lock:
            if self._closed:
                listener.end()
            self._listeners.add(listener)
        return _changes(listener)

    def close(self) -> None:
        """End every iteration, so that open pages do not hold up the stop of the gateway."""
        with self._lock:
            self._closed = True
            for listener in self._listeners:
                listener.end()


async def _changes(listener: _Listener) -> AsyncIterator[set[str]]:
    while topics := await listener.next():
        yield topics


class _Listener:
    """What one page has not heard yet. The hub holds it weakly: the iterator is its only owner."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._lock = threading.Lock()
        self._topics: set[str] = set()
        self._ended = False
        self._wake = asyncio.Event()

    def tell(self, topics: tuple[str, ...]) -> None:
        with self._lock:
            self._topics.update(topics)
        self._rouse()

    def end(self) -> None:
        self._ended = True
        self._rouse()

    async def next(self) -> set[str]:
        """The topics heard since the last call; an empty set is the end."""
        while not self._ended:
            await self._wake.wait()
            self._wake.clear()
            with self._lock:
                topics, self._topics = self._topics, set()
            if topics:
                return topics
        return set()

    def _rouse(self) -> None:
        # A loop that has ended has nobody left to tell.
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._wake.set)
