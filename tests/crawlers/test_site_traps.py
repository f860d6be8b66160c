"""What real shop software does to a crawl, against the whole child: nothing lost, nothing doubled, nothing invented."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from leads_db.evidence_file import read_evidence
from leads_db.records import Outcome, RunState
from leads_db.store.engine import reading
from leads_db.store.evidence import read_evidence_row
from leads_db.tables import evidence, listings
from tests.crawlers.conftest import Crawled
from tests.crawlers.local_site import Page, Pages, serve

Crawl = Callable[..., Crawled]
REAL = {"kind": "real"}
HTML = {"Content-Type": "text/html; charset=utf-8"}
XML = {"Content-Type": "application/xml"}


def html(body: str) -> Page:
    return Page(body=f"<html><body>{body}</body></html>", headers=HTML)


def item(number: int) -> Page:
    return html(f"<h1>桓仁大米 {number} 号</h1><p class='price'>¥{number}.90元</p>")


def items(*numbers: int) -> Pages:
    return {f"/item/{number}": item(number) for number in numbers}


def links(*numbers: int) -> str:
    return "".join(f'<a href="/item/{number}">桓仁大米 {number} 号</a>' for number in numbers)


def prices(crawled: Crawled) -> dict[str, str]:
    with reading(crawled.engine) as connection:
        rows = connection.execute(select(listings.c.item_id, listings.c.title))
        return {row.item_id: row.title for row in rows}


def test_goods_that_slip_between_two_pages_are_found_by_a_second_look(crawl: Crawl) -> None:
    def first(times: int) -> Page:
        return html(
            "共 10 件" + links(*((1, 2, 3, 4, 5), (6, 7, 8, 9, 10))[times]) + '<a rel="next" href="/list?p=2">›</a>'
        )

    def second(times: int) -> Page:
        return html("共 10 件" + links(*((4, 5, 6, 7, 8), (1, 2, 3, 4, 5))[times]))

    with serve({**items(*range(1, 11)), "/list": first, "/list?p=2": second}) as site:
        crawled = crawl(site, overrides=REAL)
    assert len(crawled.items) == 10
    assert (site.asked.count("/list"), site.asked.count("/list?p=2")) == (2, 2)
    assert all(site.asked.count(f"/item/{number}") == 1 for number in range(1, 11))
    assert crawled.end[0] is Outcome.OK


def test_goods_that_stay_hidden_are_told_as_missing(crawl: Crawl) -> None:
    pages = {
        "/list": html("共 9 件" + links(1, 2) + '<a rel="next" href="/list?p=2">›</a>'),
        "/list?p=2": html(links(3)),
    }
    with serve({**items(1, 2, 3), **pages}) as site:
        crawled = crawl(site, overrides=REAL)
    assert crawled.end == (Outcome.PARTIAL, "3 of 9 shown")
    assert site.asked.count("/list") == 2


def sitemap(port: int, moments: dict[int, datetime]) -> Page:
    rows = "".join(
        f"<url><loc>http://127.0.0.1:{port}/item/{number}</loc><lastmod>{moment.isoformat()}</lastmod></url>"
        for number, moment in moments.items()
    )
    return Page(body=f"<urlset>{rows}</urlset>", headers=XML)


def test_only_changed_items_are_asked_again_and_the_sitemap_may_be_elsewhere(crawl: Crawl) -> None:
    now = datetime.now(UTC)
    moments = {number: now - timedelta(days=3) for number in (1, 2, 3)}
    with serve(items(1, 2, 3)) as site:
        site.pages["/robots.txt"] = Page(body=f"Sitemap: http://127.0.0.1:{site.port}/map")
        site.pages["/map"] = Page(status=301, headers={"Location": "/real-map.xml"})
        site.pages["/real-map.xml"] = lambda times: sitemap(site.port, moments)
        source = {"lists": [], "item_url": "/item/"}
        first = crawl(site, source=source, overrides=REAL)
        moments[2] = datetime.now(UTC) + timedelta(seconds=1)
        again = crawl(site, source=source, overrides=REAL)
    assert (first.items, again.items) == (["item/1", "item/2", "item/3"],) * 2
    assert [site.asked.count(f"/item/{number}") for number in (1, 2, 3)] == [1, 2, 1]
    assert (again.end[0], again.run.state) == (Outcome.OK, RunState.FINISHED)
    assert [told.reason for told in again.reports if told.reason.startswith("unchanged")] == ["unchanged: 2"]


def test_nothing_changed_is_no_failure(crawl: Crawl) -> None:
    moments = {1: datetime.now(UTC) - timedelta(days=3)}
    with serve(items(1)) as site:
        site.pages["/map.xml"] = lambda times: sitemap(site.port, moments)
        source = {"lists": [], "sitemap": "map.xml", "item_url": "/item/"}
        crawl(site, source=source, overrides=REAL)
        again = crawl(site, source=source, overrides=REAL)
    assert site.asked.count("/item/1") == 1
    assert again.run.state is RunState.FINISHED


def test_an_interface_that_ignores_the_page_is_asked_twice_and_no_more(crawl: Crawl) -> None:
    rows = json.dumps({"list": [{"id": at, "name": f"桓仁大米 {at} 号", "fen": 1990} for at in (1, 2)]})
    answer = Page(body=rows, headers={"Content-Type": "application/json"})
    layout = {"rows": "list", "fields": {"item_id": "id", "title": "name", "price": "fen"}, "price_unit": "fen"}
    with serve({f"/api?p={number}": answer for number in range(1, 6)}) as site:
        source = {"kind": "json_search", "lists": ["api?p={page}"], "layout": layout}
        crawled = crawl(site, source=source, overrides=REAL)
    assert [path for path in site.asked if path.startswith("/api")] == ["/api?p=1", "/api?p=2"]
    assert (crawled.items, crawled.end[0]) == (["1", "2"], Outcome.OK)


def test_an_item_met_under_two_addresses_is_one_listing(crawl: Crawl) -> None:
    body = "<link rel='canonical' href='/item/1001'><h1>桓仁大米</h1><p>¥9.90元</p>"
    pages = {"/list": html('<a href="/item/1001">a</a><a href="/item/1001?color=2">b</a>')}
    with serve({**pages, "/item/1001": html(body), "/item/1001?color=2": html(body)}) as site:
        assert crawl(site, overrides=REAL).items == ["item/1001"]


FRAME = """
<div id="app"></div><div style="height:3000px"></div><button class="more">下一页</button>
<script>
const app = document.getElementById("app"), more = document.querySelector(".more");
let at = 0, lazy = 2;
const card = n => `<li class="card"><a href="/item/${n}">桓仁大米 ${n} 号</a><b>¥${n}.90元</b></li>`;
const add = n => app.insertAdjacentHTML("beforeend", card(n));
function show(first) { app.innerHTML = ""; add(first); add(first + 1); }
fetch("/never"); fetch("/tick");
setTimeout(() => show(1), 400);
addEventListener("scroll", () => { if (at === 0 && lazy-- > 0) setTimeout(add, 50, 9 - lazy); });
more.onclick = () => { at += 1; show(1 + 2 * at); more.disabled = at === 2; };
</script>
"""


@pytest.mark.browser
@pytest.mark.slow
def test_scripts_scrolling_buttons_and_a_socket_that_never_rests(crawl: Crawl, tmp_path: Path) -> None:
    source = {
        "kind": "html_search",
        "lists": ["list"],
        "browser": True,
        "wait_for": "li.card",
        "scrolls": 4,
        "screenshots": True,
        "timeout_s": 15,
        "layout": {
            "rows": "li.card",
            "fields": {"url": "a::attr(href)", "title": "a", "price": "b"},
            "next": "button.more",
        },
    }
    with serve({"/list": html(FRAME), "/never": Page(wait_s=60), "/tick": "x"}) as site:
        crawled = crawl(site, source=source, overrides=REAL)
    assert crawled.items == [f"item/{number}" for number in (1, 2, 3, 4, 5, 6, 8, 9)]  # 8 and 9 come by scrolling
    assert crawled.end == (Outcome.OK, "")
    assert [told.page for told in crawled.reports if told.url.endswith("/list")] == [1, 2, 3]
    with reading(crawled.engine) as connection:
        numbers = connection.scalars(select(evidence.c.id).where(evidence.c.media_type == "image/jpeg")).all()
        kept = read_evidence_row(connection, numbers[0])
    assert kept.url.endswith("/list#picture")
    assert read_evidence(crawled.settings.evidence_folder, kept).body.startswith(b"\xff\xd8\xff")
