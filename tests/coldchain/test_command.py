"""The command codes: each means one thing, and what is malformed is refused with a reason."""

from coldchain.civil import days_from_civil
from coldchain.command import ARGUMENTS, parse_command

APRIL_6 = days_from_civil(2022, 4, 6)


def read(text):
    command = parse_command(text)
    assert command is not None, text
    assert command.problem is None, command
    return command.kind, command.argument


def refusal(text):
    command = parse_command(text)
    assert command is not None, text
    assert command.problem is not None, text
    assert command.argument is None, text
    return str(command.problem)


def test_each_command_is_read():
    for text, kind, argument in (
        ("VF:RECEIVE", "RECEIVE", None),
        ("VF:DISPENSE", "DISPENSE", None),
        ("VF:STATUS", "STATUS", None),
        ("VF:DISCARD", "DISCARD", "unspecified"),
        ("VF:DISCARD:broken", "DISCARD", "broken"),
        ("VF:LABEL:20220406", "LABEL", (APRIL_6, None)),
        ("VF:LABEL:20220406T1530", "LABEL", (APRIL_6, 55800)),
        ("VF:THAW:20220406T153001", "THAW", (APRIL_6, 55801)),
        ("VF:QTY:1", "QTY", 1),
        ("VF:QTY:999", "QTY", 999),
        ("VF:QTY:012", "QTY", 12),
        ("VF:FRIDGE:fridge-1", "FRIDGE", "fridge-1"),
        ("VF:BADGE:K7Q2-M", "BADGE", "K7Q2-M"),
        ("VF:RELEASE", "RELEASE", None),
        ("VF:LIFT", "LIFT", None),
        ("VF:PIN:0", "PIN", "0"),
        ("VF:REASON:laboratory", "REASON", "laboratory"),
    ):
        assert read(text) == (kind, argument), text


def test_the_readers_line_end_and_symbology_identifier_are_no_part_of_it():
    for text in ("VF:STATUS\r\n", "VF:STATUS\n", "]d1VF:STATUS", "]Q1VF:STATUS\r", "]C0VF:STATUS"):
        assert read(text) == ("STATUS", None), text


def test_what_is_not_a_command_is_left_to_others():
    for text in (
        "",
        "VF",
        "vf:STATUS",
        " VF:STATUS",
        "]d20102990000000017",
        "]VF:STATUS",
        "0102990000000017",
    ):
        assert parse_command(text) is None, text


def test_an_unknown_word_is_refused_with_the_list_of_known_ones():
    every = "one of VF:" + ", VF:".join(sorted(ARGUMENTS))
    for text in ("VF:", "VF:EAT", "VF:receive", "VF: RECEIVE", "VF:RECEIVE "):
        assert "expected %s, found %r" % (every, text) in refusal(text), text


def test_a_date_must_exist():
    example = "expected a date that exists, as in VF:LABEL:20220406 or VF:LABEL:20220406T1530, found %s"
    for text, found in (
        ("VF:LABEL:20220431", "'20220431'"),
        ("VF:LABEL:20230229", "'20230229'"),
        ("VF:LABEL:220406", "'220406'"),
        ("VF:LABEL:20220406T2460", "'20220406T2460'"),
        ("VF:LABEL:", "''"),
        ("VF:LABEL", "nothing"),
    ):
        assert refusal(text) == "VF:LABEL: " + example % found


def test_a_date_is_of_this_century():
    for date in ("00010101", "19691231", "19991231T2359", "21000101"):
        found = "VF:THAW: expected a date from 2000 to 2099, found '%s'" % date
        assert refusal("VF:THAW:" + date) == found
    for date in ("20000101", "20991231"):
        command = parse_command("VF:THAW:" + date)
        assert command is not None and command.problem is None, date


def test_a_quantity_is_1_to_999_vials():
    for text in ("VF:QTY", "VF:QTY:", "VF:QTY:0", "VF:QTY:1000", "VF:QTY:-1", "VF:QTY:2.5", "VF:QTY:two"):
        assert refusal(text).startswith("VF:QTY: expected a whole number from 1 to 999, found "), text


def test_an_argument_where_none_belongs_is_refused():
    for kind in ("RECEIVE", "DISPENSE", "STATUS", "RELEASE", "LIFT"):
        assert refusal("VF:%s:now" % kind) == "VF:%s: expected nothing after VF:%s, found 'now'" % (
            kind,
            kind,
        )


def test_a_fridge_is_an_identifier_and_a_reason_is_short():
    assert refusal("VF:FRIDGE:the fridge").startswith("VF:FRIDGE: expected 1 to 32 letters")
    assert refusal("VF:FRIDGE").startswith("VF:FRIDGE: expected 1 to 32 letters")
    assert refusal("VF:DISCARD:").startswith("VF:DISCARD: expected text of 1 to 64 characters")
    assert refusal("VF:DISCARD:" + "x" * 65).startswith("VF:DISCARD: expected text of 1 to 64 characters")


def test_a_french_or_belgian_keyboard_layout_is_undone():
    assert read("VFMDISPENSE") == ("DISPENSE", None)
    assert read("VFMLQBELMéàééà'à-") == ("LABEL", (APRIL_6, None))
    assert read("VFMLQBELMéàééà'à§") == ("LABEL", (APRIL_6, None))
    assert read("VFMATYM&é") == ("QTY", 12)


def test_a_badge_a_pin_and_a_reason_come_through_a_french_or_belgian_layout():
    french, belgian = "à&é\"'(-è_ç", "à&é\"'(§è!ç"
    for layout in (french, belgian):
        for digit, key in enumerate(layout):
            assert read("VFMPINM" + key) == ("PIN", str(digit)), (layout, digit)
            assert read("VFMBQDGEMKA" + key + ")Z") == ("BADGE", "KQ%d-W" % digit), (layout, digit)
    for garbled, word in (("lqborqtory", "laboratory"), ("qllozqnce", "allowance"), (",qins", "mains")):
        assert read("VFMREQSONM" + garbled) == ("REASON", word)


def test_a_digit_of_a_pin_is_one_and_what_is_not_is_never_repeated():
    for text in ("VF:PIN", "VF:PIN:", "VF:PIN:47", "VF:PIN:x", "VF:PIN:4719"):
        assert refusal(text) == "VF:PIN: expected one digit from 0 to 9, found something else", text


def test_a_badge_is_4_to_32_capitals_digits_or_dashes_and_a_reason_a_word_of_the_sheet():
    for text in ("VF:BADGE", "VF:BADGE:abcd", "VF:BADGE:K7", "VF:BADGE:K 72"):
        assert refusal(text).startswith("VF:BADGE: expected 4 to 32 capitals, digits or -, found "), text
    words = "one of readings, logger, mains, laboratory, allowance, sensor"
    for text in ("VF:REASON", "VF:REASON:", "VF:REASON:because", "VF:REASON:Mains"):
        assert refusal(text).startswith("VF:REASON: expected %s, found " % words), text


def test_what_no_layout_explains_is_refused():
    expected = "VF:: expected a reader set to the keyboard layout of the computer, found 'VFMNONSENSE'"
    assert refusal("VFMNONSENSE") == expected


def test_what_the_reader_is_programmed_to_add_is_not_part_of_the_code():
    for text in ("<VF:STATUS>", "<]d1VF:STATUS>", "]d1<VF:STATUS>\r\n"):
        command = parse_command(text, "<", ">")
        assert command is not None, text
        assert (command.kind, command.problem) == ("STATUS", None), text
    bare = parse_command("VF:STATUS", "<", ">")
    assert bare is not None, "a command never needs what is added to a pack"
    assert bare.kind == "STATUS"
