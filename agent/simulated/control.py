"""The control page of the demonstration: the fridge's door and plug, the counter with its packs, and a phone.

It touches only the simulated world, never the agent. The phone is an inbox that the gateway's notifier posts to.
"""

import json
from pathlib import Path
from typing import Any

from microdot import Microdot, Request, Response, send_file

from agent.simulated.packs import Sample, commands
from agent.simulated.story import STEPS, Story
from agent.simulated.world import World

STATIC = Path(__file__).parent / "static"
FILES = {"/": "control.html", "/control.js": "control.js", "/control.css": "control.css"}
HEADERS = {"Content-Security-Policy": "default-src 'self'", "Cache-Control": "no-store"}


def control(world: World, story: Story, gateway: str, screen: str = "") -> Microdot:
    """The page for `world`; `gateway` and `screen` are the addresses of the pages that it links to, if any.

    Every handler is a coroutine: a plain function would run on a thread, and the world belongs to the loop.
    """
    app: Microdot = Microdot()
    for path, name in FILES.items():
        app.get(path)(_file(name))

    async def state(request: Request) -> Any:
        return _json(_state(world, story) | {"gateway": gateway, "screen": screen})

    async def scan(request: Request) -> Any:
        return _scan(world, _body(request))

    async def turn(request: Request) -> Any:
        return _turn(world, _body(request))

    async def play(request: Request) -> Any:
        story.play()
        return _json({"playing": True})

    async def phone(request: Request) -> Any:
        return _phone(world, _body(request))

    app.get("/state")(state)
    for path, handler in (("/scan", scan), ("/turn", turn), ("/story", play), ("/phone", phone)):
        app.post(path)(handler)
    return app


def _file(name: str) -> Any:
    async def serve(request: Request) -> Response:
        response: Response = send_file(str(STATIC / name))
        response.headers.update(HEADERS)
        return response

    return serve


def _state(world: World, story: Story) -> dict[str, Any]:
    return {
        "air_c": round(world.fridge.air_c, 1),
        "door": world.door.active,
        "mains": world.mains.active,
        "sensor": not world.bus.unplugged,
        "reader": world.reader.plugged,
        "compressor": world.fridge.compressor,
        "answers": list(world.answers),
        "messages": list(world.messages),
        "commands": [_sample(sample) for sample in commands(world.now())],
        "packs": [_sample(sample) for sample in world.samples()],
        "story": {"playing": story.playing, "step": story.step, "steps": len(STEPS)},
    }


def _sample(sample: Sample) -> dict[str, str]:
    return {"key": sample.key, "fr": sample.label_fr, "en": sample.label_en}


def _scan(world: World, body: dict[str, Any]) -> Any:
    """Scan a sample by its key, or the text that was typed."""
    try:
        text = world.sample(body["key"]).text if "key" in body else str(body["text"])
    except KeyError as error:
        return _json({"error": f"expected the key of a sample, or a text, found {error}"}, 400)
    if not world.reader.plugged:
        return _json({"error": "expected a plugged reader, found none"}, 409)
    world.reader.scan(text)
    return _json({"scanned": text})


def _turn(world: World, body: dict[str, Any]) -> Any:
    """Turn one thing of the world on or off."""
    turns = {
        "door": world.door.turn,
        "mains": world.mains.turn,
        "sensor": world.plug_sensors,
        "reader": world.plug_reader,
    }
    if body.get("what") not in turns or not isinstance(body.get("on"), bool):
        return _json({"error": f"expected what: {', '.join(turns)} and on: true or false, found {body}"}, 400)
    turns[body["what"]](body["on"])
    return _json({"done": True})


def _phone(world: World, body: dict[str, Any]) -> Any:
    """Take one message, as Apprise posts it to a json:// address."""
    title, text = str(body.get("title", "")), str(body.get("message", ""))
    world.messages.appendleft({"title": title, "text": text, "at": world.now().strftime("%H:%M:%S")})
    return _json({"received": True})


def _body(request: Request) -> dict[str, Any]:
    """The JSON table of a request, or {} where there is none."""
    try:
        body = request.json
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _json(value: dict[str, Any], status: int = 200) -> tuple[str, int, dict[str, str]]:
    return json.dumps(value), status, {"Content-Type": "application/json; charset=UTF-8"} | HEADERS
