"""A root shell on the board, over a serial line: what a second process there does."""

import secrets
import shlex
import socket
from pathlib import Path

ANSWER_WITHIN_S = 60.0


class Shell:
    """One command after another; each ends with a word that nothing prints by chance, and its exit status."""

    def __init__(self, path: Path) -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.connect(str(path))
        self._lines = self._socket.makefile("rw", encoding="utf-8", errors="replace", newline="\n")

    def run(self, command: str, within_s: float = ANSWER_WITHIN_S) -> str:
        """What the command prints. Raises RuntimeError where it fails."""
        status, said = self.ask(command, within_s)
        if status:
            raise RuntimeError(f"{command!r} ended with {status} on the board: {said}")
        return said

    def ask(self, command: str, within_s: float = ANSWER_WITHIN_S) -> tuple[int, str]:
        """The command's exit status, and what it prints."""
        self._socket.settimeout(within_s)
        end = secrets.token_hex(8)
        self._lines.write(f"{{ {command}\n}} </dev/null 2>&1; status=$?; echo; echo {end} $status\n")
        self._lines.flush()
        said = ""
        for line in self._lines:
            word, _, status = line.strip().partition(" ")
            if word == end:
                return int(status), said.strip()
            said += line
        raise ConnectionError("expected an answer of the board's shell, found its end")

    def start(self, command: str) -> int:
        """Start a program and leave it running; its process number."""
        return int(self.run(f"{command} & echo $!"))

    def write(self, path: str, text: str) -> None:
        """Make a file there."""
        self.run(f"echo {shlex.quote(text)} >{path}")
