"""One agent on Linux from start to end: ports opened, the loop run, ports closed, systemd told."""

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator

from agent.linux.clock import LinuxClock, boot_id
from agent.linux.configuration import Configuration
from agent.linux.hardware import Hardware
from agent.linux.journal import SqliteJournal
from agent.linux.link import MqttLink
from agent.linux.log import LinuxLog
from agent.linux.mqtt_client import Broker
from agent.linux.systemd import Systemd
from agent.loop import Agent, Ports

ENDS = (signal.SIGTERM, signal.SIGINT)
NO_WATCHDOG_S = 3600.0


async def serve(configuration: Configuration, hardware: Hardware) -> None:
    """Work until SIGTERM or SIGINT. Raises JournalFault where the journal cannot be opened."""
    systemd = Systemd()
    async with open_ports(configuration, hardware) as ports:
        agent = Agent(configuration.settings, configuration.rules, ports)
        loop = asyncio.get_running_loop()
        for number in ENDS:
            loop.add_signal_handler(number, agent.stop, number.name)
        feeder = asyncio.create_task(_feed(systemd), name="watchdog")
        systemd.ready()
        try:
            await agent.run()
        finally:
            systemd.stopping()
            feeder.cancel()
            await asyncio.gather(feeder, return_exceptions=True)


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
        yield Ports(
            journal,
            clock,
            link,
            hardware.signal(),
            LinuxLog(),
            hardware.buses(),
            hardware.lines(),
            hardware.contacts(),
        )


async def _feed(systemd: Systemd) -> None:
    while True:
        await asyncio.sleep(systemd.watchdog_s or NO_WATCHDOG_S)
        systemd.alive()
