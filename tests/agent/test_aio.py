"""What both interpreters offer under one name: racing works, and their failures."""

import asyncio

from agent import aio


async def never():
    await aio.Event().wait()


async def at_once():
    return


async def broken():
    raise ValueError("broken")


async def slow_to_end():
    try:
        await never()
    finally:
        await aio.settle(3)


async def racing():
    while True:
        await aio.first(at_once(), slow_to_end())


async def test_the_first_to_end_is_named():
    assert await aio.first(never(), at_once()) == 1


async def test_a_work_that_fails_ends_the_race():
    try:
        await aio.first(never(), broken())
    except ValueError as error:
        assert str(error) == "broken"
        return
    raise AssertionError("the failure was kept silent")


async def test_what_is_cancelled_just_as_its_race_is_over_ends_too():
    for turns in range(30):
        task = asyncio.create_task(racing())
        await aio.settle(turns)
        task.cancel()
        await aio.settle(50)
        assert task.done(), "cancelled in turn %d, and still racing" % turns


async def test_a_task_that_fails_ends_the_nursery():
    try:
        async with aio.Nursery() as nursery:
            nursery.start("never", never())
            nursery.start("broken", broken())
    except ValueError as error:
        assert str(error) == "broken"
        return
    raise AssertionError("the failure was kept silent")
