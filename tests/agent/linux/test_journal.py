"""The journal: what was reported committed is there after any death, and nothing is there by half."""

import asyncio
import contextlib
import os
import signal
import sqlite3
import stat
import subprocess
import sys

import pytest

from agent.linux.journal import SqliteJournal
from agent.ports import Clock, Draft, JournalFault, Put

COMMIT_FOR_EVER = """
import asyncio, sys
from agent.linux.journal import SqliteJournal
from agent.ports import Draft, Put

async def main():
    journal = await SqliteJournal.open(sys.argv[1])
    while True:
        draft = Draft("scan.refused", None, "unset", "b-1", journal.last, {"raw": "x" * 300})
        [event] = await journal.commit([draft], [Put("line", "L1", {"seq": journal.last + 1})])
        print(event.seq, flush=True)

asyncio.run(main())
"""
FILL_A_LIMITED_FILE = """
import asyncio, resource, sys
from agent.linux.journal import SqliteJournal
from agent.ports import Draft, JournalFault, Put

async def main():
    journal = await SqliteJournal.open(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))
    for number in range(1000):
        draft = Draft("scan.refused", None, "unset", "b-1", number, {"raw": "x" * 300})
        try:
            await journal.commit([draft, draft], [Put("line", "L1", {"seq": journal.last + 2})])
        except JournalFault as fault:
            events, state = await journal.read(1, 5000), await journal.state()
            print(fault.reason, journal.last > 0, len(events) == journal.last == state["line"]["L1"]["seq"])
            break
    await journal.close()

asyncio.run(main())
"""


class FixedClock(Clock):
    boot = "9f3c-7"

    def now_ms(self):
        return 1795292408924

    def quality(self):
        return "synced"

    def uptime_ms(self):
        return 5000


def draft(type="device.booted", at=1000, **data):
    return Draft(type, at, "synced", "9f3c-7", 42, data)


def tell(path, *stories):
    """Each story with the journal of an agent that starts anew."""

    async def whole(story):
        journal = await SqliteJournal.open(path)
        try:
            return await story(journal)
        finally:
            await journal.close()

    return [asyncio.run(whole(story)) for story in stories]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "journal.db"


def test_new_journal_begins_its_stream(path):
    async def story(journal):
        await journal.begin(FixedClock())
        await journal.begin(FixedClock())
        [event] = await journal.read(1, 10)
        assert event.wire() == {
            "seq": 1,
            "type": "stream.started",
            "at": 1795292408924,
            "clock": "synced",
            "boot": "9f3c-7",
            "up": 5000,
            "data": {"previous": None, "reason": "new"},
        }
        assert len(journal.stream) == 16
        assert len(bytes.fromhex(journal.client_secret)) == 8

    tell(path, story)


def test_reopened_journal_goes_on_where_it_was(path):
    async def before(journal):
        await journal.begin(FixedClock())
        events = await journal.commit([draft(version="1"), draft("device.stopped", reason="é")], [])
        assert [event.seq for event in events] == [2, 3]
        await journal.receipt(2, "store-a")
        return journal.stream, journal.client_secret

    async def after(journal):
        await journal.begin(FixedClock())
        assert (journal.first, journal.last, journal.receipted) == (1, 3, 2)
        assert [(event.seq, event.data) for event in await journal.read(2, 10)] == [
            (2, {"version": "1"}),
            (3, {"reason": "é"}),
        ]
        [event] = await journal.commit([draft()], [])
        assert event.seq == 4
        return journal.stream, journal.client_secret

    first, second = tell(path, before, after)
    assert first == second


def test_only_its_owner_reads_the_journal(path):
    async def story(journal):
        await journal.begin(FixedClock())
        for file in path.parent.iterdir():
            assert stat.S_IMODE(file.stat().st_mode) == 0o600, file

    tell(path, story)


def test_state_is_committed_with_its_events(path):
    async def before(journal):
        state = await journal.state()
        assert state == {
            table: {} for table in ("line", "unit", "excursion", "told", "sensor", "command", "note")
        }
        await journal.commit([draft()], [Put("line", "L1", {"n": 1}), Put("unit", "U1", {"vials": 10})])
        await journal.commit([draft()], [Put("line", "L1", {"n": 2}), Put("unit", "U1", None)])

    async def after(journal):
        state = await journal.state()
        assert state["line"] == {"L1": {"n": 2}}
        assert state["unit"] == {}

    tell(path, before, after)


def test_events_of_commits_at_the_same_time_keep_their_own_seq(path):
    async def story(journal):
        both = await asyncio.gather(*(journal.commit([draft(n=n), draft(n=n)], []) for n in range(20)))
        assert [event.seq for events in both for event in events] == list(range(1, 41))
        for events in both:
            [first, second] = await journal.read(events[0].seq, 2)
            assert first.data == second.data == events[0].data

    tell(path, story)


def test_one_bad_row_undoes_the_whole_commit(path):
    async def story(journal):
        with pytest.raises(ValueError, match="expected a table of line"):
            await journal.commit([draft()], [Put("line", "L1", {}), Put("meta", "stream", {})])
        with pytest.raises(ValueError, match="at most"):
            await journal.commit([draft(raw="x" * 70000)], [Put("line", "L1", {})])
        assert journal.last == 0
        assert (await journal.state())["line"] == {}
        [event] = await journal.commit([draft()], [])
        assert event.seq == 1

    tell(path, story)


def test_kill_9_loses_nothing_that_was_reported_committed(path):
    for _ in range(3):
        command = [sys.executable, "-c", COMMIT_FOR_EVER, str(path)]
        agent = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert agent.stdout
        reported = [int(agent.stdout.readline()) for _ in range(40)]
        agent.send_signal(signal.SIGKILL)
        reported += [int(line) for line in agent.communicate()[0].splitlines() if line]

        async def story(journal, newest=reported[-1]):
            assert journal.last in (newest, newest + 1)
            assert [event.seq for event in await journal.read(1, 5000)] == list(range(1, journal.last + 1))
            assert (await journal.state())["line"]["L1"] == {"seq": journal.last}

        tell(path, story)


def test_second_agent_on_the_same_journal_is_refused(path):
    async def story(journal):
        with pytest.raises(JournalFault, match=f"locked: .* process {os.getpid()}"):
            await SqliteJournal.open(path)
        await journal.commit([draft()], [])

    tell(path, story, story)


@pytest.mark.parametrize("where", [0, 1024], ids=["header", "first table"])
def test_damaged_journal_is_set_aside_and_a_new_stream_names_it(path, where):
    async def before(journal):
        for n in range(200):
            await journal.commit([draft(n=n)], [])
        return journal.stream

    async def after(journal):
        await journal.begin(FixedClock())
        [event] = await journal.read(1, 10)
        return journal.stream, event.data

    [old] = tell(path, before)
    with path.open("r+b") as file:
        file.seek(where)
        file.write(b"\xa5" * 512)
    damaged = path.read_bytes()
    [(new, data)] = tell(path, after)
    assert new != old
    assert data["reason"] == "damaged"
    assert data["previous"] in ((None,) if where == 0 else (None, old))
    assert path.with_name("journal.db.damaged-1").read_bytes() == damaged


def test_interrupted_creation_is_a_new_journal(path):
    path.touch()

    async def story(journal):
        await journal.begin(FixedClock())
        assert (await journal.read(1, 1))[0].data["reason"] == "new"

    tell(path, story)


def test_stream_started_is_made_up_for_when_the_agent_died_before_it(path):
    async def died(journal):
        return journal.stream

    async def after(journal):
        await journal.begin(FixedClock())
        assert (await journal.read(1, 1))[0].type == "stream.started"
        return journal.stream

    first, second = tell(path, died, after)
    assert first == second


@pytest.mark.parametrize(
    ("script", "message"),
    [
        ("PRAGMA user_version = 2", "newer: expected a journal of version 1 at most, found 2"),
        (
            "PRAGMA application_id = 7",
            "foreign: expected a journal of vigifroid-agent, found application id 7",
        ),
    ],
)
def test_journal_that_is_not_ours_to_write_stops_the_start_and_stays_as_it_is(path, script, message):
    async def nothing(journal):
        return None

    tell(path, nothing)
    connection = sqlite3.connect(path)
    connection.executescript(script)
    connection.close()
    for _ in range(2):
        with pytest.raises(JournalFault, match=message):
            asyncio.run(SqliteJournal.open(path))
    assert not list(path.parent.glob("*.damaged*"))


def test_missing_folder_is_named(tmp_path):
    with pytest.raises(JournalFault, match=r"io: expected a folder .*/absent, found none"):
        asyncio.run(SqliteJournal.open(tmp_path / "absent" / "journal.db"))


def test_full_disk_is_a_fault_and_leaves_nothing_by_half(path):
    async def story(journal):
        await journal.commit([draft()], [Put("line", "L1", {"n": 1})])
        pages = journal._db.execute
        await journal._worker.call(pages, "PRAGMA max_page_count = 1")
        with pytest.raises(JournalFault, match="full"):
            await journal.commit([draft(raw="x" * 2000)], [Put("line", "L1", {"n": 2})])
        assert journal.last == 1
        assert (await journal.state())["line"]["L1"] == {"n": 1}
        await journal._worker.call(pages, "PRAGMA max_page_count = 100000")
        [event] = await journal.commit([draft(raw="x" * 2000)], [])
        assert event.seq == 2

    tell(path, story)


def test_failing_write_is_a_fault_and_leaves_nothing_by_half(path):
    command = [sys.executable, "-c", FILL_A_LIMITED_FILE, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert done.stdout == "io True True\n", done.stderr


def test_receipt_goes_down_only_for_another_store(path):
    async def story(journal):
        await journal.commit([draft() for _ in range(10)], [])
        for upto, store, expected in [(6, "a", 6), (4, "a", 6), (3, "b", 3), (2, "b", 3), (99, "b", 10)]:
            await journal.receipt(upto, store)
            assert journal.receipted == expected, (upto, store)

    tell(path, story)


def test_a_receipt_goes_to_the_disk_with_the_next_commit_and_at_the_end(path):
    def kept():
        with contextlib.closing(sqlite3.connect(path)) as connection:
            return dict(connection.execute("SELECT key, value FROM meta"))["receipted"]

    async def story(journal):
        await journal.commit([draft() for _ in range(3)], [])
        await journal.receipt(2, "a")
        assert kept() == "0", "a receipt had a transaction of its own"
        await journal.commit([draft()], [])
        assert kept() == "2"
        await journal.receipt(4, "a")

    tell(path, story)
    assert kept() == "4"


def test_pruning_forgets_only_what_is_receipted_and_old(path):
    async def story(journal):
        ages = [100, None, 200, 300, None, 400, 500]
        await journal.commit([draft(at=at) for at in ages], [])
        assert await journal.prune(350) == 0
        await journal.receipt(3, "a")
        assert await journal.prune(350) == 3
        assert (journal.first, journal.last) == (4, 7)
        await journal.receipt(7, "a")
        assert await journal.prune(350) == 1
        assert [event.seq for event in await journal.read(1, 10)] == [5, 6, 7]

    tell(path, story)


def test_an_old_date_among_young_events_prunes_none_of_them(path):
    """After a boot a clock without a time may date events years back until it is set."""

    async def story(journal):
        await journal.commit([draft(at=at) for at in (100, 400, 20, 30, 410)], [])
        await journal.receipt(5, "a")
        assert await journal.prune(350) == 1
        assert journal.first == 2

    tell(path, story)


def test_newest_event_is_kept_so_that_no_seq_is_given_twice(path):
    async def before(journal):
        await journal.commit([draft() for _ in range(5)], [])
        await journal.receipt(5, "a")
        assert await journal.prune(10**15) == 4

    async def after(journal):
        assert (journal.first, journal.last) == (5, 5)
        [event] = await journal.commit([draft()], [])
        assert event.seq == 6

    tell(path, before, after)


def test_boots_of_the_machine_are_counted_once_each(path):
    async def story(journal):
        return await journal.count_boot("a"), await journal.count_boot("a")

    async def next_boot(journal):
        return await journal.count_boot("b")

    assert tell(path, story, story, next_boot) == [(1, 1), (1, 1), 2]
