"""One thread of its own for each library that blocks.

The thread is a daemon: a transfer that hangs in the kernel for ever keeps neither the loop nor the end of the
program waiting.
"""

import asyncio
import queue
import threading
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Worker:
    """A named thread with a queue of jobs, done one after the other. The thread starts with the first job."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._jobs: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._closed = False

    async def call(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `work` on the thread; what it returns or raises is returned or raised here.

        Cancelling the wait does not stop work that has begun; work that has not begun is left out.
        Raises RuntimeError after `abandon` or `close`.
        """
        if self._closed:
            raise RuntimeError(f"expected an open worker, found {self.name} closed")
        result: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._jobs.put(_Job(result, lambda: work(*args, **kwargs)).run)
        self._start()
        return await result

    def abandon(self, last: Callable[[], None] | None = None) -> None:
        """Take no more work; the thread ends, after `last`, when the work it is in does, whenever that is."""
        self._closed = True
        if last is not None:
            self._jobs.put(last)
        self._jobs.put(None)

    async def close(self, last: Callable[[], None] | None = None, patience_s: float = 1.0) -> bool:
        """Finish the queued work, then `last`, and join the thread; False where it is stuck and was left to itself.

        `last` is left out where no work was ever done.
        """
        if self._thread is None or self._closed:
            self._closed = True
            return not self.alive
        end = asyncio.ensure_future(self.call(last or _nothing))
        await asyncio.sleep(0)
        self.abandon()
        done, _ = await asyncio.wait([end], timeout=patience_s)
        if not done:
            end.cancel()
            return False
        self._thread.join()
        end.result()
        return True

    @property
    def alive(self) -> bool:
        """Whether the thread still runs."""
        return self._thread is not None and self._thread.is_alive()

    def _start(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name=self.name, daemon=True)
            self._thread.start()

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            job()


class _Job:
    def __init__(self, result: "asyncio.Future[Any]", work: Callable[[], Any]) -> None:
        self._result = result
        self._loop = result.get_loop()
        self._work = work

    def run(self) -> None:
        if self._result.cancelled():
            return
        try:
            value = self._work()
        except Exception as error:  # noqa: BLE001  # raised again where the work is awaited
            tell(self._loop, self._fail, error)
        else:
            tell(self._loop, self._succeed, value)

    def _succeed(self, value: Any) -> None:
        if not self._result.done():
            self._result.set_result(value)

    def _fail(self, error: Exception) -> None:
        if not self._result.done():
            self._result.set_exception(error)


def tell(loop: asyncio.AbstractEventLoop, callback: Callable[..., None], *args: object) -> None:
    """Call `callback` on `loop` from another thread; a loop that has ended needs to be told nothing."""
    try:
        loop.call_soon_threadsafe(callback, *args)
    except RuntimeError:
        if not loop.is_closed():
            raise


def _nothing() -> None:
    """The last work of a thread that has nothing to let go of."""
