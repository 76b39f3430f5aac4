"""Which act a pack is for in each mode, and which commands are done at once."""

from coldchain.acts import delivering
from coldchain.acts.closing import close
from coldchain.acts.counting import count
from coldchain.acts.ending import end
from coldchain.acts.evacuating import arrive, come_home, evacuate
from coldchain.acts.leaving import discard, dispense
from coldchain.acts.looking import look
from coldchain.acts.opening import draw, open_vial, use_up
from coldchain.acts.parting import carry_over, take_back
from coldchain.acts.receiving import complete, receive
from coldchain.acts.releasing import end_doubt, release, wait_for_pin
from coldchain.acts.undoing import undo

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from coldchain.answer import Answer
    from coldchain.command import Command
    from coldchain.scan import Scan
    from coldchain.session import Session
    from coldchain.symbol import Symbol

# Mode -> what a pack does in it.
PACKS: "dict[str, Callable[[Session, Scan, Symbol], Answer]]" = {
    "status": look,
    "receive": receive,
    "undated": receive,
    "parcel": look,
    "complete": complete,
    "dispense": dispense,
    "discard": discard,
    "count": count,
    "open": open_vial,
    "syringes": draw,
    "given": use_up,
    "return": take_back,
    "move": carry_over,
    "release_pin": wait_for_pin,
    "lift_pin": wait_for_pin,
    "release": release,
    "lift": end_doubt,
}
# Command -> what it does by itself, without a pack; every other one opens a mode or sets what the next pack needs.
AT_ONCE: "dict[str, Callable[[Session, Scan, Command], Answer]]" = {
    "RECEIVE": delivering.begin,
    "PARCEL": delivering.arrive,
    "DELIVERY": delivering.begin,
    "TRANSPORT": delivering.tell,
    "SEALS": delivering.tell,
    "CHECKED": delivering.finish,
    "DONE": end,
    "EVACUATE": evacuate,
    "HOST": arrive,
    "HOME": come_home,
    "UNDO": undo,
    "BACK": close,
    "REDTRAY": close,
}
