"""Puts the gateway together from its roles and runs it on one asyncio loop until it is told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import signal
import socket
from collections.abc import Coroutine, Iterator
from contextlib import AsyncExitStack
from typing import Any, Protocol

import uvicorn

from coldchain.people import Person
from gateway import VERSION
from gateway.alarms.book import Book
from gateway.alarms.rounds import Rounds as AlarmRounds
from gateway.alarms.watch import Watch
from gateway.announcements import Announcements
from gateway.boards import Boards
from gateway.broker.config import GATEWAY_USER
from gateway.broker.nats import NatsServer, gateway_password
from gateway.clock import Clock
from gateway.desk.desk import VirtualDesk
from gateway.desk.rounds import Rounds
from gateway.desk.stream import Stream
from gateway.enrolment.registry import Registry
from gateway.hub import Hub
from gateway.ingest.link import Account, Link, read_url
from gateway.ingest.topics import GATEWAY_DEVICE, Address
from gateway.ingest.worker import Worker
from gateway.notify.sender import Sender
from gateway.notify.words import words
from gateway.private import keep_private, kept_secret
from gateway.recalls import Recalls
from gateway.reference import Reference
from gateway.settings import Settings
from gateway.signatures import Signatures
from gateway.store import answers, attribution, commands, engine, places, streams
from gateway.store.answers import Answer
from gateway.store.writer import Writer
from gateway.web.app import create_app

log = logging.getLogger(__name__)

STATE_EVERY_S = 30.0
BROKER_WITHIN_S = 10.0
CLIENT_ID_BITS = 64


class _Part(Protocol):
    def start(self) -> None: ...

    def stop(self) -> None: ...


class Gateway:
    """The gateway of these settings. Parts are started in order and stopped in the opposite order."""

    def __init__(self, settings: Settings, reference: Reference) -> None:
        self._settings = settings
        self._catalogue = reference.catalogue
        self._people = reference.people
        self._hub = Hub()
        self._stopping = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._link: Link | None = None
        self._desk: VirtualDesk | None = None

    async def run(self) -> None:
        """Run until SIGTERM or SIGINT. Raises what keeps it from starting, or what ended one of its parts."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stopping.set)
        async with AsyncExitStack() as stack:
            await self._start(stack)
            await self._until_stopped()

    async def _start(self, stack: AsyncExitStack) -> None:
        settings = self._settings
        self._open_store(stack)
        if settings.roles.broker and settings.broker.start:
            await self._start_broker(stack)
        if settings.roles.ingest:
            self._start_ingest(stack)
        if settings.roles.alarms:
            self._start_alarms(stack)
        if settings.roles.web:
            self._start_desk(stack)
            self._start_web(stack)

    def _open_store(self, stack: AsyncExitStack) -> None:
        path = self._settings.store.path
        lock = engine.Lock(path)
        lock.take()
        stack.callback(lock.release)
        keep_private(path, *(path.with_name(path.name + end) for end in ("-wal", "-shm")))
        writing = engine.open_for_writing(path)
        self._writer = Writer(writing)
        stack.callback(self._writer.close)
        engine.migrate(writing)
        with self._writer.transaction() as connection:
            places.save(connection, self._settings)
            self._store_id = engine.store_id(connection)
            self._now_ms = Clock(streams.last_heard_at(connection)).now_ms
        self._reading = engine.open_for_reading(path)
        stack.callback(self._reading.dispose)
        self._book = Book(self._settings.contacts)

    async def _start_broker(self, stack: AsyncExitStack) -> None:
        lock = engine.Lock(self._settings.broker.store_dir / "broker")
        lock.take()
        stack.callback(lock.release)
        server = NatsServer(self._settings.broker, self._settings.devices)
        server.prepare()
        self._run_beside(stack, "broker", server.run())
        await _listening(self._settings.broker.host, self._settings.broker.port)

    def _start_ingest(self, stack: AsyncExitStack) -> None:
        self._link = Link(self._account(), self._store_id, self._now_ms)
        worker = Worker(self._link, self._writer, self._store_id, self._book, self._hub, self._now_ms)
        self._start_part(stack, self._link)
        self._start_part(stack, worker)
        self._run_beside(stack, "state", _beat(self._link))

    def _start_alarms(self, stack: AsyncExitStack) -> None:
        settings = self._settings
        watch = Watch(settings.alarms, settings.zone, self._now_ms())
        self._start_part(stack, AlarmRounds(watch, self._book, self._writer, self._hub, self._now_ms))
        write = words(settings, self._catalogue.products)
        sender = Sender(
            self._reading, self._writer, settings.contacts, settings.alarms, write, self._hub, self._now_ms
        )
        self._start_part(stack, sender)

    def _start_desk(self, stack: AsyncExitStack) -> None:
        if not any(fridge.desk == GATEWAY_DEVICE for fridge in self._settings.fridges):
            return
        stream = Stream(self._store_id, self._book, self._now_ms)
        self._desk = VirtualDesk(
            self._settings,
            self._catalogue,
            self._people,
            self._writer,
            Signatures(self._people, self._writer, self._now_ms).sign,
            stream,
            self._hub,
            self._now_ms,
        )
        self._start_part(stack, Rounds(self._desk))

    def _start_web(self, stack: AsyncExitStack) -> None:
        web = self._settings.web
        app = create_app(
            self._settings,
            self._reading,
            self._hub,
            self._catalogue,
            ask=self._ask if self._link else None,
            note=self._note,
            people=self._people,
            boards=Boards(self._writer, self._tell, self._hub, self._now_ms) if self._link else None,
            recalls=Recalls(self._writer, self._tell, self._hub, self._now_ms) if self._link else None,
            announcements=Announcements(self._writer, self._hub, self._now_ms),
            sign=Signatures(self._people, self._writer, self._now_ms).sign,
            desk=self._desk,
            demo_url=web.demo_url,
            version=VERSION,
            now=self._now_ms,
            attribute=self._attribute,
        )
        config = uvicorn.Config(
            app,
            ssl_certfile=web.tls_cert,
            ssl_keyfile=web.tls_key,
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=2,
        )
        family = socket.AF_INET6 if ":" in web.host else socket.AF_INET
        listener = socket.create_server((web.host, web.port), family=family)
        server = _Server(config)
        serving = self._run_beside(stack, "web", server.serve([listener]))
        stack.push_async_callback(self._stop_web, server, serving)
        log.info("pages at http%s://%s:%d/", "s" if web.tls_cert else "", web.host, web.port)

    async def _stop_web(self, server: uvicorn.Server, serving: asyncio.Task[None]) -> None:
        self._hub.close()
        server.should_exit = True
        await serving

    async def _until_stopped(self) -> None:
        stopping = asyncio.create_task(self._stopping.wait())
        done, _ = await asyncio.wait({stopping, *self._tasks}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        for task in done - {stopping}:
            await task
            raise RuntimeError(f"{task.get_name()}: expected to run until the gateway stops, found it ended")
        log.info("stopping")

    def _ask(self, order: commands.Order) -> str:
        """Note what a person asks of a desk, and tell it; if it does not hear, its next hello asks again."""
        with self._writer.transaction() as connection:
            if order.id is not None and commands.is_known(connection, order.id):
                return order.id
            asked, desk = commands.ask(connection, order, self._now_ms())
        self._tell(order.site, desk, asked)
        self._hub.publish("stock", f"fridge/{order.site}/{order.fridge}")
        return str(asked["command"])

    def _tell(self, site: str, device: str, payload: dict[str, Any]) -> None:
        if self._link is not None:
            self._link.publish(Address(site, device).topic("down"), json.dumps(payload))

    def _note(self, alarm_id: int, answer: Answer) -> None:
        """Keep what a laboratory answered about an excursion."""
        with self._writer.transaction() as connection:
            answers.note(connection, alarm_id, answer, self._now_ms())
        self._hub.publish("alarms")

    def _attribute(self, acts: list[int], person: Person) -> None:
        """Keep who signs for acts that were nobody's."""
        with self._writer.transaction() as connection:
            attribution.sign(connection, acts, person, self._now_ms())
        self._hub.publish("stock")

    def _account(self) -> Account:
        broker = self._settings.broker
        host, port, tls = read_url(broker.url) if broker.url else (broker.host, broker.port, False)
        store = self._settings.store.path
        user, password = broker.user, None
        client_id = "gateway-" + kept_secret(store.with_name(store.name + ".client"), CLIENT_ID_BITS)
        if broker.tls:
            files = Registry(broker.store_dir, broker.names).gateway_files()
            certificate = files.certificate, files.key
            return Account(host, port, True, broker.ca or files.ca, None, None, client_id, certificate)
        if broker.start:
            user, password = GATEWAY_USER, gateway_password(broker.store_dir)
        elif broker.password_file is not None:
            password = broker.password_file.read_text(encoding="utf-8").strip()
        return Account(host, port, tls, broker.ca, user, password, client_id)

    def _start_part(self, stack: AsyncExitStack, part: _Part) -> None:
        part.start()
        stack.push_async_callback(asyncio.to_thread, part.stop)

    def _run_beside(
        self, stack: AsyncExitStack, name: str, work: Coroutine[None, None, None]
    ) -> asyncio.Task[None]:
        task = asyncio.create_task(work, name=name)
        self._tasks.append(task)
        stack.push_async_callback(_cancelled, task)
        return task


class _Server(uvicorn.Server):
    """uvicorn without its signal handlers: the gateway has its own."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def _cancelled(task: asyncio.Task[None]) -> None:
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


async def _beat(link: Link) -> None:
    """Say every 30 s that the gateway is alive, and see that it is."""
    while True:
        await asyncio.sleep(STATE_EVERY_S)
        link.tend()
        link.publish_state()


async def _listening(host: str, port: int) -> None:
    """Wait until the broker answers, so that nothing is told of a refusal that is only haste."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(BROKER_WITHIN_S):
            while True:
                try:
                    _, writer = await asyncio.open_connection(host, port)
                except OSError:
                    await asyncio.sleep(0.05)
                    continue
                writer.close()
                return
