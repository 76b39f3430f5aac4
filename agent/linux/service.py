"""One agent on Linux from start to end: ports opened, the loop run, ports closed, systemd told."""

import asyncio
import contextlib
import logging
import signal
from collections.abc import AsyncIterator

from agent.linux.clock import LinuxClock, boot_id
from agent.linux.configuration import Configuration
from agent.linux.hardware import Hardware
from agent.linux.journal import SqliteJournal
from agent.linux.link import MqttLink
from agent.linux.log import LinuxLog
from agent.linux.mqtt_client import Broker
from agent.linux.screen.answers import Answers
from agent.linux.staff import ScryptStaff
from agent.linux.systemd import Systemd
from agent.loop import Agent
from agent.ports import Clock, Journal, JournalFault, Ports
from agent.settings import Settings
from coldchain.civil import Zone

ENDS = (signal.SIGTERM, signal.SIGINT)
NO_WATCHDOG_S = 3600.0
DAY_S = 86400
KEPT_MS = 180 * DAY_S * 1000

log = logging.getLogger(__name__)


async def serve(configuration: Configuration, hardware: Hardware) -> None:
    """Work until SIGTERM or SIGINT. Raises JournalFault where the journal cannot be opened."""
    systemd = Systemd()
    async with open_ports(configuration, hardware) as ports:
        agent = Agent(configuration.settings, configuration.rules, ports)
        loop = asyncio.get_running_loop()
        for number in ENDS:
            loop.add_signal_handler(number, agent.stop, number.name)
        aside = [
            asyncio.create_task(_feed(systemd, ports.journal), name="watchdog"),
            asyncio.create_task(_prune(ports.journal, ports.clock), name="prune"),
        ]
        if isinstance(ports.signal, Answers):
            shown = _show(configuration.settings, agent, ports.signal)
            aside.append(asyncio.create_task(shown, name="screen"))
        systemd.ready()
        try:
            await agent.run()
        finally:
            systemd.stopping()
            for task in aside:
                task.cancel()
            await asyncio.gather(*aside, return_exceptions=True)


@contextlib.asynccontextmanager
async def open_ports(configuration: Configuration, hardware: Hardware) -> AsyncIterator[Ports]:
    """The ports of a configured agent; all of them are closed on the way out, also after a failed start."""
    settings = configuration.settings
    async with contextlib.AsyncExitStack() as stack:
        journal = await SqliteJournal.open(settings.journal_path)
        stack.push_async_callback(journal.close)
        boot = boot_id()
        clock = LinuxClock(await journal.count_boot(boot), boot)
        await journal.begin(clock)
        link = MqttLink(Broker(settings.mqtt), settings.site, settings.device, journal.client_secret)
        await link.open()
        stack.push_async_callback(link.close)
        stack.push_async_callback(hardware.close)
        staff = ScryptStaff(configuration.people)
        stack.push_async_callback(staff.close)
        yield Ports(
            journal,
            clock,
            link,
            Answers(hardware.signal(), clock) if settings.screen else hardware.signal(),
            LinuxLog(),
            hardware.buses(),
            hardware.lines(),
            hardware.contacts(),
            staff,
        )


async def _show(settings: Settings, agent: Agent, answers: Answers) -> None:
    """Serve the screen. Whatever goes wrong with it, the fridge is watched."""
    try:
        from agent.linux.screen.server import Screen  # loaded only where there is a screen

        assert settings.screen is not None
        language, zone = settings.signal["language"], Zone(settings.timezone)
        await Screen(settings.screen, agent.look, answers, language, zone).run()
    except Exception:
        log.exception("there is no screen from here on")


async def _prune(journal: Journal, clock: Clock) -> None:
    """Once a day, forget what the gateway has had for half a year; not by a clock that may be years ahead."""
    while True:
        now_ms = clock.now_ms()
        if now_ms is not None and clock.quality() == "synced":
            try:
                await journal.prune(now_ms - KEPT_MS)
            except JournalFault as fault:
                log.warning("the journal was not pruned: %s", fault)
        await asyncio.sleep(DAY_S)


async def _feed(systemd: Systemd, journal: Journal) -> None:
    """Feed the watchdog after a round trip to the disk: a loop or a journal that hangs starves it."""
    while True:
        await asyncio.sleep(systemd.watchdog_s or NO_WATCHDOG_S)
        try:
            await journal.read(max(1, journal.last), 1)
        except JournalFault as fault:
            log.warning("the journal cannot be read: %s", fault)
        else:
            systemd.alive()
