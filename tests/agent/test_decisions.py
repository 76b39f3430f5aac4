"""Decisions from the gateway at the fridge: carried out once, offline ones when they arrive, over restarts too."""

from agent.ports import JournalFault
from tests.agent.small_house import NOW, VACCINES, House, pack_of

DAY_MS, HOUR_MS = 86400000, 3600000
HASH = "scrypt$16384$8$1$" + "0f" * 16 + "$" + "a1" * 32
RULE = "comirnaty-30-purple@%s"


def person(id, role):
    return {"id": id, "name": id, "role": role, "pin": HASH}


def with_rule(start, window):
    """The catalogue with one more rule of the only product."""
    known = VACCINES["product"][0]
    rule = dict(known["rule"][0], source="DGS-Urgent 2022_99")
    rule["from"], rule["window"] = start, window
    return dict(VACCINES, product=[dict(known, rule=known["rule"] + [rule])])


async def thawed_pack(house):
    """One pack thawed on 9 March 2022: good for one month."""
    await house.scan("VF:THAW:20220309", "VF:RECEIVE", pack_of("A1"))
    return house.journal.of("stock.received")[0].data["line"]


async def ask(house, act, command="c1", **fields):
    """Ask as the gateway does; returns what was answered: "" when done, else the reason."""
    line = next(iter(house.journal.rows["line"]))
    order = {"command": command, "act": act, "fridge": "fridge-1", "line": line, "person": "a-martin"}
    house.link.say("down", dict(order, who="Anne Martin", reason="laboratory's answer", **fields))
    await house.clock.advance(100)
    refused = [one.data for one in house.journal.of("command.refused") if one.data["command"] == command]
    done = [one.data for one in house.journal.of("command.done") if one.data["command"] == command]
    assert len(refused) + len(done) == 1
    return refused[0]["reason"] if refused else ""


def line_now(house):
    return next(iter(house.journal.rows["line"].values()))


async def test_a_quarantine_is_released_and_a_doubt_lifted_each_by_its_own_act():
    house = House()

    async def story(house):
        await thawed_pack(house)
        assert await ask(house, "quarantine", "c1") == ""
        assert await ask(house, "doubt", "c2") == ""
        assert await ask(house, "release", "c3") == ""
        assert line_now(house)["holds"] == ["doubted"]
        assert (await house.scan("VF:DISPENSE", pack_of("A1")))[:2] == ("red", "doubted")
        facts = {"ground": "readings", "evidence": "4.8 at 21:10, 5.1 at 23:40"}
        assert await ask(house, "lift", "c4", **facts) == ""
        assert [one.data["lifts"] for one in house.journal.of("stock.released")] == [
            ["quarantined"],
            ["doubted"],
        ]
        assert (await house.scan("VF:DISPENSE", pack_of("A1")))[:2] == ("green", "dispensed")

    await house.tell(story)


async def test_what_a_role_may_not_decide_is_refused_at_the_fridge_too():
    house = House()
    house.people = [person("a-martin", "technician")]

    async def story(house):
        await thawed_pack(house)
        assert await ask(house, "quarantine", "c1") == ""
        assert await ask(house, "release", "c2") == "not_allowed"
        assert await ask(house, "lift", "c3", ground="mains", evidence="21:10") == "not_allowed"
        assert await ask(house, "prolong", "c4", limit_at=NOW + 90 * DAY_MS, reference="r") == "not_allowed"
        assert line_now(house)["holds"] == ["quarantined"]

    await house.tell(story)


async def test_a_lift_without_a_ground_is_refused():
    house = House()

    async def story(house):
        await thawed_pack(house)
        assert await ask(house, "doubt", "c1") == ""
        assert await ask(house, "lift", "c2") == "incomplete_order"
        assert line_now(house)["holds"] == ["doubted"]

    await house.tell(story)


async def test_all_packs_of_a_line_are_discarded_in_one_decision_and_stay_so_after_a_restart():
    house = House()

    async def discarded(house):
        await thawed_pack(house)
        await house.scan(pack_of("A2"))
        assert await ask(house, "discard", "c1", vials=1) == "serial_missing"
        assert await ask(house, "discard", "c2", vials=2) == ""
        told = [one.data for one in house.journal.of("stock.discarded")]
        assert [(one["vials"], one["by_command"], one["person"]) for one in told] == [
            (1, "c2", "a-martin"),
            (1, "c2", "a-martin"),
        ]

    async def restarted(house):
        assert house.vials() == 0
        assert (await house.scan("VF:DISPENSE", pack_of("A2")))[:2] == ("red", "already_discarded")

    await house.tell(discarded)
    await house.tell(restarted)


async def test_a_prolonged_limit_holds_offline_and_over_restarts():
    house = House()

    async def prolonged(house):
        limit_at = (await thawed_pack(house))["limit_at"]
        assert await ask(house, "prolong", "c1", limit_at=limit_at, reference="r") == "not_later"
        later = {"limit_at": limit_at + 30 * DAY_MS, "reference": "DGS-Urgent 2022_40"}
        assert await ask(house, "prolong", "c2", **later) == ""
        told = house.journal.of("stock.prolonged")[0].data
        assert (told["before_at"], told["limit_at"]) == (limit_at, limit_at + 30 * DAY_MS)
        house.link.lose()

    async def a_month_and_a_half_later(house):
        assert not house.journal.of("stock.corrected"), "the pharmacist's decision was undone"
        house.clock.set_wall(NOW + 45 * DAY_MS)
        await house.minutes(130)
        assert (await house.scan("VF:STATUS", pack_of("A1")))[1] in ("usable", "doubted")
        house.clock.set_wall(NOW + 62 * DAY_MS)
        await house.clock.advance(1000)
        assert (await house.scan("VF:STATUS", pack_of("A1")))[1] == "expired"

    await house.tell(prolonged)
    await house.tell(a_month_and_a_half_later)


async def test_the_same_label_scanned_again_does_not_undo_a_prolongation():
    house = House()

    async def story(house):
        limit_at = (await thawed_pack(house))["limit_at"]
        await ask(house, "prolong", "c1", limit_at=limit_at + DAY_MS, reference="DGS-Urgent 2022_40")
        assert (await house.scan("VF:STATUS", "VF:THAW:20220309", pack_of("A1")))[1] == "already_complete"
        assert line_now(house)["limit_at"] == limit_at + DAY_MS

    await house.tell(story)


async def test_a_shorter_rule_acts_at_the_next_start_before_the_first_scan_and_offline():
    house = House()

    async def received(house):
        await thawed_pack(house)

    async def restarted(house):
        told = house.journal.of("stock.corrected")
        assert len(told) == 1
        data = told[0].data
        assert data["reason"] == "rule " + RULE % "2022-03-08"
        assert (
            data["before_at"] - data["line"]["limit_at"] == 21 * DAY_MS - HOUR_MS
        )  # 9 April, in summer, and 19 March
        assert line_now(house)["limit_at"] == data["line"]["limit_at"]
        assert (await house.scan("VF:STATUS", pack_of("A1")))[1] == "usable"

    async def again(house):
        assert len(house.journal.of("stock.corrected")) == 1, "told twice"
        house.clock.set_wall(NOW + 11 * DAY_MS)
        await house.clock.advance(1000)
        assert (await house.scan("VF:STATUS", pack_of("A1")))[1] == "expired"

    await house.tell(received)
    house.link.lose()
    house.vaccines = with_rule("2022-03-08", "10 days")
    await house.tell(restarted)
    await house.tell(again)


async def test_a_rule_that_begins_while_the_agent_runs_acts_within_the_hour():
    house = House()
    house.vaccines = with_rule("2022-03-10", "10 days")

    async def story(house):
        await thawed_pack(house)
        house.clock.set_wall(NOW + 13 * HOUR_MS)  # 23:00
        assert not house.journal.of("stock.corrected")
        await house.minutes(120)
        assert [one.data["line"]["rule"] for one in house.journal.of("stock.corrected")] == [
            RULE % "2022-03-10"
        ]

    await house.tell(story)


async def test_a_longer_rule_changes_nothing_until_it_is_adopted_and_stays_adopted():
    house = House()
    limits = []

    async def received(house):
        limits.append((await thawed_pack(house))["limit_at"])

    async def adopted(house):
        assert line_now(house)["limit_at"] == limits[0]
        rule = {"rule": RULE % "2022-03-08", "reference": "DGS-Urgent 2022_99"}
        late, longer = limits[0] + 900 * DAY_MS, limits[0] + 39 * DAY_MS  # 9 April, 18 May
        assert await ask(house, "prolong", "c1", limit_at=late, **dict(rule, rule="x@2022-01-01")) == (
            "unknown_rule"
        )
        assert await ask(house, "prolong", "c2", limit_at=late, **rule) == ""
        assert line_now(house)["limit_at"] == longer, "more than the rule gives"

    async def restarted(house):
        assert not house.journal.of("stock.corrected")
        assert line_now(house)["rule"] == RULE % "2022-03-08"

    await house.tell(received)
    house.vaccines = with_rule("2022-03-08", "10 weeks")
    await house.tell(adopted)
    await house.tell(restarted)


async def test_a_shorter_limit_that_the_journal_cannot_keep_is_tried_again():
    house = House()
    house.vaccines = with_rule("2022-03-10", "10 days")

    async def story(house):
        limit_at = (await thawed_pack(house))["limit_at"]
        house.clock.set_wall(NOW + 13 * HOUR_MS + HOUR_MS // 2)  # 23:30
        house.journal.fault = JournalFault("full")
        await house.minutes(60)
        assert line_now(house)["limit_at"] == limit_at
        assert [line for line in house.log.lines if "shorter limits at fridge-1 were not kept" in line]
        house.journal.fault = None
        await house.minutes(60)
        assert len(house.journal.of("stock.corrected")) == 1
        assert line_now(house)["limit_at"] < limit_at

    await house.tell(story)
