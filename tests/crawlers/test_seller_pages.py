"""From item pages to the pages that tell who sells: few, once, never at the cost of the goods."""

import asyncio
from pathlib import Path

import pytest
from scrapy.settings import Settings as ScrapySettings

from crawlers.capture import Capture
from crawlers.egress import Egress
from crawlers.fetching import Fetcher
from crawlers.kinds.schema_org import SchemaOrgKind
from crawlers.seller_pages import PAGES_A_RUN, SellerPages
from crawlers.source_file import Source
from crawlers.unit_crawl import Tools, UnitCrawl
from leads_db.records import Harvest, Outcome, SellerFact
from leads_db.settings import Settings
from leads_db.store.sellers import site_key
from tests.crawlers.local_site import Page, Pages
from tests.crawlers.unit_harness import FAST, HOST, PaperSite, Worked, make_unit

CODE = "91350100M000100Y43"
HTML = {"Content-Type": "text/html; charset=utf-8"}
LICENCE = f"<html><body><p>企业名称：桓仁某米业有限公司</p><p>统一社会信用代码：{CODE}</p></body></html>"


def html(body: str) -> Page:
    return Page(body=body, headers=HTML)


def item(number: int, *, shop: str = "甲店", links: str = '<a href="/licence">营业执照</a>', foot: str = "") -> Page:
    product = (
        '{"@type":"Product","name":"桓仁大米 ' + str(number) + '","sku":"' + str(number) + '","offers":{"price":"9.9",'
        '"priceCurrency":"CNY","seller":{"@type":"Organization","name":"' + shop + '"}}}'
    )
    return html(
        f'<html><body><h1>桓仁大米 {number}</h1><script type="application/ld+json">{product}</script>{links}{foot}'
    )


def shop_of(items: dict[str, Page], **more: Page) -> Pages:
    listed = "".join(f'<a href="{path}">某商品</a>' for path in items)
    return {
        "/list": html(f"<html><body>{listed}</body></html>"),
        **items,
        **{f"/{name}": p for name, p in more.items()},
    }


def crawl(folder: Path, pages: Pages, *, fresh: frozenset[str] = frozenset(), platform: str = "mall") -> Worked:
    facts = {"name": "shop", "kind": "schema_org", "platform": platform, "base_url": f"{HOST}/", "lists": ("list",)}
    source = Source(**facts, item_url="/i/")  # type: ignore[arg-type]
    site, harvests = PaperSite(pages), list[Harvest]()
    settings = ScrapySettings()
    settings.setmodule("crawlers.settings")
    settings.setdict(FAST, priority="cmdline")

    async def commit(harvest: Harvest) -> None:
        harvests.append(harvest)

    tools = Tools(
        source=source,
        kind=SchemaOrgKind(source),
        fetcher=Fetcher(source, Egress.of(source, Settings()), settings, site.download),
        capture=Capture(folder, "shop", is_practice=False),
        commit=commit,
        known=set(),
        sellers=SellerPages(source, fresh),
    )
    try:
        end = asyncio.run(UnitCrawl(make_unit(source), tools).work())
    finally:
        tools.capture.close()
    return Worked(end, harvests, site.asked)


def told(worked: Worked) -> list[SellerFact]:
    return [fact for harvest in worked.harvests for fact in harvest.seller_facts]


def test_the_licence_is_asked_for_once_for_all_goods_of_a_seller(tmp_path: Path) -> None:
    items = {f"/i/{number}": item(number) for number in range(5)}
    worked = crawl(tmp_path, shop_of(items, licence=html(LICENCE)))
    assert (worked.asked.count("/licence"), len(worked.items), worked.end.outcome) == (1, 5, Outcome.OK)
    facts = {fact.field: fact for fact in told(worked)}
    assert (facts["operator_code"].value, facts["operator_code"].how) == (CODE, "licence")
    assert facts["operator_code"].url == f"{HOST}/licence"
    assert facts["operator_code"].evidence_digest in {e.digest for h in worked.harvests for e in h.evidence}


def test_a_seller_of_whom_something_was_learnt_lately_is_left_alone(tmp_path: Path) -> None:
    pages = shop_of({"/i/1": item(1)}, licence=html(LICENCE))
    key = told(crawl(tmp_path / "a", pages))[0].seller_key
    again = crawl(tmp_path / "b", pages, fresh=frozenset({key}))
    assert ("/licence" in again.asked, again.items) == (False, ["1"])


@pytest.mark.parametrize(
    "refusal",
    [
        Page(status=404),
        Page(status=403),
        Page(status=302, headers={"Location": "/login/passport?r=x"}),
        Page(wait_s=9),
        html("<html><body>…</body></html>"),
    ],
)
def test_a_refused_licence_page_costs_no_goods(tmp_path: Path, refusal: Page) -> None:
    items = {f"/i/{number}": item(number, shop=f"店{number}") for number in range(3)}
    worked = crawl(tmp_path, {**shop_of(items, licence=refusal), "/login/passport?r=x": "a form"})
    assert (len(worked.items), worked.end.outcome) == (3, Outcome.OK)


def test_after_a_log_in_wall_no_further_seller_is_asked_for(tmp_path: Path) -> None:
    items = {
        f"/i/{number}": item(number, shop=f"店{number}", links=f'<a href="/licence{number}">营业执照</a>')
        for number in range(4)
    }
    walls = {f"licence{number}": Page(status=302, headers={"Location": "/login/passport?r=x"}) for number in range(4)}
    worked = crawl(tmp_path, {**shop_of(items, **walls), "/login/passport?r=x": "a form"})
    assert sum(path.startswith("/licence") for path in worked.asked) == 1
    assert len(worked.items) == 4


def test_a_challenge_on_a_licence_page_stops_the_source(tmp_path: Path) -> None:
    items = {f"/i/{number}": item(number) for number in range(3)}
    worked = crawl(tmp_path, shop_of(items, licence=html("<title>安全验证</title>")))
    assert worked.end.outcome is Outcome.BLOCKED_CAPTCHA


def test_requests_for_sellers_are_bounded(tmp_path: Path) -> None:
    count = PAGES_A_RUN + 5
    items = {
        f"/i/{number}": item(number, shop=f"店{number}", links=f'<a href="/licence{number}">营业执照</a>')
        for number in range(count)
    }
    licences = {f"licence{number}": html(LICENCE) for number in range(count)}
    worked = crawl(tmp_path, shop_of(items, **licences))
    assert sum(path.startswith("/licence") for path in worked.asked) == PAGES_A_RUN
    assert len(worked.items) == count


def test_other_hosts_are_never_asked(tmp_path: Path) -> None:
    links = '<a href="https://licence.example/x">营业执照</a><a href="javascript:void(0)">亮证</a>'
    worked = crawl(tmp_path, shop_of({"/i/1": item(1, links=links)}))
    assert worked.asked == ["/list", "/i/1"]


def test_on_a_marketplace_the_footer_and_the_imprint_are_not_the_shops(tmp_path: Path) -> None:
    foot = f"<footer>© 2026 某平台网络有限公司 统一社会信用代码：{CODE}</footer>"
    page = item(1, links='<a href="/about">关于我们</a>', foot=foot)
    worked = crawl(tmp_path, shop_of({"/i/1": page}, about=html(LICENCE)))
    assert (told(worked), "/about" in worked.asked) == ([], False)


def test_on_a_sellers_own_site_they_are(tmp_path: Path) -> None:
    foot = "<footer>© 2026 桓仁某米业有限公司 辽ICP备12345678号</footer>"
    page = item(1, links='<a href="/about">关于我们</a>', foot=foot)
    worked = crawl(tmp_path, shop_of({"/i/1": page}, about=html(LICENCE)), platform="shop")
    facts = {(fact.field, fact.how) for fact in told(worked)}
    assert {("operator_name", "footer"), ("icp_number", "footer"), ("operator_code", "licence")} <= facts
    assert {fact.seller_key for fact in told(worked)} == {site_key("shop")}
