"""One run of libFuzzer over one check of `tests.agent.hostile`, with the modules that it reaches instrumented.

python -m tests.long.fuzz_target CHECK [libFuzzer's own options and folders]
"""

import shlex
import sys

import atheris

with atheris.instrument_imports(include=["agent", "coldchain"]):
    from tests.agent.hostile import CHECKS

if __name__ == "__main__":
    check, *options = sys.argv[1:]
    # What libFuzzer hands to a shell to start itself again, for -merge=1.
    itself = f"{shlex.quote(sys.executable)} -m tests.long.fuzz_target {shlex.quote(check)}"
    atheris.Setup([itself, *options], CHECKS[check])
    atheris.Fuzz()
