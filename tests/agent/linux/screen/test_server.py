"""The screen over real HTTP, in front of the real loop."""

import asyncio
import socket

import pytest

from agent.linux.configuration import load
from agent.linux.screen import server
from agent.linux.screen.answers import Answers
from agent.linux.screen.document import SCRIPT, STYLE
from agent.linux.screen.server import Screen, is_ours
from tests.agent.linux.screen.a_look import PARIS, words
from tests.agent.linux.test_check import AGENT
from tests.agent.small_house import pack_of
from tests.agent.test_view import ScreenHouse


class Served(ScreenHouse):
    """The house with its screen at `port`; `tell` runs a story while both work."""

    def __init__(self, port, language="fr") -> None:
        ScreenHouse.__init__(self)
        self.port = port
        answers = Answers(self.signal, self.clock)
        self.signal = answers  # type: ignore[assignment]  # as `service` puts it in front of the lamps
        table = {"port": port, "bind": "127.0.0.1"}
        self.screen = Screen(table, self.look, answers, language, PARIS)

    async def tell(self, story):
        serving = asyncio.create_task(self.screen.run())
        try:
            await until_listening(self.port)
            await ScreenHouse.tell(self, story)
        finally:
            serving.cancel()
            await asyncio.gather(serving, return_exceptions=True)

    async def get(self, path="/", host="127.0.0.1", method="GET"):
        """Status, headers and body."""
        request = f"{method} {path} HTTP/1.0\r\nHost: {host}\r\n\r\n"
        return await exchange(self.port, request.encode())

    async def read(self, path="/now"):
        return words((await self.get(path))[2])


async def exchange(port, request):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    head, _, body = (await reader.read()).decode().partition("\r\n\r\n")
    writer.close()
    status, *headers = head.split("\r\n")
    return int(status.split()[1]), dict(line.split(": ", 1) for line in headers), body


async def until_listening(port):
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.01)
            continue
        writer.close()
        return


def tell(house, story):
    asyncio.run(house.tell(story))


def test_a_scan_a_warm_fridge_and_a_limit_are_seen(free_port):
    async def story(house):
        house.link.connect()
        await house.minutes(1)
        assert "Scannez une commande, puis une boîte." in await house.read()
        house.line.scan("VF:LABEL:20220309T110000")
        house.line.scan("VF:RECEIVE")
        house.line.scan(pack_of("A1"))
        await house.clock.advance(1000)
        text = await house.read()
        assert (
            "VERT Reçu : rangez au froid. Comirnaty 30 µg · capuchon violet · 12 ans et plus · lot FX1234"
            in text
        )
        assert "Réception : scannez chaque boîte. · encore 89 s" in text
        assert "limite 09/03/2022 11 h 00 · 1 flacon" in text
        assert "Passerelle : réponse il y a" in text
        house.set_celsius(10)
        await house.minutes(11)
        text = await house.read()
        assert "Alarme 10,0 °C → stable mini 5,0 · maxi 10,0" in text
        assert "À ne pas utiliser : 1 flacon (en quarantaine)" in text
        await house.minutes(60)
        assert "À ne pas utiliser : 1 flacon (périmé)" in await house.read()

    tell(Served(free_port), story)


def test_the_first_page_holds_everything_and_says_so_without_javascript(free_port):
    async def story(house):
        await house.minutes(1)
        status, headers, body = await house.get()
        assert status == 200
        assert headers["Content-Type"] == "text/html; charset=UTF-8"
        assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in body
        assert STYLE in body
        assert SCRIPT in body
        assert "Conforme 5,0 °C" in words(body)
        assert "http://" not in body
        assert "https://" not in body
        assert headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'sha256-")
        assert headers["Cache-Control"] == "no-store"

    tell(Served(free_port), story)


def test_the_language_is_that_of_the_signal_unless_the_address_asks(free_port):
    async def story(house):
        await house.minutes(1)
        assert "In range 5.0 °C" in await house.read()
        assert "Conforme 5,0 °C" in await house.read("/now?lang=fr")
        assert "In range" in await house.read("/now?lang=xx")

    tell(Served(free_port, "en"), story)


def test_one_fridge_of_several_can_be_asked_for(free_port):
    async def story(house):
        await house.minutes(1)
        assert "fridge-1" in await house.read("/now?fridge=fridge-1")
        assert "fridge-1" not in await house.read("/now?fridge=other")

    tell(Served(free_port), story)


def test_nothing_can_be_changed_and_strangers_names_lead_nowhere(free_port):
    async def story(house):
        for method in ("POST", "PUT", "DELETE"):
            assert (await house.get("/", method=method))[0] == 405
        assert (await house.get("/etc/passwd"))[0] == 404
        for host in ("evil.example", "evil.example:8081", "", "127.0.0.1.evil.example"):
            assert (await house.get("/now", host))[0] == 400, host
        for host in ("localhost", "localhost:8081", "127.0.0.1:8081", "[::1]:8081", "[::1]", "192.168.1.20"):
            assert (await house.get("/now", host))[0] == 200, host

    tell(Served(free_port), story)


def test_the_name_of_this_machine_is_its_own():
    own = socket.gethostname()
    assert is_ours(f"{own}.local:8081")
    assert is_ours(own.upper())
    assert not is_ours(own + ".example")


def test_a_slow_browser_is_let_go_and_many_are_not_kept(free_port, monkeypatch):
    monkeypatch.setattr(server, "PATIENCE_S", 0.3)

    async def story(house):
        idle = [await asyncio.open_connection("127.0.0.1", free_port) for _ in range(server.MOST_AT_ONCE)]
        idle[0][1].write(b"GET /now HTT")
        refused = await asyncio.open_connection("127.0.0.1", free_port)
        assert await refused[0].read() == b"", "one more than are served at once"
        for reader, _ in idle:
            assert await reader.read() == b""
        assert (await house.get("/now"))[0] == 200
        for _, writer in [*idle, refused]:
            writer.close()

    tell(Served(free_port), story)


def test_garbage_is_refused_and_the_screen_goes_on(free_port):
    async def story(house):
        for request in (b"\xff\xfe\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/1.0\r\nHost\r\n\r\n"):
            assert (await exchange(free_port, request))[0] == 400
        assert (await house.get("/now"))[0] == 200

    tell(Served(free_port), story)


def test_a_port_that_is_taken_is_tried_again_until_it_is_free(free_port, monkeypatch, caplog):
    monkeypatch.setattr(server, "RETRY_S", 0.01)

    async def story():
        other = socket.create_server(("127.0.0.1", free_port))
        serving = asyncio.create_task(Served(free_port).screen.run())
        while "no screen at 127.0.0.1" not in caplog.text:  # noqa: ASYNC110  # a log has no event
            await asyncio.sleep(0.01)
        other.close()
        await until_listening(free_port)
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)

    asyncio.run(story())


@pytest.mark.parametrize(
    ("told", "expected"), [("", ("127.0.0.1", 8081)), ('bind = "::"\nport = 90', ("::", 90))]
)
def test_the_settings_of_a_screen(tmp_path, told, expected):
    text = AGENT.format(port=1883) + "[screen]\n" + told
    (tmp_path / "agent.toml").write_text(text, encoding="utf-8")
    screen = load(tmp_path / "agent.toml").settings.screen
    assert screen is not None
    assert (screen["bind"], screen["port"]) == expected


def test_without_settings_there_is_no_screen(tmp_path):
    (tmp_path / "agent.toml").write_text(AGENT.format(port=1883), encoding="utf-8")
    assert load(tmp_path / "agent.toml").settings.screen is None
