"""Days as people write them off a label."""

import pytest

from gateway.texts.typed_days import typed_day


@pytest.mark.parametrize(
    "text",
    [
        "31/03/2027",
        " 31/3/2027 ",
        "31.03.2027",
        "31-03-2027",
        "31 03 2027",
        "31/03/27",
        "31032027",
        "2027-03-31",
    ],
)
def test_one_day_in_every_spelling(text):
    assert typed_day(text) == "2027-03-31"


@pytest.mark.parametrize(
    ("text", "day"), [("02/2028", "2028-02-29"), ("2/2027", "2027-02-28"), ("12/2027", "2027-12-31")]
)
def test_a_month_alone_is_its_last_day(text, day):
    assert typed_day(text) == day


@pytest.mark.parametrize(
    "text",
    [
        "",
        "demain",
        "31/02/2027",
        "00/03/2027",
        "03/31/2027",
        "13/2027",
        "0/2027",
        "31/03/1999",
        "31/03/2100",
        "310327",
    ],
)
def test_what_is_no_day_is_none(text):
    assert typed_day(text) is None
