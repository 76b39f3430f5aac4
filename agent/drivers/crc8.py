"""The two 8-bit checksums of sensor chips."""


def sensirion(data: bytes) -> int:
    """Polynomial 0x31, start 0xFF, highest bit first (Sensirion, SHT4x datasheet, section 4.4): 0xBEEF gives 0x92."""
    crc = 0xFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc << 1 ^ 0x31) & 0xFF if crc & 0x80 else crc << 1
    return crc


def maxim(data: bytes) -> int:
    """Polynomial 0x31 reflected, start 0, lowest bit first (Maxim application note 27). Zeros alone give 0."""
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ 0x8C if crc & 1 else crc >> 1
    return crc
