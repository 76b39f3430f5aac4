"""Vials in quarantine for an excursion are not forgotten: after 48 h without a laboratory's answer the phones ring."""

import pytest

from gateway.store import answers, queries
from gateway.store.answers import Answer, AnswerError
from tests.gateway.desk import DAY_MS, FRIDGE, NOON, event, excursion, frame, received
from tests.gateway.test_alarms import look, told

EPISODE = "fridge-1-top-hot-9f3c-7-1000"
ANSWER = Answer(
    None, "Laboratoire X, information médicale", "2026-11-23", "REF-12", "Utilisable.", "Mme Roux"
)


def hold(seq, line="L0001-aa", reason="excursion " + EPISODE, act="quarantined"):
    return event(seq, f"stock.{act}", {"fridge": FRIDGE, "line": line, "reason": reason, "who": None})


def in_quarantine(record):
    """One line of 5 vials, in quarantine for an excursion that is over."""
    record.receive(
        frame(received(1, 5), excursion(2, "opened", 600), hold(3), excursion(4, "closed", 900)), now=NOON
    )


def note(record, answer=ANSWER, alarm_id=1):
    with record.writer.transaction() as connection:
        answers.note(connection, alarm_id, answer, NOON + DAY_MS)


def reminded(record, now):
    return [change for change in look(record, now) if change[0] == "unanswered"]


def test_the_reminder_comes_after_two_days_and_not_before(record):
    in_quarantine(record)
    assert reminded(record, NOON + 2 * DAY_MS) == []
    assert reminded(record, NOON + 2 * DAY_MS + 4000) == [("unanswered", True)]
    assert reminded(record, NOON + 3 * DAY_MS) == []
    [alarm] = [one for one in record.ask(queries.alarms) if one.kind == "unanswered"]
    assert (alarm.severity, alarm.fridge, alarm.held) == ("warning", FRIDGE, 5)
    assert alarm.data == {"excursion": 1, "since_at": NOON + 2000}
    assert [one.state for one in alarm.notices] == ["waiting"]


def test_an_answer_noted_in_time_rings_nobody(record):
    in_quarantine(record)
    note(record)
    assert reminded(record, NOON + 3 * DAY_MS) == []


def test_an_answer_noted_late_ends_the_reminder(record):
    in_quarantine(record)
    look(record, NOON + 3 * DAY_MS)
    note(record)
    assert reminded(record, NOON + 3 * DAY_MS) == [("unanswered", False)]


def test_an_answer_about_one_line_is_none_about_another(record):
    record.receive(
        frame(
            received(1, 5),
            received(2, 3, name="L0002-aa"),
            excursion(3, "opened", 600),
            hold(4),
            hold(5, "L0002-aa"),
        )
    )
    for line, left in (("L0001-aa", [("unanswered", True)]), ("L0002-aa", [("unanswered", False)])):
        note(record, Answer(line, "X", "2026-11-23", "", "Utilisable.", "Mme Roux"))
        assert reminded(record, NOON + 3 * DAY_MS) == left


def test_vials_that_were_released_wait_for_nobody(record):
    in_quarantine(record)
    record.receive(frame(hold(5, act="released", reason="réponse reçue")))
    assert reminded(record, NOON + 3 * DAY_MS) == []


def test_a_quarantine_that_a_person_asked_for_waits_for_no_laboratory(record):
    record.receive(frame(excursion(1, "opened", 600), excursion(2, "closed", 900)))
    record.receive(frame(received(3, 5), hold(4, reason="carton mouillé")))
    assert reminded(record, NOON + 3 * DAY_MS) == []


def test_a_second_excursion_over_vials_already_held_waits_for_an_answer_of_its_own(record):
    in_quarantine(record)
    note(record)
    record.receive(
        frame(excursion(5, "opened", 600, episode="another"), excursion(6, "closed", 900, episode="another"))
    )
    assert reminded(record, NOON + 3 * DAY_MS) == [("unanswered", True)]
    note(record, alarm_id=2)
    assert reminded(record, NOON + 3 * DAY_MS) == [("unanswered", False)]
    assert ("unanswered", "top") not in told(record)


@pytest.mark.parametrize(
    ("alarm_id", "wrong", "expected"),
    [
        (7, {}, "expected an excursion, found 7"),
        (1, {"line": "L9"}, "expected a stock line of fridge-1, found 'L9'"),
        (1, {"noted_by": " "}, "noted_by: expected a text of at most 200 characters, found 0"),
        (1, {"text": "a" * 4001}, "text: expected a text of at most 4000 characters, found 4001"),
        (1, {"answered_on": "soon"}, "answered_on: expected a date such as 2026-11-23, found 'soon'"),
        (1, {"answered_on": "2026-11-23T10:00"}, "expected a date such as 2026-11-23"),
    ],
)
def test_an_answer_about_nothing_or_signed_by_nobody_is_not_kept(record, alarm_id, wrong, expected):
    in_quarantine(record)
    fields = {name: getattr(ANSWER, name) for name in Answer.__slots__}
    with pytest.raises(AnswerError, match=expected):
        note(record, Answer(**(fields | wrong)), alarm_id)
