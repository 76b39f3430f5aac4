"""The road to the gateway: one unreceipted frame, receipts, gaps, live copies, deafness."""

from agent import aio
from agent.ports import JournalFault, Ports
from agent.recorder import Recorder
from agent.uplink import FIRST_BACKOFF_MS, LONGEST_BACKOFF_MS, Uplink, backoff_ms
from tests.fakes.memory_ports import MemoryClock, MemoryJournal, MemoryLink, MemoryLog, MemorySignal

NOW = 1795292408924
READING = {
    "fridge": "fridge-1",
    "sensor": "top",
    "from_up": 0,
    "n": 12,
    "last_mc": 5000,
    "min_mc": 5000,
    "max_mc": 5000,
    "mean_mc": 5000,
    "unknown_s": 0,
    "quality": "good",
}


class Road:
    """An uplink at work over memory ports."""

    def __init__(self) -> None:
        self.clock = MemoryClock(NOW)
        self.journal = MemoryJournal()
        self.link = MemoryLink()
        self.log = MemoryLog()
        ports = Ports(self.journal, self.clock, self.link, MemorySignal(), self.log, {}, {}, {})
        self.recorder = Recorder(self.journal, self.clock, self.log)
        self.uplink = Uplink(ports, self.recorder, {"version": "0.1.0"})

    async def tell(self, story):
        async with aio.Nursery() as nursery:
            nursery.start("uplink", self.uplink.run())
            await self.clock.advance(0)
            await story(self)
            nursery.stop()

    async def note(self, count=1, event_type="power.lost"):
        for _ in range(count):
            await self.recorder.record([(event_type, {"fridge": "fridge-1"})])

    def receipt(self, upto, store="store-1"):
        self.link.say("ack", {"store": store, "stream": self.journal.stream, "upto": upto})


def seqs(payload):
    return [event["seq"] for event in payload["events"]]


async def test_the_hello_says_what_the_journal_holds():
    async def story(road):
        await road.note(3)
        road.link.connect()
        await road.clock.advance(1)
        hello = road.link.sent("state")[0]
        assert (hello["online"], hello["stream"], hello["first"], hello["last"]) == (True, "stream-1", 1, 3)
        assert hello["version"] == "0.1.0"

    await Road().tell(story)


async def test_one_frame_is_on_its_way_until_its_receipt_comes():
    async def story(road):
        await road.note(70)
        road.link.connect()
        await road.clock.advance(100)
        assert [seqs(frame) for frame in road.link.sent("up")] == [list(range(1, 61))]
        await road.note()
        await road.clock.advance(100)
        assert len(road.link.sent("up")) == 1, "a second frame went before the receipt of the first"
        road.receipt(60)
        await road.clock.advance(100)
        assert seqs(road.link.sent("up")[1]) == list(range(61, 72))

    await Road().tell(story)


async def test_a_new_event_goes_at_once_when_nothing_is_outstanding():
    async def story(road):
        road.link.connect()
        await road.clock.advance(5000)
        await road.note()
        await road.clock.advance(1)
        assert seqs(road.link.sent("up")[0]) == [1]

    await Road().tell(story)


async def test_an_unreceipted_frame_is_sent_again_the_same():
    async def story(road):
        await road.note(2)
        road.link.connect()
        await road.clock.advance(10000)
        await road.note()
        sent = len(road.link.sent("up"))
        await road.clock.advance(60000)
        frames = road.link.sent("up")
        assert len(frames) > sent > 1, "the frame was not sent again"
        assert [seqs(frame) for frame in frames] == [[1, 2]] * len(frames), "it grew on the way"
        road.link.lose()
        road.link.connect()
        await road.clock.advance(10)
        assert seqs(road.link.sent("up")[-1]) == [1, 2], "another connection made another frame of it"

    await Road().tell(story)


async def test_the_puback_of_a_broker_is_worth_nothing():
    async def story(road):
        await road.note()
        road.link.connect()
        await road.clock.advance(100)
        assert road.link.sent("up")
        assert road.journal.receipted == 0

    await Road().tell(story)


async def test_a_receipt_of_another_stream_is_not_ours():
    async def story(road):
        await road.note()
        road.link.connect()
        road.link.say("ack", {"store": "store-1", "stream": "another", "upto": 1})
        await road.clock.advance(100)
        assert road.journal.receipted == 0

    await Road().tell(story)


async def test_a_receipt_beyond_the_end_does_not_run_ahead_of_the_journal():
    async def story(road):
        await road.note(2)
        road.link.connect()
        road.receipt(1000)
        await road.clock.advance(100)
        assert road.journal.receipted == 2

    await Road().tell(story)


async def test_a_restored_store_gets_everything_again():
    async def story(road):
        await road.note(3)
        road.link.connect()
        road.receipt(3)
        await road.clock.advance(1000)
        road.receipt(1, store="store-restored")
        await road.clock.advance(1000)
        assert seqs(road.link.sent("up")[-1]) == [2, 3]

    await Road().tell(story)


async def test_the_same_store_cannot_take_a_receipt_back():
    async def story(road):
        await road.note(3)
        road.link.connect()
        road.receipt(3)
        await road.clock.advance(1000)
        road.receipt(1)
        await road.clock.advance(1000)
        assert road.journal.receipted == 3

    await Road().tell(story)


async def test_a_gap_is_answered_by_its_events():
    async def story(road):
        await road.note(9)
        road.link.connect()
        road.receipt(9)
        await road.clock.advance(1000)
        road.link.say("ack", {"stream": "stream-1", "want": [4, 6]})
        await road.clock.advance(1000)
        assert seqs(road.link.sent("up")[-1]) == [4, 5, 6]

    await Road().tell(story)


async def test_a_gap_that_is_not_kept_any_more_is_told_lost():
    async def story(road):
        await road.note(6)
        road.journal.events = road.journal.events[4:]
        road.link.connect()
        road.receipt(6)
        await road.clock.advance(1000)
        road.link.say("ack", {"stream": "stream-1", "want": [3, 6]})
        await road.clock.advance(1000)
        lost = road.journal.of("journal.lost")[0]
        assert (lost.data["from"], lost.data["to"]) == (3, 4)
        assert [5, 6] in [seqs(frame) for frame in road.link.sent("up")]

    await Road().tell(story)


async def test_a_gap_of_any_length_is_told_lost_at_once_and_before_its_turn():
    """A new, empty store asks for what was pruned long ago; nothing is receipted before it has its answer."""

    async def story(road):
        await road.note(200)
        road.journal.events = road.journal.events[100:]
        road.link.connect()
        road.receipt(0, "store-new")
        await road.clock.advance(1000)
        road.link.say("ack", {"stream": "stream-1", "want": [1, 100]})
        await road.clock.advance(1)
        event = road.link.sent("up")[-1]["events"][0]
        assert (event["type"], event["data"]["from"], event["data"]["to"]) == ("journal.lost", 1, 100)

    await Road().tell(story)


async def test_a_receipt_names_its_store_and_its_stream():
    async def story(road):
        await road.note(9)
        road.link.connect()
        road.receipt(5)
        await road.clock.advance(100)
        road.link.say("ack", {"stream": "stream-1", "upto": 1})
        road.link.say("ack", {"store": "store-1", "upto": 9})
        await road.clock.advance(100)
        assert road.journal.receipted == 5

    await Road().tell(story)


async def test_a_message_that_the_link_refuses_is_sent_later():
    """A full queue of the client is no lost connection: no second "connected" will come."""

    async def story(road):
        road.link.connect()
        await road.clock.advance(100)
        road.link.up = False
        await road.note()
        await road.clock.advance(100)
        road.link.up = True
        await road.clock.advance(10000)
        assert road.link.sent("up"), "one refusal ended the sending for ever"

    await Road().tell(story)


async def test_a_full_disk_does_not_end_the_sending():
    async def story(road):
        await road.note(9)
        road.journal.events = road.journal.events[4:]
        road.link.connect()
        road.receipt(9)
        await road.clock.advance(1000)
        road.journal.fault = JournalFault("full")
        road.link.say("ack", {"stream": "stream-1", "want": [1, 4]})
        await road.clock.advance(1000)
        road.journal.fault = None
        await road.note()
        await road.clock.advance(20000)
        assert road.link.sent("up")

    await Road().tell(story)


async def test_live_copies_go_ahead_while_receipts_lag():
    async def story(road):
        await road.note()
        road.link.connect()
        await road.clock.advance(4000)
        await road.recorder.record([("device.crashed", {"what": "test"})])
        await road.note()
        await road.clock.advance(4000)
        copies = road.link.sent("live")
        assert [frame["events"][0]["type"] for frame in copies] == ["device.crashed"]
        assert seqs(copies[0]) == [2], "a copy keeps the identity of its event"

    await Road().tell(story)


async def test_a_night_of_readings_does_not_push_an_alarm_out_of_the_copies():
    async def story(road):
        await road.note(70)
        await road.recorder.record([("device.crashed", {"what": "test"})])
        for _ in range(80):
            await road.recorder.record([("temperature.logged", READING)])
        road.link.connect()
        await road.clock.advance(5000)
        copies = [frame["events"][0] for frame in road.link.sent("live")]
        assert [event["type"] for event in copies] == ["device.crashed", "temperature.logged"]
        assert copies[1]["seq"] == road.journal.last, "an older reading than the latest was copied"

    await Road().tell(story)


async def test_copies_wait_for_a_link_that_takes_them():
    async def story(road):
        await road.note(70)
        for what in ("one", "two", "three"):
            await road.recorder.record([("device.crashed", {"what": what})])
        road.link.refused = ["live"]
        road.link.connect()
        await road.clock.advance(10000)
        copies = [frame["events"][0]["data"]["what"] for frame in road.link.sent("live")]
        assert copies == ["one", "two", "three"]

    await Road().tell(story)


async def test_no_copies_while_receipts_flow():
    async def story(road):
        road.link.connect()
        await road.clock.advance(1000)
        await road.recorder.record([("device.crashed", {"what": "test"})])
        await road.clock.advance(10)
        road.receipt(1)
        await road.clock.advance(10000)
        assert road.link.sent("live") == []

    await Road().tell(story)


async def test_a_deaf_connection_is_rebuilt_at_most_every_five_minutes():
    async def story(road):
        road.link.connect()
        await road.clock.advance(60000)
        assert road.link.rebuilt == 0
        await road.clock.advance(1200000)
        assert 3 <= road.link.rebuilt <= 4

    await Road().tell(story)


async def test_a_returning_gateway_ends_the_backoff():
    async def story(road):
        await road.note()
        road.link.connect()
        await road.clock.advance(900000)
        sent = len(road.link.sent("up"))
        road.link.say("gateway", {"online": True, "store": "store-1"})
        await road.clock.advance(FIRST_BACKOFF_MS + 3000)
        assert len(road.link.sent("up")) > sent, "the frame waited although the gateway was back"

    await Road().tell(story)


async def test_a_long_outage_is_told_when_it_is_over():
    async def story(road):
        road.link.connect()
        await road.clock.advance(1000)
        road.link.lose()
        await road.clock.advance(120000)
        road.link.connect()
        await road.clock.advance(1000)
        assert 119 <= road.journal.of("link.lost")[0].data["silent_s"] <= 121

    await Road().tell(story)


async def test_nonsense_from_the_gateway_is_logged_and_changes_nothing():
    async def story(road):
        road.link.connect()
        for payload in (b"{", b"[]", b'{"upto":"many"}', b'{"want":[1]}', b'{"want":[1,"x"]}'):
            road.link.incoming.put(("ack", payload))
        await road.clock.advance(100)
        assert len([line for line in road.log.lines if line.startswith("warning")]) == 5
        await road.note()
        await road.clock.advance(100)
        assert road.link.sent("up"), "the uplink stopped working"

    await Road().tell(story)


def test_backoff_never_passes_five_minutes():
    for attempt in range(1, 60):
        assert 0 < backoff_ms(attempt) <= LONGEST_BACKOFF_MS + 500
