"""Whole scans out of a line's bytes: every ending, every way a line can be cut, and no memory for noise."""

from agent.framing import BY_SILENCE, MAX_FRAME_BYTES, Dropped, Framer
from coldchain import gs1
from tests.coldchain.test_gs1_samples import TODAY_YEAR, sound_packs

GS = b"\x1d"
PFIZER = b"]d20103400935955838172204061" + b"0FF1234" + GS + b"21ABC"
MODERNA = b"]d2010340093638513910LOT42"
ENVELOPE = b"[)>\x1e06\x1d9N111234567842\x1d1T1A234B5\x1e\x04"


class Noise:
    """A small generator of its own, so that both interpreters lose the same bytes."""

    def __init__(self, seed) -> None:
        self._state = seed

    def below(self, limit):
        self._state = (self._state * 1103515245 + 12345) % 2147483648
        return (self._state >> 8) % limit


def whole(data):
    return [data]


def one_byte_at_a_time(data):
    return [data[at : at + 1] for at in range(len(data))]


def lossy(data, seed):
    noise = Noise(seed)
    return [piece for piece in one_byte_at_a_time(data) if noise.below(20)]


def delayed(data, seed):
    noise = Noise(seed)
    chunks = []
    while data:
        size = 1 + noise.below(9)
        chunks.append(data[:size])
        data = data[size:]
    return chunks


def frames(chunks, framer=None):
    framer = framer or Framer()
    found = []
    for chunk in chunks:
        found.extend(framer.feed(chunk))
    return found


def test_every_ending_ends_a_scan():
    for end in (b"\r", b"\n", b"\r\n", b"\x03"):
        assert frames([PFIZER + end + MODERNA + end]) == [PFIZER, MODERNA], end


def test_stx_and_etx_around_a_scan_are_taken_off():
    assert frames([b"\x02" + PFIZER + b"\x03\x02" + MODERNA + b"\x03"]) == [PFIZER, MODERNA]


def test_eot_inside_an_envelope_is_data():
    assert frames([ENVELOPE + b"\r"]) == [ENVELOPE]


def test_scans_come_whole_over_a_whole_line_and_one_byte_at_a_time():
    data = PFIZER + b"\r\n" + ENVELOPE + b"\r\n" + MODERNA + b"\r\n"
    for line in (whole, one_byte_at_a_time):
        assert frames(line(data)) == [PFIZER, ENVELOPE, MODERNA], line


def test_scans_come_whole_over_a_delayed_line():
    data = PFIZER + b"\r" + MODERNA + b"\r"
    for seed in range(50):
        assert frames(delayed(data, seed)) == [PFIZER, MODERNA], seed


def test_a_lossy_line_loses_bytes_but_invents_none():
    sent = [PFIZER, MODERNA, ENVELOPE]
    for seed in range(50):
        for frame in frames(lossy(b"\r".join(sent) + b"\r", seed)):
            assert is_part_of(frame, b"".join(sent)), (seed, frame)


def is_part_of(frame, sent):
    at = 0
    for byte in frame:
        at = sent.find(bytes([byte]), at) + 1
        if at == 0:
            return False
    return True


def test_silence_ends_the_scan_of_a_reader_that_is_set_to_send_no_end():
    framer = Framer(BY_SILENCE)
    assert frames(one_byte_at_a_time(MODERNA), framer) == []
    assert framer.idle() == [MODERNA]
    assert framer.idle() == []


def test_an_end_character_ends_the_scan_of_that_reader_too():
    framer = Framer(BY_SILENCE)
    assert framer.feed(MODERNA + b"\r") == [MODERNA]
    assert framer.idle() == []


def test_silence_inside_a_scan_drops_the_half_even_of_the_first_one():
    framer = Framer()
    for _ in range(2):
        assert framer.feed(MODERNA[:-1]) == []
        assert framer.idle() == [Dropped("incomplete", MODERNA[:-1])]
        assert framer.idle() == []
        assert framer.feed(MODERNA + b"\r") == [MODERNA]


def test_the_rest_of_a_scan_that_broke_off_is_never_another_pack():
    """It comes as a scan of its own: refused, no pack, or the same pack without its AIM identifier."""
    for pack in sound_packs():
        for at in range(1, len(pack.raw)):
            rest = gs1.parse(pack.raw[at:], TODAY_YEAR)
            assert not rest.is_pack or rest.gtin == pack.gtin, pack.raw[at:]


def test_stx_in_the_middle_drops_what_had_begun():
    half = MODERNA[:10]
    assert frames([half + b"\x02" + MODERNA + b"\x03"]) == [Dropped("incomplete", half), MODERNA]


def test_a_lost_line_drops_what_had_begun():
    framer = Framer()
    framer.feed(MODERNA)
    assert framer.reset() == [Dropped("incomplete", MODERNA)]
    assert framer.feed(PFIZER + b"\r") == [PFIZER]


def test_longest_scan_passes_and_one_byte_more_is_dropped_whole():
    longest = b"9" * MAX_FRAME_BYTES
    assert frames([longest + b"\r"]) == [longest]
    assert frames([longest + b"9\r" + MODERNA + b"\r"]) == [Dropped("oversize", longest + b"9"), MODERNA]


def test_tail_of_an_oversize_scan_is_no_scan():
    framer = Framer()
    framer.feed(b"9" * 600)
    assert framer.feed(MODERNA) == []
    assert framer.idle() == []
    assert framer.feed(MODERNA + b"\r") == [MODERNA]


def test_noise_eats_no_memory_and_is_told_once():
    framer = Framer()
    told = []
    for _ in range(100):
        told.extend(framer.feed(b"\x00\xff\x55\xaa" * 250))
    assert told == [Dropped("oversize", b"\x00\xff\x55\xaa" * 128 + b"\x00")]
    assert len(framer._frame) == 0


def test_empty_frames_are_nothing():
    assert frames([b"\r\n\r\n\x02\x03\r"]) == []
