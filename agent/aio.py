"""The one seam between interpreters: what asyncio and the language offer on both, under one name each.

Nothing else in the portable rooms asks which interpreter it runs on. Waiting for time is not here: it is the
Clock port's, so that a story can be told on a clock of its own.
"""

import asyncio
import random

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Coroutine
    from typing import Any

Cancelled = asyncio.CancelledError
Event = asyncio.Event
Lock = asyncio.Lock


def run(main: "Coroutine[Any, Any, Any]") -> None:
    """Run a program to its end."""
    asyncio.run(main)


async def settle(turns: int = 50) -> None:
    """Give every ready task its turn, `turns` times over; for stories that are told on a clock of their own."""
    for _ in range(turns):
        await asyncio.sleep(0)


def below(limit: int) -> int:
    """A random whole number from 0 to limit - 1, for jitter; not for secrets."""
    return random.randrange(limit) if limit > 1 else 0  # noqa: S311  # jitter needs no secrecy


class Nursery:
    """Owns tasks: names them, keeps them referenced, and cancels them all when left.

    `async with Nursery() as nursery:` waits at its end until one task fails or `nursery.stop()` is called; then
    every other task is cancelled and awaited, and the failure, if any, is raised.
    """

    def __init__(self) -> None:
        self._tasks: list[tuple[str, asyncio.Task[None]]] = []
        self._over = asyncio.Event()
        self._failure: BaseException | None = None

    async def __aenter__(self) -> "Nursery":
        return self

    async def __aexit__(self, kind: "Any", error: BaseException | None, trace: "Any") -> None:
        try:
            if error is None:
                await self._over.wait()
        finally:
            await self._cancel_all()
        if self._failure is not None:
            raise self._failure

    def start(self, name: str, work: "Coroutine[Any, Any, None]") -> None:
        """Start one named task; its failure ends the nursery."""
        self._tasks.append((name, asyncio.create_task(self._guard(work))))

    def stop(self) -> None:
        """Let the nursery end."""
        self._over.set()

    async def _guard(self, work: "Coroutine[Any, Any, None]") -> None:
        try:
            await work
        except Cancelled:
            raise
        except Exception as error:  # noqa: BLE001  # raised again where the nursery is left
            self._failure = self._failure or error
            self._over.set()

    async def _cancel_all(self) -> None:
        for _, task in self._tasks:
            task.cancel()
        for _, task in self._tasks:
            try:
                await task
            except Cancelled:
                continue


async def first(*works: "Coroutine[Any, Any, None]") -> int:
    """Run all, return the index of the one that ends first, and cancel the others. One that fails: its error."""
    over = asyncio.Event()
    winner: list[int] = []
    failures: list[Exception] = []

    async def race(index: int, work: "Awaitable[None]") -> None:
        try:
            await work
            winner.append(index)
        except Exception as error:  # noqa: BLE001  # raised again where the race is awaited
            failures.append(error)
        over.set()

    tasks = [asyncio.create_task(race(index, work)) for index, work in enumerate(works)]
    try:
        await over.wait()
    finally:
        for task in tasks:
            task.cancel()
        # To await one of them would take a cancellation of our own for the one it was just given, and swallow it.
        while not all(task.done() for task in tasks):  # noqa: ASYNC110  # MicroPython has no asyncio.wait
            await asyncio.sleep(0)
    if failures:
        raise failures[0]
    return winner[0]


class Mailbox:
    """An unbounded queue of one reader; `put` never waits, `get` waits for the next item."""

    def __init__(self) -> None:
        self._items: list[Any] = []
        self._ready = asyncio.Event()

    def put(self, item: "Any") -> None:
        self._items.append(item)
        self._ready.set()

    async def get(self) -> "Any":
        while not self._items:
            self._ready.clear()
            await self._ready.wait()
        return self._items.pop(0)

    def __len__(self) -> int:
        return len(self._items)


def format_failure(error: BaseException) -> str:
    """One line that names an error: its class and its text."""
    return "%s: %s" % (type(error).__name__, error)
