"""Whatever is scanned, in whatever order: the ledger stays possible, and its events tell all of it."""

import json
import random

from hypothesis import given
from hypothesis import strategies as st

from coldchain.answer import CODES
from coldchain.authority import REASONS
from coldchain.ledger import apply_event
from coldchain.shelf_life import spent
from coldchain.stock import STATES, opened_as, standing
from tests.coldchain.desk import (
    IMVANEX,
    NOVAVAX,
    PFIZER,
    PFIZER_BOX,
    PINS,
    STRANGER,
    Person,
    digits,
    pack,
)

DATES = [
    "LABEL:20220406",
    "LABEL:20220309",
    "LABEL:20220501",
    "LABEL:20220301",
    "THAW:20220301",
    "THAW:20220401",
]
MODES = ["RECEIVE", "RECEIVE", "DISPENSE", "DISPENSE", "DISCARD:broken", "STATUS", *DATES]
MODES += ["RETURN", "RETURN:outside", "MOVE:fridge-2", "MOVE:fridge-1", "MOVE:elsewhere"]
OTHERS = [
    "VF:QTY:2",
    "VF:QTY:9",
    "VF:QTY:0",
    "VF:FRIDGE:fridge-1",
    "VF:FRIDGE:fridge-2",
    "VF:EAT",
    "VF:DISCARD",
    "VF:UNDO",
    "VF:UNDO",
    "VF:COUNT",
    "VF:DONE",
    "VF:DONE",
    "VF:BACK",
    "VF:REDTRAY",
]
DELIVERIES = [
    "VF:PARCEL",
    "VF:DONE",
    "VF:RECEIVE",
    "VF:DELIVERY:1",
    "VF:DELIVERY:2",
    "VF:DELIVERY:none",
    "VF:TRANSPORT:absent",
    "VF:TRANSPORT:bad",
    "VF:SEALS:broken",
    "VF:CHECKED",
]
WHOM = ["VF:FOR:garnier", "VF:FOR:ide-roy", "VF:FOR:nobody", "VF:FOR"]
ODD = [
    pack(STRANGER, serial="S1"),
    pack(IMVANEX),
    pack(PFIZER, ""),
    pack(PFIZER, printed="220300"),
    pack(PFIZER, printed="220731", serial="A1"),
    "]d201" + PFIZER + "10EW4811",
    "]C100340093600000000009",
    "01" + PFIZER + "10LOT421722063021ABC",
    "noise",
    "\x1d\x00\\é",
]
PACKS = [pack(code, serial=serial) for code in (PFIZER, PFIZER_BOX, NOVAVAX) for serial in ("", "A1", "A2")]
PACKS += [pack(NOVAVAX, "NV07", printed="")]
HOLDS = ["stock.quarantined", "stock.doubted", "stock.released", "stock.released"]
LABELS = ["house label 0", "house label 1", "newest label", "VF:LINE:L9999-up60-EW4811"]
KINDS = [PACKS] * 12 + [OTHERS, ODD] * 2 + [LABELS]
EXCURSIONS = ["excursion e1", "excursion "]
UNWATCHED = ["unwatched for hours", "unwatched "]
BADGES = {"martin": "VF:BADGE:MART-1", "diallo": "VF:BADGE:DIAL-2", "petit": "VF:BADGE:PETI-3"}
WRONG_PINS = ["0000", "47190", "471947194", "471"]
TIMES = [1, 1, 89, 90, 40000, 90000, "clock lost", "clock set"]
PAUSES = [*TIMES, *EXCURSIONS, *UNWATCHED, *HOLDS, "budget spent"]


# A serialised pack that is opened stands in another line: in this one it is only counted.
LEFT_HERE = [state for state in STATES if state not in ("opened", "returned", "moved")]


def a_day(seed):
    """Visits to a fridge: a mode, packs, and odd things between them; then time passes, or the gateway commands."""
    chance = random.Random(seed)
    steps: list[object] = []
    for _ in range(12):
        visit = chance.random()
        if visit < 0.1:
            steps += a_delivery(chance)
        elif visit < 0.18:
            steps += a_vial(chance)
        else:
            steps += a_release(chance) if visit < 0.34 else a_mode(chance)
        steps += a_promise(chance) if chance.random() < 0.1 else []
        steps += a_count(chance) if chance.random() < 0.05 else []
        steps += a_way_back(chance) if chance.random() < 0.1 else []
        steps += an_outing(chance) if chance.random() < 0.03 else []
        steps += [chance.choice(chance.choice(KINDS)) for _ in range(chance.randint(1, 6))]
        steps.append(chance.choice(PAUSES))
    return steps


def a_mode(chance):
    """A command; nothing is thrown away without a badge, which is mostly scanned."""
    mode = chance.choice(MODES)
    badge = mode.startswith("DISCARD") and chance.random() < 0.8
    return [BADGES[chance.choice(["martin", "diallo", "petit"])]] * badge + ["VF:" + mode]


def a_way_back(chance):
    """Received, given out and brought back, mostly soon."""
    given = pack(NOVAVAX, "NV08", serial="W%d" % chance.randrange(99))
    back = chance.choice(["VF:RETURN", "VF:RETURN", "VF:RETURN:outside"])
    return [
        "VF:RECEIVE",
        given,
        "VF:DISPENSE",
        given,
        chance.choice([1, 1, 40000, "stock.doubted"]),
        back,
        given,
    ]


def an_outing(chance):
    """Away, to a host perhaps, and home, mostly in this order; sometimes a step is missing."""
    host = chance.choice(["clinic", "shed", "nowhere"])
    steps = [BADGES["petit"], "VF:EVACUATE", chance.choice([60, 1000]), BADGES["petit"], "VF:HOST:" + host]
    steps += [chance.choice(PACKS), BADGES["diallo"], "VF:HOME"]
    while steps and chance.random() < 0.4:
        steps.pop(chance.randrange(len(steps)))
    return steps


def a_release(chance):
    """Badge, command, PIN and reason, mostly as they should be; sometimes one is missing, or there is one too many."""
    who = chance.choice(["martin", "martin", "martin", "diallo", "petit"])
    pin = chance.choice(WRONG_PINS) if chance.random() < 0.2 else PINS[who]
    act = chance.choice(["release", "lift"])
    reason = chance.choice(REASONS[act] * 3 + REASONS["lift"])
    steps = [BADGES[who], "VF:" + act.upper(), *digits(pin), "VF:REASON:" + reason]
    while steps and chance.random() < 0.2:
        steps.pop(chance.randrange(len(steps)))
    while chance.random() < 0.2:
        more = [*BADGES.values(), "VF:BADGE:NOBODY-1", "VF:PIN:4", "VF:RELEASE", *PACKS[:3], "VF:QTY:2"]
        steps.insert(chance.randrange(len(steps) + 1), chance.choice(more))
    return steps * chance.choice([1, 1, 1, 6])


def a_delivery(chance):
    """It comes, is received, and its packs are asked for; mostly as they should be."""
    same = chance.choice(PACKS)
    steps = [
        "VF:LABEL:20220406",
        "VF:RECEIVE",
        same,
        "VF:PARCEL",
        "VF:DONE",
        "VF:LABEL:20220406",
        "VF:RECEIVE",
        same,
    ]
    steps += [
        "VF:TRANSPORT:" + chance.choice(["good", "bad"]),
        "VF:SEALS:intact",
        "VF:CHECKED",
        "VF:DISPENSE",
        same,
    ]
    while steps and chance.random() < 0.3:
        steps.pop(chance.randrange(len(steps)))
    while chance.random() < 0.5:
        steps.insert(chance.randrange(len(steps) + 1), chance.choice(DELIVERIES + PACKS))
    return steps


def a_promise(chance):
    """A pack comes in for somebody, and is given, perhaps to somebody else."""
    promised = chance.choice(PACKS)
    date = chance.choice(["VF:LABEL:20220406", "VF:LABEL:20220308T0900"])
    received = ["VF:RECEIVE", date, chance.choice(WHOM), promised, "VF:STATUS", promised]
    return [*received, "VF:DISPENSE", chance.choice(WHOM), promised, chance.choice(PACKS)]


def a_count(chance):
    """What came in is counted, not all of it is found, and what was not is asked for."""
    first, second = chance.choice(PACKS), chance.choice(PACKS)
    steps = ["VF:LABEL:20220406", "VF:RECEIVE", first, second, "VF:COUNT", first, "VF:DONE", "VF:DONE"]
    return [*steps, "VF:DISPENSE", second, "VF:COUNT", first, second, "VF:DONE"]


def a_vial(chance):
    """A vial is received, opened, drawn from, and it ends; sometimes a step is missing, or is done twice."""
    vial = chance.choice([*PACKS, pack(IMVANEX)])
    steps = ["VF:RECEIVE", *chance.choice([[], [], WHOM[:1]]), "VF:LABEL:20220406", vial, "VF:OPEN", vial]
    steps += [chance.choice(["VF:SYRINGES:4", "VF:SYRINGES:9"]), vial, "VF:DISPENSE", "newest label", vial]
    steps += [chance.choice(["VF:GIVEN:0", "VF:GIVEN:5", "VF:GIVEN:11"]), vial, chance.choice([21700, 1])]
    for _ in range(chance.choice([0, 0, 1, 3])):
        place = chance.randrange(len(steps))
        steps[place : place + 1] = [steps[place]] * chance.choice([0, 2])
    return steps


DAYS = st.integers(0, 10**9).map(a_day)
# Nobody recalls here, and no board is replaced. This fridge releases by scans, and has one reader: nobody else moves
# what it would undo. What is left unfinished the desk tells, and no scan.
NEVER_MET = {
    "recalled",
    "received_recalled",
    "release_elsewhere",
    "not_reversible",
    "recounting",
    "left_unfinished",
}
WHOLE_FRIDGE = (["stock.evacuated"], ["stock.hosted"], ["stock.homed"])


def live(person, steps):
    """Go through the steps; yields each answer with the stock before it."""
    for step in steps:
        if isinstance(step, int):
            person.wait(step)
        elif step == "clock lost":
            person.session.floor_ms = person.now_ms or person.session.floor_ms
            person.now_ms = None
        elif step == "clock set":
            person.now_ms = person.now_ms or person.session.floor_ms + 3600000
        elif step in EXCURSIONS:
            person.session.excursion = step.split(" ")[1]
        elif step in UNWATCHED:
            person.session.unwatched = step[len("unwatched ") :]
        elif step == "budget spent":
            a_budget_is_spent(person)
        elif step.startswith("stock."):
            command_of_the_gateway(person, step)
        else:
            before = picture(person)
            yield person.scans(scanned(person, step)), before


def scanned(person, step):
    """The step itself; a house label is of a stock line that is there by then."""
    lines = sorted(person.session.lines)
    if step == "newest label":
        return "VF:LINE:" + lines[-1] if lines else "VF:STATUS"
    if not step.startswith("house label "):
        return step
    return "VF:LINE:" + lines[int(step[-1]) % len(lines)] if lines else "VF:STATUS"


def command_of_the_gateway(person, type):
    session = person.session
    for line in sorted(session.lines):
        if type != "stock.released" or {"quarantined", "doubted"} & set(session.lines[line]["holds"]):
            data = {"fridge": "fridge-1", "line": line, "reason": "excursion"}
            apply_event(session.lines, session.units, type, data)
            person.events.append((type, data))


def a_budget_is_spent(person):
    """Of every line that has a rule, and so may have a budget."""
    session = person.session
    for line in sorted(session.lines):
        if session.lines[line]["rule"] is None:
            continue
        after = spent(session.lines[line], person.now_ms or session.floor_ms)
        data = {key: after[key] for key in ("line", "limit_at", "limit_reason", "spent_at")}
        apply_event(session.lines, session.units, "stock.exposed", data)
        person.events.append(("stock.exposed", data))


def picture(person):
    return json.dumps([person.session.lines, person.session.units], sort_keys=True)


def deliveries(person):
    return json.dumps(person.session.deliveries, sort_keys=True)


@given(DAYS)
def test_the_ledger_stays_possible(steps):
    person = Person()
    for _ in live(person, steps):
        lines, units = person.session.lines, person.session.units
        for name, line in lines.items():
            assert line["line"] == name
            assert min(line["counts"].values()) >= 0
            if line["serialised"]:
                for state in LEFT_HERE:
                    vials = [u["vials"] for u in units.values() if (u["line"], u["state"]) == (name, state)]
                    assert sum(vials) == line["counts"][state]
        assert all(unit["line"] in lines and lines[unit["line"]]["serialised"] for unit in units.values())


def vials_that_went_on(type, data):
    """Into another line by coming back or moving: they are counted in both."""
    if data.get("into") is None or data["into"].get("container") == "syringe":
        return 0
    if type == "stock.reversed":
        return -data["vials"] if data["act"] == "return" else 0
    return data["vials"] if type in ("stock.returned", "stock.moved") else 0


def vials_of(line):
    return sum(line["counts"].values())


@given(DAYS)
def test_a_puncture_moves_one_vial_and_syringes_are_no_vials(steps):
    person = Person()
    for _ in live(person, steps):
        pass
    lines = person.session.lines.values()
    vials = 0
    for line in lines:
        children = [one for one in lines if one.get("parent") == line["line"] and not opened_as(line)]
        opened = [one for one in children if opened_as(one) == "vial"]
        assert [n for n in map(vials_of, opened) if n] == [1] * line["counts"]["opened"]
        assert all(one["limit_at"] <= line["limit_at"] for one in opened)
        if opened_as(line) != "syringe":
            vials += vials_of(line) - line["counts"]["opened"]
    came = sum(data["vials"] for type, data in person.events if type == "stock.received")
    undone = sum(data["vials"] for type, data in person.events if data.get("act") == "receive")
    gone_on = sum(vials_that_went_on(type, data) for type, data in person.events)
    assert vials == came - undone + gone_on


@given(DAYS)
def test_the_events_alone_rebuild_the_stock(steps):
    person = Person()
    for _ in live(person, steps):
        pass
    lines: dict[str, dict[str, object]] = {}
    units: dict[str, dict[str, object]] = {}
    for type, data in json.loads(json.dumps(person.events)):
        apply_event(lines, units, type, data)
    assert lines == person.session.lines
    assert units == person.session.units


@given(DAYS)
def test_red_and_status_change_nothing_and_everything_else_is_an_event(steps):
    person = Person()
    for answer, before in live(person, steps):
        assert answer.verdict == CODES[answer.code] or (answer.verdict, answer.facts["clock"]) == (
            "amber",
            "unset",
        )
        changes = [
            type for type, data in answer.events if type.startswith("stock.") and not is_confirmed(data)
        ]
        assert bool(changes) == (before != picture(person))
        undone = answer.code in ("undone", "undone_held")
        looked = answer.facts["mode"] == "status" and changes[:1] not in WHOLE_FRIDGE and not undone
        if answer.code == "not_taken_back":
            assert changes == ["stock.returned"], "what a professional brought back is written down"
        elif answer.verdict == "red" or looked:
            assert not changes


def is_confirmed(data):
    """A count found what was expected."""
    return "found" in data and data["expected"] == data["found"]


def is_of_a_delivery(answer):
    """What holds a delivery is told of each of its lines."""
    if not answer.events:
        return False
    type, data = answer.events[0]
    return type == "delivery.inspected" or (type == "stock.received" and data["line"]["delivery"] is not None)


@given(DAYS)
def test_what_is_given_was_usable_and_each_serial_comes_and_goes_once(steps):
    person = Person()
    arrived, left = [], []
    for answer, before in live(person, steps):
        for type, data in answer.events:
            if type == "stock.received" and data["unit"]:
                arrived.append(data["unit"]["unit"])
            if type in ("stock.dispensed", "stock.discarded", "stock.used") and data["unit"]:
                left.append(data["unit"])
            if type == "stock.reversed" and data["unit"] and data["act"] == "return":
                left.append(data["unit"])
            elif type == "stock.reversed" and data["unit"] and data["act"] != "open":
                (arrived if data["act"] == "receive" else left).remove(data["unit"])
            if type == "stock.returned" and data["unit"]:
                left.remove(data["unit"])
            if type == "stock.dispensed":
                line = json.loads(before)[0][data["line"]]
                now_ms = person.session.floor_ms if person.now_ms is None else person.now_ms - 1000
                assert standing(line, now_ms) == "usable"
    assert len(arrived) == len(set(arrived))
    assert len(left) == len(set(left))
    assert set(left) <= set(arrived)


@given(DAYS, st.sampled_from(PACKS + ODD + DELIVERIES + ["VF:RECEIVE", "VF:DISPENSE", "VF:LABEL:20220406"]))
def test_an_answer_changes_nothing_before_it_is_adopted(steps, last):
    person = Person()
    for _ in live(person, steps):
        pass
    before, mode, parcels = picture(person), person.session.mode, deliveries(person)
    first = person.looks_at(last)
    assert (picture(person), person.session.mode, deliveries(person)) == (before, mode, parcels)
    again = person.looks_at(last)
    assert (again.code, again.facts, again.events) == (first.code, first.facts, first.events)


def test_the_days_lived_here_meet_every_answer():
    met: set[str] = set()
    for seed in range(1000):
        person = Person()
        person.session.catalogue.short_days = 3
        met.update(answer.code for answer, _ in live(person, a_day(seed)))
    assert set(CODES) - met == NEVER_MET
