"""The command `vigifroid-agent`: run, check, rules."""

import argparse
import asyncio
import json
import logging
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from agent.linux.configuration import Configuration, ConfigurationError, load
from agent.linux.hardware import Hardware
from agent.linux.log import start_logging
from agent.linux.service import serve
from agent.ports import JournalFault
from coldchain.rule_pack import AIR, BUFFERED

Act = Callable[[argparse.Namespace], int]

DEFAULT = Path("/etc/vigifroid/agent.toml")
WILL_NOT_WORK = 1
VERDICTS = ("it will work", "it will not work", "it will work, with warnings")


def main() -> NoReturn:
    """Run the command line.

    The exit status is 0, 1 for what cannot work, and 2 for `check` where it can, with warnings.
    """
    arguments = _parser().parse_args()
    try:
        status = arguments.act(arguments)
    except ConfigurationError as error:
        _refuse(*error.problems)
    except JournalFault as fault:
        _refuse(f"journal: {fault}")
    sys.exit(status)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="vigifroid-agent", description="The agent beside a vaccine fridge.")
    acts = parser.add_subparsers(required=True, metavar="run|check|rules")
    _configured(acts.add_parser("run", help="watch the fridge until stopped"), _run)
    what = "try the configuration, every sensor, reader and contact, the broker, clock and disk"
    check = _configured(acts.add_parser("check", help=what, description=what), _check)
    check.add_argument("--json", action="store_true", help="for programs")
    rules = acts.add_parser("rules", help="print the limits in force, or judge a recorded file by them")
    rule_acts = rules.add_subparsers(required=True, metavar="show|replay")
    _configured(rule_acts.add_parser("show", help="the limits in force and where they come from"), _show)
    replaying = rule_acts.add_parser("replay", help="the episodes that a pack finds in a recorded file")
    _add_replay_arguments(replaying)
    replaying.set_defaults(act=_replay)
    return parser


def _add_replay_arguments(replaying: argparse.ArgumentParser) -> None:
    replaying.add_argument(
        "file", type=Path, help="CSV with the header time,celsius, or an agent's journal.db"
    )
    replaying.add_argument("--pack", default="pharmacy", help="a pack in rules/; default: pharmacy")
    replaying.add_argument("--probe", choices=(AIR, BUFFERED), default=BUFFERED, help="default: buffered")
    replaying.add_argument("--fridge", help="of a journal: whose readings")
    replaying.add_argument("--sensor", help="of a journal: whose readings")
    replaying.add_argument("--json", action="store_true", help="for programs")


def _configured(command: argparse.ArgumentParser, act: Act) -> argparse.ArgumentParser:
    command.add_argument("--config", type=Path, default=DEFAULT, help=f"default: {DEFAULT}")
    command.set_defaults(act=act)
    return command


def _run(arguments: argparse.Namespace) -> int:
    configuration = load(arguments.config)
    start_logging()
    asyncio.run(serve(configuration, Hardware(configuration.settings)))
    return 0


def _check(arguments: argparse.Namespace) -> int:
    configuration = load(arguments.config)
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


def _show(arguments: argparse.Namespace) -> int:
    from agent.linux.rules_command import show

    _end_with_the_reader()
    for line in show(load(arguments.config)):
        _say(line)
    return 0


def _replay(arguments: argparse.Namespace) -> int:
    from agent.linux.recording import RecordingError
    from agent.linux.rules_command import replayed

    _end_with_the_reader()
    try:
        for line in replayed(arguments):
            _say(line)
    except RecordingError as error:
        _refuse(*error.problems)
    return 0


def _end_with_the_reader() -> None:
    """Let `| head` end a listing without a word, as it ends any other."""
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201  # the command's output


def _refuse(*lines: str) -> NoReturn:
    for line in lines:
        print(line, file=sys.stderr)  # noqa: T201  # the command's output
    sys.exit(WILL_NOT_WORK)
