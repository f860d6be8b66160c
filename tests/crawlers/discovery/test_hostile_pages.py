"""Whatever a page holds: a look at it ends soon and breaks nothing."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.discovery.cards import find_cards
from crawlers.discovery.front import read_front
from crawlers.discovery.goods import read_goods
from crawlers.discovery.item_places import find_places
from crawlers.fetched import Purpose
from crawlers.pages.markup import parse_markup
from tests.crawlers.fetched_pages import SHOP, page, source

PIECES = (
    "<div class=card>", "<li>", "</li>", "</div>", "<a href=/item/1>", "<a href='//['>", "<a href=#>下一页</a>",
    "桓仁大米", "</a>", "<b>¥9.90</b>", "<del>¥99</del>", "<form action='//['>", "<form>", "<input name=q>",
    "<input type=hidden name=a value=b>", "<h1>", "</h1>", "<link rel=alternate type=application/rss+xml href=/f>",
    "<table><tr><td>", "<script>", "</script>", "id='1'>",
)  # fmt: skip
HEAVY = (
    "<div><a href=/item/1>x</a><b>¥9</b></div>",
    "<b>¥9</b>",
    "<div><b>¥9</b>",
    "<form><input name=q>",
    "<a href=/c/1>x</a>",
)


@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
@settings(max_examples=200, deadline=None)
def test_any_markup_is_looked_at(body: str) -> None:
    fetched, tree = page(body, SHOP, purpose=Purpose.LIST, number=1), parse_markup(body)
    read_front(fetched, source())
    read_goods(fetched, source(), None)
    cards = find_cards(tree, SHOP, source())
    assert cards is None or all(link.startswith(SHOP) for link in cards.links)
    assert set(find_places([fetched], {SHOP: "桓仁大米"})) in (
        set(),
        {"title", "price"},
        {"title", "price", "shop_name"},
    )


@pytest.mark.parametrize("piece", HEAVY)
def test_half_a_megabyte_is_looked_at_within_seconds(piece: str) -> None:
    body = piece * (500_000 // len(piece))
    started = time.process_time()
    find_cards(parse_markup(body), SHOP, source())
    read_front(page(body, SHOP), source())
    find_places([page(body, SHOP)], {SHOP: "x"})
    assert time.process_time() - started < 8
