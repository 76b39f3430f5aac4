"""Runs the NATS server beside the gateway: started with it, started again when it dies, stopped with it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import select
import shutil
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, STDOUT, Process
from pathlib import Path

from gateway.broker.config import PID_FILE, by_certificate, by_password, config_text, server_config
from gateway.enrolment.registry import Registry
from gateway.ingest.topics import Address
from gateway.private import kept_secret, write_private
from gateway.settings import Broker, Device

log = logging.getLogger(__name__)

FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 30.0
HEALTHY_AFTER_S = 60.0
STOP_WITHIN_S = 5.0
_LEVELS = {"WRN": logging.WARNING, "ERR": logging.WARNING, "FTL": logging.ERROR}


class BrokerError(Exception):
    """The broker cannot be started here; the text says what a person can do."""


class NatsServer:
    """One supervised `nats-server`, with the configuration that the settings ask for."""

    def __init__(self, settings: Broker, devices: tuple[Device, ...]) -> None:
        self._settings = settings
        self._devices = devices
        self._config = settings.store_dir.resolve() / "nats-server.conf"

    def prepare(self) -> None:
        """Write the configuration and make way. Raises BrokerError."""
        folder = self._settings.store_dir
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        write_private(self._config, self._config_text())
        program()
        _end_orphan(folder / PID_FILE, self._config)

    def reload(self) -> bool:
        """Let the running server know who may come in now, and put out who may not; False where none runs.

        It is asked for by another process than the one that started the server.
        """
        write_private(self._config, self._config_text())
        pid = _server_of(self._settings.store_dir / PID_FILE, self._config)
        if pid is not None:
            os.kill(pid, signal.SIGHUP)
        return pid is not None

    async def run(self) -> None:
        """Keep the server running until cancelled."""
        pause_s = FIRST_PAUSE_S
        while True:
            began = asyncio.get_running_loop().time()
            code = await self._run_once()
            if asyncio.get_running_loop().time() - began > HEALTHY_AFTER_S:
                pause_s = FIRST_PAUSE_S
            log.warning("the broker ended with code %d; it is started again in %.1f s", code, pause_s)
            await asyncio.sleep(pause_s)
            pause_s = min(2 * pause_s, LONGEST_PAUSE_S)

    def _config_text(self) -> str:
        settings, folder = self._settings, self._settings.store_dir.resolve()
        if settings.tls:
            registry = Registry(folder, (*settings.names, settings.host))
            entry = by_certificate(registry.broker_files(), registry.devices())
        else:
            passwords = {
                Address(device.site, device.name): device.password_file.read_text(encoding="utf-8").strip()
                for device in self._devices
            }
            entry = by_password(gateway_password(folder), passwords)
        return config_text(server_config(settings.host, settings.port, folder, entry))

    async def _run_once(self) -> int:
        process = await asyncio.create_subprocess_exec(
            program(),
            "--config",
            str(self._config),
            stdin=DEVNULL,
            stdout=PIPE,
            stderr=STDOUT,
            # Ctrl-C is for the gateway, which stops its broker last.
            start_new_session=True,
        )
        try:
            await _log_lines(process)
            return await process.wait()
        finally:
            await _end(process)


def gateway_password(store_dir: Path) -> str:
    """The gateway's own password at the broker it starts, made on the first start."""
    return kept_secret(store_dir / "gateway.password")


def program() -> str:
    """The server to run: the wheel's, beside this Python, or one on PATH. Raises BrokerError."""
    found = shutil.which("nats-server", path=str(Path(sys.executable).parent)) or shutil.which("nats-server")
    if found is None:
        raise BrokerError(
            "broker: expected nats-server beside this Python or on PATH, found none; "
            'install "vigifroid[gateway]", or set [broker] start = false and url'
        )
    return found


async def _log_lines(process: Process) -> None:
    """Its words into our log, until it ends."""
    assert process.stdout is not None
    async for line in process.stdout:
        text = line.decode(errors="replace").rstrip()
        level, bracket, said = text.partition("[")[2].partition("[")[2].partition("] ")
        # Its configuration is in a folder and a file that only we may read; who is known by certificate is asked again
        # when it is reloaded, and stays.
        quiet = not bracket or said.startswith(("Plaintext passwords", 'User "CN='))
        log.log(
            logging.DEBUG if quiet else _LEVELS.get(level, logging.DEBUG), "nats-server: %s", said or text
        )


async def _end(process: Process) -> None:
    if process.returncode is not None:
        return
    process.terminate()
    try:
        async with asyncio.timeout(STOP_WITHIN_S):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()


def _end_orphan(pid_file: Path, config: Path) -> None:
    """Stop the server of a gateway that was killed: it holds the port. Only ours, known by its configuration."""
    pid = _server_of(pid_file, config)
    if pid is not None:
        log.warning("the broker of a gateway that was killed is still running; stopping it")
        with contextlib.suppress(OSError):
            ended = os.pidfd_open(pid)
            os.kill(pid, signal.SIGTERM)
            select.select([ended], [], [], STOP_WITHIN_S)
            os.close(ended)


def _server_of(pid_file: Path, config: Path) -> int | None:
    """The process that runs with our configuration; None where there is none."""
    with contextlib.suppress(OSError, ValueError):
        pid = int(pid_file.read_text(encoding="ascii"))
        command = Path("/proc", str(pid), "cmdline").read_bytes().split(b"\0")
        if os.fsencode(config) in command:
            return pid
    return None
