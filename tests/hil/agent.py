"""The agent on the board, as a program to be started, asked to end and killed."""

import signal

from tests.e2e.programs import Program, until
from tests.hil.board import Board

CHECKOUT = "/srv/vigifroid"
LOG_LINE = "/dev/ttyAMA3"
# Many times slower than a Pi, and systemd would wait longer still.
END_WITHIN_S = 30.0


class BoardAgent(Program):
    """What e2e's programs are, on another machine. `tree` is the folder there from which its code is taken."""

    def __init__(self, board: Board, configuration: str, tree: str = CHECKOUT) -> None:
        super().__init__(board.agent_log)
        self._board = board
        self._tree = tree
        self._configuration = configuration
        self._pid = 0

    @property
    def pid(self) -> int:
        return self._pid

    @property
    def running(self) -> bool:
        # One that has ended stays as a zombie until its shell has asked for its status.
        status = self._board.shell.run(f"cat /proc/{self._pid}/status 2>/dev/null || true")
        return bool(status) and "State:\tZ" not in status

    def start(self) -> None:
        self._pid = self._board.shell.start(
            f"cd {self._tree} && exec python3 -m agent run --config {self._configuration} >{LOG_LINE} 2>&1"
        )

    def kill(self) -> None:
        self._signal(signal.SIGKILL)
        self.ended()

    def ask_to_end(self) -> None:
        self._signal(signal.SIGTERM)

    def ended(self) -> int:
        until("the end of the agent on the board", lambda: not self.running, END_WITHIN_S)
        return int(self._board.shell.run(f"wait {self._pid}; echo $?").split()[-1])

    def has_open(self, device: str) -> bool:
        """Whether one of its files is that device."""
        return device in self._board.shell.run(f"ls -l /proc/{self._pid}/fd || true")

    def clean_up(self) -> None:
        if self._pid and self.running:
            self.kill()

    def _signal(self, number: signal.Signals) -> None:
        self._board.shell.run(f"kill -{int(number)} {self._pid}")
