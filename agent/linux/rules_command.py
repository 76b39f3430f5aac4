"""The command `vigifroid-agent rules`: what is in force and why, and a recorded file judged by it."""

import argparse
import json
import tomllib
from pathlib import Path

from agent.linux.configuration import Configuration, ConfigurationError
from agent.linux.recording import Readings, RecordingError, read_csv, read_journal
from agent.linux.replay import degrees, replay, sentence
from agent.settings import Settings
from coldchain.product import Budget, DatedRule
from coldchain.rule_pack import RulePack, read_pack
from coldchain.rules import STATES, TEMPERATURE, Rule
from coldchain.schema import Problem
from config import find


def show(configuration: Configuration) -> list[str]:
    """What is in force: the packs of the fridges, and the limits of the products, each with its source."""
    lines = []
    for (name, probe), pack in sorted(configuration.rules.packs.items()):
        lines.append(f"{name} ({probe} probe), dated {pack.dated}")
        lines += [f"  {describe_rule(rule)}" for rule in pack.rules]
        lines.append(f"  without a reading for {minutes(pack.tolerated_gap_s)}, the stock is to be verified")
        lines.append(
            f"  out for more than {minutes(pack.longest_out_s)}, back into quarantine; {pack.out_source}"
        )
    lines += _guards(configuration.settings)
    for product in configuration.rules.catalogue.products.values():
        lines.append(product.key)
        for dated in product.rules:
            window = dated.window.text() if dated.window else "no window"
            lines.append(f"  {dated.identity()}: {dated.authority}, {window}; {dated.source}{_doubt(dated)}")
            if dated.in_use_s is not None:
                lines.append(f"    opened: {minutes(dated.in_use_s)}; {dated.in_use_source}")
            if dated.tolerated_gap_s is not None:
                lines.append(f"    without a reading for {minutes(dated.tolerated_gap_s)}: to be verified")
            lines += [f"    {describe_budget(budget)}" for budget in dated.budgets]
    return lines


def replayed(arguments: argparse.Namespace) -> list[str]:
    """The output of `rules replay`. Raises ConfigurationError for the pack, RecordingError for the file."""
    found = replay(_readings(arguments), _pack(arguments.pack, arguments.probe))
    if arguments.json:
        return [json.dumps(found)]
    head = (
        f"{found['pack']}, dated {found['dated']}: {found['readings']} readings over {found['seconds'] // 60} min,"
        f" {found['rejected']} without a value, {found['late']} too late"
    )
    return [head] + ([sentence(episode) for episode in found["episodes"]] or ["no episode"])


def describe_rule(rule: Rule) -> str:
    """One line for one rule: "high: > 8.000 °C for 10 min, back by 0.300 °C for 5 min; alarm; source"."""
    house = " (house rule)" if rule.house else ""
    return f"{rule.key}: {_condition(rule)}; {rule.severity}; {rule.source}{house}"


def describe_budget(budget: Budget) -> str:
    """One line for one budget: "at most 120 min in 8_15, 15_25; source; verify"."""
    return (
        f"at most {minutes(budget.allowed_s)} in {', '.join(budget.bands)}; {budget.source}{_doubt(budget)}"
    )


def minutes(seconds: int) -> str:
    """Seconds as "10 min" where they are whole minutes, else as "15 s"."""
    return f"{seconds // 60} min" if seconds and seconds % 60 == 0 else f"{seconds} s"


def _guards(settings: Settings) -> list[str]:
    """One line for each probe that is judged by stricter limits than those of its pack."""
    return [
        f"{sensor.id} of {fridge.id}: every limit of temperature is stricter by {degrees(sensor.guard_mc)},"
        f" the uncertainty of {sensor.calibration.certificate}"
        for fridge in settings.fridges
        for sensor in fridge.sensors
        if sensor.calibration is not None and sensor.guard_mc
    ]


def _condition(rule: Rule) -> str:
    delay = f"for {minutes(rule.on_s)}"
    if rule.window_s:
        delay = f"for {minutes(rule.on_s)} in all within {minutes(rule.window_s)}"
    if rule.samples > 1:
        delay = f"{rule.samples} valid samples in a row" + (f", {delay}" if rule.on_s else "")
    if rule.of in STATES:
        return f"{rule.of} {delay}"
    what = "" if rule.of == TEMPERATURE else f"{rule.of} "
    back = f"back by {degrees(rule.deadband_mc)} for {minutes(rule.off_s)}"
    guard = f", guarded by {degrees(rule.guard_mc)}" if rule.guard_mc else ""
    return f"{what}{rule.compare} {degrees(rule.limit_mc)}{guard} {delay}, {back}"


def _doubt(sourced: Budget | DatedRule) -> str:
    return "; verify" if sourced.verify else ""


def _readings(arguments: argparse.Namespace) -> Readings:
    if arguments.fridge is None and arguments.sensor is None:
        return read_csv(arguments.file)
    if None in (arguments.fridge, arguments.sensor):
        raise RecordingError(["of a journal: expected --fridge and --sensor together, found one of them"])
    return read_journal(arguments.file, arguments.fridge, arguments.sensor)


def _pack(name: str, probe: str) -> RulePack:
    try:
        place = find(f"rules/{name}.toml", Path.cwd())
        table = tomllib.loads(place.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigurationError([str(error)]) from None
    problems: list[Problem] = []
    pack = read_pack(table, problems, probe)
    if problems:
        raise ConfigurationError([f"{place}: {problem}" for problem in problems])
    return pack
