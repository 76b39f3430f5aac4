"""The arrows between the rooms, the one seam of the portable files, and no circle anywhere."""

import ast
import sys
import tomllib
from graphlib import CycleError, TopologicalSorter
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any, TypeGuard

from tests.rooms import ROOMS, ROOT, imports, module_of, portable_files, source_files

ARROWS = {
    "coldchain": set[str](),
    "agent": {"coldchain", "config"},
    "firmware": {"agent", "coldchain"},
    "gateway": {"coldchain", "config"},
    "config": set[str](),
}
# What the portable files may import besides each other: both interpreters have it, with the same meaning.
PORTABLE = {"binascii", "hashlib", "json", "struct"}
SEAM = "agent.aio"
SEAM_ONLY = {"asyncio", "os", "random", "sys", "time"}
EXTRAS = {
    "coldchain": [],
    "config": [],
    "agent": ["demo", "screen"],
    "firmware": [],
    "gateway": ["gateway", "demo"],
}


def test_no_portable_filemakes_a_float():
    """Boards have 32-bit floats: a millisecond of this year does not fit into one."""
    wrong = [
        f"{where(file, node.lineno)}: expected integers, found {ast.unparse(node)}"
        for file in portable_files()
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if makes_a_float(node)
    ]
    assert not wrong, "\n".join(wrong)


def test_rooms_import_only_along_the_arrows():
    wrong = [
        f"{where(file, found.line)}: {room} must not import {found.module}"
        for file in source_files()
        for room in [file.relative_to(ROOT).parts[0]]
        for found in imports(file)
        if (other := found.module.split(".")[0]) in ROOMS and other not in ARROWS[room] | {room}
    ]
    assert not wrong, "\n".join(wrong)


def test_portable_files_import_each_other_and_what_both_interpreters_have():
    modules = {module_of(file) for file in portable_files()}
    wrong = [
        f"{where(file, found.line)}: {found.module} is not in every interpreter; the seam is {SEAM}"
        for file in portable_files()
        for found in imports(file)
        if found.runtime and found.module not in modules | allowed(file)
    ]
    assert not wrong, "\n".join(wrong)


def test_no_circle_between_modules():
    graph = {
        module_of(file): {found.module for found in imports(file) if found.runtime} - {module_of(file)}
        for file in source_files()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as circle:
        raise AssertionError("circle: " + " <- ".join(circle.args[1])) from None


def test_rooms_use_only_libraries_they_declare():
    providers = packages_distributions()
    wrong = [
        f"{where(file, found.line)}: {library} is not a declared dependency of {room}"
        for file in source_files()
        for room in [file.relative_to(ROOT).parts[0]]
        for found in imports(file)
        for library in [found.module.split(".")[0]]
        if library not in sys.stdlib_module_names and library not in ROOMS
        if declared(room).isdisjoint(name.lower() for name in providers.get(library, []))
    ]
    assert not wrong, "\n".join(wrong)


def test_the_base_dependencies_are_the_three_of_the_agent():
    assert requirements(project()["dependencies"]) == {"paho-mqtt", "pyserial", "smbus2"}


def where(file: Path, line: int) -> str:
    return f"{file.relative_to(ROOT)}:{line}"


def allowed(file: Path) -> set[str]:
    return PORTABLE | SEAM_ONLY if module_of(file) == SEAM else PORTABLE


def declared(room: str) -> set[str]:
    extras = project()["optional-dependencies"]
    lists = [project()["dependencies"], *(extras[extra] for extra in EXTRAS[room])]
    return {name for one in lists for name in requirements(one)}


def requirements(lines: list[str]) -> set[str]:
    return {line.split(";")[0].split(">=")[0].strip() for line in lines}


def project() -> dict[str, Any]:
    table: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return table


def makes_a_float(node: ast.AST) -> TypeGuard[ast.expr | ast.AugAssign]:
    """A literal with a point, a true division, or a call of `float`."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, float)
    if isinstance(node, ast.BinOp | ast.AugAssign):
        return isinstance(node.op, ast.Div)
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "float"
