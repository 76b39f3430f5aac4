"""`make bench`: a table of numbers, each beside another of the same run. It fails only where something is broken."""

import os
import platform
import sys
from pathlib import Path

from tests.bench.agent_side import memory_and_journal, screen_memory, start_time
from tests.bench.house import House, open_house
from tests.bench.road import durable_rates
from tests.bench.rounds import FULL, BrokenError, Effort, Row
from tests.bench.rules_side import rule_rates
from tests.bench.stock_side import stock_rates
from tests.hil import flash

COLUMNS = "{:<48} {:>14} {:>14}  {:<24} {:>8}  {}"
LEGEND = """
ratio: the first number divided by the second. Rates and times are medians of {rounds} rounds, both sides in turn.
Durable: counted at the receipt, which follows COMMIT with fsync; a device waits for each before it sends the next.
Devices, broker and gateway share this machine. MB are millions of bytes."""


def main() -> None:
    """Measure and print; Ctrl-C leaves nothing running."""
    try:
        with open_house() as house:
            rows = measure(house, FULL)
            print(table(rows))
            print(LEGEND.format(rounds=FULL.rounds))
            print(machine(house.folder))
        print("\nOn the emulated board:", flash.missing() or flash.line())
    except BrokenError as error:
        sys.exit("\n".join([f"broken: {error}", *error.__notes__]))
    except KeyboardInterrupt:
        sys.exit("stopped")


def measure(house: House, effort: Effort) -> list[Row]:
    """Every part, one after the other: two at a time would measure each other."""
    return [
        *start_time(house, effort),  # first: it leaves the byte code that an installed agent has
        *memory_and_journal(house, effort),
        *screen_memory(house, effort),
        *durable_rates(house, effort),
        *rule_rates(effort),
        *stock_rates(house, effort),
    ]


def table(rows: list[Row]) -> str:
    """The rows under a head."""
    lines = [COLUMNS.format("", "here", "beside it", "", "ratio", "")]
    for row in rows:
        here, beside = (f"{_number(value)} {row.unit}" for value in (row.here, row.beside))
        ratio = _number(row.here / row.beside) if row.beside else "-"
        lines.append(COLUMNS.format(row.measure, here, beside, row.beside_what, ratio, row.note))
    return "\n".join(line.rstrip() for line in lines)


def machine(folder: Path) -> str:
    """What the numbers were measured on."""
    device = folder.stat().st_dev
    disk = f"{os.major(device)}:{os.minor(device)}"
    kind = "unknown"
    for line in Path("/proc/self/mountinfo").read_text(encoding="utf-8").splitlines():
        fields = line.split()
        if fields[2] == disk:
            kind = fields[fields.index("-") + 1]
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{platform.machine()}, {os.cpu_count()} CPUs, Linux {platform.release()}, {python}, {kind}"


def _number(value: float) -> str:
    """Three figures are all that a measure like this is worth."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:#.3g}"


if __name__ == "__main__":
    main()
