"""Asks the gateway that runs on this machine, by its own API: it alone writes the store."""

from __future__ import annotations

import json
import ssl
import urllib.error
import urllib.request
from typing import Any

import click

from gateway.settings import Settings

WITHIN_S = 30.0
ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  # compared with, never listened on


class RunningGateway:
    """The API of the gateway of these settings. Every failure is a ClickException that says what to do."""

    def __init__(self, settings: Settings) -> None:
        web = settings.web
        host = ANYWHERE.get(web.host, web.host)
        host = f"[{host}]" if ":" in host else host
        self._origin = f"http{'s' if web.tls_cert else ''}://{host}:{web.port}"
        self._token = web.token_file.read_text(encoding="utf-8").strip() if web.token_file else ""
        self._tls = None
        if web.tls_cert is not None:
            # The certificate is known by its file, and names the host that phones use, not this machine's loopback.
            self._tls = ssl.create_default_context(cafile=str(web.tls_cert))
            self._tls.check_hostname = False

    def post(self, what: str, body: dict[str, Any]) -> dict[str, Any]:
        """The answer to a POST of JSON."""
        headers = {"content-type": "application/json", "origin": self._origin}
        if self._token:
            headers["authorization"] = f"Bearer {self._token}"
        request = urllib.request.Request(  # noqa: S310  # an address of our own settings
            f"{self._origin}/api/v1/{what}", json.dumps(body).encode(), headers
        )
        try:
            with urllib.request.urlopen(request, timeout=WITHIN_S, context=self._tls) as answer:  # noqa: S310  # as above
                told: dict[str, Any] = json.load(answer)
                return told
        except urllib.error.HTTPError as error:
            raise click.ClickException(_detail(error)) from error
        except OSError as error:
            raise click.ClickException(
                f"{self._origin}: expected a running gateway, found {error}; start it first"
            ) from error


def _detail(error: urllib.error.HTTPError) -> str:
    try:
        return str(json.load(error)["detail"])
    except (ValueError, KeyError):
        return f"expected an answer of the gateway, found {error.code} {error.reason}"
