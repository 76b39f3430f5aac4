"""What the page of a delivery asks of the desk, done by the same acts as scans."""

from coldchain import intake
from coldchain.events import check_data
from coldchain.stock import StockError
from tests.coldchain.desk import NOVAVAX, PFIZER, PFIZER_BOX, STRANGER, Person, pack, told

MORNING = "2022-03-08T08:30"
VIAL = pack(NOVAVAX, "NV07", printed="220831")


class Page(Person):
    """A person at the page of a fridge whose parcel came the evening before."""

    def __init__(self) -> None:
        Person.__init__(self, "2022-03-07T18:40")
        self.scans("VF:PARCEL", "VF:DONE")
        self.comes_back(MORNING)
        self.delivery = sorted(self.session.deliveries)[0]

    def asks(self, act, **fields):
        """The answer, adopted; or the code of the refusal."""
        order = {"act": act, "who": "Anne Martin", "delivery": self.delivery}
        order.update(fields)
        refused = intake.refusal(order)
        if refused:
            return refused
        try:
            answer = intake.carry_out(self.session, order, self.up_ms, self.now_ms, 2022)
        except StockError as error:
            return error.code
        for type, data in answer.events:
            assert check_data(type, data) == [], (type, data)
        self.session.adopt(answer)
        self.events += answer.events
        self.wait(1)
        return told(answer)

    def receives(self, **fields):
        order = {"product": "nuvaxovid", "lot": "NV07", "printed": "2022-08-31", "vials": 5}
        order.update(fields)
        return self.asks("receive", **order)


def test_a_line_is_received_by_its_product_and_label():
    page = Page()
    assert page.asks("inspect", transport="good", seals="intact") == "green delivery_told"
    assert page.receives() == "green received"
    line = page.line()
    assert (line["product"], line["gtin"], line["lot"], line["printed"]) == (
        "nuvaxovid",
        "",
        "NV07",
        "2022-08-31",
    )
    assert (line["delivery"], line["counts"]["in_stock"], line["doses_per_vial"]) == (page.delivery, 5, 10)
    type, data = page.events[-1]
    assert (type, data["who"], data["person"], data["vials"]) == ("stock.received", "Anne Martin", None, 5)


def test_a_vial_of_a_line_received_by_name_is_found_by_the_code_of_its_product():
    page = Page()
    page.asks("inspect", transport="good", seals="intact")
    page.receives()
    assert told(page.scans("VF:DISPENSE", VIAL)) == "green dispensed"
    assert page.stock() == [4]
    assert told(page.scans(pack(PFIZER, "NV07", printed="220831"))) == "red parcel_first", "another product"
    assert told(page.scans(pack(NOVAVAX, "NV08", printed="220831"))) == "red parcel_first", "another batch"


def test_beside_held_vials_received_by_name_none_of_the_batch_is_given_by_its_code():
    page = Page()
    page.asks("inspect", transport="bad", seals="intact")
    page.receives()
    page.scans("VF:DELIVERY:none", VIAL)
    assert told(page.scans("VF:DISPENSE", VIAL)) == "red check_label"


def test_label_and_thaw_dates_are_those_of_the_label():
    page = Page()
    page.asks("inspect", transport="good", seals="intact")
    purple = {"product": "comirnaty-30-purple", "lot": "EW4811", "printed": "2022-06-30"}
    assert page.receives(**purple) == "amber received_incomplete"
    assert page.receives(label="2022-04-06", **purple) == "green received"
    assert page.receives(label="2022-07-06", thawed="2022-03-07", **purple) == "impossible_label"
    assert page.line(1)["limit_reason"] == "supplier_label"


def test_a_code_that_was_scanned_on_the_page_says_product_serial_and_vials():
    page = Page()
    page.asks("inspect", transport="good", seals="intact")
    scanned = {"gtin": PFIZER_BOX, "lot": "EW4811", "printed": "2022-06-30", "label": "2022-04-06"}
    assert page.asks("receive", serial="S1", vials=10, **scanned) == "green received"
    assert page.line()["serialised"] is True
    assert page.stock() == [10]
    assert page.asks("receive", serial="S1", vials=10, **scanned) == "already_received"
    assert told(page.scans("VF:DISPENSE", pack(PFIZER_BOX, serial="S1"))) == "green dispensed"
    assert page.asks("receive", vials=1, product="nuvaxovid", **scanned) == "pack_differs"


def test_a_code_that_nobody_knows_is_received_as_the_product_that_a_person_names():
    page = Page()
    page.asks("inspect", transport="good", seals="intact")
    assert page.receives(gtin=STRANGER) == "green received"
    assert (page.line()["product"], page.line()["gtin"]) == ("nuvaxovid", STRANGER)
    assert page.receives(gtin=STRANGER, product=None, lot="X2") == "amber received_unidentified"
    assert page.receives(product="of-another-catalogue") == "unknown_product"


def test_a_line_is_kept_for_a_professional_of_the_house():
    page = Page()
    page.asks("inspect", transport="good", seals="intact")
    assert page.receives(reserved_for="garnier") == "green received"
    assert page.line()["reserved_for"] == "garnier"
    assert page.receives(reserved_for="nobody", lot="NV08") == "unknown_professional"


def test_an_expired_line_is_refused():
    assert Page().receives(printed="2022-03-07") == "expired_on_arrival"


def test_transport_and_seals_are_told_together_and_hold_the_lines():
    page = Page()
    assert page.receives() == "amber received_unchecked"
    assert page.asks("inspect", transport="absent", seals="intact") == "amber delivery_doubted"
    assert page.asks("inspect", transport="absent", seals="broken") == "amber delivery_quarantined"
    assert page.asks("inspect", transport="good", seals="intact") == "already_told"
    assert sorted(page.line()["holds"]) == ["doubted", "quarantined"]


def test_the_end_tells_what_was_announced():
    page = Page()
    page.receives()
    assert page.asks("check", announced=10) == "not_checked"
    page.asks("inspect", transport="good", seals="intact")
    assert page.asks("check", announced=10) == "green delivery_over"
    type, data = page.events[-1]
    assert (type, data["vials"], data["announced"]) == ("delivery.done", 5, 10)
    assert page.receives() == "no_delivery"


def test_a_parcel_without_a_scan_arrives_on_the_page():
    page = Page()
    assert page.asks("arrive", delivery=None) == "green mode_parcel"
    assert len(page.session.deliveries) == 2


def test_an_order_that_lacks_something_is_refused_whole():
    page = Page()
    for lacking in ({"lot": None}, {"vials": None}, {"delivery": None}, {"product": None}):
        assert page.receives(**lacking) == "incomplete_order", lacking
    assert page.asks("inspect", transport="good") == "incomplete_order"
    assert page.asks("inspect", seals="intact", transport=None) == "incomplete_order"


def test_a_recall_of_a_batch_holds_what_came_in_by_name_too():
    page = Page()
    page.asks("inspect", transport="good", seals="intact")
    page.session.recalled = {NOVAVAX + "/NV07": {"gtin": NOVAVAX, "lot": "NV07"}}
    assert page.receives() == "amber received_recalled"
