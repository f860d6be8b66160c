"""Opinion sources through the real crawl child, stages and store, over a site on loopback."""

import json
from collections.abc import Callable

from sqlalchemy import select

from leads_db.records import Outcome, RunState
from leads_db.store.engine import reading
from leads_db.tables import mentions
from tests.crawlers.conftest import Crawled
from tests.crawlers.local_site import Page, serve
from tests.crawlers.opinions.answers import SAMR, TOPIC, samr

Crawl = Callable[..., Crawled]
OTHER = "6302aac5b87140598da53f85c1ccb8fa"
FEED = """<rss version="2.0"><channel><title>x</title><item><title>买到假测试大米</title><guid>g1</guid>
<description>&lt;p&gt;电话13800138000&lt;/p&gt;</description>
<pubDate>Thu, 15 Jan 2026 01:20:00 GMT</pubDate></item></channel></rss>"""


def records(crawled: Crawled) -> list[dict[str, object]]:
    with reading(crawled.engine) as connection:
        return [json.loads(row) for row in connection.scalars(select(mentions.c.record).order_by(mentions.c.post_id))]


def test_a_board_is_read_topic_by_topic_and_masked_before_it_is_stored(crawl: Crawl) -> None:
    def answer(times: int) -> Page:
        wanted = json.loads(site.bodies[-1])
        found = samr("b1") if wanted["lylx"] == OTHER else samr(f"a{wanted['curPage']}", total=3)
        return Page(body=json.dumps(found), headers={"Content-Type": "application/json"})

    with serve({f"/{SAMR}": answer, "/robots.txt": ""}) as site:
        facts = {"kind": "samr_board", "topics": [TOPIC, OTHER], "lists": [], "max_pages": 3}
        crawled = crawl(site, source=facts, overrides={"kind": "real"})
    assert [row["post_id"] for row in records(crawled)] == ["a1", "a2", "a3", "b1"]
    assert "13800138000" not in json.dumps(records(crawled))
    sent = [json.loads(body) for body in site.bodies]
    assert {(body["lylx"], body["curPage"]) for body in sent} >= {
        (TOPIC, "1"),
        (TOPIC, "2"),
        (TOPIC, "3"),
        (OTHER, "1"),
    }
    assert crawled.run.state is RunState.FINISHED
    shown = [told.url for told in crawled.reports if told.outcome is Outcome.OK]
    assert len(set(shown)) == len(shown)
    assert all(f"{SAMR}?topic=" in url for url in shown)


def test_robots_holds_for_a_board_too(crawl: Crawl) -> None:
    with serve({"/robots.txt": "User-agent: *\nDisallow: /\n", f"/{SAMR}": json.dumps(samr("a1"))}) as site:
        facts = {"kind": "samr_board", "topics": [TOPIC], "lists": []}
        crawled = crawl(site, source=facts, overrides={"kind": "real"})
    assert (crawled.end[0], site.bodies) == (Outcome.ROBOTS_DISALLOWED, [])


def test_an_rsshub_of_ones_own_is_reached_on_loopback_though_it_is_no_practice_source(crawl: Crawl) -> None:
    with serve({"/gov/x": Page(body=FEED, headers={"Content-Type": "application/rss+xml"}), "/robots.txt": ""}) as site:
        facts = {"kind": "rsshub", "platform": "samr", "practice": False, "own_service": True, "delay_s": 0.5}
        facts |= {"base_url": f"http://127.0.0.1:{site.port}/", "feed": "/gov/x", "routes": ["/gov/"], "lists": []}
        crawled = crawl(site, source=facts, overrides={"kind": "real"})
    (row,) = records(crawled)
    assert (row["post_id"], row["platform"], row["text"]) == ("g1", "samr", "电话〔电话已隐去〕")


def test_a_wall_that_rsshub_reports_for_its_site_is_a_wall(crawl: Crawl) -> None:
    told = "<h1>Looks like something went wrong</h1><p>Error Message: 请求被风控，需要登录 cookie</p>"
    with serve({"/gov/x": Page(body=told, status=503), "/robots.txt": ""}) as site:
        facts = {"kind": "rsshub", "platform": "samr", "practice": False, "own_service": True, "delay_s": 0.5}
        facts |= {"base_url": f"http://127.0.0.1:{site.port}/", "feed": "/gov/x", "routes": ["/gov/"], "lists": []}
        crawled = crawl(site, source=facts, overrides={"kind": "real"})
    outcome, cause = crawled.end
    assert (outcome, cause.partition(":")[0]) == (Outcome.BLOCKED_CAPTCHA, "rsshub_captcha")
