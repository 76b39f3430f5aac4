"""The checksums against vectors of the datasheets and of other people's drivers."""

from agent.drivers.crc8 import maxim, sensirion


def test_sensirion():
    for data, crc in ((b"\xbe\xef", 0x92), (b"\x00\x00", 0x81), (b"\xff\xff", 0xAC), (b"\x47\xae", 0x45)):
        assert sensirion(data) == crc, data


def test_maxim():
    for data, crc in (
        (b"\x50\x05\x4b\x46\x7f\xff\x0c\x10", 0x1C),
        (b"\x40\x00\x4b\x46\x7f\xff\x0c\x10", 0x81),
        (b"\x02\x1c\xb8\x01\x00\x00\x00", 0xA2),  # application note 27
    ):
        assert maxim(data) == crc, data


def test_nine_zeros_pass_the_checksum_of_maxim_but_two_do_not_pass_that_of_sensirion():
    assert maxim(bytes(8)) == 0
    assert sensirion(bytes(2)) != 0
