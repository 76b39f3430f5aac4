"""Messages to people: tried until they are out, every attempt kept, never lost by a restart."""

import json
import queue
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Self

from gateway.hub import Hub
from gateway.notify.sender import Sender
from gateway.settings import Alarms, Contact
from gateway.store import queries
from tests.gateway.desk import NOON, excursion, frame
from tests.gateway.records import Record

WITHIN_S = 15
SETTINGS = Alarms(900_000, 300_000, 86_400_000, 28_800, 10_000, 25_000)


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

    def contact(self, language="fr"):
        return Contact("on call", f"json://127.0.0.1:{self.server.server_port}/", language, ("*",), ("*",))

    def rings(self):
        return self.inbox.get(timeout=WITHIN_S)


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> int:
        return self.now


def sender(record, contact, clock, words=lambda alarm, language: (f"{alarm.kind} {language}", "do this")):
    return Sender(record.reading, record.writer, (contact,), SETTINGS, words, Hub(), clock)


def attempt(record, contact, clock, **more):
    """Send what is due now, in this thread."""
    sender(record, contact, clock, **more)._send_due()


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


def test_a_contact_that_is_gone_is_owed_nothing_more_and_that_is_shown(tmp_path):
    with Phone() as phone:
        record, clock = Record(tmp_path, (phone.contact(),)), Clock()
        record.receive(frame(excursion(1, "opened")))
        gone = Contact("another", "json://127.0.0.1:1/", "fr", ("*",), ("*",))
        attempt(record, gone, clock)
        assert (notice(record).state, notice(record).next_at) == ("failed", None)
        assert "no longer in the configuration" in notice(record).last_error
        record.close()


def test_what_one_sender_has_not_sent_its_successor_sends(tmp_path):
    with Phone() as phone:
        record = Record(tmp_path, (phone.contact(),))
        record.receive(frame(excursion(1, "opened")))
        record.close()
        record = Record(tmp_path, (phone.contact(),))
        working = sender(record, phone.contact(), Clock())
        working.start()
        assert phone.rings()["title"] == "excursion fr"
        working.stop()
        record.close()
