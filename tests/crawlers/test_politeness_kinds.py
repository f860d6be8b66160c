"""What a host sees of each kind of source: never more at a time, never sooner, never what robots.txt closes."""

import os
import signal
import threading
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from crawlers.practice_market import Market, start_market
from leads_db.records import Outcome, Trigger
from leads_db.settings import read_settings
from leads_db.store.engine import open_engine
from scheduler.planning import find_source, plan_run
from scheduler.runner import run_collection
from tests.crawlers.conftest import Crawled, crawl_site
from tests.crawlers.local_site import LocalSite, Page, serve

GAP_S = 0.3
SLACK_S = 0.03
"""What loopback and a busy machine may shift an arrival by."""
LANES = 2
FEW = 7
"""Requests a crawl."""
LAID_OUT = {"rows": "ul.cards > li", "fields": {"title": "a", "url": "a::attr(href)", "price": ".price"}}
IN_JSON = {"rows": "items", "fields": {"title": "title", "url": "href", "price": "price"}, "total": "total"}
KINDS: Mapping[str, Mapping[str, Any]] = {
    "sitemap": {"base_url": "practice:/ld/", "sitemap": "sitemap.xml", "item_url": "/item/"},
    "search": {"base_url": "practice:/og/", "search": "search?q={term}&page={page}", "item_url": "/item/"},
    "shopify": {"kind": "shopify", "base_url": "practice:/shopify/", "max_pages": 9},
    "woocommerce": {"kind": "woocommerce", "base_url": "practice:/woo/", "max_pages": 9},
    "feed": {"kind": "feed", "base_url": "practice:/news/", "feed": "rss.xml"},
    "json_search": {
        "kind": "json_search",
        "base_url": "practice:/js/",
        "lists": ["api?q=&page={page}"],
        "layout": IN_JSON,
    },
    "html_search": {
        "kind": "html_search",
        "base_url": "practice:/og/",
        "lists": ["search?q=&page={page}"],
        "layout": LAID_OUT,
    },
}
BROWSER = {"base_url": "practice:/js/", "lists": ["search?q="], "item_url": "/item/", "wait_for": "html[data-ready]"}
pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]


@pytest.fixture(scope="module")
def market() -> Iterator[Market]:
    with start_market(delay_s=0.08, challenge_after=1_000_000, busy_first=1) as started:
        yield started


def polite(source: Mapping[str, Any]) -> dict[str, Any]:
    return {"lists": [], "delay_s": GAP_S, "concurrency": LANES, "max_requests": FEW, "timeout_s": 10, **source}


def collect(market: Market, home: Path, source: Mapping[str, Any]) -> Crawled:
    market.log.clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GI_HOME", str(home))
        patch.setenv("GI_PRACTICE_PORT", str(market.port))
        return crawl_site(home, market.port, source=polite(source), overrides={"kind": "real", "GI_RATE_WAIT_S": 0.0})


def check(market: Market, *, least: int) -> None:
    asked = market.log.requests()
    assert len(asked) >= least
    assert min(market.log.gaps_s()) >= GAP_S - SLACK_S
    assert market.log.highest_concurrency() <= LANES
    assert asked[0].path == "/robots.txt"
    assert [one.path for one in asked if "/private/" in one.path] == []


@pytest.mark.parametrize("name", KINDS)
def test_each_kind_keeps_its_sources_limits(name: str, market: Market, tmp_path: Path) -> None:
    collect(market, tmp_path / "home", KINDS[name])
    check(market, least=2 if name in ("feed", "woocommerce") else 3)


@pytest.mark.browser
def test_pages_in_a_browser_keep_them_too(market: Market, tmp_path: Path) -> None:
    """What a page asks for by itself comes with the page: its pages are what keeps the gap."""
    collect(market, tmp_path / "home", {**BROWSER, "browser": True})
    pages = [one for one in market.log.requests("/js/") if one.path.startswith(("/js/search", "/js/item"))]
    assert len(pages) >= 3
    assert min(later.at_s - earlier.at_s for earlier, later in pairwise(pages)) >= GAP_S - SLACK_S
    assert [one.path for one in market.log.requests() if "/private/" in one.path] == []


@pytest.mark.browser
@pytest.mark.parametrize("lanes", [1, 3])
def test_what_a_page_asks_for_by_itself_keeps_to_its_lanes(
    lanes: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = "".join(f'<script src="/s/{at}"></script>' for at in range(6))
    own += """<script>Promise.all([0, 1, 2, 3, 4, 5].map(at => fetch("/f/" + at))).then(
        () => document.body.insertAdjacentHTML("beforeend", "<br id=done>"))</script>"""
    html = {"Content-Type": "text/html; charset=utf-8"}
    pages: dict[str, Any] = {
        "/list": Page(body=f"<html><body>item /i/1<br>{own}</body></html>", headers=html),
        "/i/1": Page(body="title one<br id=done>", headers=html),
        **{f"/s/{at}": Page(wait_s=0.1, headers={"Content-Type": "text/javascript"}) for at in range(6)},
        **{f"/f/{at}": Page(status=302, headers={"Location": f"/g/{at}"}, wait_s=0.1) for at in range(6)},
        **{f"/g/{at}": Page(body="x", wait_s=0.1) for at in range(6)},
    }
    with serve(pages) as site:
        monkeypatch.setenv("GI_PRACTICE_PORT", str(site.port))
        source = {"browser": True, "concurrency": lanes, "timeout_s": 20, "wait_for": "#done"}
        crawled = crawl_site(tmp_path / "home", site.port, source=source)
    assert crawled.items == ["1"]
    assert {f"/{part}/{at}" for part in "sfg" for at in range(6)} <= set(site.asked)
    assert 1 <= site.most_in_flight <= lanes


def test_tries_and_waits_keep_the_gap(market: Market, tmp_path: Path) -> None:
    source = {"base_url": "practice:/busy/", "lists": ["search?q="], "item_url": "/item/"}
    crawled = collect(market, tmp_path / "home", source)
    assert Outcome.RATE_LIMITED in {told.outcome for told in crawled.reports}
    check(market, least=4)


def gaps_s(site: LocalSite) -> list[float]:
    return [later - earlier for earlier, later in pairwise(site.started_s)]


def test_redirects_and_failing_answers_keep_the_gap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pages: dict[str, Any] = {
        "/list": "item /i/1\nitem /i/2",
        "/i/1": Page(status=302, headers={"Location": "/i/3"}),
        "/i/2": Page(status=502),
        "/i/3": "title three",
    }
    with serve(pages) as site:
        monkeypatch.setenv("GI_PRACTICE_PORT", str(site.port))
        source = {"delay_s": GAP_S, "concurrency": LANES}
        crawl_site(tmp_path / "home", site.port, source=source, overrides={"GI_RETRY_BASE_S": 0.001})
    assert (site.asked.count("/i/2"), "/i/3" in site.asked) == (3, True)
    assert min(gaps_s(site)) >= GAP_S - SLACK_S


def test_a_longer_crawl_delay_of_the_host_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pages: dict[str, Any] = {f"/i/{number}": f"title {number}" for number in range(3)}
    pages |= {"/list": "\n".join(f"item {path}" for path in pages)}
    with serve({**pages, "/robots.txt": "User-agent: *\nCrawl-delay: 0.6\n"}) as site:
        monkeypatch.setenv("GI_PRACTICE_PORT", str(site.port))
        crawl_site(tmp_path / "home", site.port, source={"delay_s": 0.1, "concurrency": LANES})
    assert len(site.asked) == 5
    assert min(gaps_s(site)[1:]) >= 0.6 - SLACK_S


def test_two_sources_on_one_host_share_its_limits(
    market: Market, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    collect(market, home, {**KINDS["feed"], "max_requests": 1})  # makes the store
    market.log.clear()
    monkeypatch.setenv("GI_HOME", str(home))
    monkeypatch.setenv("GI_PRACTICE_PORT", str(market.port))
    settings = read_settings()
    for name in ("sitemap", "html_search"):
        facts = {"kind": "schema_org", "platform": "practice", "practice": True, **polite(KINDS[name])}
        (settings.sources_folder / f"practice-{name.replace('_', '-')}.yml").write_text(yaml.safe_dump(facts))
    engine = open_engine(settings.store_url)
    (home / "overrides.json").write_text('{"kind": "real"}')
    runs = []
    for name in ("practice-sitemap", "practice-html-search"):
        source = find_source(settings, name)
        run_id = plan_run(engine, settings, source, trigger=Trigger.ON_DEMAND, requested_by="test")
        child = {"child_module": "tests.crawlers.crawl_child"}
        runs.append(threading.Thread(target=run_collection, args=(engine, settings, run_id), kwargs=child))
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    engine.dispose()
    shops = {one.shop for one in market.log.requests()}
    assert {"ld", "og"} <= shops
    check(market, least=8)


def test_a_child_that_was_killed_and_started_anew_keeps_the_gap(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages: dict[str, Any] = {f"/i/{number}": f"title {number}" for number in range(4)}
    pages |= {"/list": "\n".join(f"item {path}" for path in pages)}
    children: list[int] = []

    def kill(event: Mapping[str, object]) -> None:
        if event["event"] == "child":
            children.append(int(str(event["pid"])))
        if event["event"] == "batch" and len(children) == 1:
            os.kill(children[0], signal.SIGKILL)

    with serve(pages) as site:
        monkeypatch.setenv("GI_PRACTICE_PORT", str(site.port))
        source = {"delay_s": 1.5, "concurrency": 1, "timeout_s": 10}
        crawled = crawl_site(tmp_path / "home", site.port, source=source, on_event=kill)
    assert len(children) >= 2
    assert crawled.items == ["0", "1", "2", "3"]
    assert min(gaps_s(site)) >= 1.5 - SLACK_S
