"""HTTP on this machine: asking, and a phone that is posted to."""

import json
import threading
import urllib.error
import urllib.parse
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

ANSWER_WITHIN_S = 10.0
# Whatever proxy the machine is set to, loopback is asked directly.
_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def ask(url: str, body: dict[str, Any] | None = None, token: str = "") -> Any:
    """The JSON that `url` answers to a GET, or to a POST of `body`. Raises OSError, for a refusal too."""
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    content = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, content, headers)
    with _DIRECT.open(request, timeout=ANSWER_WITHIN_S) as answer:
        return json.load(answer)


def submit(url: str, fields: dict[str, str]) -> tuple[int, str]:
    """Send a form as a browser on our own page does: the status and the page that answers."""
    origin = "/".join(url.split("/")[:3])
    body = urllib.parse.urlencode(fields).encode()
    try:
        with _DIRECT.open(
            urllib.request.Request(url, body, {"Origin": origin}), timeout=ANSWER_WITHIN_S
        ) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.read().decode()


class Phone:
    """What Apprise posts to for a `json://` contact. It outlives every program of the house."""

    def __init__(self) -> None:
        self.messages: list[tuple[str, str]] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"json://127.0.0.1:{self._server.server_port}/"
        threading.Thread(target=self._server.serve_forever, name="phone", daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        messages = self.messages

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                messages.append((message["title"], message["message"]))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """The test says what it needs."""

        return Handler
