"""The rooms of the house as the tests see them: which file is in which, and what it imports."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
ROOMS = ("coldchain", "agent", "firmware", "gateway", "config")


@dataclass(frozen=True)
class Import:
    """One import: the module meant, and whether it happens at run time or only for the type checker."""

    module: str
    line: int
    runtime: bool


def source_files() -> list[Path]:
    """Every Python file of the rooms."""
    return _python(*(f"{room}/**/*.py" for room in ROOMS))


def portable_files() -> list[Path]:
    """Files that run on MicroPython too. `agent/__main__.py` only starts the Linux program."""
    files = _python("coldchain/**/*.py", "agent/*.py", "agent/drivers/**/*.py")
    return [file for file in files if file.name != "__main__.py"]


def portable_tests() -> list[Path]:
    """Tests that run on MicroPython too: without Hypothesis, and without pytest imported at the top."""
    files = _python("tests/coldchain/test_*.py", "tests/agent/test_*.py")
    return [file for file in files if not file.stem.endswith("_properties") and not _needs_pytest(file)]


def module_of(file: Path) -> str:
    """`agent/drivers/__init__.py` is `agent.drivers`."""
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(file: Path) -> list[Import]:
    """All imports of a file, those inside functions and under TYPE_CHECKING too."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    blocks = [node for node in ast.walk(tree) if _is_typing_block(node)]
    typing_only = {node for block in blocks for node in ast.walk(block)}
    return [
        Import(module, node.lineno, node not in typing_only)
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for module in _modules(node, file)
    ]


def _python(*patterns: str) -> list[Path]:
    return sorted(file for pattern in patterns for file in ROOT.glob(pattern))


def _modules(node: ast.Import | ast.ImportFrom, file: Path) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
        return
    package = module_of(file).split(".")
    if file.name != "__init__.py":
        package = package[:-1]
    base = package[: len(package) + 1 - node.level] if node.level else []
    source = ".".join(base + ([node.module] if node.module else []))
    for alias in node.names:
        inner = f"{source}.{alias.name}"
        yield inner if _is_module(inner) else source


def _is_module(name: str) -> bool:
    path = ROOT.joinpath(*name.split("."))
    return path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()


def _is_typing_block(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING")


def _needs_pytest(file: Path) -> bool:
    return any(found.module.split(".")[0] in ("pytest", "hypothesis") for found in imports(file))
