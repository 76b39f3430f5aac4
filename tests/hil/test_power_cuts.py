"""Power cuts at any instant: what was signalled at the fridge, and what the gateway holds, is on the card."""

import random
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.journal import FIELDS
from tests.e2e.packs import PFIZER, day, pack
from tests.hil.board import Board
from tests.hil.card import Left, left_on
from tests.hil.house import BoardHouse, board_house_in

pytestmark = pytest.mark.hil

CUTS = 50
CARELESS_CUTS = 10
MOST_SCANS = 3
LONGEST_PAUSE_S = 0.15
CARELESS = "/run/careless"


@dataclass(frozen=True)
class Cut:
    """One cut: packs scanned, packs signalled and events receipted before it, and what the card held."""

    scanned: int
    signalled: int
    upto: int
    left: Left

    def losses(self, record: dict[int, dict[str, Any]]) -> list[str]:
        """What was promised and is not on the card; `record` is what the gateway holds."""
        units = {f"{PFIZER}:{serial(number)}" for number in range(self.signalled)}
        packs = [f"pack {unit} was signalled" for unit in sorted(units - self.left.units.keys())]
        events = [seq for seq in range(1, self.upto + 1) if self.left.events.get(seq) != record[seq]]
        return packs + [f"event {seq} was receipted" for seq in events]


def test_fifty_power_cuts_lose_nothing(house, seed, tmp_path):
    cuts = cut_the_power(house, CUTS, random.Random(seed), tmp_path)
    losses = losses_of(cuts, house)
    assert losses == [], f"seed {seed}"
    assert cuts[-1].signalled >= CUTS
    assert any(cut.signalled < cut.scanned for cut in cuts), "some came in the middle of a scan"
    assert cuts[-1].upto > cuts[0].upto, "receipts went on"
    assert {cut.left.stream for cut in cuts} == {record_of(house)[1]["stream"]}


def test_a_build_that_does_not_wait_for_the_disk_is_found_out(board, seed, tmp_path):
    make_careless_tree(board)
    with board_house_in(tmp_path, board, CARELESS) as house:
        cuts = cut_the_power(house, CARELESS_CUTS, random.Random(seed), tmp_path)
        losses = losses_of(cuts, house)
        assert any("was signalled" in loss for loss in losses)
        assert any("was receipted" in loss for loss in losses)


def make_careless_tree(board: Board) -> None:
    """On the board, a copy of the agent in which a commit does not wait for the disk."""
    schema = f"{CARELESS}/agent/linux/journal_schema.py"
    board.shell.run(f"mkdir {CARELESS}; cp -r agent coldchain config {CARELESS}/")
    board.shell.run(f"sed -i 's/synchronous = FULL/synchronous = NORMAL/' {schema}")
    assert "synchronous = NORMAL" in board.shell.run(f"cat {schema}")


def cut_the_power(house: BoardHouse, cuts: int, chance: random.Random, folder: Path) -> list[Cut]:
    """Scan packs while the readings go on, and cut at instants drawn by chance: before, in and after a commit."""
    house.open()
    house.board.get_the_time()
    house.until_event("device.clock_set")
    house.scan("VF:RECEIVE", f"VF:LABEL:{day(20):%Y%m%d}")
    before, scanned, made = len(house.answers()), 0, []
    for _ in range(cuts):
        for _ in range(chance.randint(1, MOST_SCANS)):
            house.beam(pack(PFIZER, "CUT1", serial(scanned)))
            scanned += 1
        time.sleep(chance.uniform(0, LONGEST_PAUSE_S))
        made.append(cut(house, scanned, folder))
        house.until_answered("every pack", before + scanned)
    return made


def cut(house: BoardHouse, scanned: int, folder: Path) -> Cut:
    card = folder / "card.ext4"
    with house.board.stopped():
        signalled, upto = received(house), house.device()["upto"]
        house.board.copy_card(card)
    return Cut(scanned, signalled, upto, left_on(card, folder))


def losses_of(cuts: list[Cut], house: BoardHouse) -> list[str]:
    record = {seq: {key: event[key] for key in FIELDS} for seq, event in record_of(house).items()}
    return [loss for cut in cuts for loss in cut.losses(record)]


def record_of(house: BoardHouse) -> dict[int, dict[str, Any]]:
    page = house.api("events?limit=1000")
    assert page["next_before_id"] is None
    return {event["seq"]: event for event in page["items"]}


def received(house: BoardHouse) -> int:
    return house.answers().count("received")


def serial(number: int) -> str:
    return f"S{number:04}"
