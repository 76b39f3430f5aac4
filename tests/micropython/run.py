"""Run test files of the portable rooms on either interpreter: `micropython tests/micropython/run.py FILE…`.

Started in the root of the tree. Prints one line a test, `module::test ok`, with a digest of what the test
returned, if anything, so that two interpreters can be compared line by line. Exits 1 when a test failed,
2 when there was none.
"""

import asyncio
import binascii
import gc
import hashlib
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

sys.path.insert(0, ".")


def main(files: list[str]) -> int:
    """Run every test of every file; the exit code says how it went."""
    passed = failed = 0
    for file in files:
        name = file[: -len(".py")].replace("/", ".")
        module = __import__(name, None, None, ["*"])
        for test in sorted(dir(module)):
            if not test.startswith("test_"):
                continue
            if passes(f"{name}::{test}", getattr(module, test)):
                passed += 1
            else:
                failed += 1
    if not passed + failed:
        print("expected at least one test, found none in", files)
        return 2
    return 1 if failed else 0


def passes(name: str, test: "Callable[[], object]") -> bool:
    """Run one test, print its line, and say whether it passed."""
    gc.collect()  # a frame of events needs one piece of memory between what earlier tests have left
    try:
        result = test()
        if hasattr(result, "send"):
            result = run_to_end(result)  # type: ignore[arg-type]  # what has `send` is a coroutine here
        print(name, "ok", digest(result))
    except Exception as error:  # noqa: BLE001  # a runner reports every failure and goes on
        print(name, "FAILED")
        report(error)
        return False
    return True


def run_to_end(coroutine: "Coroutine[object, object, object]") -> object:
    """Run an async test on a loop of its own."""
    if sys.implementation.name == "micropython":
        asyncio.new_event_loop()  # else tasks that the last test left behind would run in this one
    return asyncio.run(coroutine)


def digest(value: object) -> str:
    """16 hex digits that are equal when two values are, whatever the order of keys; "-" for None."""
    if value is None:
        return "-"
    return binascii.hexlify(hashlib.sha256(canonical(value).encode()).digest()).decode()[:16]


def canonical(value: object) -> str:
    """One spelling for each value made of dict, list, tuple, str, int, bool and None."""
    if isinstance(value, dict):
        pairs = [canonical(key) + ":" + canonical(item) for key, item in value.items()]
        return "{" + ",".join(sorted(pairs)) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join([canonical(item) for item in value]) + "]"
    if isinstance(value, str):
        return f"'{len(value)} {value}'"
    if value is None or isinstance(value, (bool, int)):
        return str(value)
    raise TypeError(f"expected a JSON-able value without floats, found {value!r}")


def report(error: Exception) -> None:
    """Print the traceback the interpreter's own way."""
    if hasattr(sys, "print_exception"):
        sys.print_exception(error)
    else:
        import traceback

        traceback.print_exception(error, file=sys.stdout)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
