"""What a scan is worth: read strictly, refused with its reason, or asked for again."""

from coldchain import gs1
from coldchain.check_digits import cip13_of, mod10, ppn_key, ucd13_of
from coldchain.civil import days_from_civil, format_day
from coldchain.gs1_date import last_day

GS, RS, EOT = "\x1d", "\x1e", "\x04"
GTIN = "03400930218662"
PACK = "01%s1727033110AB12C%s21SER4567890" % (GTIN, GS)
AZERTY = dict(zip("0123456789ABCDEFGSERLOT]d\x1d", "à&é\"'(-è_çQBCDEFGSERLOT$d\x1d"))


def read(text: str, today_year: int = 2026, prefix: str = "", suffix: str = "") -> gs1.Symbol:
    return gs1.parse(text, today_year, prefix, suffix)


def usable_until(symbol: gs1.Symbol) -> str:
    assert symbol.expiry_day is not None
    return format_day(symbol.expiry_day)


def reason(text: str, today_year: int = 2026) -> str:
    symbol = read(text, today_year)
    assert symbol.status != "valid", "%r was read as %s" % (text, symbol.elements)
    assert symbol.reason in gs1.REASONS and symbol.expected, symbol.reason
    assert symbol.expiry_day is None and not symbol.is_pack and symbol.kind == "unknown"
    return symbol.reason


def test_a_pack_gives_gtin_cip13_lot_serial_and_last_day():
    symbol = read("]d2" + PACK)
    assert (symbol.status, symbol.reason, symbol.kind, symbol.is_pack) == ("valid", "", "pack", True)
    assert (symbol.gtin, symbol.cip13) == (GTIN, "3400930218662")
    assert (symbol.lot, symbol.serial, symbol.symbology) == ("AB12C", "SER4567890", "d2")
    assert usable_until(symbol) == "2027-03-31"
    assert symbol.readings == [] and symbol.recovered == "" and symbol.raw == "]d2" + PACK


def test_a_pack_without_serial_is_a_pack_too():
    symbol = read("]d201%s1727033110FX1234" % GTIN)
    assert symbol.is_pack and symbol.serial == "" and symbol.submit is None


def test_a_gtin_or_an_ean13_alone_names_a_product_for_counting_only():
    for text in ("01" + GTIN, "]d201" + GTIN, "]C101" + GTIN, "]E0" + GTIN[1:], GTIN[1:]):
        symbol = read(text)
        assert (symbol.status, symbol.kind, symbol.gtin) == ("valid", "product", GTIN), text
        assert not symbol.is_pack and symbol.submit is None
    assert reason("]E0" + GTIN[1:-1] + "3") == "check_digit"
    assert reason("]E0" + GTIN[1:-1]) == "length"


def test_elements_without_a_gtin_are_valid_and_no_pack():
    symbol = read("]d210123" + GS + "17221231")
    assert (symbol.status, symbol.kind, symbol.is_pack) == ("valid", "elements", False)


def test_check_digits_are_those_of_the_specifications():
    assert mod10("340093021866") == 2 and mod10("0340093021866") == 2
    assert mod10("37340030680998173") == 3
    for ppn in ("111234567842", "111003592770", "110375286414"):
        assert ppn_key(ppn[:-2]) == ppn[-2:]
    assert cip13_of("03400930218662") == "3400930218662"
    assert cip13_of("03400893021866") == "", "34008 is a UCD13"
    assert ucd13_of("03400893021866") == "3400893021866" and ucd13_of(GTIN) == ""
    assert cip13_of("04772985431594") == ""
    assert reason("01%s1" % GTIN[:-1]) == "check_digit"


def test_day_00_is_the_last_day_of_the_month_and_kept_as_scanned():
    symbol = read("01%s1728020010LOT1" % GTIN)
    assert usable_until(symbol) == "2028-02-29"
    assert symbol.elements["17"] == "280200"


def test_a_date_that_does_not_exist_is_refused():
    for date in ("270230", "271301", "270001", "270132", "270229"):
        assert reason("01%s17%s10LOT1" % (GTIN, date)) == "date", date
    assert reason("01%s172702AA10LOT1" % GTIN) == "digits"


def test_a_year_lies_from_49_years_ago_to_50_years_ahead():
    for date, year in (("760101", "2076"), ("770101", "1977"), ("260101", "2026"), ("000101", "2000")):
        assert format_day(last_day(date, 2026))[:4] == year
    assert format_day(last_day("490101", 2099)) == "2149-01-01"
    assert format_day(last_day("990101", 2001)) == "1999-01-01"
    assert last_day("000229", 2060) == days_from_civil(2100, 2, 28), "2100 is no leap year"


def test_separators_too_many_do_no_harm():
    want = read(PACK).elements
    for text in (GS + PACK, PACK + GS, PACK.replace(GS, GS + GS), PACK.replace("17270331", "17270331" + GS)):
        symbol = read(text)
        assert symbol.status == "valid" and symbol.elements == want, repr(text)


def test_line_framing_is_taken_off():
    for text in (PACK + "\r", PACK + "\r\n", "\x02" + PACK + "\x03", "\x02" + PACK + "\x03\r\n"):
        symbol = read(text)
        assert symbol.is_pack and symbol.raw == text


def test_a_lost_separator_is_never_a_batch():
    for text, lot, serial in (
        ("01%s10ABC1727033121SER" % GTIN, "ABC", "SER"),
        ("01%s10ABC17270331" % GTIN, "ABC", ""),
        ("01%s21SER10ABC17270331" % GTIN, "ABC", "SER"),
        ("01%s1727033110ABC2112345678" % GTIN, "ABC", "12345678"),
        ("01%s1727033121SER10ABC" % GTIN, "ABC", "SER"),
        ("1727033110ABC01%s" % GTIN, "ABC", ""),
    ):
        assert reason(text) == "separator_lost", text
        symbol = read(text)
        want = {"01": GTIN, "10": lot, "17": "270331"}
        if serial:
            want["21"] = serial
        assert symbol.status == "rescan" and symbol.submit is False
        assert want in symbol.readings and len(symbol.readings) >= 2, symbol.readings


def test_a_batch_that_merely_looks_so_is_no_false_alarm():
    for lot in ("AB179999", "219900", "17270331", "17279931"):
        symbol = read("01%s1727112510%s" % (GTIN, lot))
        assert symbol.status == "valid" and symbol.lot == lot and symbol.readings == [], lot
    full = read("01%s10ABC17270331%s1727112521SER10ABC" % (GTIN, GS))
    assert full.is_pack and full.lot == "ABC17270331" and full.serial == "SER10ABC" and full.readings == []


def test_a_batch_with_21_and_little_behind_it_is_valid_and_the_other_reading_is_told():
    symbol = read("01%s17270331100002178" % GTIN)
    assert symbol.is_pack and symbol.lot == "0002178"
    assert symbol.readings == [{"01": GTIN, "10": "000", "17": "270331", "21": "78"}]


def test_a_separator_written_out_is_never_translated():
    head, tail = PACK.split(GS)
    for text in ("<GS>", "{GS}", "~F", "[FNC1]", "<FNC1>", "|", RS, "^", "\\u001d"):
        assert reason(head + text + tail) == "separator_text", text
        assert read(head + text + tail).submit is False


def test_an_ai_may_be_repeated_with_the_same_value_only():
    assert read(PACK + GS + "10AB12C").is_pack
    symbol = read(PACK + GS + "10OTHER")
    assert (symbol.reason, symbol.lot, symbol.submit) == ("repeated", "", True)
    for contradiction in ("21OTHER", "01" + "04772985431594"):
        symbol = read(PACK + GS + contradiction)
        assert (symbol.reason, symbol.submit) == ("repeated", False), contradiction


def test_ais_that_exclude_each_other_are_refused():
    assert reason(PACK + GS + "235XYZ") == "excluded"
    assert reason(PACK + GS + "3710") == "excluded"


def test_every_pair_that_the_dictionary_excludes_is_refused():
    for text in (
        "02%s01%s" % (GTIN, GTIN),
        "3100001234" + "3103001234",
        "39201\x1d39302501",
        "42075001\x1d42125075001",
        "426250\x1d422250",
        "4330001234\x1d4331001234",
        "8006%s0102\x1d3710" % GTIN,
        "8017%s\x1d8018%s" % ("0" * 18, "0" * 18),
    ):
        assert reason(text) == "excluded", text
    assert read("3100001234" + "3110001234").status == "valid", "a weight and a length"


def test_what_a_symbol_alone_lacks_is_told_and_makes_nothing_invalid():
    batch = read("10AB12C")
    assert batch.status == "valid" and batch.lacks == [("10", ["01", "02", "8006", "8026"])]
    assert read("17270331" + "21SER").lacks == [
        ("17", ["01", "02", "255", "8006", "8026"]),
        ("21", ["01", "8006"]),
    ]
    assert read(PACK).lacks == [] and read("00376123450000010008").lacks == []
    assert read("01%s7004250" % GTIN).lacks == [("7004", ["10"])], "active potency, of a batch"
    assert read("3920150").lacks == [("3920", ["01"]), ("3920", ["30", "31", "32", "35", "36"])]


def test_dates_with_a_time_exist():
    for text in ("70032703312359", "43242703009999", "8008270331235959", "800827033123", "725019480229"):
        assert read(text).status == "valid", text
    for text in ("70032703002359", "43252703002460", "80082703312360", "72511948022a0000", "725019490229"):
        assert reason(text) in ("date", "digits"), text


def test_a_serial_or_batch_over_twenty_characters_is_refused():
    assert read("01%s21%s%s1727033110%s" % (GTIN, "A" * 20, GS, "B" * 20)).is_pack
    assert reason("01%s21%s" % (GTIN, "A" * 21)) == "length"
    assert reason("01%s10%s" % (GTIN, "A" * 21)) == "length"
    assert reason("01%s10%s17270331" % (GTIN, GS)) == "length", "an empty batch"


def test_only_a_data_matrix_identifies_a_pack():
    for symbology in ("C1", "e0", "Q3", "J1", "d1", "Q1", "E4", "A0", "XX"):
        assert reason("]%s%s" % (symbology, PACK)) == "wrong_symbol", symbology
        assert read("]%s%s" % (symbology, PACK)).submit is False
    for text in ("]", "]X", "]d1", "]Q1"):
        assert reason(text) == "wrong_symbol", text
    for text in ("", "\r\n", "]d2", "]C1", "]d2" + GS):
        assert reason(text) == "empty", repr(text)


def test_an_odd_code_with_product_and_serial_is_still_submitted():
    for fault, text in (
        ("check_digit", PACK.replace(GTIN, "03400930218663")),
        ("charset", PACK.replace("AB12C", "AB 12C")),
        ("date", PACK.replace("270331", "271331")),
        ("unknown_ai", PACK + GS + "05"),
    ):
        symbol = read(text)
        assert (symbol.reason, symbol.submit) == (fault, True), text
    assert read("01%s10AB 12C" % GTIN).submit is False


def test_a_ppn_envelope_is_read_and_its_key_checked():
    fields = ["9N111234567842", "D230200", "1TDdVcX<t", "SyCH*4'h1Ab"]
    envelope = "[)>" + RS + "06" + GS + GS.join(fields) + RS + EOT
    for text in (envelope, "]d1" + envelope, envelope + "\r", envelope.replace(RS, "\x00")):
        symbol = read(text)
        assert (symbol.status, symbol.kind, symbol.is_pack, symbol.submit) == ("valid", "ppn", False, True)
        assert (symbol.lot, symbol.serial, symbol.gtin) == ("DdVcX<t", "yCH*4'h1Ab", "")
        assert usable_until(symbol) == "2023-02-28"
    assert reason(envelope.replace("842", "843")) == "check_digit"
    assert reason(envelope[:-1]) == "envelope" and reason(envelope.replace("06", "07")) == "envelope"
    assert read("]C1" + envelope).status == "invalid"


def test_an_envelope_with_a_gtin_batch_and_expiry_is_a_pack():
    for gtin in (GS + "8P" + GTIN, RS + "05" + GS + "01" + GTIN):
        symbol = read("[)>" + RS + "06" + GS + "SX9" + GS + "1TLOT" + GS + "D270331" + gtin + RS + EOT)
        assert symbol.is_pack and (symbol.gtin, symbol.lot, symbol.serial) == (GTIN, "LOT", "X9")
    contradiction = "[)>" + RS + "05" + GS + "10ONE" + RS + "06" + GS + "1TTWO" + RS + EOT
    assert reason(contradiction) == "repeated"


def test_a_field_of_an_envelope_without_a_data_identifier_is_refused_beside_whatever_else():
    nameless = "[)>" + RS + "06" + GS + "010045" + RS + "05" + GS + "10LOT" + RS + EOT
    assert reason(nameless) == "unknown_ai"


def test_an_envelope_without_a_field_is_empty():
    for block in ("05", "06"):
        assert reason("[)>" + RS + block + GS + RS + EOT) == "empty"


def test_a_typed_scan_is_marked_and_as_strict():
    symbol = read("(01)%s(17)270331(10)AB12C(21)SER1" % GTIN)
    assert symbol.is_pack and symbol.symbology == "hri" and symbol.serial == "SER1"
    assert reason("(01)%s(17)27033110AB12C" % GTIN) == "length"
    assert reason("(01)%s(10)A(10)B" % GTIN) == "repeated"
    assert (
        reason("(1)15210526") == "unknown_ai" and reason("(15)") == "length" and reason("(") == "unknown_ai"
    )
    assert reason("aaa(17)221231") == "unknown_ai"


def test_the_readers_prefix_may_stand_on_either_side_of_the_aim_identifier():
    for text in ("P1]d2" + PACK, "]d2P1" + PACK, "P1" + PACK):
        assert read(text, prefix="P1").is_pack, text
    for text in (PACK, "]d2" + PACK, "P2" + PACK):
        symbol = read(text, prefix="P1")
        assert (symbol.reason, symbol.submit) == ("prefix", False), text
    assert read(PACK + "END\r\n", suffix="END").serial == "SER4567890"
    assert read(PACK, suffix="END").reason == "suffix"


def garbled(text: str) -> str:
    return "".join([AZERTY[char] for char in text])


def test_a_scan_through_an_azerty_keyboard_is_recovered_and_flagged():
    for aim in ("]d2", ""):
        symbol = read(garbled(aim + "01%s1727033110ABC%s21SERGB" % (GTIN, GS)).replace("A", "Q"))
        assert symbol.is_pack and symbol.recovered == "azerty", symbol.reason
        assert (symbol.lot, symbol.serial, symbol.submit) == ("ABC", "SERGB", True)
    product = read(garbled(GTIN[1:]))
    assert (product.kind, product.gtin, product.recovered) == ("product", GTIN, "azerty")


def test_an_azerty_scan_that_proves_nothing_is_refused_or_asked_for_again():
    assert read(garbled("01%s10ABC17270331" % GTIN)).status == "rescan", "the separator is lost"
    assert read(garbled("01%s172703311000021" % GTIN) + garbled("7")).status == "rescan", "it may be"
    assert read(garbled("10ABC" + GS + "17270331")).reason == "garbled", "no check digit"
    wrong = read(garbled("01034009302186601727033110ABC"))
    assert (wrong.status, wrong.reason, wrong.elements) == ("invalid", "garbled", {})


def test_where_a_french_and_a_belgian_keyboard_differ_the_person_is_asked():
    # No 6 and no 8 in GTIN and date; in the batch, the key "-" is a 6 in France and a "=" in Belgium.
    symbol = read(garbled("01034009301454491727033110") + "B-")
    assert (symbol.status, symbol.reason, symbol.recovered) == ("rescan", "garbled", "azerty")
    assert sorted([reading["10"] for reading in symbol.readings]) == ["B6", "B="]


def test_nothing_a_reader_sends_makes_the_parser_fail():
    hostile = [
        "\x00" * 40,
        "é" * 40,
        "²³" * 10,
        "01²³²³²³²³²³²³²³",
        GS * 100,
        "(" * 100,
        ")" * 9,
        "[)>",
        "[)>" + RS,
    ]
    hostile += [
        "[)>" + RS + RS + EOT,
        "VF:RECEIVE",
        "\ufeff" + PACK,
        "10" * 100,
        "91" + "10" * 40,
        "]d2" + "21" * 11,
    ]
    hostile += ["".join([chr(code) for code in range(256)]), "A" * 100000, "à&" * 40, "$", "$d", "00" * 200]
    for text in hostile:
        symbol = read(text)
        assert not symbol.is_pack and symbol.status != "rescan", repr(text[:40])
    assert reason("A" * 513) == "oversize"


def test_a_command_code_is_not_gs1():
    for text in ("VF:RECEIVE", "VF:LABEL:20220406", "VF:FRIDGE:fridge-1"):
        assert reason(text) == "unknown_ai"


def test_a_key_without_a_character_is_never_asked_about():
    symbol = read(PACK.replace("AB12C", "AB\x1a2C"))
    assert (symbol.status, symbol.reason, symbol.submit) == ("invalid", "lost_key", False)


def test_what_was_found_is_what_was_sent():
    for text, found in (("05", "05"), ("01%s0512345" % GTIN, "0512"), ("1727", "27")):
        assert read(text).found == found, text
