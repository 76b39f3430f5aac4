"""Nothing is lost, nothing is counted twice, no excursion is missed: whatever fails, in whatever order."""

import pytest

from tests.faults.builds import BROKEN, AcknowledgesFirst
from tests.faults.history import Build, History
from tests.faults.verdict import broken_promises

SEEDS = range(20)


@pytest.mark.parametrize("seed", SEEDS)
async def test_every_promise_is_kept_through_a_history_of_faults(seed, tmp_path):
    history = History(seed, tmp_path)
    await history.live()
    assert broken_promises(history) == [], history.happened


@pytest.mark.parametrize("broken", BROKEN)
async def test_a_program_that_is_broken_on_purpose_is_found_out(broken, tmp_path):
    """Within the same histories that the real one lives through."""
    for seed in SEEDS:
        history = History(seed, tmp_path / str(seed), BROKEN[broken]())
        await history.live()
        if broken_promises(history):
            return
    raise AssertionError(f"{broken}: no history of {len(SEEDS)} has found it out")


async def test_a_broker_that_is_told_too_early_costs_nothing(tmp_path):
    """A device forgets on the receipt alone, so that what a dying gateway had acknowledged comes again."""
    for seed in SEEDS[:3]:
        history = History(seed, tmp_path / str(seed), Build(worker=AcknowledgesFirst))
        await history.live()
        assert broken_promises(history) == [], history.happened
