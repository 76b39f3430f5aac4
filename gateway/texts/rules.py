"""A rule in words, from the snapshot that an episode keeps: what is over, when it alarms, where it comes from."""

from __future__ import annotations

from typing import Any

from gateway.texts.language import N_, Language
from gateway.texts.numbers import duration, temperature

# The comparator spelt out, so that nobody has to ask whether 8.0 itself is over.
PAST = {
    ">": N_("au-dessus de %(limit)s"),
    ">=": N_("à %(limit)s ou plus"),
    "<": N_("en dessous de %(limit)s"),
    "<=": N_("à %(limit)s ou moins"),
}


def is_low(data: dict[str, Any]) -> bool:
    """Whether an episode's data tell of cold rather than of heat."""
    return str(data.get("rule", {}).get("compare", ">")).startswith("<")


def past_limit(rule: dict[str, Any], text: Language) -> str:
    """ "au-dessus de 8,0 °C", "à 0,0 °C ou moins"."""
    pattern = PAST.get(str(rule.get("compare", ">")), PAST[">"])
    return text.gettext(pattern, limit=temperature(rule.get("limit_mc"), text))


def time_past(data: dict[str, Any], text: Language) -> str:
    """ "19 min au-dessus de 8,0 °C"; of a rule that adds up, also over how long: "… sur 24 h 00"."""
    rule = data.get("rule", {})
    time = seconds(data.get("over_s", 0), text)
    if rule.get("window_s"):
        window = seconds(rule["window_s"], text)
        limit = past_limit(rule, text)
        return text.gettext(
            "%(time)s %(limit)s, au total sur %(window)s", time=time, limit=limit, window=window
        )
    return text.gettext("%(time)s %(limit)s", time=time, limit=past_limit(rule, text))


def rule_facts(rule: dict[str, Any], text: Language) -> list[tuple[str, str]]:
    """The whole rule, line by line; what an older rule does not say is left out."""
    facts = [(text.gettext("Limite"), _limit(rule, text)), (text.gettext("Alarme"), _onset(rule, text))]
    if rule.get("off_s") is not None:
        facts.append((text.gettext("Fin"), _end(rule, text)))
    if rule.get("max_gap_s") is not None:
        facts.append((text.gettext("Temps inconnu"), _gap(rule, text)))
    if rule.get("source"):
        house = " " + text.gettext("(choix de la maison)") if rule.get("house") else ""
        facts.append((text.gettext("Source"), str(rule["source"]) + house))
    return facts


def seconds(count: int, text: Language) -> str:
    """A duration given in seconds."""
    return duration(count * 1000, text)


def _limit(rule: dict[str, Any], text: Language) -> str:
    said = past_limit(rule, text)
    if rule.get("guard_mc"):
        guard = temperature(rule["guard_mc"], text)
        said += " " + text.gettext("(resserrée de %(guard)s, incertitude de la sonde)", guard=guard)
    return said


def _onset(rule: dict[str, Any], text: Language) -> str:
    time = seconds(rule.get("on_s", 0), text)
    if rule.get("window_s"):
        window = seconds(rule["window_s"], text)
        said = text.gettext("après %(time)s au total sur %(window)s", time=time, window=window)
    else:
        said = text.gettext("après %(time)s de suite", time=time)
    if (rule.get("samples") or 1) > 1:
        said += text.ngettext(", et %(n)s mesure valable", ", et %(n)s mesures valables", rule["samples"])
    return said


def _end(rule: dict[str, Any], text: Language) -> str:
    inside_mc = rule["limit_mc"] + (rule.get("deadband_mc") or 0) * (1 if is_low({"rule": rule}) else -1)
    back = temperature(inside_mc, text)
    time = seconds(rule["off_s"], text)
    if is_low({"rule": rule}):
        return text.gettext("après %(time)s à %(back)s ou plus", time=time, back=back)
    return text.gettext("après %(time)s à %(back)s ou moins", time=time, back=back)


def _gap(rule: dict[str, Any], text: Language) -> str:
    gap = seconds(rule["max_gap_s"], text)
    said = text.gettext(
        "plus de %(gap)s entre deux mesures ; jamais compté comme dépassement ni comme retour", gap=gap
    )
    if rule.get("gap") == "restart":
        said += text.gettext(" ; le délai repart de zéro après")
    return said
