"""A look at each imitation proposes the right kind, and what it proposes reads the goods."""

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest
from scrapy.http import HtmlResponse, Request, Response, TextResponse
from scrapy.settings import Settings as ScrapySettings

from crawlers.discovery.look import Look
from crawlers.discovery.proposal import Proposal
from crawlers.egress import Egress
from crawlers.fetched import Purpose
from crawlers.fetching import Answer, Fetcher
from crawlers.kinds import make_kind
from crawlers.source_file import Source
from leads_db.records import Sighting
from leads_db.settings import Settings
from tests.crawlers.discovery import imitations
from tests.crawlers.discovery.imitations import GOODS, Site
from tests.crawlers.fetched_pages import unit

HOST = "https://shop.example"
FACTS: dict[str, Any] = {"name": "shop", "kind": "schema_org", "platform": "shop", "base_url": f"{HOST}/"}


def fetcher_of(site: Site, source: Source) -> Fetcher:
    async def download(request: Request) -> Response:
        page = site.get(request.url.removeprefix(HOST))
        body = page.body if isinstance(page.body, bytes) else page.body.encode()
        made = HtmlResponse if "html" in page.headers.get("Content-Type", "") else TextResponse
        return made(request.url, status=page.status, headers=dict(page.headers), body=body)

    settings = ScrapySettings()
    settings.setmodule("crawlers.settings")
    return Fetcher(source, Egress.of(source, Settings()), settings, download)


def look(site: Site) -> Proposal:
    source = Source(**FACTS)
    fetcher = fetcher_of(site, source)
    return asyncio.run(Look(source, lambda ask: fetcher.fetch(ask, lambda report: None)).run())


def crawl(site: Site, values: Mapping[str, Any]) -> list[Sighting]:
    """All that the proposed source reads of the whole site, or of a search that finds all."""
    source = Source(**{**FACTS, **values})
    kind, fetcher = make_kind(source), fetcher_of(site, source)
    waiting, done, found = list(kind.start(unit("农家", page_to=9))), set(), []
    while waiting:
        ask = waiting.pop(0)
        if ask.url in done:
            continue
        done.add(ask.url)
        answer: Answer = asyncio.run(fetcher.fetch(ask, lambda report: None))
        assert answer.status == 200, (ask.url, answer.status)
        from crawlers.discovery.walk import _page

        reading = kind.read(_page(answer))
        found += reading.sightings
        waiting += [onward for onward in reading.asks if onward.purpose is not Purpose.SITEMAP]
    return found


SHOPS = {
    # imitation: kind, whether it is searched, encoding
    "woo_theme": ("schema_org", True, "utf-8"),
    "opencart": ("schema_org", True, "utf-8"),
    "prestashop": ("schema_org", True, "utf-8"),
    "magento": ("schema_org", True, "utf-8"),
    "zen_cart": ("schema_org", True, "utf-8"),
    "ecshop": ("html_search", True, "gbk"),
    "plain_buttons": ("html_search", True, "utf-8"),
}


@pytest.mark.parametrize("name", SHOPS)
def test_a_shop_is_named_and_all_its_goods_are_read(name: str) -> None:
    kind, is_searched, charset = SHOPS[name]
    site = Site(getattr(imitations, name), charset)
    proposal = look(site)
    values = dict(proposal.values)
    assert (values.get("kind"), "search" in values, values.get("term_encoding", "utf-8")) == (
        kind,
        is_searched,
        charset,
    ), proposal
    assert values["nothing_found"]
    read = crawl(site, values)
    wanted = {good.name: good.price for good in GOODS}
    assert {seen.listing.title: str(seen.listing.price_cny) for seen in read} == wanted


@pytest.mark.parametrize(("name", "feed"), [("discuz", "forum.php?mod=rss&auth=0"), ("wordpress_news", "feed/")])
def test_posts_are_read_from_the_feed(name: str, feed: str) -> None:
    proposal = look(Site(getattr(imitations, name)))
    assert (proposal.values.get("kind"), proposal.values.get("feed")) == ("feed", feed), proposal


def test_goods_in_a_pages_script_are_found_with_their_unit() -> None:
    site = Site(imitations.state_page)
    values = dict(look(site).values)
    assert (values["kind"], values["layout"]["state"], values["layout"]["rows"]) == (
        "json_search",
        "__STATE__",
        "data.list",
    )
    assert (values["layout"]["price_unit"], values["layout"]["total"]) == ("fen", "data.total")
    read = crawl(site, values | {"lists": ["?p={page}"]})
    assert {seen.listing.title: str(seen.listing.price_cny) for seen in read} == {
        good.name: good.price for good in GOODS
    }
    assert {seen.listing.shop_name for seen in read} == {"山里人家"}


def test_an_address_that_answers_in_json_is_laid_out() -> None:
    proposal = look(Site(imitations.json_interface))
    assert proposal.values["kind"] == "json_search"
    assert proposal.values["layout"] == {
        "rows": "data.items",
        "fields": {"item_id": "id", "title": "title", "price": "sku.price"},
        "total": "data.total",
    }
    assert any(hint.startswith("currency") for hint in proposal.hints)


def test_a_pager_that_only_a_button_turns_is_pressed_in_the_browser() -> None:
    values = look(Site(imitations.dead_pager)).values
    assert (values["kind"], values["browser"], values["layout"]["next"]) == ("html_search", True, "a.pg")
    assert "search" not in values
