"""A recorded file judged by a rule pack: `vigifroid-agent rules replay`."""

from datetime import UTC, datetime
from typing import Any

from agent.linux.recording import Readings
from coldchain.judgement import Judgement
from coldchain.rule_pack import RulePack
from coldchain.rules import NO_DATA, TEMPERATURE, Rule


def replay(readings: Readings, pack: RulePack) -> dict[str, Any]:
    """Every episode of the pack's rules for a temperature and for its lack, as JSON.

    Times are UTC, `extreme_mc` is in millidegrees, null for `no_data`. Readings are taken in their order and judged by
    their times: what comes later than the horizon is counted in `late`. `seconds` is how long the recording lasts; an
    episode that is still open at its end says so.
    """
    start_ms = min(at for at, _ in readings)
    late, warm = _episodes(readings, pack.of(TEMPERATURE), start_ms)
    _, silent = _episodes(_silence(readings, pack.max_gap_s * 1000), pack.of(NO_DATA), start_ms)
    real = [episode for episode in warm + silent if not episode.get("withdrawn")]
    return {
        "pack": pack.name,
        "dated": pack.dated,
        "readings": len(readings),
        "rejected": len([mc for _, mc in readings if mc is None]),
        "late": late,
        "seconds": (max(at for at, _ in readings) - start_ms) // 1000,
        "episodes": [
            _told(episode) for episode in sorted(real, key=lambda one: (one["from_at"], one["episode"]))
        ],
    }


def sentence(episode: dict[str, Any]) -> str:
    """One episode in one line, minutes rounded down."""
    end = episode["to"] or "the end, still open"
    extreme_mc = episode["extreme_mc"]
    worst = "" if extreme_mc is None else f", extreme {degrees(extreme_mc)}"
    return (
        f"{episode['rule']}: {episode['from']} to {end}; {episode['over_s'] // 60} min over,"
        f" {episode['unknown_s'] // 60} min unknown{worst}"
    )


def degrees(mc: int) -> str:
    """Millidegrees as "8.000 °C"."""
    sign = "-" if mc < 0 else ""
    return f"{sign}{abs(mc) // 1000}.{abs(mc) % 1000:03d} °C"


def _episodes(signal: Readings, rules: list[Rule], start_ms: int) -> tuple[int, list[dict[str, Any]]]:
    """How many values of a signal came too late, and its episodes as they stand at the end."""

    def dating(up_ms: int) -> int:
        return start_ms + up_ms

    judgement = Judgement(rules, "replay", "file", "replay")
    told = [episode for at, value in signal for _, episode in judgement.take(at - start_ms, value, dating)]
    told += [watch.episode(dating) for watch in judgement.watches() if watch.is_open()]
    return judgement.late, list({episode["episode"]: episode for episode in told}.values())


def _silence(readings: Readings, max_gap_ms: int) -> Readings:
    """1 where there is no valid reading, 0 where there is; rows that are missing count once they are overdue."""
    silence: Readings = []
    for at, mc in sorted(readings, key=lambda reading: reading[0]):
        while silence and at - silence[-1][0] > max_gap_ms:
            silence.append((silence[-1][0] + max_gap_ms, 1))
        silence.append((at, 1 if mc is None else 0))
    return silence


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
