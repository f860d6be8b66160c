"""Pages without data for machines read by the selectors of a source file."""

import pytest
from pydantic import ValidationError

from crawlers.fetched import Purpose, Reading
from crawlers.kinds.html_search import HtmlSearchKind
from leads_db.errors import PageChanged
from tests.crawlers.fetched_pages import SHOP, page, source, unit

FIELDS = {"url": "a::attr(href)", "title": "a", "price": ".price", "sold": ".sold", "image_urls": "img::attr(src)"}
CARD = (
    '<li class="card"><a href="/goods.php?id={0}">{1}</a><img src="/{0}.jpg"><b class="price">¥39.90元</b>'
    '<i class="sold">已售1.2万+</i></li>'
)


def kind(*, more: dict[str, object] | None = None, **layout: object) -> HtmlSearchKind:
    facts = {"rows": "li.card", "fields": FIELDS, **layout}
    return HtmlSearchKind(source("html_search", search="s?q={term}&p={page}", layout=facts, **(more or {})))


def read(made: HtmlSearchKind, text: str, *, number: int = 1) -> Reading:
    (first,) = made.start(unit("山药", page_from=number))
    return made.read(page(text, first.url, purpose=Purpose.LIST, number=number, term="山药"))


def test_a_card_becomes_a_listing() -> None:
    (seen,) = read(kind(), CARD.format(7, "温县铁棍山药")).sightings
    listing = seen.listing
    assert (listing.item_id, listing.url, listing.title) == ("goods.php?id=7", f"{SHOP}goods.php?id=7", "温县铁棍山药")
    assert (str(listing.price_cny), listing.sold_count, listing.image_urls) == ("39.90", 12_000, (f"{SHOP}7.jpg",))
    assert (seen.rank, seen.search_term) == (1, "山药")


def test_a_title_that_is_cut_short_leads_to_the_items_page() -> None:
    told = read(kind(), CARD.format(7, "温县铁棍山…") + CARD.format(8, "怀山药"))
    assert [seen.listing.title for seen in told.sightings] == ["怀山药"]
    assert [ask.url for ask in told.asks if ask.purpose is Purpose.ITEM] == [f"{SHOP}goods.php?id=7"]
    whole = kind().read(page("<h1>温县铁棍山药 5斤</h1><aside><h2>其他</h2></aside>", f"{SHOP}goods.php?id=7"))
    assert whole.sightings[0].listing.title == "温县铁棍山药 5斤"


def test_an_item_page_is_read_at_its_own_places_and_not_at_recommended_goods() -> None:
    made = kind(item={"title": ".main h1", "price": ".main .now", "shop_name": ".shop"})
    (ask, *_) = read(made, CARD.format(7, "山药")).asks
    body = (
        '<div class="main"><h1>陈集山药</h1><span class="now">¥59元</span></div><dl><dt>产地</dt><dd>山东</dd></dl>'
        '<div class="rec"><h1>温县铁棍山药</h1><span class="now">¥9元</span></div><p class="shop">某农场</p>'
    )
    (seen,) = made.read(page(body, ask.url)).sightings
    assert (seen.listing.title, str(seen.listing.price_cny), seen.listing.shop_name) == ("陈集山药", "59", "某农场")
    assert dict(seen.listing.attributes) == {"产地": "山东"}
    with pytest.raises(PageChanged, match="main h1"):
        made.read(page("<h1>x</h1>", ask.url))


def test_the_next_page_is_numbered_or_linked_on_own_hosts() -> None:
    card = CARD.format(7, "山药")
    assert [ask.url for ask in read(kind(), card, number=2).asks] == [f"{SHOP}s?q=%E5%B1%B1%E8%8D%AF&p=3"]
    linked = kind(next="a.next::attr(href)")
    assert [ask.url for ask in read(linked, card + '<a class="next" href="?x=2">').asks] == [f"{SHOP}s?x=2"]
    for dead in ("", '<a class="next" href="#">', '<a class="next" href="https://other.example.test/2">'):
        assert read(linked, card + dead).asks == ()


def test_a_button_is_pressed_in_the_browser_alone() -> None:
    card, button = CARD.format(7, "山药"), '<button class="more">下一页</button>'
    assert read(kind(next="button.more"), card + button).asks == ()
    made = kind(next="button.more", more={"browser": True})
    (ask,) = read(made, card + button).asks
    assert (ask.presses, ask.page, ask.url) == (1, 2, f"{SHOP}s?q=%E5%B1%B1%E8%8D%AF&p=1")
    assert read(made, card + button.replace("class", "disabled class")).asks == ()


def test_nothing_there_is_empty_only_where_the_site_says_so() -> None:
    made = kind(more={"nothing_found": ["没有找到"]})
    assert read(made, "<p>抱歉,没有找到相关商品</p>").says_empty
    with pytest.raises(PageChanged, match=r"li\.card"):
        read(made, "<p>welcome</p>")
    with pytest.raises(PageChanged):
        read(made, '<li class="card"><i>广告</i></li>')


def test_total_is_read_as_the_site_says_it() -> None:
    assert (
        read(kind(total=".count"), '<p class="count">共 1,234 件商品</p>' + CARD.format(1, "米")).total_claimed == 1234
    )


def test_a_selector_that_is_none_is_refused_with_its_name() -> None:
    with pytest.raises(ValidationError, match=r"li\["):
        kind(rows="li[")
