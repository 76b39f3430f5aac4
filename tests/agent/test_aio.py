"""What both interpreters offer under one name: racing works, and their failures."""

from agent import aio


async def never():
    await aio.Event().wait()


async def at_once():
    return


async def broken():
    raise ValueError("broken")


async def test_the_first_to_end_is_named():
    assert await aio.first(never(), at_once()) == 1


async def test_a_work_that_fails_ends_the_race():
    try:
        await aio.first(never(), broken())
    except ValueError as error:
        assert str(error) == "broken"
        return
    raise AssertionError("the failure was kept silent")


async def test_a_task_that_fails_ends_the_nursery():
    try:
        async with aio.Nursery() as nursery:
            nursery.start("never", never())
            nursery.start("broken", broken())
    except ValueError as error:
        assert str(error) == "broken"
        return
    raise AssertionError("the failure was kept silent")
