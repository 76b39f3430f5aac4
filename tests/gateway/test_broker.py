"""At the broker that the gateway starts, each device has its own topics and nobody else's."""

import asyncio
import contextlib
import os
import socket
import time

import pytest

from gateway.broker.nats import NatsServer
from gateway.ingest.topics import GATEWAY_STATE, Address
from gateway.settings import Broker
from tests.gateway.mqtt import WITHIN_S, Pi, await_port, broker

A, B = Address("S", "a"), Address("S", "b")
OF_B = [B.topic(road) for road in ("up", "live", "state", "ack", "down")]
WILD = [
    "#",
    "vigifroid/#",
    "vigifroid/v1/S/+/ack",
    "vigifroid/v1/+/+/down",
    "vigifroid/v1/S/a/#",
    "$MQTT/#",
    "+/+",
]


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]
    with broker(tmp_path_factory.mktemp("broker"), free, {A: "secret-a", B: "secret-b"}):
        yield free


def device_a(port, **more):
    return Pi(port, user="S/a", password="secret-a", name="a", **more)


def the_gateway(port, *topics):
    return Pi(port, user="gateway", password="gateway", name="g", subscribe=topics)


def test_a_device_speaks_on_its_own_topics_and_hears_its_own(port):
    with the_gateway(port, *(A.topic(road) for road in ("up", "live", "state"))) as central:
        mine = (A.topic("ack"), A.topic("down"), GATEWAY_STATE)
        with device_a(port, subscribe=mine) as device:
            assert device.subscribed == ["Granted QoS 1"] * 3
            for road in ("up", "live", "state"):
                device.publish(A.topic(road), road)
            assert sorted(central.hear()[1] for _ in range(3)) == [b"live", b"state", b"up"]
            for topic in mine:
                central.publish(topic, "to a")
            assert sorted(device.hear()[0] for _ in range(3)) == sorted(mine)


def test_a_device_cannot_listen_to_another(port):
    with device_a(port) as device:
        for topic in OF_B + WILD:
            assert device.subscribe(topic) == "Unspecified error", topic


def test_a_device_cannot_speak_for_another_nor_for_the_gateway(port):
    everything = [*OF_B, GATEWAY_STATE, A.topic("up"), A.topic("ack")]
    with the_gateway(port, *everything) as central, device_a(port) as device:
        for topic in [*OF_B, GATEWAY_STATE, A.topic("ack")]:
            device.publish(topic, "forged", retain=True)
        device.publish(A.topic("up"), "mine")
        assert central.hear() == (A.topic("up"), b"mine")
        assert central.heard.empty()


def test_a_device_leaves_its_own_last_will_and_none_for_another(port):
    offline = '{"online":false}'
    with the_gateway(port, B.topic("state"), A.topic("state")) as central:
        device_a(port, will=(B.topic("state"), offline, 1, True)).vanish()
        device_a(port, will=(A.topic("state"), offline, 1, True)).vanish()
        assert central.hear() == (A.topic("state"), offline.encode())
        assert central.heard.empty()


@pytest.mark.parametrize(("user", "password"), [("S/a", "wrong"), ("nobody", "secret-a"), (None, None)])
def test_a_stranger_is_not_let_in(port, user, password):
    with Pi(port, user=user, password=password, name="x") as stranger:
        assert stranger.connected == "Not authorized"


def test_without_named_devices_anybody_on_this_machine_may_be_a_device_but_not_the_gateway(
    tmp_path, free_port
):
    with broker(tmp_path, free_port, {}), Pi(free_port, name="a", subscribe=[A.topic("ack")]) as device:
        assert device.subscribed == ["Granted QoS 1"]
        assert device.subscribe(A.topic("up")) == "Unspecified error"
        with the_gateway(free_port, GATEWAY_STATE, A.topic("up")) as central:
            device.publish(GATEWAY_STATE, "forged")
            device.publish(A.topic("up"), "mine")
            assert central.hear() == (A.topic("up"), b"mine")


def test_the_server_is_started_again_when_it_dies_and_ends_with_us(tmp_path, free_port):
    store_dir = tmp_path / "broker"
    server = NatsServer(Broker(True, "127.0.0.1", free_port, store_dir, None, None, None, None), ())
    server.prepare()
    assert (store_dir / "nats-server.conf").stat().st_mode & 0o777 == 0o600
    pid_file = store_dir / "nats-server.pid"

    def another_than(first):
        end = time.monotonic() + WITHIN_S
        while (found := int(pid_file.read_text() or first)) == first:
            assert time.monotonic() < end
            time.sleep(0.02)
        return found

    async def story():
        running = asyncio.create_task(server.run())
        await asyncio.to_thread(await_port, free_port)
        first = int(pid_file.read_text())
        os.kill(first, 9)
        second = await asyncio.to_thread(another_than, first)
        await asyncio.to_thread(await_port, free_port)
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running
        return second

    second = asyncio.run(story())
    with pytest.raises(ProcessLookupError):
        os.kill(second, 0)
