"""A fridge without a reader: browsers scan, the gateway's own desk writes, and the record is as of any device."""

from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from coldchain.modes import MODE_TIMEOUT_MS
from gateway.alarms.watch import Watch
from gateway.desk.desk import FORGOTTEN_MS, VirtualDesk
from gateway.desk.stream import DeskError, Stream
from gateway.hub import Hub
from gateway.ingest.topics import GATEWAY_DEVICE
from gateway.settings import load
from gateway.signatures import Signatures
from gateway.store import commands, queries
from gateway.store.schema import alarm, device, event
from tests.gateway.desk import DAY_MS, FRIDGE, NOON, SITE, excursion, frame, reading
from tests.gateway.records import Record
from tests.gateway.web import a_house

WATCHER = f"vigifroid/v1/{SITE}/pi-2/up"
MINE, YOURS = "browser-00000001", "browser-00000002"
SETTINGS = f"""
[[site]]
id = "{SITE}"
name = "Pharmacie"
timezone = "CET-1CEST,M3.5.0,M10.5.0/3"
[[fridge]]
site = "{SITE}"
id = "{FRIDGE}"
desk = "gateway"
[[fridge]]
site = "{SITE}"
id = "elsewhere"
"""


def pack(serial, lot="FX1234", printed="270731"):
    return f"]d2010340092809974717{printed}10{lot}\x1d21{serial}"


class Run:
    """One run of the gateway's desk on a store; `now` is its wall clock, `up` how long it has run, both in ms."""

    def __init__(self, record: Record, folder, now=NOON, settings=SETTINGS) -> None:
        (folder / "gateway.toml").write_text(settings, encoding="utf-8")
        self.record = record
        self.now = now
        self.settings = load(folder / "gateway.toml")
        self.stream = Stream(record.store, record.book, lambda: self.now)
        self.up = 0
        self.stream.up_ms = lambda: self.up  # type: ignore[method-assign]  # a clock of the story's own
        self.desk = VirtualDesk(
            self.settings,
            a_house.catalogue(),
            a_house.people(),
            record.writer,
            Signatures(a_house.people(), record.writer, lambda: self.now).sign,
            self.stream,
            Hub(),
            lambda: self.now,
        )
        found = self.desk.fridge(SITE, FRIDGE)
        assert found is not None
        self.fridge = found
        self.desk.open()

    def scan(self, *texts, reader=MINE):
        """Scan one after the other; verdict and code of the last answer."""
        for text in texts:
            shown = self.desk.scan(self.fridge, reader, text)
        return shown.verdict, shown.code

    def wait(self, ms):
        self.now += ms
        self.up += ms

    def lines(self):
        return self.record.ask(queries.stock_lines, self.now, include_empty=True)

    def types(self):
        return [row.type for row in self.record.rows(event)]

    def watched(self, mc=5000):
        """A reading of a watcher, just now."""
        seq = 1 + max([row.seq for row in self.record.rows(event) if row.boot == "9f3c-7"], default=0)
        self.record.receive(frame(reading(seq, mc, at=self.now)), topic=WATCHER, now=self.now)


@pytest.fixture
def run(record, tmp_path):
    begun = Run(record, tmp_path)
    begun.watched()
    return begun


def test_received_looked_at_given_and_refused_as_at_any_fridge(run):
    assert run.scan("VF:LABEL:20261210", "VF:RECEIVE", pack("A1")) == ("green", "received")
    assert run.scan(pack("A2")) == ("green", "received")
    [line] = run.lines()
    assert (line.in_stock, line.lot, line.product) == (2, "FX1234", "comirnaty-30-purple")
    assert run.scan("VF:STATUS", pack("A1")) == ("green", "usable")
    assert run.scan("VF:DISPENSE", pack("A1")) == ("green", "dispensed")
    assert run.scan(pack("A1")) == ("red", "already_dispensed")
    run.wait(20 * DAY_MS)
    assert run.scan("VF:DISPENSE", pack("A2")) == ("red", "expired")
    [line] = run.lines()
    assert (line.in_stock, line.dispensed, line.expired) == (1, 1, True)


def test_its_events_are_a_stream_like_any_other(run):
    run.scan("VF:LABEL:20261220", "VF:RECEIVE", pack("A1"))
    own = [row for row in run.record.rows(event) if row.boot.startswith("gateway-")]
    assert [(row.seq, row.type) for row in own] == [(1, "stream.started"), (2, "stock.received")]
    known = {row.name: row for row in run.record.rows(device)}
    assert known[GATEWAY_DEVICE].online
    assert known[GATEWAY_DEVICE].rejected == 0


def test_a_restart_keeps_the_stock_and_goes_on_with_the_stream(run, record, tmp_path):
    run.scan("VF:LABEL:20261220", "VF:RECEIVE", pack("A1"))
    run.desk.close()
    again = Run(record, tmp_path, NOON + 60_000)
    assert again.scan("VF:DISPENSE", pack("A1")) == ("green", "dispensed")
    own = [row for row in record.rows(event) if row.boot.startswith("gateway-")]
    assert [row.seq for row in own] == [1, 2, 3]
    assert len({row.stream_id for row in own}) == 1
    assert len({row.boot for row in own}) == 2


def test_each_browser_has_a_mode_of_its_own_that_90_s_of_quiet_close(run):
    run.scan("VF:LABEL:20261220", "VF:RECEIVE", pack("A1"))
    run.scan("VF:DISPENSE")
    assert run.scan(pack("A1"), reader=YOURS) == ("green", "usable")
    assert run.desk.conversation(run.fridge, MINE).mode == "dispense"
    assert run.desk.conversation(run.fridge, MINE).left_s == 90
    run.wait(MODE_TIMEOUT_MS)
    mine = run.desk.conversation(run.fridge, MINE)
    assert (mine.mode, mine.left_s) == ("status", None)
    assert (mine.last.verdict, mine.last.code) == ("amber", "left_unfinished"), "it waited for a pack"
    assert run.scan(pack("A1")) == ("green", "usable")
    run.wait(FORGOTTEN_MS + 1)
    assert run.desk.conversation(run.fridge, MINE).last is None


def test_a_browser_takes_back_its_own_last_act(run):
    run.scan("VF:LABEL:20261220", "VF:RECEIVE", pack("A1"), "VF:DISPENSE", pack("A1"))
    assert run.scan("VF:UNDO", reader=YOURS)[1] == "nothing_to_undo"
    assert run.scan("VF:UNDO") == ("green", "undone")
    assert run.lines()[0].in_stock == 1


def test_a_badge_signs_and_a_hold_is_lifted_on_the_page(run):
    assert run.scan("VF:BADGE:PH-0417") == ("green", "badge_read")
    run.scan("VF:LABEL:20261220", "VF:RECEIVE", pack("A1"))
    assert '"who":"Anne Martin"' in run.record.rows(event)[-1].data
    assert run.scan("VF:RELEASE") == ("red", "release_elsewhere")


RELEASE = ("VF:BADGE:PH-0417", "VF:RELEASE")
DIGITS = ("VF:PIN:2", "VF:PIN:4", "VF:PIN:6", "VF:PIN:8")
REASON = "VF:REASON:laboratory"


@pytest.fixture
def releasing(record, tmp_path):
    """A desk whose scans may lift a hold, with a quarantined line."""
    settings = SETTINGS.replace('desk = "gateway"', 'desk = "gateway"\nrelease_at_fridge = true')
    run = Run(record, tmp_path, settings=settings)
    run.watched()
    run.scan("VF:LABEL:20261220", "VF:RECEIVE", pack("A1"))
    order = commands.Order(SITE, FRIDGE, run.lines()[0].line, "quarantine", "Mme Roux", "carton mouillé")
    with record.writer.transaction() as connection:
        commands.ask(connection, order, run.now)
    run.desk.carry_out_orders()
    return run


def test_where_it_may_a_badge_and_a_pin_lift_a_hold_by_scans(releasing):
    assert releasing.scan(*RELEASE, *DIGITS) == ("green", "pin_digit")
    assert releasing.scan(REASON) == ("green", "mode_release")
    assert releasing.scan(pack("A1")) == ("green", "released")
    assert releasing.lines()[0].holds == ()


def test_wrong_pins_count_with_those_of_the_pages_and_lock_both_out(releasing):
    for left in (4, 3, 2, 1):
        assert releasing.scan(*RELEASE, *DIGITS[:3], "VF:PIN:9", REASON) == ("red", "pin_wrong")
        last = releasing.desk.conversation(releasing.fridge, MINE).last
        assert last.facts["tries_left"] == left
    on_a_page = Signatures(a_house.people(), releasing.record.writer, lambda: releasing.now).sign
    assert on_a_page("a-martin", "9999", "release", SITE, FRIDGE).refusal == "locked"
    assert releasing.scan(*RELEASE) == ("red", "pin_locked")
    releasing.wait(15 * 60_000)
    releasing.watched()
    assert releasing.scan(*RELEASE, *DIGITS, REASON) == ("green", "mode_release")


def test_a_watchers_excursion_quarantines_what_is_inside_and_what_comes_in(run):
    run.scan("VF:LABEL:20261220", "VF:RECEIVE", pack("A1"))
    run.record.receive(frame(excursion(2, "opened")), topic=WATCHER, now=run.now)
    assert run.lines()[0].pending == ("quarantine",)
    run.desk.carry_out_orders()
    [line] = run.lines()
    assert (line.holds, line.pending) == (("quarantined",), ())
    assert run.scan("VF:DISPENSE", pack("A1")) == ("red", "quarantined")
    assert run.scan("VF:RECEIVE", pack("A2", "OTHER"))[1] == "received_incomplete"
    assert run.scan("VF:LABEL:20261220", "VF:RECEIVE", pack("A3", "THIRD")) == (
        "amber",
        "received_quarantined",
    )
    run.desk.carry_out_orders()
    assert all("quarantined" in line.holds for line in run.lines())


def test_what_comes_into_a_fridge_that_nobody_measures_is_in_doubt(record, tmp_path):
    run = Run(record, tmp_path)
    assert run.scan("VF:LABEL:20261220", "VF:RECEIVE", pack("A1")) == ("amber", "received_doubted")
    run.watched()
    assert run.scan("VF:LABEL:20261220", "VF:RECEIVE", pack("A2", "LOT2")) == ("green", "received")
    run.wait(31 * 60_000)
    assert run.scan("VF:LABEL:20261220", "VF:RECEIVE", pack("A3", "LOT3")) == ("amber", "received_doubted")


def test_an_order_that_cannot_be_kept_holds_up_no_other(run, caplog):
    run.scan("VF:LABEL:20261220", "VF:RECEIVE", pack("A1"))
    [line] = run.lines()
    impossible: dict[str, Any] = {
        "product": "comirnaty-30-purple",
        "vials": 2,
        "lot": "L",
        "label": "2026-02-31",
        "delivery": "d",
    }
    orders = (
        commands.Order(SITE, FRIDGE, "", "receive", "Anne", "reception", **impossible),
        commands.Order(SITE, FRIDGE, line.line, "quarantine", "Mme Roux", "carton mouillé"),
    )
    for order in orders:
        with run.record.writer.transaction() as connection:
            commands.ask(connection, order, run.now)
        run.now += 1
    run.desk.carry_out_orders()
    assert run.lines()[0].holds == ("quarantined",)
    assert "was not kept" in caplog.text


def test_what_a_page_asks_is_done_once_and_answered(run):
    run.scan("VF:LABEL:20261220", "VF:RECEIVE", pack("A1"))
    [line] = run.lines()
    order = commands.Order(SITE, FRIDGE, line.line, "quarantine", "Mme Roux", "carton mouillé")
    with run.record.writer.transaction() as connection:
        asked, desk = commands.ask(connection, order, run.now)
    assert desk == GATEWAY_DEVICE
    run.desk.carry_out_orders()
    run.desk.carry_out_orders()
    assert run.types().count("stock.quarantined") == run.types().count("command.done") == 1
    run.wait(1000)
    impossible = commands.Order(
        SITE, FRIDGE, line.line, "lift", "Anne", "x", "a-martin", "readings", "4,8 °C"
    )
    with run.record.writer.transaction() as connection:
        commands.ask(connection, impossible, run.now)
    run.desk.carry_out_orders()
    assert run.types()[-1] == "command.refused"
    assert [one.state for one in run.record.ask(queries.commands, SITE, FRIDGE, run.now)] == [
        "refused",
        "done",
    ]
    assert asked["command"] in run.record.rows(event)[-2].data


def test_a_parcel_waits_over_a_restart(run, record, tmp_path):
    assert run.scan("VF:PARCEL", "VF:DONE")[0] == "green"
    again = Run(record, tmp_path, NOON + 60_000)
    code = again.scan("VF:DELIVERY:1")[1]
    assert code not in ("unknown_delivery", "command_out_of_place"), code


def test_a_scan_that_the_store_cannot_keep_is_red_and_changes_nothing(run, monkeypatch):
    run.scan("VF:LABEL:20261220", "VF:RECEIVE", pack("A1"), "VF:DISPENSE")

    def full(*_):
        raise OperationalError("INSERT", {}, Exception("database or disk is full"))

    with monkeypatch.context() as broken:
        broken.setattr(run.stream, "record", full)
        assert run.scan(pack("A1")) == ("red", "not_recorded")
    assert run.lines()[0].in_stock == 1
    assert run.desk.conversation(run.fridge, MINE).mode == "dispense"
    assert run.scan(pack("A1")) == ("green", "dispensed")


def test_what_contradicts_the_stock_is_not_kept_at_all(run):
    run.scan("VF:LABEL:20261220", "VF:RECEIVE", pack("A1"))
    before = run.types()
    gone = {"fridge": FRIDGE, "line": "nowhere", "unit": None, "vials": 1}
    with pytest.raises(DeskError), run.record.writer.transaction() as connection:
        run.stream.record(connection, SITE, [("stock.dispensed", gone)])
    assert run.types() == before


def test_it_is_no_device_that_falls_silent_and_watches_nothing(run):
    run.scan("VF:LABEL:20261220", "VF:RECEIVE", pack("A1"))
    run.now += DAY_MS
    watch = Watch(run.settings.alarms, run.settings.zone, NOON)
    with run.record.writer.transaction() as connection:
        found = [change for change in watch.look(connection, run.now) if change.kind == "device_silent"]
    assert [change.device for change in found] == ["pi-2"]
    [fridge] = [one for one in run.record.ask(queries.fridges, run.now) if one.fridge == FRIDGE]
    assert (fridge.device, fridge.vials) == ("pi-2", 1)
    assert run.record.rows(alarm) == []


def test_only_the_fridges_that_say_so_are_its_own(run):
    assert run.desk.fridge(SITE, "elsewhere") is None
    assert run.desk.fridge("other", FRIDGE) is None
