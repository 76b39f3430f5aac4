"""Write the lock files from pyproject.toml: `make lock`.

One file for each thing that is installed: `agent` (a Raspberry Pi beside a fridge), `gateway` (`make run`),
`dev` (`make test`), `long` (`make long`), `tools` (uv itself). `dev` is resolved first and binds the others, so
that what is tested is what is shipped.
"""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
UV = Path(sys.executable).with_name("uv")
COMPILE = (
    "pip", "compile", "--quiet", "--universal", "--python-version", "3.11",
    "--generate-hashes", "--no-emit-index-url", "--no-annotate", "--no-header",
)  # fmt: skip
EXTRAS = {
    "dev": ["gateway", "demo", "dev"],
    "long": ["gateway", "demo", "dev", "long"],
    "gateway": ["gateway", "demo"],
    "agent": ["screen"],
}


def main() -> int:
    """Lock everything anew, newest releases first; 0 when every file was written."""
    lock("tools", "requirements/tools.in")
    for name, extras in EXTRAS.items():
        bound = [] if name == "dev" else ["--constraints", "requirements/dev.lock"]
        lock(name, "pyproject.toml", *(f"--extra={extra}" for extra in extras), *bound)
    return 0


def lock(name: str, source: str, *options: str) -> None:
    """Resolve `source` into requirements/<name>.lock."""
    target = f"requirements/{name}.lock"
    command = [str(UV), *COMPILE, "--upgrade", source, *options, "--output-file", target]
    subprocess.run(command, check=True, cwd=HERE.parent)


if __name__ == "__main__":
    sys.exit(main())
