"""Messages to people: tried until they are out, every attempt kept, never lost by a restart."""

import json
import logging
import queue
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Self

from gateway.hub import Hub
from gateway.notify import courier
from gateway.notify.courier import Courier
from gateway.notify.sender import STOP_WITHIN_S, Sender
from gateway.settings import Alarms, Contact
from gateway.store import queries
from tests.gateway.desk import NOON, excursion, frame
from tests.gateway.records import Record

WITHIN_S = 15
SETTINGS = Alarms(900_000, 300_000, 86_400_000, 28_800, 10_000, 25_000, 172_800_000, 32_400, 3_600_000)


class Phone:
    """A phone that answers with the given HTTP codes in turn, then 200, and keeps what it was sent."""

    def __init__(self, *codes) -> None:
        self.inbox: queue.Queue[dict[str, object]] = queue.Queue()
        answers = list(codes)
        phone = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                self.send_response(answers.pop(0) if answers else 200)
                self.send_header("content-length", "0")
                self.end_headers()
                phone.inbox.put(body)

            def log_message(self, *_):
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,))

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(self, *_) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    def contact(self, language="fr", name="on call"):
        return Contact(name, f"json://127.0.0.1:{self.server.server_port}/", language, ("*",), ("*",))

    def rings(self):
        return self.inbox.get(timeout=WITHIN_S)


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> int:
        return self.now


def in_words(alarm, language):
    over = "" if alarm.closed_at is None else " over"
    return f"{alarm.kind} {language}{over}", "do this"


def sender(record, contacts, clock):
    return Sender(record.reading, record.writer, contacts, SETTINGS, in_words, Hub(), clock)


def attempt(record, contact, clock, words=in_words):
    """Send what is due now, in this thread."""
    Courier(contact, record.reading, record.writer, SETTINGS, words, Hub(), clock)._send_due()


class Hole:
    """A service that takes the connection and never says a word."""

    def __init__(self) -> None:
        self.server = socket.create_server(("127.0.0.1", 0), backlog=50)

    def contact(self):
        port = self.server.getsockname()[1]
        return Contact("dead", f"json://127.0.0.1:{port}/?rto=60", "fr", ("*",), ("*",))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_) -> None:
        self.server.close()


def notice(record):
    [alarm] = record.ask(queries.alarms, open_only=False)
    return alarm.notices[-1]


def test_a_message_refused_by_the_service_is_kept_with_its_error_and_sent_again(tmp_path):
    with Phone(500) as phone:
        record, clock = Record(tmp_path, (phone.contact(),)), Clock()
        record.receive(frame(excursion(1, "opened")))
        attempt(record, phone.contact(), clock)
        phone.rings()
        first = notice(record)
        assert (first.state, first.attempts, first.next_at) == ("failed", 1, NOON + 10_000)
        assert "500" in first.last_error
        attempt(record, phone.contact(), clock)
        assert phone.inbox.empty()
        clock.now += 10_000
        attempt(record, phone.contact(), clock)
        assert phone.rings()["title"] == "excursion fr"
        second = notice(record)
        assert (second.state, second.attempts, second.sent_at) == ("sent", 2, NOON + 10_000)
        assert (second.title, second.text) == ("excursion fr", "do this")
        record.close()


def test_nothing_is_sent_twice_and_the_end_is_told_too(tmp_path):
    with Phone() as phone:
        record, clock = Record(tmp_path, (phone.contact("en"),)), Clock()
        record.receive(frame(excursion(1, "opened")))
        attempt(record, phone.contact(), clock)
        attempt(record, phone.contact(), clock)
        assert phone.rings()["type"] == "failure"
        assert phone.inbox.empty()
        record.receive(frame(excursion(2, "closed", 900)))
        attempt(record, phone.contact(), clock)
        assert phone.rings()["type"] == "success"
        record.close()


def test_a_phone_that_does_not_answer_is_tried_ever_more_slowly_and_never_given_up(tmp_path):
    contact = Contact("on call", "json://127.0.0.1:1/", "fr", ("*",), ("*",))
    record, clock = Record(tmp_path, (contact,)), Clock()
    record.receive(frame(excursion(1, "opened")))
    pauses = []
    for _ in range(4):
        attempt(record, contact, clock)
        pauses.append(notice(record).next_at - clock.now)
        clock.now = notice(record).next_at
    assert pauses == [10_000, 20_000, 25_000, 25_000]
    record.close()


def test_a_text_that_cannot_be_written_spoils_no_other_message(tmp_path):
    def broken(alarm, language):
        raise KeyError("no such word")

    with Phone() as phone:
        record, clock = Record(tmp_path, (phone.contact(),)), Clock()
        record.receive(frame(excursion(1, "opened")))
        attempt(record, phone.contact(), clock, words=broken)
        assert "no such word" in notice(record).last_error
        assert notice(record).next_at is not None
        record.close()


def test_a_contact_missing_from_the_settings_keeps_what_it_is_owed_until_it_is_back(tmp_path):
    with Phone() as phone:
        record, clock = Record(tmp_path, (phone.contact(),)), Clock()
        record.receive(frame(excursion(1, "opened")))
        without = sender(record, (), clock)
        without.start()
        without.stop()
        attempt(record, phone.contact(name="another"), clock)
        assert (notice(record).contact, notice(record).state) == ("on call", "waiting")
        attempt(record, phone.contact(), clock)
        assert phone.rings()["title"] == "excursion fr"
        record.close()


def test_a_new_contact_is_told_of_the_alarms_that_are_open_and_nobody_twice(tmp_path):
    with Phone() as phone:
        record, clock = Record(tmp_path, (phone.contact(),)), Clock()
        over = excursion(1, "opened", episode="e-0"), excursion(2, "closed", 900, episode="e-0")
        record.receive(frame(*over, excursion(3, "opened")))
        attempt(record, phone.contact(), clock)
        assert [phone.rings()["title"] for _ in range(2)] == ["excursion fr over", "excursion fr"]
        late = phone.contact("en", "late")
        working = sender(record, (phone.contact(), late), clock)
        working.start()
        assert phone.rings()["title"] == "excursion en"
        working.stop()
        assert phone.inbox.empty()
        told = [alarm.notices[-1].contact for alarm in record.ask(queries.alarms, open_only=False)]
        assert sorted(told) == ["late", "on call"]
        record.close()


def test_an_alarm_that_ends_while_its_opening_is_under_way_is_told_as_ended(tmp_path, monkeypatch):
    contact = Contact("on call", "json://127.0.0.1:1/", "fr", ("*",), ("*",))
    record, clock = Record(tmp_path, (contact,)), Clock()
    record.receive(frame(excursion(1, "opened")))
    told: list[str] = []

    def slow(url, title, text, alarm):
        if not told:
            record.receive(frame(excursion(2, "closed", 900)))
        told.append(title)
        return ""

    monkeypatch.setattr(courier, "post", slow)
    for _ in range(3):
        attempt(record, contact, clock)
    assert told == ["excursion fr", "excursion fr over"]
    record.close()


def test_a_phone_that_is_dead_delays_no_other_and_holds_up_no_stop(tmp_path):
    with Hole() as hole, Phone() as phone:
        contacts = (hole.contact(), phone.contact())
        record = Record(tmp_path, contacts)
        record.receive(frame(*(excursion(n + 1, "opened", episode=f"e-{n}") for n in range(5))))
        working = sender(record, contacts, Clock())
        working.start()
        hanging, _ = hole.server.accept()
        began = time.monotonic()
        for _ in range(5):
            phone.rings()
        working.stop()
        assert time.monotonic() - began < STOP_WITHIN_S + 5
        hanging.close()
        states = {(one.contact, one.state) for alarm in record.ask(queries.alarms) for one in alarm.notices}
        assert states == {("dead", "waiting"), ("on call", "sent")}
        record.close()


def test_what_an_attempt_says_of_one_phone_is_not_put_to_another(tmp_path):
    with Phone(503) as phone:
        record, clock = Record(tmp_path, (phone.contact(),)), Clock()
        record.receive(frame(excursion(1, "opened")))
        noise = threading.Event()

        def other():
            while not noise.wait(0.001):
                logging.getLogger("apprise").warning("of another phone")

        talking = threading.Thread(target=other)
        talking.start()
        attempt(record, phone.contact(), clock)
        noise.set()
        talking.join()
        assert "503" in notice(record).last_error
        assert "another" not in notice(record).last_error
        assert "WARNING" not in notice(record).last_error
        record.close()


def test_what_one_sender_has_not_sent_its_successor_sends(tmp_path):
    with Phone() as phone:
        record = Record(tmp_path, (phone.contact(),))
        record.receive(frame(excursion(1, "opened")))
        record.close()
        record = Record(tmp_path, (phone.contact(),))
        working = sender(record, (phone.contact(),), Clock())
        working.start()
        assert phone.rings()["title"] == "excursion fr"
        working.stop()
        record.close()
