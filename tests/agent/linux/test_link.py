"""The link against the real broker: connected means subscribed, nothing is kept for later, and it always comes back."""

import asyncio
import shutil
import socket
import subprocess
import time

import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from agent.linux.link import MqttLink
from agent.linux.mqtt_client import Broker
from agent.linux.mqtt_runner import pause_s
from agent.ports import LinkFault

BASE = "vigifroid/v1/750012345/pi-1/"
SECRET = "00112233445566ff"
CONFIG = """
server_name: test
listen: "127.0.0.1:{nats}"
jetstream {{ store_dir: "{folder}" }}
mqtt {{ listen: "127.0.0.1:{port}" }}
{accounts}
"""
USERS = """
authorization { users: [
  { user: "pi-1", password: "good", permissions: { subscribe: [SUBSCRIBE], publish: ">" } }
] }
"""


class Nats:
    """A nats-server with its MQTT listener on a free port, which it keeps when started again."""

    def __init__(self, folder, accounts="") -> None:
        program = shutil.which("nats-server")
        assert program, "expected nats-server on PATH: it comes with the gateway's lock"
        self.port = free_port()
        config = folder / "nats.conf"
        config.write_text(
            CONFIG.format(nats=free_port(), port=self.port, folder=folder, accounts=accounts),
            encoding="utf-8",
        )
        self._command = [program, "-c", str(config)]
        self.start()

    def start(self):
        self._process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 10
        while not answers(self.port):
            assert time.monotonic() < deadline, "expected nats-server to listen within 10 s"
            time.sleep(0.02)

    def kill(self):
        self._process.kill()
        self._process.wait()


class Gateway:
    """A plain client at the other end."""

    def __init__(self, port) -> None:
        self.heard: list[tuple[str, bytes, bool]] = []
        self._loop = asyncio.get_running_loop()
        self._news = asyncio.Event()
        self._client = mqtt.Client(CallbackAPIVersion.VERSION2, "gateway-of-the-test")
        self._client.on_message = self._on_message
        self._client.on_connect = lambda client, *_: client.subscribe(BASE + "#", 1)
        self._client.on_subscribe = self._on_subscribe
        self._client.connect("127.0.0.1", port)
        self._client.loop_start()

    async def ready(self):
        await self._news.wait()
        return self

    def say(self, topic, payload):
        self._client.publish(topic, payload, 0)

    async def hear(self, topic, payload):
        while not any(heard[:2] == (BASE + topic, payload) for heard in self.heard):
            self._news.clear()
            await self._news.wait()

    def close(self):
        self._client.disconnect()
        self._client.loop_stop()

    def _on_message(self, _client, _data, message):
        self._loop.call_soon_threadsafe(self._hear, message)

    def _on_subscribe(self, *_):
        self._loop.call_soon_threadsafe(self._news.set)

    def _hear(self, message):
        self.heard.append((message.topic, message.payload, message.retain))
        self._news.set()


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def answers(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def nats(tmp_path):
    broker = Nats(tmp_path)
    yield broker
    broker.kill()


def link_to(port, secret=SECRET, **more):
    table = {"url": f"mqtt://127.0.0.1:{port}"} | more
    return MqttLink(Broker(table), "750012345", "pi-1", secret, back_off_s=(0.02, 0.1))


def tell(story, *links):
    async def whole():
        try:
            await asyncio.wait_for(story(), 20)
        finally:
            for link in links:
                await link.close()

    asyncio.run(whole())


async def heard(link, name):
    while (item := await link.incoming.get())[0] != name:
        pass
    return item[1]


def test_connected_link_publishes_and_receives_on_its_topics(nats):
    link = link_to(nats.port)

    async def story():
        gateway = await Gateway(nats.port).ready()
        await link.open()
        await heard(link, "connected")
        await link.publish("up", "frame")
        await gateway.hear("up", b"frame")
        gateway.say(BASE + "ack", "receipt")
        assert await heard(link, "ack") == b"receipt"
        gateway.say(BASE + "down", "command")
        assert await heard(link, "down") == b"command"
        gateway.say("vigifroid/v1/gateway/state", "alive")
        assert await heard(link, "gateway") == b"alive"
        gateway.close()

    tell(story, link)


def test_goodbye_is_sent_before_the_link_closes_and_no_will_follows(nats):
    link = link_to(nats.port)

    async def story():
        gateway = await Gateway(nats.port).ready()
        await link.open()
        await heard(link, "connected")
        await link.publish("state", "goodbye", retain=True)
        began = time.monotonic()
        await link.close()
        assert time.monotonic() - began < 1
        await gateway.hear("state", b"goodbye")
        gateway.say(BASE + "end", "")
        await gateway.hear("end", b"")
        assert not any(b"online" in payload for _, payload, _ in gateway.heard)
        gateway.close()

    tell(story)


def test_broken_connection_leaves_its_will_and_comes_back(nats):
    link = link_to(nats.port)

    async def story():
        gateway = await Gateway(nats.port).ready()
        await link.open()
        await heard(link, "connected")
        link._runner._client.socket().shutdown(socket.SHUT_RDWR)
        assert await heard(link, "lost") == "lost"
        await gateway.hear("state", b'{"v":1,"online":false}')
        await heard(link, "connected")
        gateway.close()

    tell(story, link)


def test_session_taken_over_is_lost_and_won_back(nats):
    link, thief = link_to(nats.port), link_to(nats.port)

    async def story():
        await link.open()
        await heard(link, "connected")
        await thief.open()
        assert await heard(link, "lost") == "lost"
        await thief.close()
        await heard(link, "connected")
        await link.publish("up", "frame")

    tell(story, link, thief)


def test_killed_broker_is_found_again_and_subscribed_to_anew(nats):
    link = link_to(nats.port)

    async def story():
        await link.open()
        await heard(link, "connected")
        nats.kill()
        await heard(link, "lost")
        with pytest.raises(LinkFault, match="lost"):
            await link.publish("up", "into the void")
        nats.start()
        await heard(link, "connected")
        gateway = await Gateway(nats.port).ready()
        gateway.say(BASE + "ack", "receipt")
        assert await heard(link, "ack") == b"receipt"
        await link.publish("up", "frame")
        await gateway.hear("up", b"frame")
        assert [payload for _, payload, _ in gateway.heard] == [b"receipt", b"frame"]
        gateway.close()

    tell(story, link)


def test_rebuilt_link_is_a_new_connection(nats):
    link = link_to(nats.port)

    async def story():
        await link.open()
        await heard(link, "connected")
        await link.rebuild()
        assert await heard(link, "lost") == "rebuilt"
        await heard(link, "connected")
        await link.publish("up", "frame")

    tell(story, link)


def test_silent_broker_does_not_keep_the_agent_from_ending():
    """A listener that accepts and never says a word: the connection hangs, the end does not."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        link = link_to(listener.getsockname()[1])

        async def story():
            await link.open()
            connection, _ = await asyncio.to_thread(listener.accept)
            with pytest.raises(LinkFault):
                await link.publish("up", "frame")
            began = time.monotonic()
            await link.close()
            assert time.monotonic() - began < 1.5
            connection.close()

        tell(story, link)


def test_frame_larger_than_the_wire_allows_is_refused(nats):
    link = link_to(nats.port)

    async def story():
        await link.open()
        await heard(link, "connected")
        await link.publish("up", "x" * 65536)
        with pytest.raises(LinkFault, match="too_large"):
            await link.publish("up", "x" * 65537)

    tell(story, link)


@pytest.mark.parametrize(
    ("password", "subscribe", "detail"),
    [("bad", ">", "Not authorized"), ("good", "nothing", "a subscription was refused")],
)
def test_stranger_is_told_once_that_it_is_unauthorised(tmp_path, caplog, password, subscribe, detail):
    broker = Nats(tmp_path, USERS.replace("SUBSCRIBE", f'"{subscribe}", "$MQTT.>"'))
    secret_file = tmp_path / "password"
    secret_file.write_text(password + "\n", encoding="utf-8")
    link = link_to(broker.port, user="pi-1", password_file=str(secret_file))

    async def story():
        caplog.set_level("DEBUG", "agent.linux.mqtt_runner")
        await link.open()
        while len(caplog.records) < 3:  # noqa: ASYNC110  # a log has no event to wait for
            await asyncio.sleep(0.01)  # the log has no event to wait for

    tell(story, link)
    broker.kill()
    levels = [record.levelname for record in caplog.records]
    assert levels[:3] == ["WARNING", "DEBUG", "DEBUG"]
    assert f"unauthorised: {detail}" in caplog.records[0].getMessage()


@pytest.mark.parametrize(
    "url", ["http://gateway", "mqtts://", "mqtt://gateway.example:1883", "mqtt://192.0.2.7"]
)
def test_address_that_would_speak_in_clear_is_refused(url):
    with pytest.raises(ValueError, match="expected mqtts://"):
        Broker({"url": url})
    if url.startswith("mqtt://"):
        assert Broker({"url": url, "insecure": True}).tls is False


def test_missing_certificate_is_a_refusal_not_a_crash(caplog):
    link = MqttLink(
        Broker({"url": "mqtts://127.0.0.1:1", "ca": "/nowhere/ca.pem"}), "750012345", "pi-1", SECRET, (60, 60)
    )

    async def story():
        await link.open()
        while not caplog.records:  # noqa: ASYNC110  # a log has no event to wait for
            await asyncio.sleep(0.01)  # the log has no event to wait for

    tell(story, link)
    assert "refused: [Errno 2] No such file" in caplog.text


def test_waits_between_connections_grow_with_full_jitter():
    for attempt, longest in [(0, 1), (1, 2), (5, 32), (6, 60), (500, 60)]:
        waits = [pause_s(attempt, (1.0, 60.0)) for _ in range(200)]
        assert min(waits) < longest * 0.2
        assert longest * 0.8 < max(waits) <= longest
