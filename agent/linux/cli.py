"""The command `vigifroid-agent`: run, check, rules."""

import argparse
import asyncio
import json
import logging
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
VERDICTS = ("it will work", "it will not work", "it will work, with warnings")


def main() -> NoReturn:
    """Run the command line.

    The exit status is 0, 1 for what cannot work, and 2 for `check` where it can, with warnings.
    """
    arguments = _parser().parse_args()
    try:
        configuration = load(arguments.config)
        status = arguments.act(configuration, arguments)
    except ConfigurationError as error:
        _refuse(*error.problems)
    except JournalFault as fault:
        _refuse(f"journal: {fault}")
    sys.exit(status)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="vigifroid-agent", description="The agent beside a vaccine fridge.")
    acts = parser.add_subparsers(required=True, metavar="run|check|rules")
    for name, act, text in (
        ("run", _run, "watch the fridge until stopped"),
        (
            "check",
            _check,
            "try the configuration, every sensor, reader and contact, the broker, clock and disk",
        ),
        ("rules", _rules, "print the limits that are in force and where they come from"),
    ):
        command = acts.add_parser(name, help=text, description=text)
        command.add_argument("--config", type=Path, default=DEFAULT, help=f"default: {DEFAULT}")
        command.set_defaults(act=act)
        if act is _check:
            command.add_argument("--json", action="store_true", help="for programs")
    return parser


def _run(configuration: Configuration, _: argparse.Namespace) -> int:
    start_logging()
    asyncio.run(serve(configuration, Hardware(configuration.settings)))
    return 0


def _check(configuration: Configuration, arguments: argparse.Namespace) -> int:
    _end_with_the_reader()
    start_logging(logging.ERROR)
    return asyncio.run(_probe(configuration, arguments.json))


async def _probe(configuration: Configuration, as_json: bool) -> int:
    from agent.linux.check import exit_status, findings  # what `run` does not need stays out of its memory

    if not as_json:
        for place in configuration.taken:
            _say(f"taken    {place}")
    found = []
    async for finding in findings(configuration, Hardware(configuration.settings)):
        found.append(finding)
        if not as_json:
            _say(f"{finding.state:8} {finding.what}: {finding.text}")
    status = exit_status(found)
    if as_json:
        taken = [str(place) for place in configuration.taken]
        told = [finding.as_dict() for finding in found]
        _say(json.dumps({"status": status, "taken": taken, "findings": told}))
    else:
        _say(VERDICTS[status])
    return status


def _rules(configuration: Configuration, _: argparse.Namespace) -> int:
    _end_with_the_reader()
    for (name, probe), pack in sorted(configuration.rules.packs.items()):
        _say(f"{name} ({probe} probe), dated {pack.dated}")
        for rule in pack.rules:
            _say(f"  {describe_rule(rule)}")
    for product in configuration.rules.catalogue.products.values():
        _say(product.key)
        for dated in product.rules:
            window = dated.window.text() if dated.window else "no window"
            _say(f"  {dated.identity()}: {dated.authority}, {window}; {dated.source}")
    return 0


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


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201  # the command's output


def _refuse(*lines: str) -> NoReturn:
    for line in lines:
        print(line, file=sys.stderr)  # noqa: T201  # the command's output
    sys.exit(WILL_NOT_WORK)
