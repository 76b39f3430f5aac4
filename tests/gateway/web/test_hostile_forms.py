"""What no form of ours sends is refused with a sentence: it is never kept, and never an error of the gateway."""

from urllib.parse import quote

import pytest

from gateway.store import queries
from tests.gateway.web.test_batches import ANNE, CLOSE, GTIN, OURS, RECALL, post

HUGE = ("9" * 25, "9" * 5000)
# Half a character, a line break, a sign that turns the writing around.
NO_LOTS = ("\x00", "a\nb", "L\u202e1", "x" * 21)


@pytest.mark.parametrize("path", ["/stock", "/stock.csv", "/api/v1/stock"])
def test_a_page_that_begins_after_half_a_character_is_refused(client, path) -> None:
    answer = client.get(path + "?after=" + quote('[1,"\\ud800","",""]'))
    assert answer.status_code == 422


@pytest.mark.parametrize("number", HUGE)
def test_a_recall_of_a_number_that_no_store_holds_is_none(client, number) -> None:
    answer = post(client, CLOSE | {"recall": number})
    assert answer.status_code == 422
    body = ANNE | {"act": "end_recall", "reason": "x"}
    assert client.post(f"/api/v1/recalls/{number}/end", json=body, headers=OURS).status_code in (
        404,
        409,
        422,
    )


@pytest.mark.parametrize("gtin", ["junk", GTIN[1:], "03400928099740"])
def test_what_is_no_gtin_is_never_recalled(client, reader, gtin) -> None:
    answer = post(client, RECALL, f"/batches/{gtin}/FK7021")
    assert answer.status_code == 404
    with reader.connect() as store:
        assert queries.recalls(store) == []


@pytest.mark.parametrize("lot", NO_LOTS)
def test_what_no_label_bears_is_never_recalled(client, reader, lot) -> None:
    body = ANNE | {"gtin": GTIN, "lot": lot, "reference": "r", "reason": "x"}
    assert client.post("/api/v1/recalls", json=body, headers=OURS).status_code == 422
    assert post(client, RECALL, f"/batches/{GTIN}/{quote(lot)}").status_code == 404
    with reader.connect() as store:
        assert queries.recalls(store) == []
