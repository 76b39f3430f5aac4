"""QEMU's control socket: one JSON object a line, an answer for each command (QEMU 7.2 docs/interop/qmp-spec)."""

import json
import socket
from pathlib import Path
from typing import Any

ANSWER_WITHIN_S = 30.0


class Qmp:
    """The connection to one emulator. Events that come between the answers are left aside."""

    def __init__(self, path: Path) -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(ANSWER_WITHIN_S)
        self._socket.connect(str(path))
        self._lines = self._socket.makefile("rw", encoding="utf-8")
        self._answer("QMP")
        self.ask("qmp_capabilities")

    def ask(self, command: str, **arguments: Any) -> Any:
        """What the emulator returns. Raises RuntimeError for a refusal, OSError where it is gone."""
        self._lines.write(json.dumps({"execute": command, "arguments": arguments}) + "\n")
        self._lines.flush()
        return self._answer("return")

    def close(self) -> None:
        """Let go; the emulator goes on."""
        self._lines.close()
        self._socket.close()

    def _answer(self, key: str) -> Any:
        for line in self._lines:
            message = json.loads(line)
            if "error" in message:
                raise RuntimeError(f"the emulator refused: {message['error']['desc']}")
            if key in message:
                return message[key]
        raise ConnectionError("expected an answer of the emulator, found its end")
