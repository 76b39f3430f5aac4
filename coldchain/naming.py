"""Names to say aloud: a running number, and when it was given, as "L0012-20220307T1005"."""

from coldchain.civil import format_stamp

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from coldchain.civil import Zone


def running(letter: str, names: "Iterable[str]", at_ms: int | None, up_ms: int, zone: "Zone") -> str:
    """The next name after `names` of this letter; the uptime in seconds stands for a time that is not known.

    The minute keeps names apart when a journal was lost and counting began anew.
    """
    numbers = [name.split("-")[0][1:] for name in names]
    number = max([0] + [int(number) for number in numbers if number.isdigit()]) + 1
    when = "up%d" % (up_ms // 1000)
    if at_ms is not None:
        when = format_stamp(*zone.local(at_ms))[:16].replace("-", "").replace(":", "")
    return "%s%04d-%s" % (letter, number, when)
