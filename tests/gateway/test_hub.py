"""Open pages hear that something changed, from any thread, without a queue that could grow."""

import asyncio
import gc
import threading

from gateway.hub import Hub


def test_a_listener_hears_what_changed_since_it_last_heard():
    async def story():
        hub = Hub()
        changes = hub.subscribe()
        hub.publish("stock", "alarms")
        hub.publish("stock")
        assert await anext(changes) == {"stock", "alarms"}
        thread = threading.Thread(target=hub.publish, args=("devices",))
        thread.start()
        assert await anext(changes) == {"devices"}
        thread.join()

    asyncio.run(story())


def test_listeners_do_not_take_each_others_changes():
    async def story():
        hub = Hub()
        one, other = hub.subscribe(), hub.subscribe()
        hub.publish("stock")
        assert await anext(one) == await anext(other) == {"stock"}

    asyncio.run(story())


def test_closing_the_hub_lets_every_listener_go():
    async def story():
        hub = Hub()
        before = hub.subscribe()
        waiting = asyncio.create_task(anext(before, "end"))
        await asyncio.sleep(0)
        hub.close()
        assert await waiting == "end"
        assert await anext(hub.subscribe(), "end") == "end"

    asyncio.run(story())


def test_a_page_that_went_away_is_forgotten():
    async def story():
        hub = Hub()
        changes = hub.subscribe()
        assert len(hub._listeners) == 1
        del changes
        gc.collect()
        assert len(hub._listeners) == 0
        hub.publish("stock")

    asyncio.run(story())
