"""The gateway's connection is looked after: one that is dead or deaf is begun anew, a full one still ends."""

import socket
import threading
import time

import pytest

from gateway.ingest import link as module
from gateway.ingest.link import Account, Delivery, Link
from tests.gateway.desk import NOON, UP, doors
from tests.gateway.mqtt import LOOPBACK, WITHIN_S, Pi, broker


@pytest.fixture
def port():
    with socket.socket() as free:
        free.bind((LOOPBACK, 0))
        return free.getsockname()[1]


@pytest.fixture
def link(tmp_path, port):
    with broker(tmp_path, port, {}):
        account = Account(LOOPBACK, port, False, None, "gateway", "gateway", "gateway-test")
        made = Link(account, "store", lambda: NOON)
        made.start()
        yield made
        made.stop()


def until(true):
    end = time.monotonic() + WITHIN_S
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_dead_thread_of_the_client_is_replaced(link, port):
    until(lambda: link._thread is not None)
    thread = link._thread

    def fail(*_):
        raise ValueError("a topic that is no text")

    link._client.on_message = fail
    with Pi(port) as pi:
        pi.publish(UP, doors(1, 1))
        thread.join(WITHIN_S)
        link.tend()
        pi.publish(UP, doors(1, 1))
        assert link.deliveries.get(timeout=WITHIN_S).message.topic == UP


def test_a_client_that_no_longer_hears_ourselves_is_replaced(link, port, monkeypatch):
    until(lambda: link._echo_s is not None)
    client = link._client
    link.tend()
    assert link._client is client
    monkeypatch.setattr(module, "ECHO_WITHIN_S", -1.0)
    link.tend()
    assert link._client is not client
    until(lambda: link._echo_s is not None)
    with Pi(port) as pi:
        pi.publish(UP, doors(1, 1))
        assert link.deliveries.get(timeout=WITHIN_S).message.topic == UP


def test_a_link_whose_queue_is_full_still_ends(link, port):
    until(lambda: link._thread is not None)
    with Pi(port) as pi:
        pi.publish(UP, doors(1, 1))
        filler: Delivery = link.deliveries.get(timeout=WITHIN_S)
        for _ in range(module.QUEUED):
            link.deliveries.put_nowait(filler)
        pi.publish(UP, doors(2, 2))
        ending = threading.Thread(target=link.stop)
        ending.start()
        ending.join(WITHIN_S)
        assert not ending.is_alive()
