"""Any row of a file becomes a Listing or is refused by name; what is kept can be written and read again."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads_db.errors import ListingBroken
from leads_db.listing_rows import DESCRIPTION_CAP, TITLE_CAP, listing_from_row, row_from_listing
from leads_db.records import Listing
from tests.factories import listing

BARE: dict[str, Any] = {"platform": "taobao", "item_id": "1", "title": "桓仁大米"}
NAMES = [*row_from_listing(listing()), "id", "truth", "source"]
ODD = ["2026-11-20T12:00:00+08:00", "0001-01-01T00:00:00+14:00", "39.90", "1e999", "-1", "NaN", "1,299"]
TEXTS = st.text(st.characters(codec=None), max_size=20)
"""With lone surrogates."""
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | TEXTS | st.sampled_from(ODD)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
ROWS = st.builds(
    lambda row, bare: {**(BARE if bare else {}), **row},
    st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=8),
    st.booleans(),
)


def row(**changes: object) -> dict[str, object]:
    return {**BARE, **changes}


@given(ROWS)
def test_any_row_is_a_listing_or_refused_by_name(given_row: dict[str, object]) -> None:
    told, read = "", None
    try:
        read = listing_from_row(given_row)
    except ListingBroken as fault:
        told = str(fault)
    if read is None:
        assert told.split(":")[0] in NAMES
    else:
        text = json.dumps(row_from_listing(read), ensure_ascii=False)
        assert "\0" not in text
        assert text.encode()
        assert listing_from_row(json.loads(text)) == read


def test_a_full_listing_comes_back_the_same() -> None:
    full = Listing(
        platform="jd", item_id="100012043978", title="温县铁棍山药", url="https://item.jd.com/1.html",
        description="垆土", attributes={"产地": "河南焦作", "净含量": "5斤"}, category="山药",
        price_cny=Decimal("39.90"), price_raw="¥39.90", net_weight_kg=Decimal("2.5"),
        sold_count=12000, sold_raw="1.2万+", shop_name="某店", shop_id="s",
        operator_name="某公司", operator_code="91350100M000100Y43", operator_address="温县", shop_location="焦作",
        ships_from="河南", image_texts=("净重",), image_urls=("https://x/1.jpg",),
        seen_at=datetime(2026, 1, 2, tzinfo=UTC),
    )  # fmt: skip
    assert listing_from_row(row_from_listing(full)) == full


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"platform": None}, "platform: missing"),
        ({"platform": " \u3000"}, "platform: empty"),
        ({"platform": "x" * 41}, "platform: longer than 40"),
        ({"title": ""}, "title: missing"),
        ({"title": 7}, "title: not a text but int"),
        ({"item_id": None}, "item_id: missing"),
        ({"item_id": True}, "item_id: not a text but bool"),
        ({"item_id": "1" * 401}, "item_id: longer than 400"),
        ({"attributes": ["产地"]}, "attributes: not an object but list"),
        ({"attributes": {"产地": ["河南"]}}, "attributes: names and values"),
        ({"image_texts": "净重"}, "image_texts: not a list but str"),
        ({"image_texts": [1]}, "image_texts: holds int"),
        ({"price_cny": [1]}, "price_cny: not a number but list"),
        ({"sold_count": {}}, "sold_count: not a number but dict"),
        ({"seen_at": "2026-11-20T12:00:00"}, "has no offset"),
        ({"seen_at": "yesterday"}, "is no ISO 8601 time"),
        ({"seen_at": 1700000000}, "seen_at: not a text but int"),
    ],
)
def test_what_cannot_be_read_is_named(changes: dict[str, object], words: str) -> None:
    with pytest.raises(ListingBroken) as fault:
        listing_from_row(row(**changes))
    assert words in str(fault.value)


@pytest.mark.parametrize("value", ["-1", "1e30", "NaN", "面议", float("inf"), -0.5, 10**12, "9" * 60])
def test_an_absurd_price_is_none_and_kept_as_displayed(value: object) -> None:
    read = listing_from_row(row(price_cny=value))
    assert read.price_cny is None
    assert read.price_raw


@pytest.mark.parametrize(("value", "price"), [("1,299.00", "1299.00"), (39.9, "39.9"), (0, "0"), ("  5 ", "5")])
def test_a_price_is_a_decimal(value: object, price: str) -> None:
    assert listing_from_row(row(price_cny=value)).price_cny == Decimal(price)


def test_an_id_longer_than_a_float_holds_is_kept_whole() -> None:
    assert listing_from_row(row(item_id=12345678901234567890)).item_id == "12345678901234567890"
    assert listing_from_row({**BARE, "item_id": None, "id": "row-7"}).item_id == "row-7"


def test_a_time_is_kept_in_utc() -> None:
    seen = listing_from_row(row(seen_at="2026-11-20T12:00:00+08:00")).seen_at
    assert seen == datetime(2026, 11, 20, 4, tzinfo=UTC)
    assert seen.utcoffset() is not None


def test_long_texts_are_cut_and_half_characters_replaced() -> None:
    read = listing_from_row(row(title="米" * 9_000, description="米" * 900_000, shop_name="a\0b\ud83d"))
    assert (len(read.title), len(read.description or "")) == (TITLE_CAP, DESCRIPTION_CAP)
    assert read.shop_name == "a\ufffdb\ufffd"


def test_keys_that_are_not_of_a_listing_are_left_alone() -> None:
    assert listing_from_row(row(truth={"verdict": "infringing"}, source="web")) == listing_from_row(BARE)
