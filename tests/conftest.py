"""What every test may ask for: a seed that is printed, a free port, and a word for what the machine lacks."""

import asyncio
import inspect
import os
import random
import shutil
import socket
from collections.abc import Generator
from pathlib import Path

import hypothesis
import pytest

from tests.rooms import ROOT, portable_tests

CI = "CI" in os.environ
SEED = "VIGIFROID_SEED"
DEBIAN_PACKAGES = ROOT / ".ci" / "debian-packages.txt"

# In CI the same examples every time; elsewhere new ones, and a failure prints how to repeat it.
hypothesis.settings.register_profile("ci", derandomize=True, deadline=None)
hypothesis.settings.register_profile("local", print_blob=True, deadline=None)
hypothesis.settings.load_profile("ci" if CI else "local")


def pytest_configure() -> None:
    """Choose the seed before the workers start: they inherit it."""
    os.environ.setdefault(SEED, "1" if CI else str(random.SystemRandom().randrange(10**6)))


def pytest_report_header() -> str:
    return f"seed: {os.environ[SEED]} ({SEED}={os.environ[SEED]} make test repeats it)"


@pytest.fixture
def seed() -> int:
    """The run's seed, for tests that draw at random."""
    return int(os.environ[SEED])


@pytest.fixture
def free_port() -> int:
    """A TCP port of the loopback interface that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def pytest_runtest_setup(item: pytest.Item) -> None:
    for mark in item.iter_markers("needs_debian"):
        need_debian(*mark.args, **mark.kwargs)


def need_debian(package: str, program: str = "") -> None:
    """Skip, naming the Debian package whose `program` (its own name, if not given) is not on PATH."""
    assert package in debian_packages(), f"{package} is not in {DEBIAN_PACKAGES.relative_to(ROOT)}"
    if shutil.which(program or package) is None:
        pytest.skip(f"Debian package {package} is absent: apt-get install {package}")


def debian_packages() -> set[str]:
    lines = DEBIAN_PACKAGES.read_text(encoding="utf-8").splitlines()
    return {line.partition("#")[0].strip() for line in lines} - {""}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Nothing is skipped in CI."""
    report = yield
    if CI and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome, report.longrepr = "failed", f"skipped in CI: {report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Nor a whole file."""
    report = yield
    if CI and report.skipped:
        report.outcome, report.longrepr = "failed", f"skipped in CI: {report.longrepr}"
    return report


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool:
    """Run `async def` tests; tests of the portable rooms may return what both interpreters must agree on."""
    test = pyfuncitem.obj
    result = test(**{name: pyfuncitem.funcargs[name] for name in inspect.signature(test).parameters})
    if inspect.iscoroutine(result):
        result = asyncio.run(result)
    if result is not None and Path(pyfuncitem.path) not in portable_tests():
        pytest.fail(f"expected a test that returns nothing, found {result!r}: an assert is missing")
    return True
