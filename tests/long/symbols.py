"""The parser beside biip, an independent reader, on a hundred thousand generated symbols, sound and damaged.

The comparison is that of the suite, which tries two thousand. Each difference is a deliberate one, with its reason in
the test's tables; one that is not fails the run and is printed.
"""

import subprocess
import sys
from collections import Counter
from random import Random

from tests.coldchain.gs1_symbols import symbol
from tests.coldchain.test_gs1_beside_biip_properties import VERDICTS, compare
from tests.long.commit import commit, copy_of, in_the_copy
from tests.long.page import with_row
from tests.long.progress import said_by
from tests.rooms import ROOT

PAGE = ROOT / "docs" / "hostile-scans.md"
STEPS, SYMBOLS = 20, 5000
UNEXPLAINED = "unexplained"


def run() -> bool:
    """Compare both; a row in docs/hostile-scans.md. False where a difference is not explained."""
    name = commit()
    folder = copy_of(name, "symbols")

    def compared(seed: str) -> str:
        program = (sys.executable, "-m", "tests.long.symbols", seed)
        return subprocess.run(
            program, cwd=folder, env=in_the_copy(), check=True, stdout=subprocess.PIPE, text=True
        ).stdout

    said = "".join(said_by(folder / "verdicts", map(str, range(STEPS)), compared)).splitlines()
    counts = Counter(line.partition(":")[0] for line in said)
    found = (counts.total(), *(counts[verdict] for verdict in (*VERDICTS, UNEXPLAINED)))
    text = with_row(PAGE.read_text(encoding="utf-8"), "## Beside biip", (f"`{name}`",), found)
    PAGE.write_text(text, encoding="utf-8")
    print("\n".join(line for line in said if line.startswith(UNEXPLAINED)))
    return not counts[UNEXPLAINED]


def verdict(text: str) -> str:
    """What the comparison says of a symbol, on one line."""
    try:
        return compare(text)
    except AssertionError as error:
        return f"{UNEXPLAINED}: {text!r} {error!r}"


if __name__ == "__main__":
    random = Random(int(sys.argv[1]))
    for _ in range(SYMBOLS):
        print(verdict(symbol(random)))
