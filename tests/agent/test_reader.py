"""One reader at the desk: whole scans are answered, what is none is red, and the half of one is never a pack."""

from tests.agent.small_house import SETTINGS, House, pack_of

HALF = 32  # of a code: it breaks off inside the batch


def house_with(**changes):
    house = House()
    house.settings = dict(SETTINGS, reader=[dict(SETTINGS["reader"][0], **changes)])
    return house


async def pause_inside(house, text):
    """Send a scan in two parts with a silence between them; returns the answers to it."""
    answered = len(house.signal.shown)
    house.line.send(text[:HALF])
    house.line.silence()
    house.line.scan(text[HALF:])
    await house.clock.advance(200)
    return [answer[:2] for answer in house.signal.shown[answered:]]


async def test_the_first_scan_of_a_reader_is_never_taken_for_whole_where_it_paused():
    house = house_with()

    async def story(house):
        await house.scan("VF:LABEL:20220310")
        house.line.silence()
        assert await pause_inside(house, pack_of("A1")) == [("red", "unreadable"), ("red", "unreadable")]
        half, _ = [event.data for event in house.journal.of("scan.refused")]
        assert half["found"] == "incomplete after %d bytes" % HALF
        assert half["expected"] == "a whole scan, ended by Enter (CR, LF or ETX)"
        assert unescaped(half["raw"]) == pack_of("A1")[:HALF]
        assert (await house.scan("VF:RECEIVE", pack_of("A1")))[:2] == ("green", "received")

    await house.tell(story)


async def test_a_reader_that_sends_no_end_is_red_until_it_is_set_to():
    house = house_with()

    async def story(house):
        for _ in range(3):
            house.line.send("VF:STATUS")
            house.line.silence()
            await house.clock.advance(200)
        assert [answer[:2] for answer in house.signal.shown] == [("red", "unreadable")] * 3

    await house.tell(story)


async def test_a_reader_whose_scans_end_by_a_silence_is_answered_without_an_end():
    house = house_with(end="silence")

    async def story(house):
        house.line.send("VF:STATUS")
        house.line.silence()
        await house.clock.advance(200)
        assert [answer[1] for answer in house.signal.shown] == ["mode_status"]

    await house.tell(story)


def unescaped(raw):
    """The text that was kept, by its own rule: a backslash begins the hex of one character."""
    head, *rest = raw.split("\\")
    return head + "".join([chr(int(part[1:3], 16)) + part[3:] for part in rest])


async def test_what_is_no_ascii_is_red_and_kept():
    house = house_with()

    async def story(house):
        sent = "".join([chr(byte) for byte in range(256) if byte not in (2, 3, 10, 13)])
        assert (await house.scan(sent))[:2] == ("red", "unreadable")
        [refused] = [event.data for event in house.journal.of("scan.refused")]
        assert unescaped(refused["raw"]) == sent

    await house.tell(story)


async def test_a_scan_that_is_too_long_is_red_and_counted():
    house = house_with()

    async def story(house):
        assert (await house.scan("\x07" * 600))[:2] == ("red", "unreadable")
        [refused] = [event.data for event in house.journal.of("scan.refused")]
        assert (refused["expected"], refused["found"]) == (
            "a scan of at most 512 bytes",
            "oversize after 513 bytes",
        )
        assert unescaped(refused["raw"]) == "\x07" * 513, "the longest that is kept"

    await house.tell(story)
