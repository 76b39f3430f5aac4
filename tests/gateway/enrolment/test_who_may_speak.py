"""With a valid certificate, a device can neither write nor read another's topics: on both brokers."""

import socket
import ssl
import time

import pytest

from gateway.enrolment.authority import Authority
from gateway.enrolment.registry import Files, Registry
from gateway.ingest.topics import GATEWAY_STATE, Address
from tests.gateway.enrolment.brokers import MosquittoHouse, NatsHouse, files_of, running
from tests.gateway.mqtt import WITHIN_S, Pi

A, B = Address("750012345", "pi-1"), Address("750012345", "pi-2")
OF_B = [B.topic(road) for road in ("up", "live", "state", "ack", "down")]
FORGED, MINE = b"forged", b"mine"
# A clean session of the client "pi-9", kept alive for 60 s: MQTT 3.1.1, 3.1.
CONNECT = b"\x10\x10\x00\x04MQTT\x04\x02\x00\x3c\x00\x04pi-9"


@pytest.fixture(
    params=[
        NatsHouse,
        pytest.param(MosquittoHouse, marks=pytest.mark.needs_debian("mosquitto")),
    ]
)
def house(request, tmp_path, free_port):
    registry = Registry(tmp_path, ("gateway.example",))
    a = files_of(registry, A, tmp_path / "a")
    b = files_of(registry, B, tmp_path / "b")
    one = request.param(tmp_path, free_port, registry)
    with running(one, free_port) as process:
        yield House(one, process, free_port, registry, a, b)


class House:
    """A broker that runs, and the files of two devices that it knows."""

    def __init__(self, broker, process, port, registry, a, b) -> None:
        self.broker, self.process, self.port, self.registry = broker, process, port, registry
        self.a, self.b = a, b

    def gateway(self, *topics):
        return Pi(self.port, files=self.registry.gateway_files(), name="g", subscribe=topics)

    def device(self, files, name, **more):
        return Pi(self.port, files=files, name=name, **more)

    def reload(self):
        self.broker.write()
        self.process.send_signal(1)


def test_a_device_speaks_on_its_own_topics_and_hears_its_own(house):
    with house.gateway(A.topic("up")) as central:
        heard = (A.topic("ack"), A.topic("down"), GATEWAY_STATE)
        with house.device(house.a, "a", subscribe=heard) as device:
            device.publish(A.topic("up"), MINE)
            assert central.hear() == (A.topic("up"), MINE)
            for topic in heard:
                central.publish(topic, "to a")
            assert sorted(device.hear()[0] for _ in range(3)) == sorted(heard)


def test_a_device_cannot_speak_for_another_nor_for_the_gateway(house):
    everything = [*OF_B, GATEWAY_STATE, A.topic("up"), A.topic("ack")]
    with house.gateway(*everything) as central, house.device(house.a, "a") as device:
        for topic in [*OF_B, GATEWAY_STATE, A.topic("ack")]:
            device.publish(topic, FORGED)
        device.publish(A.topic("up"), MINE)
        assert central.hear() == (A.topic("up"), MINE)
        assert central.heard.empty()


def test_a_device_hears_nothing_of_another(house):
    """Whether the broker refuses to subscribe or stays silent: what is for its neighbour does not come."""
    wild = ["#", "vigifroid/#", "vigifroid/v1/+/+/down", "vigifroid/v1/750012345/+/ack"]
    with (
        house.device(house.a, "a", subscribe=[*OF_B, *wild, A.topic("ack")]) as device,
        house.gateway() as central,
    ):
        for topic in OF_B:
            central.publish(topic, FORGED)
        central.publish(A.topic("ack"), MINE)
        assert device.hear() == (A.topic("ack"), MINE)
        assert {payload for _, payload in list(device.heard.queue)} <= {MINE}


def test_a_revoked_device_is_put_out_and_another_stays(house):
    with house.gateway(A.topic("up"), B.topic("up")) as central, house.device(house.b, "b") as neighbour:
        house.registry.revoke(A)
        house.reload()
        end = time.monotonic() + WITHIN_S
        # A broker takes its time to read; what a device that is put out says until then is still its own word.
        while _is_heard(house, central):
            assert time.monotonic() < end, "a revoked device is still heard"
        neighbour.publish(B.topic("up"), MINE)
        assert central.hear() == (B.topic("up"), MINE)


def _is_heard(house, central):
    with house.device(house.a, "a") as device:
        if device.connected == "Success":
            device.publish(A.topic("up"), MINE)
    central.publish(B.topic("up"), "a mark")
    heard = [central.hear()]
    while heard[-1][1] != b"a mark":
        heard.append(central.hear())
    return (A.topic("up"), MINE) in heard


def test_a_certificate_of_another_authority_opens_nothing(house, tmp_path):
    certificate, key = Authority(tmp_path / "other").device(A.user).write(tmp_path, "other")
    assert is_let_in(house.port, Files(house.a.ca, house.a.certificate, house.a.key))
    assert not is_let_in(house.port, Files(house.a.ca, certificate, key))


def test_a_plain_connection_is_refused(house):
    assert not is_let_in(house.port, None)


def is_let_in(port, files):
    """Whether an MQTT CONNECT is answered by a CONNACK that accepts it; without `files`, in clear."""
    with socket.create_connection(("127.0.0.1", port), WITHIN_S) as plain:
        try:
            wire = plain if files is None else secured(plain, files)
            wire.sendall(CONNECT)
            return wire.recv(4) == b"\x20\x02\x00\x00"
        except (ssl.SSLError, ConnectionError):
            return False


def secured(plain, files):
    context = ssl.create_default_context(cafile=files.ca)
    context.load_cert_chain(files.certificate, files.key)
    return context.wrap_socket(plain, server_hostname="127.0.0.1")
