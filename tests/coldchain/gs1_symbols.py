"""Element strings to try a parser on: sound ones, and such as damage, carelessness and bad readers make of them.

`symbol` draws one from a `random.Random`, or from Hypothesis's own, which then finds the shortest that fails.
"""

from random import Random

from coldchain.ai_table import TABLE
from coldchain.check_digits import mod10
from coldchain.element_strings import CSET82, GS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from coldchain.ai_table import Entry

PACK = ("01", "17", "10", "21")
KEYED = {"01": 14, "02": 14, "03": 14, "00": 18, "402": 17, "8017": 18, "8018": 18}
FIRST_KEYED = {"253": 13, "255": 13, "8006": 14, "8026": 14}
DATED = ("11", "12", "13", "15", "16", "17", "4326", "7006")
TIMED = ("4324", "4325", "7003")
SHAPED: "dict[str, Callable[[Random], str]]" = {
    "4307": lambda random: random.choice(("FR", "BE")),
    "4317": lambda random: random.choice(("FR", "BE")),
    "4321": lambda random: random.choice("01"),
    "4322": lambda random: random.choice("01"),
    "4323": lambda random: random.choice("01"),
    "7250": lambda random: "19%s" % date(random).replace("00", "01"),
    "7258": lambda random: random.choice(("1/2", "2/2")),
}
CARRIERS = ("]d2", "]d2", "", "", "]C1", "]e0", "]Q3", GS, "]d2" + GS)
OUTSIDERS = "#$@[\\]^`{|}~ é\x00\x1e"


def symbol(random: Random) -> str:
    """A sound symbol, or one that was damaged up to three times."""
    text = sound_symbol(random)
    for _ in range(random.choice((0, 0, 1, 1, 2, 3))):
        text = random.choice(DAMAGES)(text, random)
    return text


def sound_symbol(random: Random) -> str:
    """Half the time what a medicine pack carries, otherwise up to five elements of any kind."""
    if random.random() < 0.5:
        ais = list(PACK[: random.randint(1, 4)])
    else:
        ais = [random_ai(random) for _ in range(random.randint(1, 5))]
    random.shuffle(ais)
    parts = [element(ai, random) for ai in ais]
    return random.choice(CARRIERS) + "".join(parts).rstrip(GS)


def random_ai(random: Random) -> str:
    """Any AI that there is."""
    key = random.choice(AIS)
    return key + str(random.randint(0, int(TABLE[key][1]))) if TABLE[key][1] else key


def element(ai: str, random: Random) -> str:
    """AI and a sound value, and a separator where one belongs, now and then also where none does."""
    entry = TABLE.get(ai) or TABLE[ai[:3]]
    separator = "" if entry[2] and random.random() < 0.9 else GS
    return ai + value(ai, entry, random) + separator


def value(ai: str, entry: "Entry", random: Random) -> str:
    """A value of the right length, characters, key and date."""
    least, most, digits = entry[3:6]
    length = random.randint(least, most)
    text = number(min(length, digits), random) + text_of(max(0, length - digits), random)
    if ai in DATED or ai in TIMED:
        return date(random) + (
            "%02d%02d" % (random.randint(0, 23), random.randint(0, 59)) if ai in TIMED else ""
        )
    if ai in KEYED or ai[:2] == "41":
        return keyed(text)
    if ai in FIRST_KEYED:
        return keyed(text[: FIRST_KEYED[ai]]) + text[FIRST_KEYED[ai] :]
    return SHAPED[ai](random) if ai in SHAPED else text


def keyed(digits: str) -> str:
    """The digits with the right key in place of the last."""
    return digits[:-1] + str(mod10(digits[:-1]))


def number(length: int, random: Random) -> str:
    """Digits."""
    return "".join(random.choice("0123456789") for _ in range(length))


def text_of(length: int, random: Random) -> str:
    """Characters of set 82, more often letters and digits, as on packs."""
    alphabet = random.choice((CSET82, "0123456789", "ABCDEFGH0127"))
    return "".join(random.choice(alphabet) for _ in range(length))


def date(random: Random) -> str:
    """YYMMDD of a day that exists, day 00 now and then."""
    return "%02d%02d%02d" % (random.randint(0, 99), random.randint(1, 12), random.randint(0, 28))


def lose_a_separator(text: str, random: Random) -> str:
    """A keyboard reader drops GS."""
    return text.replace(GS, "", random.choice((1, -1)))


def write_a_separator_out(text: str, random: Random) -> str:
    """A reader that is set to show it."""
    return text.replace(GS, random.choice(("<GS>", "{GS}", "|", "~F", "\x1e", " ")))


def change_a_character(text: str, random: Random) -> str:
    """Dirt, or a wrong key."""
    at = random.randrange(len(text) + 1)
    return text[:at] + random.choice(CSET82 + OUTSIDERS + GS) + text[at + 1 :]


def lose_a_character(text: str, random: Random) -> str:
    """A byte lost on the line."""
    at = random.randrange(len(text) + 1)
    return text[:at] + text[at + 1 :]


def cut(text: str, random: Random) -> str:
    """The end lost on the line."""
    return text[: random.randrange(len(text) + 1)]


def repeat_an_element(text: str, random: Random) -> str:
    """The same AI a second time, seldom with the same value."""
    return text + GS + element(random.choice(PACK), random)


def merge(text: str, random: Random) -> str:
    """Two scans in one frame."""
    return text + sound_symbol(random)


DAMAGES = (
    lose_a_separator,
    write_a_separator_out,
    change_a_character,
    lose_a_character,
    cut,
    repeat_an_element,
    merge,
)
AIS = sorted(TABLE)
