"""A thread for what blocks: in order, errors where they are awaited, and never in the way of the end."""

import asyncio
import subprocess
import sys
import threading
import time

import pytest

from agent.linux.worker import Worker

STUCK_AT_THE_END = """
import asyncio, threading
from agent.linux.worker import Worker

async def main():
    worker = Worker("stuck")
    asyncio.create_task(worker.call(threading.Event().wait))
    await asyncio.sleep(0)
    print(await worker.close(patience_s=0.1))

asyncio.run(main())
"""


def test_work_runs_on_a_named_thread_in_order():
    async def story():
        worker = Worker("i2c-1")
        order: list[tuple[str, int]] = []
        await asyncio.gather(*(worker.call(note, order, number) for number in range(5)))
        assert order == [("i2c-1", number) for number in range(5)]
        assert await worker.close()
        assert not worker.alive

    asyncio.run(story())


def note(order, number):
    order.append((threading.current_thread().name, number))


def test_failure_is_raised_where_the_work_is_awaited():
    async def story():
        worker = Worker("w")
        with pytest.raises(ZeroDivisionError):
            await worker.call(lambda: 1 // 0)
        assert await worker.call(lambda: "still working") == "still working"
        await worker.close()

    asyncio.run(story())


def test_cancelled_work_that_has_not_begun_is_left_out():
    async def story():
        worker, go = Worker("w"), threading.Event()
        done: list[str] = []
        first = asyncio.create_task(worker.call(go.wait))
        second = asyncio.create_task(worker.call(done.append, "second"))
        await asyncio.sleep(0)
        second.cancel()
        await asyncio.sleep(0)
        go.set()
        await first
        await worker.close()
        assert done == []

    asyncio.run(story())


def test_closed_worker_takes_no_work():
    async def story():
        worker = Worker("w")
        assert await worker.close()
        with pytest.raises(RuntimeError, match="found w closed"):
            await worker.call(time.time)

    asyncio.run(story())


def test_close_joins_only_as_long_as_its_patience():
    async def story():
        worker, go = Worker("w"), threading.Event()
        waiting = asyncio.create_task(worker.call(go.wait))
        await asyncio.sleep(0)
        assert await worker.close(patience_s=0.05) is False
        go.set()
        assert await waiting is True

    asyncio.run(story())


def test_stuck_work_does_not_keep_the_program_alive():
    done = subprocess.run(
        [sys.executable, "-c", STUCK_AT_THE_END], capture_output=True, text=True, timeout=10, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "False\n", "")
