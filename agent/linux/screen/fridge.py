"""One fridge on the screen: how warm it is, what is wrong, the mode of its readers, what to use first."""

from typing import Any

from agent.linux.screen.markup import box, joined, shape, tag
from agent.linux.screen.words import CAPS, HELD, WORDS, Words
from agent.linux.wording import limit_text, quantity
from agent.view import STALE_S
from coldchain.civil import Zone
from coldchain.rules import TEMPERATURE
from coldchain.stock import VIAL
from config.phrases import LANGUAGES

# More lines nobody reads at two metres; the gateway's pages have them all.
MOST_FIRST = 4
MIDDLE_MC = 5000
VERDICTS = {"ok": "green", "out": "amber", "partial": "amber", "silent": "red", "alarm": "red"}
ARROWS = {"up": "↗", "down": "↘", "steady": "→"}
# Kinds of rules whose bare word says that a thing is so, not that it has lasted.
LASTING = {"door": "door_rule", "mains": "mains_rule"}

Table = dict[str, Any]


class FridgePart:
    """One fridge of `View.now`."""

    def __init__(self, fridge: Table, words: Words, zone: Zone) -> None:
        self._fridge = fridge
        self._words = words
        self._say = words.say
        self._zone = zone

    def html(self) -> str:
        """Two sections: the fridge, and its stock."""
        fridge = self._fridge
        verdict = VERDICTS[fridge["state"]]
        state = shape(verdict) + tag("span", self._say("state_" + fridge["state"]))
        head = box("header", tag("h1", fridge["fridge"]) + box("p", state, "state"))
        watched = head + self._temperature() + self._troubles()
        return box("section", watched, f"fridge {verdict}") + box("section", self._stock(), "stock")

    def _temperature(self) -> str:
        """The sensor farthest from the middle of the range in large, the others in small."""
        known = [one for one in self._fridge["sensors"] if one["mc"] is not None and one["age_s"] <= STALE_S]
        known.sort(key=lambda one: -abs(one["mc"] - MIDDLE_MC))
        worst: Table = known[0] if known else {"mc": None, "trend": ""}
        now = tag("output", self._words.degrees(worst["mc"])) + tag("span", "°C", "unit")
        if worst["trend"]:
            trend = f"{ARROWS[worst['trend']]} {self._say('trend_' + worst['trend'])}"
            now += tag("span", trend, "trend")
        others = [f"{one['sensor']} {self._words.degrees(one['mc'])} °C" for one in known[1:]]
        small = [tag("p", line, "day") for line in (self._day(), joined(*others)) if line]
        return box("p", now, "now") + "".join(small)

    def _day(self) -> str:
        low_mc, high_mc, since_at = (self._fridge[key] for key in ("low_mc", "high_mc", "since_at"))
        if low_mc is None:
            return ""
        since = self._say("since_start") if since_at is None else self._since(since_at)
        return self._say("day", self._words.degrees(low_mc), self._words.degrees(high_mc), since)

    def _troubles(self) -> str:
        fridge, desk = self._fridge, self._fridge["desk"]
        told = [self._episode(episode) for episode in fridge["episodes"]]
        long = [episode["rule"].get("of") for episode in fridge["episodes"]]
        told += [self._say(what) for what in LASTING if fridge[what] and what not in long]
        told += [
            self._silence(one) for one in fridge["sensors"] if one["mc"] is None or one["age_s"] > STALE_S
        ]
        if desk is not None:
            told += [self._say("reader") for reader in desk["readers"] if reader["failed"]]
            told += [self._say("unwatched")] if desk["unwatched"] else []
        # Two rules may say the same of one door.
        lines = [tag("li", text) for text in dict.fromkeys(told)]
        return box("ul", "".join(lines), "troubles") if lines else ""

    def _episode(self, episode: Table) -> str:
        rule, kind = episode["rule"], episode["rule"].get("of", TEMPERATURE)
        if kind == TEMPERATURE:
            worst = self._words.degrees(episode["extreme_mc"]) + " °C"
            side = "low" if rule["compare"].startswith("<") else "high"
            told = self._say(side, episode["subject"], worst)
        else:
            key = LASTING.get(kind, kind)
            told = self._say(key, episode["subject"]) if key in WORDS else self._say("rule", rule["key"])
        return told if episode["from_at"] is None else f"{told} {self._since(episode['from_at'])}"

    def _silence(self, sensor: Table) -> str:
        if sensor["age_s"] > STALE_S:
            return self._say("old_reading", sensor["sensor"], self._words.span(sensor["age_s"]))
        return self._say("no_reading", sensor["sensor"])

    def _stock(self) -> str:
        desk = self._fridge["desk"]
        if desk is None:
            return tag("p", self._say("elsewhere"))
        modes = "".join(self._mode(reader) for reader in desk["readers"])
        first = desk["first"]
        rows = [self._first(line) for line in first[:MOST_FIRST]] or [tag("li", self._say("none"))]
        if len(first) > MOST_FIRST:
            rows.append(tag("li", self._say("more", len(first) - MOST_FIRST)))
        left = "".join(self._ended(line) for line in desk["ended"]) + self._held(desk["held"])
        if desk["parcels"]:
            left += tag("p", self._say("parcels", desk["parcels"]), "held")
        return modes + tag("h2", self._say("first")) + box("ol", "".join(rows)) + left

    def _mode(self, reader: Table) -> str:
        left = "" if reader["left_s"] is None else self._say("left", reader["left_s"])
        told = joined(self._words.mode(reader["mode"]), left, reader["who"] or "")
        return tag("p", told, "mode open" if left else "mode")

    def _first(self, line: Table) -> str:
        name, code = self._words.name(line), line["cap"] or "none"
        cap = self._words.known(CAPS, code)
        reserved = line["reserved_for"]
        about = joined(
            "" if cap in name else cap,
            self._say("lot", line["lot"]),
            self._say("limit", limit_text(line["limit_at"], self._zone)),
            self._quantity(line["vials"], line["container"] or VIAL),
            self._say("opened") if line["container"] == VIAL else "",
            self._say("reserved", reserved) if reserved else "",
        )
        return box("li", tag("i", "", f"cap {code}") + tag("strong", name) + tag("span", about))

    def _ended(self, line: Table) -> str:
        """An opened vial, or syringes, that somebody has to end."""
        limit = limit_text(line["limit_at"], self._zone)
        about = joined(self._words.name(line), self._say("lot", line["lot"]), self._say("limit", limit))
        return tag("p", self._say("ended_" + line["container"], about), "held")

    def _held(self, held: dict[str, int]) -> str:
        told = [
            f"{self._quantity(held[reason])} ({self._words.known(HELD, reason)})" for reason in sorted(held)
        ]
        return tag("p", self._say("held", ", ".join(told)), "held") if told else ""

    def _quantity(self, count: int, container: str = VIAL) -> str:
        return quantity(count, None, container, LANGUAGES.index(self._words.language))

    def _since(self, at: int) -> str:
        return self._say("since", self._words.hour(at, self._zone))
