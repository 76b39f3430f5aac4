"""The command `vigifroid-agent`: run, check, rules."""

import argparse
import asyncio
import signal
import sys
from pathlib import Path
from typing import NoReturn

from agent.linux.configuration import Configuration, ConfigurationError, load
from agent.linux.hardware import Hardware
from agent.linux.log import start_logging
from agent.linux.service import serve
from agent.ports import JournalFault
from coldchain.rules import Rule

DEFAULT = Path("/etc/vigifroid/agent.toml")
WILL_NOT_WORK = 1


def main() -> NoReturn:
    """Run the command line; the exit status is 0, or 1 for a configuration or a journal that cannot be used."""
    arguments = _parser().parse_args()
    try:
        configuration = load(arguments.config)
        arguments.act(configuration)
    except ConfigurationError as error:
        _refuse(*error.problems)
    except JournalFault as fault:
        _refuse(f"journal: {fault}")
    sys.exit(0)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="vigifroid-agent", description="The agent beside a vaccine fridge.")
    acts = parser.add_subparsers(required=True, metavar="run|check|rules")
    for name, act, text in (
        ("run", _run, "watch the fridge until stopped"),
        ("check", _check, "read the configuration, all mistakes at once, and say which files were taken"),
        ("rules", _rules, "print the limits that are in force and where they come from"),
    ):
        command = acts.add_parser(name, help=text, description=text)
        command.add_argument("--config", type=Path, default=DEFAULT, help=f"default: {DEFAULT}")
        command.set_defaults(act=act)
    return parser


def _run(configuration: Configuration) -> None:
    start_logging()
    asyncio.run(serve(configuration, Hardware(configuration.settings)))


def _check(configuration: Configuration) -> None:
    _end_with_the_reader()
    for place in configuration.taken:
        print(f"taken: {place}")  # noqa: T201  # the command's output
    print("the configuration can be used")  # noqa: T201  # the command's output


def _rules(configuration: Configuration) -> None:
    _end_with_the_reader()
    for (name, probe), pack in sorted(configuration.rules.packs.items()):
        print(f"{name} ({probe} probe), dated {pack.dated}")  # noqa: T201  # the command's output
        for rule in pack.rules:
            print(f"  {describe_rule(rule)}")  # noqa: T201  # the command's output
    for product in configuration.rules.catalogue.products.values():
        print(product.key)  # noqa: T201  # the command's output
        for dated in product.rules:
            window = dated.window.text() if dated.window else "no window"
            print(f"  {dated.identity()}: {dated.authority}, {window}; {dated.source}")  # noqa: T201  # the same


def _end_with_the_reader() -> None:
    """Let `| head` end a listing without a word, as it ends any other."""
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)


def describe_rule(rule: Rule) -> str:
    """One line for one rule: "high: > 8.000 °C for 600 s, back by 0.300 °C for 300 s; source"."""
    house = " (house rule)" if rule.house else ""
    return (
        f"{rule.key}: {rule.compare} {degrees(rule.limit_mc)} for {rule.on_s} s,"
        f" back by {degrees(rule.deadband_mc)} for {rule.off_s} s; {rule.source}{house}"
    )


def degrees(mc: int) -> str:
    """Millidegrees as "8.000 °C"."""
    sign = "-" if mc < 0 else ""
    return f"{sign}{abs(mc) // 1000}.{abs(mc) % 1000:03d} °C"


def _refuse(*lines: str) -> NoReturn:
    for line in lines:
        print(line, file=sys.stderr)  # noqa: T201  # the command's output
    sys.exit(WILL_NOT_WORK)
