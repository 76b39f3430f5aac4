"""The table of expected.toml, read; and what it means that something is as expected."""

import math
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.scenarios.recording import NOISE_C

TABLE = Path(__file__).with_name("expected.toml")
PACKS = ("pharmacy", "who-e006", "msupply")


@dataclass(frozen=True)
class Episode:
    """One episode, in seconds since the start of the recording; `to_s` is None where it is still open."""

    rule: str
    from_s: int
    to_s: int | None
    over_s: int
    unknown_s: int
    worst_c: float | None
    spells: int = 1

    def differs(self, other: "Episode", sample_s: int) -> list[str]:
        """What is not the same. An instant may differ by one sample, a time by one at each of its ends.

        The ends of many spells differ at random: by the square root of their number.
        """
        of_spells_s = 2 * sample_s * math.sqrt(self.spells)
        found = [
            f"{name}: expected {clock(mine)}, found {clock(its)}"
            for name, mine, its, may_s in (
                ("from", self.from_s, other.from_s, sample_s),
                ("to", self.to_s, other.to_s, sample_s),
                ("over", self.over_s, other.over_s, of_spells_s),
                ("unknown", self.unknown_s, other.unknown_s, 2 * sample_s),
            )
            if (mine is None) != (its is None) or abs((mine or 0) - (its or 0)) > may_s
        ]
        if not _same_worst(self.worst_c, other.worst_c):
            found.append(f"worst: expected {self.worst_c}, found {other.worst_c}")
        return found


def differences(expected: list[Episode], found: list[Episode], sample_s: int) -> list[str]:
    """What is missing, what is extra, and what differs, rule by rule and in order of time."""
    mine, its = (
        sorted(some, key=lambda episode: (episode.rule, episode.from_s)) for some in (expected, found)
    )
    rules, found_rules = ([episode.rule for episode in some] for some in (mine, its))
    if rules != found_rules:
        return [f"expected {rules}, found {found_rules}"]
    pairs = zip(mine, its, strict=True)
    return [f"{one.rule}: {text}" for one, other in pairs for text in one.differs(other, sample_s)]


@dataclass(frozen=True)
class Expectation:
    """What each pack must say of one scenario, and why."""

    why: str
    episodes: dict[str, list[Episode]]


def read_table() -> dict[str, Expectation]:
    """Scenario -> what is expected of it."""
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    return {
        name: Expectation(row["why"], {pack: [_episode(line) for line in row[pack]] for pack in PACKS})
        for name, row in table.items()
    }


def seconds(text: str) -> int:
    """ "1:03:55" as seconds."""
    hours, minutes, rest = (int(part) for part in text.split(":"))
    return hours * 3600 + minutes * 60 + rest


def clock(since_start_s: int | None) -> str:
    """Seconds as "1:03:55"; None is "open"."""
    if since_start_s is None:
        return "open"
    return f"{since_start_s // 3600}:{since_start_s // 60 % 60:02d}:{since_start_s % 60:02d}"


def _episode(line: dict[str, Any]) -> Episode:
    return Episode(
        line["rule"],
        seconds(line["from"]),
        seconds(line["to"]) if "to" in line else None,
        seconds(line["over"]),
        seconds(line.get("unknown", "0:00:00")),
        line.get("worst"),
        line.get("spells", 1),
    )


def _same_worst(mine: float | None, its: float | None) -> bool:
    """To a hundredth, as the table has it, and what noise adds."""
    if mine is None or its is None:
        return mine is its
    return abs(mine - its) <= 0.01 + NOISE_C
