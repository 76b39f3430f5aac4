"""However badges, digits, reasons and packs are mixed: nothing is released unproven, and no digit is ever told."""

import json
import random

from hypothesis import given
from hypothesis import strategies as st

from coldchain.authority import REASONS
from tests.coldchain.desk import NOVAVAX, PFIZER, PINS, Person, pack, people
from tests.coldchain.test_session_properties import PAUSES, a_release, live

OTHER_DIGITS = str.maketrans("0123456789", "5816203974")
BADGES = {f"VF:BADGE:{person.badge}": person for person in people().persons}
ACT_OF = {"VF:RELEASE": "release", "VF:LIFT": "lift"}
LIFTS = {"release": ["quarantined"], "lift": ["doubted"]}
VIALS = [pack(PFIZER, serial="A1"), pack(PFIZER, serial="A2"), pack(NOVAVAX, "NV07")]
QUIET_MS = 90000


def a_day(seed):
    """Vials come in and are held again and again; people try to free them, some as they should."""
    chance = random.Random(seed)
    steps = ["VF:RECEIVE", "VF:LABEL:20220406", *VIALS, "VF:STATUS"]
    for _ in range(8):
        steps += chance.choice(
            [["stock.quarantined"], ["stock.doubted"], ["stock.quarantined", "stock.doubted"]]
        )
        steps += [*a_release(chance), *chance.sample(VIALS, 2), chance.choice([*PAUSES, 1, 1, 1])]
    return steps


DAYS = st.integers(0, 10**9).map(a_day)


class Watched(Person):
    """Someone at the fridge, and beside them one who writes down what was taken and knows nothing of modes."""

    def __init__(self) -> None:
        super().__init__()
        self.codes: list[str] = []
        self.last_up = 0

    def scans(self, *texts):
        for text in texts:
            if self.up_ms - self.last_up >= QUIET_MS:
                self.codes = []
            self.last_up = self.up_ms
            answer = super().scans(text)
            if answer.verdict != "red":
                self.codes.append(text)
        return answer

    def since(self, *codes):
        """What was taken from the last of these codes on."""
        last = max(index for index, code in enumerate(self.codes) if code in codes)
        return self.codes[last:]


@given(DAYS)
def test_nothing_is_released_without_badge_pin_reason_and_a_role_that_may(steps):
    person = Watched()
    for answer, _ in live(person, steps):
        for data in [data for type, data in answer.events if type == "stock.released"]:
            [command, *since] = person.since(*ACT_OF)
            act, named = ACT_OF[command], BADGES[person.since(*BADGES)[0]]
            pin = "".join(code[-1] for code in since if code.startswith("VF:PIN:"))
            assert not set(since) & set(BADGES), "another badge was scanned in between"
            assert named.may(act)
            assert pin.endswith(PINS[named.id])
            assert "VF:REASON:" + data["reason"] in since
            assert data["reason"] in REASONS[act]
            assert (data["person"], data["who"]) == (named.id, named.name)
            assert data["lifts"] == LIFTS[act]
            assert not (person.session.excursion if act == "release" else person.session.unwatched)


@given(DAYS)
def test_other_digits_change_no_answer_and_no_event(steps):
    """What is told is the same for any PIN, so it tells nothing of one."""
    others = [other_digits(step) for step in steps]
    assert told(steps, PINS) == told(others, {who: PINS[who].translate(OTHER_DIGITS) for who in PINS})


def test_the_days_lived_here_release_and_refuse_to():
    codes = {answer["code"] for seed in range(40) for answer in told(a_day(seed), PINS)}
    assert {"released", "released_held", "pin_wrong", "pin_locked", "pin_first", "not_held"} <= codes


def other_digits(step):
    if isinstance(step, str) and step.startswith("VF:PIN:"):
        return step.translate(OTHER_DIGITS)
    return step


def told(steps, pins):
    """Everything that a day of scans says and writes."""
    person = Person()
    person.pins = pins
    return [
        json.loads(json.dumps({"code": answer.code, "facts": answer.facts, "events": answer.events}))
        for answer, _ in live(person, steps)
    ]
