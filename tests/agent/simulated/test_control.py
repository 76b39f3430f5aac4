"""The control page: what its buttons do to the simulated world, and what it answers to nonsense."""

import asyncio
import os

import pytest
from microdot.test_client import TestClient

from agent.linux.configuration import load
from agent.simulated.control import control
from agent.simulated.story import STEPS, Story
from agent.simulated.world import World
from tests.rooms import ROOT

GATEWAY = "http://127.0.0.1:8080/"
SCREEN = "http://127.0.0.1:8082/"


class Page:
    """The page and its world; `tell` runs a story on a loop of its own."""

    def __init__(self, folder) -> None:
        self.world = World(load(ROOT / "config/demo/agent.toml").settings, folder)
        self.world.plug_reader(True)
        self.story = Story(self.world)
        self.client = TestClient(control(self.world, self.story, GATEWAY, SCREEN))

    async def post(self, path, body):
        answer = await self.client.post(path, body=body)
        return answer.status_code, answer.json


@pytest.fixture
def page(tmp_path):
    page = Page(tmp_path)
    yield page
    page.world.plug_reader(False)


def test_the_page_shows_the_fridge_and_the_counter(page):
    async def story():
        state = (await page.client.get("/state")).json
        assert (state["door"], state["mains"], state["sensor"], state["reader"]) == (False, False, True, True)
        assert [sample["key"] for sample in state["packs"]][:2] == ["pfizer", "pfizer-2"]
        assert (state["gateway"], state["screen"]) == (GATEWAY, SCREEN)
        for path, kind in (("/", "text/html"), ("/control.js", "javascript"), ("/control.css", "text/css")):
            answer = await page.client.get(path)
            assert answer.status_code == 200
            assert kind in answer.headers["Content-Type"]

    asyncio.run(story())


def test_the_buttons_turn_the_world(page):
    async def story():
        for what, on in (("door", True), ("mains", True), ("sensor", False), ("reader", False)):
            assert (await page.post("/turn", {"what": what, "on": on}))[0] == 200
        world = page.world
        assert (world.door.active, world.mains.active, world.reader.plugged) == (True, True, False)
        assert world.bus.unplugged == {0x48}

    asyncio.run(story())


def test_a_pack_is_scanned_on_the_readers_line(page):
    async def story():
        line = os.open(page.world.reader.path, os.O_RDONLY | os.O_NOCTTY)
        try:
            assert (await page.post("/scan", {"key": "receive"}))[0] == 200
            assert os.read(line, 100) == b"VF:RECEIVE\r"
            assert (await page.post("/scan", {"text": "anything"}))[1] == {"scanned": "anything"}
            assert os.read(line, 100) == b"anything\r"
        finally:
            os.close(line)

    asyncio.run(story())


def test_nonsense_is_answered_with_what_was_expected(page):
    async def story():
        for path, body in (
            ("/scan", {}),
            ("/scan", {"key": "none"}),
            ("/turn", {"what": "moon", "on": True}),
        ):
            status, answer = await page.post(path, body)
            assert status == 400
            assert "expected" in answer["error"]
        assert (await page.client.post("/turn", {"Content-Type": "application/json"}, "{")).status_code == 400
        page.world.plug_reader(False)
        assert (await page.post("/scan", {"key": "receive"}))[0] == 409

    asyncio.run(story())


def test_the_story_is_played_once_at_a_time_with_new_packs(page):
    async def story():
        before = page.world.samples()[0].text
        page.world.series = "old"
        assert page.world.samples()[0].text != before
        assert (await page.post("/story", {}))[1] == {"playing": True}
        assert page.story.playing
        assert page.world.series != "old"
        series = page.world.series
        await page.post("/story", {})
        assert page.world.series == series
        state = (await page.client.get("/state")).json
        assert state["story"] == {"playing": True, "step": 0, "steps": len(STEPS)}
        await page.story.stop()

    asyncio.run(story())


def test_the_phone_shows_what_was_posted(page):
    async def story():
        await page.post("/phone", {"title": "Frigo du comptoir : trop chaud", "message": "9,1 °C"})
        message = (await page.client.get("/state")).json["messages"][0]
        assert (message["title"], message["text"]) == ("Frigo du comptoir : trop chaud", "9,1 °C")

    asyncio.run(story())
