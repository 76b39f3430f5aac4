"""The gateway as a process of its own, as a user starts it."""

import os
import signal
import subprocess
import sys
from typing import Self

from tests.gateway.mqtt import WITHIN_S, await_port
from tests.rooms import ROOT

SITE = """
[[site]]
id = "750012345"
name = "Centre"
timezone = "CET-1CEST,M3.5.0,M10.5.0/3"
"""


class Running:
    """`python -m gateway run` in a folder, with its own broker on `mqtt_port` and its pages on `web_port`."""

    def __init__(self, folder, mqtt_port, web_port, more="") -> None:
        self.folder = folder
        self.ports = (mqtt_port, web_port)
        self.config = folder / "gateway.toml"
        self.config.write_text(f"[broker]\nport = {mqtt_port}\n[web]\nport = {web_port}\n{SITE}{more}")
        self.process = self.start()

    def start(self):
        """A process of it, once its pages are served."""
        with (self.folder / "gateway.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "gateway", "run", "--config", self.config], cwd=ROOT, stderr=log
            )
        for port in self.ports:
            await_port(port)
        return process

    def kill(self):
        """As the kernel does when memory is short: no goodbye."""
        self.process.kill()
        self.process.wait(WITHIN_S)

    def stop(self):
        """SIGTERM; the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(WITHIN_S)

    def devices(self):
        """What `vigifroid-gateway devices` prints, without its first line."""
        command = [sys.executable, "-m", "gateway", "devices", "--config", self.config]
        printed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
        return printed.splitlines()[1:]

    def log(self):
        return (self.folder / "gateway.log").read_text()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_) -> None:
        if self.process.poll() is None:
            self.kill()
        broker = self.folder / "broker" / "nats-server.pid"
        if broker.exists():
            try:
                os.kill(int(broker.read_text()), signal.SIGKILL)
            except ProcessLookupError:
                return
