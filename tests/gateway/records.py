"""A store for tests, and the messages of devices put into it without a broker in between."""

import json
from dataclasses import dataclass

from gateway.alarms.book import Book
from gateway.ingest.batch import Batch, Message
from gateway.settings import Contact
from gateway.store import engine
from gateway.store.writer import Writer
from tests.gateway.desk import ACK, NOON, UP

PHONE = Contact("on call", "json://127.0.0.1:1/", "fr", ("*",), ("*",))


@dataclass
class Said:
    """What the gateway said after the commit: topic -> payloads, in order."""

    by_topic: dict[str, list[dict[str, object]]]
    topics: set[str]

    def ack(self):
        return self.by_topic.get(ACK, [])

    def upto(self):
        receipts = [one["upto"] for one in self.ack() if "upto" in one]
        return receipts[-1] if receipts else None

    def wants(self):
        return [one["want"] for one in self.ack() if "want" in one]


class Record:
    """A migrated store in a folder, with everything a test asks of it."""

    def __init__(self, folder, contacts=(PHONE,)) -> None:
        self.path = folder / "vigifroid.db"
        self.writer = Writer(engine.open_for_writing(self.path))
        engine.migrate(self.writer._engine)
        self.reading = engine.open_for_reading(self.path)
        self.book = Book(contacts)
        with self.reading.connect() as connection:
            self.store = engine.store_id(connection)

    def receive(self, *payloads, topic=UP, now=NOON, retained=False):
        """Put messages in, as one transaction."""
        return self.transaction([Message(topic, payload, retained) for payload in payloads], now)

    def transaction(self, messages, now=NOON):
        with self.writer.transaction() as connection:
            batch = Batch(connection, self.store, self.book, now)
            for message in messages:
                batch.receive(message)
            topics = batch.finish()
        said: dict[str, list[dict[str, object]]] = {}
        for topic, payload in batch.replies.messages():
            said.setdefault(topic, []).append(json.loads(payload))
        return Said(said, topics)

    def ask(self, query, *args, **kwargs):
        """The answer of a query of `gateway.store.queries`."""
        with self.reading.connect() as connection:
            return query(connection, *args, **kwargs)

    def rows(self, table):
        with self.reading.connect() as connection:
            return connection.execute(table.select()).all()

    def close(self):
        self.reading.dispose()
        self.writer.close()
