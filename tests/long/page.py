"""The pages on which long runs write down what they found: a row for each run."""

from datetime import UTC, datetime


def with_row(page: str, heading: str, run: tuple[object, ...], found: tuple[object, ...]) -> str:
    """The page with a row of today at the end of the table under `heading`, in place of the one of the same `run`."""
    lines = page.splitlines()
    start = lines.index(heading)
    first = next(number for number in range(start, len(lines)) if lines[number].startswith("|"))
    end = lines.index("", first)
    known = f" | {_cells(run)} | "
    table = [line for line in lines[first:end] if known not in line]
    row = f"| {datetime.now(UTC).date()}{known}{_cells(found)} |"
    return "\n".join([*lines[:first], *table, row, *lines[end:]]) + "\n"


def _cells(values: tuple[object, ...]) -> str:
    return " | ".join(str(value) for value in values)
