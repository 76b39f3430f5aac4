"""The page `install on a Pi`, followed: an agent in its own unit, under its own user, with switches and lamps."""

import pytest

from tests.e2e.programs import until
from tests.e2e.settings import FRIDGE
from tests.hil.house import ServiceHouse, service_house_in
from tests.hil.image import image
from tests.hil.page import SLOW_S, follow_here, follow_there, sections
from tests.hil.service_board import ServiceBoard, service_board_in
from tests.hil.settings import GPIO

pytestmark = pytest.mark.hil

UNIT = "vigifroid-agent"
STARTED_WITHIN_S = 180.0
# The minute of the unit would be waited for; what systemd does after it is the same.
IMPATIENT = "[Service]\nWatchdogSec=6\nTimeoutAbortSec=1\nRestartSec=1\n"
WORKS_WITH_WARNINGS = 2
LAMPS = ("green", "red")
SCANS = 4


def test_the_page_is_followed_line_by_line(tmp_path):
    pages = sections()
    [download] = pages.pop("Make the folder to install from")
    follow_here(download, tmp_path, image().wheels)
    with (
        service_board_in(tmp_path, image(), tmp_path / "vigifroid-wheels") as board,
        service_house_in(tmp_path, board) as house,
    ):
        house.start_gateway()
        board.insert_stick("/opt/vigifroid-wheels")
        prepare(board, *pages.pop("Prepare the Pi"))
        [install] = pages.pop("Install the agent")
        follow_there(board, install)
        [settings] = pages.pop("Write its settings")
        follow_there(board, settings)
        house.edit_settings()
        [[check]] = pages.pop("Check")
        look(board, check)
        [start] = pages.pop("Start it, now and at every boot")
        follow_there(board, start)
        assert not any(pages.values()), "every block was followed"

        runs_as_its_own_user(board)
        watches(house)
        answers_with_lamps(board)
        comes_back_after_a_kill(board)
        comes_back_when_it_hangs(board)


def prepare(
    board: ServiceBoard, of_a_pi: list[str], set_the_clock: list[str], look_around: list[str]
) -> None:
    """The first block is the Pi's own: its firmware makes the bus and the clock chip known."""
    assert of_a_pi[0].startswith("raspi-config")
    board.connect_clock()
    follow_there(board, set_the_clock)
    on_the_bus, shown, _ = follow_there(board, look_around)
    assert " 48 " in on_the_bus
    assert " UU " in on_the_bus
    assert shown.split()[0] == board.shell.run("date --utc +%F")


def look(board: ServiceBoard, check: str) -> None:
    """The wall clock of this emulator loses a ninth of the time, so it is set right first."""
    board.shell.run("hwclock --hctosys")
    status, said = board.shell.ask(check, SLOW_S)
    assert status == WORKS_WITH_WARNINGS, said
    for line in (
        "ok       battery clock rtc0: rtc-ds1307 1-0068 is ",
        "ok       sensor top: found a tmp105",
        "ok       reader reader: /dev/ttyS0 can be opened",
        f"ok       door of {FRIDGE}: not active",
        f"ok       mains of {FRIDGE}: not active",
        "ok       broker mqtt://10.0.2.2",
    ):
        assert line in said
    assert "failure" not in said


def runs_as_its_own_user(board: ServiceBoard) -> None:
    assert shown(board, "ActiveState", "User", "Type", "NRestarts") == ["active", "vigifroid", "notify", "0"]
    pid = main_pid(board)
    assert board.shell.run(f"stat -c %U /proc/{pid}") == "vigifroid"
    status = dict(line.split(":\t", 1) for line in board.shell.run(f"cat /proc/{pid}/status").splitlines())
    assert (int(status["CapEff"], 16), status["NoNewPrivs"], status["Seccomp"]) == (0, "1", "2")


def watches(house: ServiceHouse) -> None:
    """Temperature, door and mains, from the chip to the gateway."""
    until("a temperature", lambda: house.now_mc() == {"top": 5000})
    house.board.push(GPIO["door"], active=True)
    house.until_event("door.opened", fridge=FRIDGE)
    house.board.push(GPIO["door"], active=False)
    house.until_event("door.closed", fridge=FRIDGE)
    house.board.push(GPIO["mains"], active=False)
    house.until_event("power.lost", fridge=FRIDGE)
    house.board.push(GPIO["mains"], active=True)
    house.until_event("power.restored", fridge=FRIDGE)


def answers_with_lamps(board: ServiceBoard) -> None:
    """Green for a command; red, with the buzzer, for the label of another fridge."""
    assert scanned(board, "VF:STATUS") == ("green", "mode_status")
    assert scanned(board, "VF:FRIDGE:x") == ("red", "wrong_fridge")


def scanned(board: ServiceBoard, text: str) -> tuple[str, str]:
    """The lamp and the code that answer a scan.

    Under load this emulator may hand a scan over in two parts with more than a second between them, as no reader does.
    That is `unreadable`, and scanned again, as a person would; not for ever.
    """
    lamp = code = ""
    for _ in range(SCANS):
        board.beam(text)
        lamp = until("a lamp", lambda: lit(board))
        code = last_code(board)
        until("the lamps off", lambda: not any(board.is_on(GPIO[name]) for name in LAMPS))
        if code != "unreadable":
            break
    return lamp, code


def lit(board: ServiceBoard) -> str:
    """The lamp that is on; red is seen only together with the buzzer."""
    if board.is_on(GPIO["red"]) and board.is_on(GPIO["buzzer"]):
        return "red"
    return "green" if board.is_on(GPIO["green"]) else ""


def last_code(board: ServiceBoard) -> str:
    """The code of the last answer that the agent's log holds, which is in parentheses at the end of its line."""
    said = board.shell.run(f"journalctl --unit={UNIT} --no-pager --output=cat --grep='agent.linux.signal: '")
    return said.splitlines()[-1].rpartition("(")[2].rstrip(")")


def comes_back_after_a_kill(board: ServiceBoard) -> None:
    board.shell.run(f"kill -9 {main_pid(board)}")
    until_restarted(board, 1)


def comes_back_when_it_hangs(board: ServiceBoard) -> None:
    """A process that is stopped feeds no watchdog."""
    folder = f"/run/systemd/system/{UNIT}.service.d"
    board.shell.run(f"mkdir -p {folder}")
    board.shell.write(f"{folder}/impatient.conf", IMPATIENT)
    board.shell.run(f"systemctl daemon-reload && systemctl restart {UNIT}", SLOW_S)
    board.shell.run(f"kill -STOP {main_pid(board)}")
    until_restarted(board, 1)
    assert "Watchdog timeout" in board.shell.run(f"journalctl --unit={UNIT} --no-pager")


def until_restarted(board: ServiceBoard, times: int) -> None:
    until(
        "it is back",
        lambda: shown(board, "ActiveState", "NRestarts") == ["active", str(times)],
        STARTED_WITHIN_S,
    )


def main_pid(board: ServiceBoard) -> int:
    [pid] = shown(board, "MainPID")
    return int(pid)


def shown(board: ServiceBoard, *properties: str) -> list[str]:
    """What `systemctl show` says, in that order."""
    said = board.shell.run(f"systemctl show --property={','.join(properties)} {UNIT}")
    values = dict(line.split("=", 1) for line in said.splitlines())
    return [values[name] for name in properties]
