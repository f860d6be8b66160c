"""A crawl that is killed, refused or led inwards."""

import os
import signal
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import select
from warcio.archiveiterator import ArchiveIterator

from leads_db.evidence_file import read_evidence
from leads_db.records import Evidence, Outcome, RunState, UnitState
from leads_db.settings import read_settings
from leads_db.store.engine import open_engine, reading
from leads_db.store.evidence import read_evidence_of
from leads_db.tables import evidence, listings, snapshots
from tests.crawlers.conftest import Crawled
from tests.crawlers.local_site import LocalSite, Page, Pages, serve

Crawl = Callable[..., Crawled]
ITEMS = 230


def long_shop() -> Pages:
    items: Pages = {f"/i/{number}": f"title {number}" for number in range(ITEMS)}
    return {"/list": "\n".join(f"item {path}" for path in items), **items}


def test_a_killed_crawl_loses_and_doubles_nothing(crawl: Crawl) -> None:
    children: list[int] = []
    kills: list[int] = []
    committed: list[str] = []

    def kill(event: Mapping[str, object]) -> None:
        if event["event"] == "child":
            children.append(int(str(event["pid"])))
        if event["event"] == "batch" and not kills:
            kills.append(children[-1])
            os.kill(children[-1], signal.SIGKILL)
            committed.extend(stored_items())

    with serve(long_shop()) as site:
        crawled = crawl(site, source={"concurrency": 2, "timeout_s": 10}, on_event=kill)
    assert (len(kills), len(children)) == (1, 2)
    assert crawled.items == sorted(str(number) for number in range(ITEMS))
    assert crawled.end == (Outcome.OK, "")
    assert [path for path in map("/i/{}".format, committed) if site.asked.count(path) != 1] == []
    assert 100 <= len(committed) < ITEMS
    _check_evidence(crawled)


def stored_items() -> list[str]:
    engine = open_engine(read_settings().store_url)
    with reading(engine) as connection:
        found = list(connection.scalars(select(listings.c.item_id)))
    engine.dispose()
    return found


def test_a_page_that_stayed_as_it_was_is_kept_once_and_reported_each_day(crawl: Crawl) -> None:
    pages: Pages = {"/list": "item /i/1\nitem /i/2", "/i/1": "title same", "/i/2": "title first"}
    with serve(pages) as site:
        yesterday = crawl(site)
        pages["/i/2"] = "title second"
        today = crawl(site)
    records = {told.url.rpartition("/")[2]: told.evidence_digest for told in today.reports if told.evidence_digest}
    before = {told.url.rpartition("/")[2]: told.evidence_digest for told in yesterday.reports if told.evidence_digest}
    assert {name for name in records if records[name] == before[name]} == {"list", "1"}
    assert _records_written(today) == {1: ["1", "2", "list"], 2: ["2"]}
    with reading(today.engine) as connection:
        kept = [page for digest in records.values() for _, page in read_evidence_of(connection, str(digest))]
    assert sorted(read_evidence(today.settings.evidence_folder, page).url[-1] for page in kept) == ["1", "2", "t"]


def _records_written(crawled: Crawled) -> dict[int, list[str]]:
    """Run → last part of the address of each record in its WARC files."""
    written: dict[int, list[str]] = {}
    for path in sorted(crawled.settings.evidence_folder.rglob("*.warc.gz")):
        with path.open("rb") as file:
            urls = [record.rec_headers["WARC-Target-URI"] for record in ArchiveIterator(file)]
        number = int(path.name.partition("-run")[2].partition("-")[0])
        written[number] = sorted(url.rpartition("/")[2] for url in urls)
    return written


def _check_evidence(crawled: Crawled) -> None:
    """Each snapshot is there once, and its page can be read."""
    names = list(Evidence.__slots__)
    with reading(crawled.engine) as connection:
        kept = [Evidence(**row._asdict()) for row in connection.execute(select(*(evidence.c[name] for name in names)))]
        shown = list(connection.scalars(select(snapshots.c.evidence_digest)))
    assert len(shown) == ITEMS
    assert set(shown) <= {read.digest for read in kept}
    assert all(read_evidence(crawled.settings.evidence_folder, read).url == read.url for read in kept)


def test_a_challenge_ends_all_units_of_the_run(crawl: Crawl) -> None:
    class AnySearch(dict[str, Any]):
        def get(self, path: str, default: Any = None) -> Page:
            if path == "/robots.txt":
                return Page(status=404)
            return Page(body="<title>滑块验证</title>", headers={"Content-Type": "text/html; charset=utf-8"})

    with serve(AnySearch()) as site:
        crawled = crawl(site, source={"search": "search?q={term}&page={page}", "lists": [], "max_pages": 10})
    assert len(crawled.units) > 20
    assert {(unit.state, unit.outcome) for unit in crawled.units} == {(UnitState.DEAD, Outcome.BLOCKED_CAPTCHA)}
    assert len([path for path in site.asked if path != "/robots.txt"]) == 1


def test_a_name_that_leads_to_loopback_is_not_connected_to(crawl: Crawl) -> None:
    """Not a practice source: its host is its own, but the name resolves inwards."""
    with serve({"/list": "item /i/1"}) as site:
        source = {"practice": False, "platform": "shop", "base_url": f"http://localhost:{site.port}/", "delay_s": 0.5}
        crawled = crawl(LocalSite(1, {}), source=source)
    assert site.asked == []
    assert crawled.end[0] is Outcome.TRANSPORT_ERROR
    assert "request_refused: localhost has no public address" in crawled.end[1]
    assert crawled.run.state is RunState.FAILED
