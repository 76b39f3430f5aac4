"""Who may see a page or call the API: host, token, origin. One check in front of every route."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
from dataclasses import dataclass
from urllib.parse import quote

from starlette.datastructures import URL, Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.web.problems import problem

COOKIE = "vigifroid"
PUBLIC = ("/static/", "/login")
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
HEADERS = {
    "content-security-policy": "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "cross-origin-opener-policy": "same-origin",
}


@dataclass(frozen=True, slots=True)
class Access:
    """The token that opens everything (None: only this machine is served), and the names of this machine.

    The names matter only to those who come without a token: a stranger's page can have its own name lead here.
    """

    token: str | None
    hosts: tuple[str, ...] = ()

    def cookie(self) -> str:
        """What a browser keeps instead of the token: enough to read the pages, useless to learn the token."""
        return hmac.new((self.token or "").encode(), b"vigifroid pages", hashlib.sha256).hexdigest()

    def is_token(self, text: str) -> bool:
        """Whether the text is the token, in a time that does not tell how much of it was right."""
        return self.token is not None and hmac.compare_digest(text.encode(), self.token.encode())

    def is_cookie(self, text: str) -> bool:
        """Whether the text is the cookie of a browser that once gave the token."""
        return self.token is not None and hmac.compare_digest(text.encode(), self.cookie().encode())

    def knows_host(self, host: str) -> bool:
        """Whether the Host header names this machine. An address does: no name server can make it another's."""
        name = _name_in(host) or ""
        return name == "localhost" or name in self.hosts or _is_address(name)


class Guard:
    """ASGI middleware in front of the app; refuses, or lets through and adds the security headers."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self._app = app
        self._access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refusal = self._refusal(HTTPConnection(scope), scope["method"])

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                headers.setdefault("cache-control", "no-cache")
            await send(message)

        await (refusal or self._app)(scope, receive, send_guarded)

    def _refusal(self, connection: HTTPConnection, method: str) -> Response | None:
        host = connection.headers.get("host", "")
        if _name_in(host) is None:
            return problem(400, "host", "a name or an address", repr(host))
        by_token = self._bears_token(connection)
        if method not in SAFE_METHODS and not by_token and not _same_origin(connection.headers):
            found = connection.headers.get("origin", "no Origin header")
            return problem(403, "origin", "a form of this site, or a bearer token", found)
        if by_token or self._is_known(connection):
            return None
        if not self._is_exempt(connection):
            return self._ask_for_token(connection)
        if not self._access.knows_host(host):
            return problem(400, "host", "a name or address of this machine", repr(host))
        return None

    def _bears_token(self, connection: HTTPConnection) -> bool:
        kind, _, text = connection.headers.get("authorization", "").partition(" ")
        return kind.lower() == "bearer" and self._access.is_token(text.strip())

    def _is_known(self, connection: HTTPConnection) -> bool:
        cookie = connection.cookies.get(COOKIE, "")
        return _path(connection).startswith(PUBLIC) or self._access.is_cookie(cookie)

    def _is_exempt(self, connection: HTTPConnection) -> bool:
        """Whether no token is asked for: on this machine, but never for an API that has one."""
        with_token = self._access.token is not None and _path(connection).startswith("/api/")
        return _is_this_machine(connection) and not with_token

    def _ask_for_token(self, connection: HTTPConnection) -> Response:
        if _path(connection).startswith("/api/"):
            refusal = problem(401, "authorization", "a bearer token", "none, or another one")
            refusal.headers["www-authenticate"] = "Bearer"
            return refusal
        return RedirectResponse("/login?next=" + quote(_path(connection)), status_code=303)


def _path(connection: HTTPConnection) -> str:
    """The path that the routes see; `connection.url` is made from the Host header too, which is the caller's word."""
    return str(connection.scope["path"])


def _name_in(host: str) -> str | None:
    """The name in a Host header, without the port; None where it is malformed."""
    try:
        return URL("http://" + host).hostname or ""
    except ValueError:
        return None


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _is_this_machine(connection: HTTPConnection) -> bool:
    """A browser on this machine; not a proxy on it, which says for whom it asks."""
    if "forwarded" in connection.headers or "x-forwarded-for" in connection.headers:
        return False
    host = connection.client.host if connection.client else ""
    return _is_address(host) and ipaddress.ip_address(host).is_loopback


def _same_origin(headers: Headers) -> bool:
    """Whether a browser says that the form was one of ours."""
    origin = headers.get("origin")
    if origin is None:
        return headers.get("sec-fetch-site") == "same-origin"
    try:
        return URL(origin).netloc == headers.get("host")
    except ValueError:
        return False
