"""A copy of the store made while it is written, and what happens when it takes the store's place."""

import subprocess
import sys

import pytest
from click.testing import CliRunner

from gateway.cli import main
from gateway.store import engine, proof, queries
from gateway.store.backup import backup
from gateway.store.engine import StoreError
from tests.gateway.desk import ACK, NOON, STREAM, doors, frame, hello, left, received
from tests.gateway.records import Record
from tests.gateway.running import SITE
from tests.rooms import ROOT


def told_nothing(left, total):
    assert left <= total


@pytest.fixture
def copied(record, tmp_path):
    """A backup that was made with a transaction open beside it, and what came after it."""
    record.receive(frame(received(1, 10), left(2, "dispensed", 1)))
    copy = tmp_path / "copies" / "vigifroid.db"
    copy.parent.mkdir()
    with record.writer.transaction() as connection:
        connection.exec_driver_sql("INSERT INTO meta (key, value) VALUES ('unfinished', '')")
        backup(record.path, copy, told_nothing)
    record.receive(frame(left(3, "dispensed", 2)))
    return copy


def test_it_is_one_file_for_its_owner_alone_with_what_was_committed(copied):
    assert [file.name for file in copied.parent.iterdir()] == ["vigifroid.db"]
    assert copied.stat().st_mode & 0o777 == 0o600
    with engine.open_for_reading(copied).connect() as store:
        assert queries.stock_lines(store, NOON)[0].in_stock == 9
        assert store.exec_driver_sql("SELECT count(*) FROM meta WHERE key = 'unfinished'").scalar() == 0


def test_restored_it_is_another_store_and_devices_send_again_what_it_lacks(record, copied):
    restored = Record(copied.parent)
    try:
        assert restored.store != record.store
        [receipt] = restored.receive(hello(), topic=f"{ACK.rpartition('/')[0]}/state").ack()
        assert receipt == {"store": restored.store, "stream": STREAM, "upto": 2}
        restored.receive(frame(left(3, "dispensed", 2)))
        assert restored.ask(queries.stock_lines, NOON)[0].in_stock == 7
        assert restored.ask(proof.verify, lambda count: None).faults == ()
    finally:
        restored.close()


def test_restored_twice_it_is_two_stores(copied, tmp_path):
    stores = set()
    for name in ("a", "b"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "vigifroid.db").write_bytes(copied.read_bytes())
        for _ in range(2):
            restored = Record(folder)
            stores.add(restored.store)
            restored.close()
    assert len(stores) == 2


def test_a_file_that_is_there_is_not_written_over(record, tmp_path):
    there = tmp_path / "there.db"
    there.write_text("something else")
    with pytest.raises(StoreError, match="expected to write a new file, found one"):
        backup(record.path, there, told_nothing)
    assert there.read_text() == "something else"


def test_a_store_that_is_damaged_is_not_started(record):
    for first in range(1, 1200, 60):
        record.receive(doors(first, first + 59))
    record.close()
    content = bytearray(record.path.read_bytes())
    content[len(content) // 2 : len(content) // 2 + 8192] = b"\xff" * 8192
    record.path.write_bytes(content)
    with pytest.raises(StoreError, match="expected a sound SQLite database"):
        engine.migrate(engine.open_for_writing(record.path))


def test_the_commands_say_what_they_found(record, tmp_path):
    (tmp_path / "gateway.toml").write_text(SITE)
    record.receive(doors(1, 5))
    config = ["--config", str(tmp_path / "gateway.toml")]
    said = CliRunner().invoke(main, ["verify", *config])
    assert (said.exit_code, said.output) == (
        0,
        "5 events, 1 links, 0 checkpoints\nthe record is what was received\n",
    )
    record.writer.close()
    with record.writer.transaction() as connection:
        connection.exec_driver_sql("UPDATE event SET up = 0 WHERE seq = 3")
    said = CliRunner().invoke(main, ["verify", *config])
    assert (said.exit_code, "seq 3: expected the event that was received" in said.output) == (1, True)
    out = str(tmp_path / "copy.db")
    command = [sys.executable, "-m", "gateway", "backup", *config, out]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert f"{out}: written" in done.stdout
