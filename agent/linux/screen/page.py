"""The page of the screen: every fridge of the device, the last answer, how the gateway and the clock are."""

from typing import Any

from agent.linux.screen.answers import Answers
from agent.linux.screen.fridge import FridgePart
from agent.linux.screen.markup import box, joined, shape, tag
from agent.linux.screen.words import Words
from agent.linux.wording import colour, sentence, subjects
from coldchain.civil import Zone

# An answer is to the scan just made for so long; after that it is only the last one.
FRESH_S = 20
# The gateway speaks every 30 s.
GATEWAY_SILENT_S = 90
DATED_WITHIN_S = 20 * 3600

Table = dict[str, Any]


def page(now: Table | None, answers: Answers, words: Words, zone: Zone) -> str:
    """What stands in <main>. `now` is what the loop tells; None while it starts."""
    if now is None:
        return tag("p", words.say("starting"), "starting")
    fridges = "".join(FridgePart(fridge, words, zone).html() for fridge in now["fridges"])
    return _answer(answers, words, zone) + fridges + _footer(now, words, zone)


def _answer(answers: Answers, words: Words, zone: Zone) -> str:
    last, age_s = answers.last, answers.age_s()
    if last is None:
        return box("section", tag("p", words.say("no_answer"), "sentence"), "answer")
    fresh = age_s <= FRESH_S
    lines = [
        box("p", shape(last.verdict) + tag("span", colour(last.verdict, words.language)), "word"),
        tag("p", sentence(last.code, words.language), "sentence"),
        tag("p", joined(*subjects(last.facts, words.language, zone)), "about"),
        "" if fresh else tag("p", words.say("answered", words.span(age_s)), "when"),
    ]
    return box("section", "".join(lines), f"answer {last.verdict} {'fresh' if fresh else 'old'}")


def _footer(now: Table, words: Words, zone: Zone) -> str:
    silent = now["gateway"]["silent_s"] > GATEWAY_SILENT_S
    clock = "" if now["clock"] == "synced" else words.say("clock_" + now["clock"])
    hour = "" if now["at"] is None else words.hour(now["at"], zone)
    told = [
        box("p", (shape("amber") if silent else "") + tag("span", _gateway(now, words, zone))),
        box("p", (shape("amber") if clock else "") + tag("span", joined(hour, clock))),
    ]
    return box("footer", "".join(told))


def _gateway(now: Table, words: Words, zone: Zone) -> str:
    heard, silent_s = now["gateway"]["heard"], now["gateway"]["silent_s"]
    if silent_s <= GATEWAY_SILENT_S:
        return words.say("heard", words.span(silent_s)) if heard else words.say("not_yet")
    if now["at"] is None or silent_s > DATED_WITHIN_S:
        told = words.say("unheard_for", words.span(silent_s))
    else:
        told = words.say("unheard", words.hour(now["at"] - silent_s * 1000, zone))
    return joined(told, words.say("waiting", now["gateway"]["waiting"]))
