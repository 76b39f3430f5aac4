"""The rules by themselves: scans read, readings judged, scans answered. No disk, no network."""

import json
from collections.abc import Callable

import biip

from coldchain import gs1
from coldchain.answer import Answer
from coldchain.judgement import Judgement
from coldchain.rules import Rule
from tests.bench.device import Stream
from tests.bench.rounds import BrokenError, Effort, Row, compare, rate, say
from tests.coldchain.desk import NOVAVAX, Person, pack

RULES = 20
YEAR = 2022
SAMPLE_MS = 5_000
WARMEST_MC, COLDEST_MC = 9_000, 1_000
# A fridge that warms and cools within two hours: every rule opens and closes episodes.
CYCLE = 1_440


def rule_rates(effort: Effort) -> list[Row]:
    """Each beside json.loads of the same facts, another library, or what is a part of it."""
    say("rules: scans and readings")
    in_a_row = _excursion_row(effort, f"readings judged by {RULES} rules", 0)
    in_all = _excursion_row(effort, f"readings judged by {RULES} rules that add up over a day", 86400)
    return [_gs1_row(effort), _biip_row(effort), in_a_row, in_all, _session_row(effort)]


def _gs1_row(effort: Effort) -> Row:
    texts = [_vial(number) for number in range(effort.steps)]
    tables = [json.dumps(gs1.parse(text, YEAR).elements) for text in texts]
    here, beside = compare(
        lambda: rate(len(texts), lambda: _parse(texts)),
        lambda: rate(len(tables), lambda: _each(json.loads, tables)),
        effort.rounds,
    )
    return Row("GS1 scans parsed", here, beside, "json.loads, same fields", "/s")


def _biip_row(effort: Effort) -> Row:
    """The reader that the parser is tested beside, on the same packs."""
    texts = [_vial(number) for number in range(effort.steps)]
    here, beside = compare(
        lambda: rate(len(texts), lambda: _parse(texts)),
        lambda: rate(len(texts), lambda: _each(biip.parse, texts)),
        effort.rounds,
    )
    return Row("GS1 scans parsed, beside another parser", here, beside, "biip", "/s")


def _excursion_row(effort: Effort, name: str, window_s: int) -> Row:
    events = json.loads(Stream("fridge-1").frame(2))["events"]
    texts = [json.dumps(events[1])] * effort.steps
    temperatures = [_temperature_mc(number) for number in range(effort.steps)]
    here, beside = compare(
        lambda: rate(effort.steps, lambda: _judge(temperatures, window_s)),
        lambda: rate(effort.steps, lambda: _each(json.loads, texts)),
        effort.rounds,
    )
    return Row(name, here, beside, "json.loads of a reading", "/s")


def _session_row(effort: Effort) -> Row:
    vials = [_vial(number) for number in range(effort.steps // 4)]
    here, beside = compare(
        lambda: rate(2 * len(vials), lambda: _receive_and_dispense(vials)),
        lambda: rate(len(vials), lambda: _parse(vials)),
        effort.rounds,
    )
    return Row("scans answered, received then dispensed", here, beside, "GS1 parsing alone", "/s")


def _vial(number: int) -> str:
    return str(pack(NOVAVAX, serial=f"A{number:09d}")).rstrip()


def _temperature_mc(number: int) -> int:
    way = abs(number % CYCLE - CYCLE // 2)
    return COLDEST_MC + (WARMEST_MC - COLDEST_MC) * 2 * way // CYCLE


def _judge(temperatures: list[int], window_s: int) -> None:
    rules = [
        Rule(f"rule-{step}", ">", 3_000 + 250 * step, 60, 60, 300, window_s=window_s) for step in range(RULES)
    ]
    judgement = Judgement(rules, "fridge-1", "top", "9f3c0000-7")
    for number, mc in enumerate(temperatures):
        judgement.take(number * SAMPLE_MS, mc, _undated)


def _undated(up_ms: int) -> None:
    """No clock is asked."""


def _receive_and_dispense(vials: list[str]) -> None:
    person = Person()
    for command, code in (("VF:RECEIVE", "received"), ("VF:DISPENSE", "dispensed")):
        answer = person.scans(command)
        for vial in vials:
            answer = person.session.scan(vial, person.up_ms, person.now_ms, YEAR)
            assert isinstance(answer, Answer), "a pack is answered at once"
            person.session.adopt(answer)
        if answer.code != code:
            raise BrokenError(f"expected {code}, found {answer.code}")


def _parse(texts: list[str]) -> None:
    for text in texts:
        gs1.parse(text, YEAR)


def _each(work: Callable[[str], object], texts: list[str]) -> None:
    for text in texts:
        work(text)
