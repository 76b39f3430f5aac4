"""A headless Chromium, and the house served to it by a real server that can be stopped and started again."""

import base64
import contextlib
import re
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import uvicorn
from selenium import webdriver
from selenium.common.exceptions import JavascriptException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.support.ui import WebDriverWait
from sqlalchemy import Engine

from gateway.hub import Hub
from gateway.web.app import create_app
from gateway.web.house import Ask, Sign, nobody_signs
from tests.gateway.web import a_house

WITHIN_S = 20
PHONE, DESKTOP = (360, 740), (1280, 800)
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)


class Browser:
    """One window."""

    def __init__(self, profile: Path) -> None:
        options = webdriver.ChromeOptions()
        options.binary_location = "/usr/bin/chromium"
        for flag in (*FLAGS, f"--user-data-dir={profile}"):
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        self.driver = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))

    def size(self, size: tuple[int, int]) -> None:
        """The window of a phone or of a desktop."""
        screen = {"width": size[0], "height": size[1], "deviceScaleFactor": 1, "mobile": size[0] < 500}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)

    def text(self, selector: str = "body") -> str:
        """What a person sees of the first such element."""
        script = "return document.querySelector(arguments[0])?.innerText ?? ''"
        return " ".join(str(self.driver.execute_script(script, selector)).split())

    def wait(self, script: str) -> None:
        """Until the expression is true; on a page that is still being loaded it may even fail."""
        WebDriverWait(self.driver, WITHIN_S, 0.05, [JavascriptException]).until(
            lambda driver: driver.execute_script(f"return {script}"), message=f"expected {script}"
        )

    def errors(self) -> list[str]:
        """What the console has complained of since the last call."""
        return [entry["message"] for entry in self.driver.get_log("browser") if entry["level"] != "INFO"]

    def pages(self) -> int:
        """How many sheets of paper the page takes, as its style asks for them."""
        printed = self.driver.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})
        return len(re.findall(rb"/Type /Page\b", base64.b64decode(printed["data"])))

    def picture(self, path: Path) -> None:
        """The window as a PNG."""
        shot = self.driver.execute_cdp_cmd("Page.captureScreenshot", {"format": "png"})
        path.write_bytes(base64.b64decode(shot["data"]))


class Served:
    """The house at `url`."""

    def __init__(
        self, folder: Path, reader: Engine, ask: Ask | None, port: int, sign: Sign = nobody_signs
    ) -> None:
        self._folder, self._reader, self.ask, self._port = folder, reader, ask, port
        self._sign = sign
        self.catalogue = a_house.catalogue()
        self.url = f"http://127.0.0.1:{port}"
        self.hub = Hub()

    @contextlib.contextmanager
    def running(self) -> Iterator[None]:
        """A server that answers from here to the end of the block."""
        self.hub = Hub()
        app = create_app(
            a_house.settings(self._folder),
            self._reader,
            self.hub,
            self.catalogue,
            ask=self.ask,
            people=a_house.people(),
            sign=self._sign,
            version="0.1.0",
            now=lambda: a_house.NOW,
        )
        config = uvicorn.Config(app, log_config=None, timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        listener = socket.create_server(("127.0.0.1", self._port))
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        try:
            yield
        finally:
            self.hub.close()
            server.should_exit = True
            thread.join()
            listener.close()
