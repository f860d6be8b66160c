"""A crawl that is killed, refused or led inwards."""

import os
import signal
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import select

from leads_db.evidence_file import read_evidence
from leads_db.records import Evidence, Outcome, RunState, UnitState
from leads_db.store.engine import reading
from leads_db.tables import evidence, snapshots
from tests.crawlers.conftest import Crawled
from tests.crawlers.local_site import LocalSite, Page, Pages, serve

Crawl = Callable[..., Crawled]
ITEMS = 130


def long_shop() -> Pages:
    items: Pages = {f"/i/{number}": f"title {number}" for number in range(ITEMS)}
    return {"/list": "\n".join(f"item {path}" for path in items), **items}


def test_a_killed_crawl_loses_and_doubles_nothing(crawl: Crawl) -> None:
    children: list[int] = []
    kills: list[int] = []

    def kill(event: Mapping[str, object]) -> None:
        if event["event"] == "child":
            children.append(int(str(event["pid"])))
        if event["event"] == "batch" and not kills:
            kills.append(children[-1])
            os.kill(children[-1], signal.SIGKILL)

    with serve(long_shop()) as site:
        crawled = crawl(site, source={"concurrency": 2, "timeout_s": 10}, on_event=kill)
    assert (len(kills), len(children)) == (1, 2)
    assert crawled.items == sorted(str(number) for number in range(ITEMS))
    assert crawled.end == (Outcome.OK, "")
    _check_evidence(crawled)


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
    assert crawled.end[0] is Outcome.ROBOTS_DISALLOWED
    assert crawled.run.state is RunState.FAILED
