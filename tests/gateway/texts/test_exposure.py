"""Every band of temperature has words."""

from coldchain.exposure import BANDS
from gateway.texts import words


def test_every_band_has_words() -> None:
    assert set(words.BANDS) == set(BANDS)
