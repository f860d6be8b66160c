"""Turning pages: where a unit goes on, and where it stops."""

from collections.abc import Callable

from leads_db.records import Outcome
from tests.crawlers.conftest import Crawled
from tests.crawlers.local_site import Pages, serve

Crawl = Callable[..., Crawled]


def shelf(*pages: str, items: int = 12) -> Pages:
    """/list, /list2 … as given, and item pages 0.. that can be read."""
    lists = {f"/list{number if number > 1 else ''}": text for number, text in enumerate(pages, 1)}
    return {**lists, **{f"/i/{number}": f"title {number}" for number in range(items)}}


def test_pages_are_read_to_the_end_and_each_item_once(crawl: Crawl) -> None:
    pages = shelf("item /i/0\nitem /i/1\nnext /list2\ntotal 3", "item /i/1\nitem /i/2#top")
    with serve(pages) as site:
        crawled = crawl(site)
    assert crawled.end == (Outcome.OK, "")
    assert crawled.items == ["0", "1", "2"]
    assert sorted(site.asked)[:3] == ["/i/0", "/i/1", "/i/2"]


def test_a_repeated_page_is_the_end(crawl: Crawl) -> None:
    with serve(shelf("item /i/0\nnext /list2", "item /i/0\nnext /list3", "item /i/1")) as site:
        crawled = crawl(site)
    assert crawled.items == ["0"]
    assert "/list3" not in site.asked


def test_the_sources_own_cap_is_kept_and_told(crawl: Crawl) -> None:
    with serve(shelf("item /i/0\nnext /list2\ntotal 9", "item /i/1\nnext /list3", "item /i/2")) as site:
        crawled = crawl(site, source={"max_pages": 2})
    assert crawled.end == (Outcome.PARTIAL, "2 of 9 shown")
    assert "/list3" not in site.asked


def test_fewer_than_the_source_claims_is_partial(crawl: Crawl) -> None:
    with serve(shelf("item /i/0\nitem /i/1\ntotal 5")) as site:
        crawled = crawl(site)
    assert crawled.end == (Outcome.PARTIAL, "2 of 5 shown")


def test_nothing_found_is_empty_only_when_the_source_says_so(crawl: Crawl) -> None:
    with serve({"/list": "nothing"}) as site:
        assert crawl(site).end == (Outcome.EMPTY, "")


def test_a_page_that_shows_nothing_is_changed_and_kept(crawl: Crawl) -> None:
    with serve({"/list": "welcome"}) as site:
        crawled = crawl(site)
    assert crawled.end[0] is Outcome.SCHEMA_CHANGED
    assert crawled.reports[0].evidence_digest is not None


def test_goods_that_are_all_gone_are_not_ok(crawl: Crawl) -> None:
    with serve({"/list": "item /i/90\nitem /i/91"}) as site:
        assert crawl(site).end[0] is Outcome.NOT_FOUND


def test_a_list_that_is_gone_is_not_found(crawl: Crawl) -> None:
    with serve({}) as site:
        assert crawl(site).end[0] is Outcome.NOT_FOUND


def test_a_long_sitemap_is_committed_as_it_goes(crawl: Crawl) -> None:
    items = {f"/i/{number}": f"title {number}" for number in range(130)}
    with serve({"/list": "\n".join(f"item {path}" for path in items), **items}) as site:
        crawled = crawl(site, source={"concurrency": 4, "timeout_s": 10})
    batches = [event["listings"] for event in crawled.events if event["event"] == "batch"]
    assert batches[:2] == [50, 50]
    assert sum(map(int, map(str, batches))) == len(crawled.items) == 130
    assert crawled.end == (Outcome.OK, "")
    assert site.most_in_flight <= 4
