"""One run of libFuzzer over one check of `tests.agent.hostile`, with the modules that it reaches instrumented.

python -m tests.long.fuzz_target CHECK [libFuzzer's own options and folders]
"""

import sys

import atheris

with atheris.instrument_imports(include=["agent", "coldchain"]):
    from tests.agent.hostile import CHECKS

if __name__ == "__main__":
    program, check, *options = sys.argv
    atheris.Setup([program, *options], CHECKS[check])
    atheris.Fuzz()
