"""Answers in JSON read by the expressions of a source file: rows, facts, prices in fen, the next page."""

import json

import pytest
from pydantic import ValidationError

from crawlers.fetched import Purpose
from crawlers.kinds.json_search import JsonSearchKind
from leads_db.errors import PageChanged
from tests.crawlers.fetched_pages import SHOP, page, source, unit

SEARCH = "api/search?q={term}&p={page}"
FIELDS = {"item_id": "goodsId", "title": "name", "price": "sku.price", "shop_name": "shop.name", "产地": "from"}
ROW = {
    "goodsId": 10_000_000_000_000_001,
    "name": "桓仁大米 5kg",
    "sku": {"price": 4990},
    "shop": {"name": "桓仁米铺"},
    "from": "辽宁",
}


def kind(*, search: str = SEARCH, **layout: object) -> JsonSearchKind:
    facts = {"rows": "data.list", "fields": FIELDS, "item_address": "item/{item_id}.html", **layout}
    return JsonSearchKind(source("json_search", search=search, layout=facts))


def answer(*rows: object, **more: object) -> str:
    return json.dumps({"data": {"list": list(rows), **more}})


def read(made: JsonSearchKind, text: str, number: int = 1, url: str | None = None):  # type: ignore[no-untyped-def]
    (first,) = made.start(unit("桓仁", page_from=number))
    return made.read(page(text, url or first.url, purpose=Purpose.API, number=number, term="桓仁"))


def test_a_row_becomes_a_listing_with_its_price_in_fen() -> None:
    (seen,) = read(kind(price_unit="fen", total="data.total"), answer(ROW, total=31)).sightings
    listing = seen.listing
    assert (listing.item_id, listing.title, listing.url) == (
        "10000000000000001",
        "桓仁大米 5kg",
        f"{SHOP}item/10000000000000001.html",
    )
    assert (str(listing.price_cny), listing.price_raw) == ("49.90", "49.90 CNY")
    assert (listing.shop_name, dict(listing.attributes)) == ("桓仁米铺", {"产地": "辽宁"})


def test_fen_that_are_no_whole_number_are_told_and_not_read() -> None:
    (seen,) = read(kind(price_unit="fen"), answer({**ROW, "sku": {"price": "49.90"}})).sightings
    assert (seen.listing.price_cny, seen.notes) == (None, ("price_unparsed: 49.90 分",))


def test_yuan_without_a_named_currency_is_no_guess() -> None:
    (seen,) = read(kind(), answer({**ROW, "sku": {"price": "49.90"}})).sightings
    assert (seen.listing.price_cny, seen.notes) == (None, ("currency_missing",))


@pytest.mark.parametrize(
    ("layout", "more", "expected"),
    [
        ({}, {}, "api/search?q=%E6%A1%93%E4%BB%81&p=3"),
        ({"next": "data.more"}, {"more": True}, "api/search?q=%E6%A1%93%E4%BB%81&p=3"),
        ({"next": "data.more"}, {"more": False}, None),
        ({"next": "data.url"}, {"url": "/api/search?from=abc"}, "api/search?from=abc"),
        ({"next": "data.url"}, {}, None),
        ({"next": "data.page"}, {"page": 3}, "api/search?q=%E6%A1%93%E4%BB%81&p=3"),
    ],
)
def test_the_next_page_is_numbered_or_what_the_answer_says(
    layout: dict[str, object], more: dict[str, object], expected: str | None
) -> None:
    asks = read(kind(**layout), answer(ROW, **more), number=2).asks
    assert [ask.url for ask in asks] == ([SHOP + expected] if expected else [])


def test_a_cursor_is_sent_back_escaped_and_an_empty_one_ends() -> None:
    made = kind(search="api?q={term}&after={cursor}", next="data.after")
    (first,) = made.start(unit("a"))
    assert first.url == f"{SHOP}api?q=a&after="
    (ask,) = made.read(page(answer(ROW, after="x=/1"), first.url, purpose=Purpose.API, number=1, term="a")).asks
    assert (ask.url, ask.page) == (f"{SHOP}api?q=a&after=x%3D%2F1", 2)
    assert made.read(page(answer(ROW, after="0"), ask.url, purpose=Purpose.API, number=2, term="a")).asks == ()
    assert made.source.is_read_from_page_1


def test_an_offset_counts_rows() -> None:
    made = kind(search="api?q={term}&start={offset}", page_size=50)
    (ask,) = read(made, answer(ROW), number=2).asks
    assert ask.url.endswith("&start=100")


def test_no_rows_is_the_answers_own_word_for_empty() -> None:
    told = read(kind(), answer())
    assert (told.says_empty, told.sightings, told.asks) == (True, (), ())


@pytest.mark.parametrize(
    "text",
    [
        "<html>blocked</html>",
        '{"data": {}}',
        '{"data": {"list": {"a": 1}}}',
        '{"code": 500}',
        answer({"x": 1}),
        "",
        "cb(",
    ],
)
def test_an_answer_without_its_rows_counts_as_changed(text: str) -> None:
    with pytest.raises(PageChanged):
        read(kind(), text)


def test_rows_that_are_none_are_counted() -> None:
    told = read(kind(), answer(ROW, {"goodsId": 2}, None, "x"))
    assert (len(told.sightings), told.notes) == (1, ("rows_unreadable: 3",))


def test_jsonp_is_unwrapped() -> None:
    assert len(read(kind(), f"/**/ jQuery1_2({answer(ROW)});").sightings) == 1


def test_goods_in_a_pages_script_are_read_as_javascript_writes_them() -> None:
    script = "window.__STATE__ = {data: {'list': [{goodsId: 7, name: '桓仁\\'米', sku: {price: undefined,}, x: NaN}]}};"
    made = kind(state="__STATE__")
    (first,) = made.start(unit("桓仁"))
    assert first.purpose is Purpose.LIST
    (seen,) = made.read(page(f"<script>var a=1;{script}</script>", first.url, purpose=Purpose.LIST, number=1)).sightings
    assert (seen.listing.item_id, seen.listing.title, seen.notes) == ("7", "桓仁'米", ("price_missing",))
    with pytest.raises(PageChanged, match="__STATE__"):
        made.read(page("<script>var other = {}</script>", first.url, purpose=Purpose.LIST, number=1))


@pytest.mark.parametrize(
    ("layout", "told"),
    [
        ({"rows": "data[?"}, "cannot be read"),
        ({"fields": {"name": "x"}}, "no fact of a listing"),
        ({"fields": {"item_id": "x"}}, "title is missing"),
        ({"item_address": "", "fields": {"title": "x"}}, "item_id or url"),
    ],
)
def test_a_layout_that_cannot_work_is_refused_with_its_name(layout: dict[str, object], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        kind(**layout)


def test_a_source_without_layout_or_search_is_refused() -> None:
    with pytest.raises(ValidationError, match="layout"):
        source("json_search", search=SEARCH)
    with pytest.raises(ValidationError, match="search"):
        source("json_search", layout={"rows": "a", "fields": FIELDS})
