"""Serves the screen: a page that reads itself again every second, with or without JavaScript, and changes nothing."""

import asyncio
import ipaddress
import logging
import socket
from asyncio import StreamReader, StreamWriter
from collections.abc import Callable
from typing import Any

from microdot import Microdot, Request, Response

from agent.linux.screen.answers import Answers
from agent.linux.screen.document import POLICY, document
from agent.linux.screen.page import Table, page
from agent.linux.screen.words import Words
from agent.loop import VERSION
from coldchain.civil import Zone
from config.phrases import LANGUAGES

RETRY_S = 60.0
# A browser that is slower is none of this machine; each open one costs a descriptor that the journal may need.
PATIENCE_S = 5.0
MOST_AT_ONCE = 16
HEADERS = {
    "Content-Type": "text/html; charset=UTF-8",
    "Content-Security-Policy": POLICY,
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Version": VERSION,
}

log = logging.getLogger(__name__)


class Screen:
    """The page at `table["bind"]`, port `table["port"]`. `look` gives what `View.now` tells, or None at the start."""

    def __init__(
        self,
        table: dict[str, Any],
        look: Callable[[], Table | None],
        answers: Answers,
        language: str,
        zone: Zone,
    ) -> None:
        self._bind: str = table["bind"]
        self._port: int = table["port"]
        self._look = look
        self._answers = answers
        self._words = {code: Words(code) for code in LANGUAGES}
        self._language = language
        self._zone = zone
        self._app = _app(self._whole, self._inside)

    async def run(self) -> None:
        """Serve until cancelled. A port that cannot be had is tried again: the fridge is watched without a screen."""
        while True:
            try:
                server = await self._listen()
            except OSError as error:
                log.warning("no screen at %s port %d: %s", self._bind, self._port, error)
                await asyncio.sleep(RETRY_S)
                continue
            try:
                await server.serve_forever()
            finally:
                server.close()

    async def _listen(self) -> asyncio.Server:
        # With start_serving=False it returns the server, whatever its signature seems to say.
        server: Any = await self._app.start_server(  # type: ignore[func-returns-value]  # see above
            self._bind, self._port, start_serving=False
        )
        assert isinstance(server, asyncio.Server)
        return server

    def _whole(self, request: Request) -> str:
        words = self._spoken(request)
        return document(self._seen(request), self._inside(request), words)

    def _inside(self, request: Request) -> str:
        return page(self._seen(request), self._answers, self._spoken(request), self._zone)

    def _spoken(self, request: Request) -> Words:
        asked = request.args.get("lang")
        return self._words[asked if asked in LANGUAGES else self._language]

    def _seen(self, request: Request) -> Table | None:
        """All fridges of the device, or the one that the address asks for."""
        now, asked = self._look(), request.args.get("fridge")
        if now is None or asked is None:
            return now
        return now | {"fridges": [fridge for fridge in now["fridges"] if fridge["fridge"] == asked]}


class _Hurried(Microdot):
    """Microdot that waits for nobody and serves a few at a time."""

    def __init__(self) -> None:
        super().__init__()
        self._open = 0

    async def handle_request(self, reader: StreamReader, writer: StreamWriter) -> None:
        if self._open >= MOST_AT_ONCE:
            writer.close()
            return
        self._open += 1
        try:
            await asyncio.wait_for(super().handle_request(reader, writer), PATIENCE_S)
        except TimeoutError:
            log.debug("a browser of the screen was too slow")
        finally:
            self._open -= 1
            writer.close()


def _app(whole: Callable[[Request], str], inside: Callable[[Request], str]) -> Microdot:
    """Every handler is a coroutine: a plain function would run on a thread, and the state belongs to the loop."""
    app = _Hurried()

    async def refuse_strangers(request: Request) -> Response | None:
        if is_ours(request.headers.get("Host", "")):
            return None
        return Response("expected a name or address of this machine in Host", 400)

    async def all_of_it(request: Request) -> Response:
        return Response(whole(request), headers=dict(HEADERS))

    async def inside_of_it(request: Request) -> Response:
        return Response(inside(request), headers=dict(HEADERS))

    app.before_request(refuse_strangers)
    app.get("/")(all_of_it)
    app.get("/now")(inside_of_it)
    return app


def is_ours(host: str) -> bool:
    """Whether a Host header names this machine: a stranger's page can have a name of its own lead here.

    An address does; no name server can make it another's.
    """
    name = host if host.endswith("]") else host.rsplit(":", 1)[0]
    own = socket.gethostname().lower()
    return name.lower() in ("localhost", own, own + ".local") or _is_address(name.strip("[]"))


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
