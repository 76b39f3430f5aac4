"""A parcel of the evening, received from the page the next morning: through the broker to the desk and back."""

from typing import Any

from tests.e2e.house import House
from tests.e2e.packs import NOVAVAX, day, pack
from tests.e2e.programs import until
from tests.e2e.settings import FRIDGE, SITE
from tests.e2e.web import submit

LOT = "4303MF001"
VIAL = pack(NOVAVAX, LOT, printed=day(90))
ANNE = {"who": "Anne Martin"}


def test_a_parcel_takes_two_scans_and_is_received_from_the_page(house):
    house.open()
    assert [house.scan("VF:PARCEL"), house.scan("VF:DONE")] == ["mode_parcel", "parcel_left"]
    assert house.scan("VF:DISPENSE", VIAL) == "parcel_first"
    parcel = until("the parcel at the gateway", lambda: waiting(house))[0]["delivery"]
    page = f"http://127.0.0.1:{house.pages}/fridge/{SITE}/{FRIDGE}/deliveries/{parcel}"

    house.agent.kill()
    line = ANNE | {
        "act": "receive",
        "product": "nuvaxovid",
        "lot": LOT,
        "day": f"{day(90):%d/%m/%Y}",
        "vials": "10",
    }
    for _ in range(2):
        status, html = submit(page, line | {"once": "0123456789abcdefr"})
        assert status == 200
    assert "en attente du frigo" in html, "the desk is away: the page says so"
    house.start_agent()
    until("the line received, once", lambda: house.line(LOT).get("in_stock") == 10)
    assert house.scan("VF:DISPENSE", VIAL) == "unchecked"

    submit(page, ANNE | {"act": "inspect", "transport": "good", "seals": "intact"})
    until("the line free of its hold", lambda: house.line(LOT)["holds"] == [])
    assert house.scan("VF:DISPENSE", VIAL) == "dispensed"

    submit(page, ANNE | {"act": "check"})
    until("the end of the reception", lambda: not waiting(house))
    (done,) = house.journal.events("delivery.done")
    assert (done["data"]["vials"], done["data"]["who"]) == (10, "Anne Martin")
    house.until_received()
    assert (house.line(LOT)["in_stock"], house.line(LOT)["dispensed"]) == (9, 1)


def waiting(house: House) -> list[dict[str, Any]]:
    """The parcels that the gateway says are still to be received."""
    return house.api("deliveries?waiting=true")  # type: ignore[no-any-return]  # the answer of an API is any JSON
