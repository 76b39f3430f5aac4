"""What a rule's text says of a curve, second by second: slow, plain, and nothing of the engine in it."""

from itertools import accumulate

from tests.scenarios.expectations import Episode
from tests.scenarios.recording import Curve, Scenario
from tests.scenarios.rule_texts import MAX_GAP_S, RULE_TEXTS, RuleText

# What a second is to a rule: over the limit, inside it by the deadband, between the two, or not known.
OVER, BACK, BETWEEN, UNKNOWN = "over", "back", "between", "unknown"


def judge(pack: str, scenario: Scenario, shown: Curve) -> list[Episode]:
    """The episodes of a pack, rule by rule, each first to last."""
    known = _held(shown, MAX_GAP_S[pack])
    return [
        episode
        for rule in RULE_TEXTS[pack]
        for episode in _episodes(rule, known, scenario.every_s, scenario.probe == "air")
    ]


def _held(shown: Curve, max_gap_s: int) -> Curve:
    """The curve, where a value stands through a gap that is short enough."""
    held = list(shown)
    for start in (second for second in range(1, len(shown)) if shown[second] is None):
        if shown[start - 1] is not None:
            end = next(
                (second for second in range(start, len(shown)) if shown[second] is not None), len(shown)
            )
            if end - start <= max_gap_s:
                held[start:end] = [shown[start - 1]] * (end - start)
    return held


def _episodes(rule: RuleText, shown: Curve, every_s: int, is_air: bool) -> list[Episode]:
    """The episodes of one rule; n samples in a row are n - 1 intervals of `every_s`."""
    seconds = _seconds(rule, shown)
    on_s = max(rule.on_s(is_air), (rule.samples - 1) * every_s)
    spent = _spent(rule, seconds)
    found: list[Episode] = []
    begin: int | None = 0
    while begin is not None and OVER in seconds[begin:]:
        onset = (
            _rolling_onset(rule, seconds, spent, begin, on_s) if spent else _onset(rule, seconds, begin, on_s)
        )
        if onset is None:
            break
        from_s, opened_s = onset
        begin = _recovery(rule, seconds, spent, opened_s, on_s)
        found.append(_episode(rule, shown, seconds, from_s, begin))
    return found


def _seconds(rule: RuleText, shown: Curve) -> list[str]:
    if rule.of == "no_data":
        return [OVER if value is None else BACK for value in shown]
    past, limit_c, back_c = rule.past(), rule.limit_c, rule.back_c()
    return [
        UNKNOWN
        if value is None
        else OVER
        if past(value, limit_c)
        else BETWEEN
        if past(value, back_c)
        else BACK
        for value in shown
    ]


def _spent(rule: RuleText, seconds: list[str]) -> list[int]:
    """For a rolling rule: how many of the seconds in the window that ends with each second were over."""
    if not rule.window_s:
        return []
    total = list(accumulate((state == OVER for state in seconds), initial=0))
    return [total[end] - total[max(0, end - rule.window_s)] for end in range(1, len(total))]


def _onset(rule: RuleText, seconds: list[str], begin: int, on_s: int) -> tuple[int, int] | None:
    """(first second over, second in which the delay is full) of the first run that is long enough."""
    from_s, counted = begin, 0
    for second in range(begin, len(seconds)):
        state = seconds[second]
        if state == OVER:
            from_s = from_s if counted else second
            counted += 1
            if counted > on_s:
                return from_s, second
        elif state != UNKNOWN or rule.gap == "restart":
            counted = 0
    return None


def _rolling_onset(
    rule: RuleText, seconds: list[str], spent: list[int], begin: int, on_s: int
) -> tuple[int, int] | None:
    """(first second over in the window, second in which the allowance is spent)."""
    for second in range(begin, len(seconds)):
        if spent[second] >= on_s and seconds[second] == OVER:
            return seconds.index(OVER, max(0, second + 1 - rule.window_s)), second
    return None


def _recovery(rule: RuleText, seconds: list[str], spent: list[int], opened_s: int, on_s: int) -> int | None:
    """The first second of the run inside, by the deadband, that ends the episode."""
    since: int | None = None
    for second in range(opened_s, len(seconds)):
        if seconds[second] != BACK:
            since = None
            continue
        since = second if since is None else since
        if second - since >= rule.off_s and not (spent and spent[second] >= on_s):
            return since
    return None


def _episode(rule: RuleText, shown: Curve, seconds: list[str], from_s: int, to_s: int | None) -> Episode:
    span = slice(from_s, to_s)
    known = [value for value in shown[span] if value is not None]
    worst = max if ">" in rule.compare else min
    worst_c = None if rule.of == "no_data" else worst(known)
    return Episode(rule.key, from_s, to_s, seconds[span].count(OVER), seconds[span].count(UNKNOWN), worst_c)
