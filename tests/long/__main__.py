"""`make long`: every part in turn, or those named; never in CI.

A part works on a copy of the commit that is checked out, under var/long/, so that the tree may change meanwhile. It
prints how far it is, goes on where it was stopped, writes down what it found, and returns whether all was well.
"""

import sys
from collections.abc import Callable

from tests.long import fuzz, mutants, seeds, symbols

PARTS: dict[str, Callable[[], bool]] = {
    "symbols": symbols.run,
    **seeds.PARTS,
    "fuzz": fuzz.run,
    "mutants": mutants.run,
}


def main(names: list[str]) -> int:
    """0 when all was well; a part that found something does not stop the next."""
    unknown = [name for name in names if name not in PARTS]
    if unknown:
        sys.exit(f"expected some of {', '.join(PARTS)}, found {', '.join(unknown)}")
    failed = [name for name in names or PARTS if not PARTS[name]()]
    print("long: all well" if not failed else f"long: look at {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit("stopped; `make long` goes on from here")
