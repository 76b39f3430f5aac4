"""A recorded file judged by a rule pack: `vigifroid-agent rules replay`."""

from datetime import UTC, datetime
from typing import Any

from agent.linux.recording import Readings
from coldchain.judgement import Judgement
from coldchain.rule_pack import RulePack
from coldchain.rules import TEMPERATURE


def replay(readings: Readings, pack: RulePack) -> dict[str, Any]:
    """Every episode of the pack's temperature rules, as JSON; times are UTC, `extreme_mc` is in millidegrees.

    Readings are taken in their order and judged by their times: what comes later than the horizon is counted in
    `late`. `seconds` is how long the recording lasts; an episode that is still open at its end says so.
    """
    start_ms = min(at for at, _ in readings)
    judgement = Judgement(pack.of(TEMPERATURE), "replay", "file", "replay")
    episodes: dict[str, dict[str, Any]] = {}
    for at, mc in readings:
        for _, episode in judgement.take(at - start_ms, mc, lambda up_ms: start_ms + up_ms):
            episodes[episode["episode"]] = episode
    _bring_up_to_date(judgement, start_ms, episodes)
    real = [episode for episode in episodes.values() if not episode.get("withdrawn")]
    return {
        "pack": pack.name,
        "dated": pack.dated,
        "readings": len(readings),
        "rejected": len([mc for _, mc in readings if mc is None]),
        "late": judgement.late,
        "seconds": (max(at for at, _ in readings) - start_ms) // 1000,
        "episodes": [
            _told(episode) for episode in sorted(real, key=lambda one: (one["from_at"], one["episode"]))
        ],
    }


def sentence(episode: dict[str, Any]) -> str:
    """One episode in one line, minutes rounded down."""
    end = episode["to"] or "the end, still open"
    extreme = episode["extreme_mc"]
    return (
        f"{episode['rule']}: {episode['from']} to {end}; {episode['over_s'] // 60} min over,"
        f" {episode['unknown_s'] // 60} min unknown, extreme {_degrees(extreme)} °C"
    )


def _bring_up_to_date(judgement: Judgement, start_ms: int, episodes: dict[str, dict[str, Any]]) -> None:
    """An open episode has gone on since it was last told."""
    for watch in judgement.watches():
        if watch.is_open():
            episode = watch.episode(lambda up_ms: start_ms + up_ms)
            episodes[episode["episode"]] = episode


def _told(episode: dict[str, Any]) -> dict[str, Any]:
    return {
        "rule": episode["rule"]["key"],
        "from": _iso(episode["from_at"]),
        "to": None if episode["to_at"] is None else _iso(episode["to_at"]),
        "open": episode["open"],
        "extreme_mc": episode["extreme_mc"],
        "over_s": episode["over_s"],
        "unknown_s": episode["unknown_s"],
    }


def _iso(at_ms: int) -> str:
    text = datetime.fromtimestamp(at_ms // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    return f"{text}.{at_ms % 1000:03d}Z" if at_ms % 1000 else f"{text}Z"


def _degrees(mc: int) -> str:
    return f"{'-' if mc < 0 else ''}{abs(mc) // 1000}.{abs(mc) % 1000:03d}"
