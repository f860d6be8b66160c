"""The table tests/cases/blocks.csv: how each platform says that an answer is not the page; and pages that are."""

import csv
import json
from itertools import product
from pathlib import Path

import pytest

from crawlers.guards import Guard, Seen, load_signs
from crawlers.kinds.schema_org import SchemaOrgKind
from leads_db.records import Outcome
from leads_db.register import load_register
from leads_db.settings import Settings
from tests.crawlers.unit_harness import work

TABLE = Path(__file__).parents[1] / "cases" / "blocks.csv"
ROWS = list(csv.DictReader(TABLE.read_text("utf-8").splitlines()))
ADDRESS = "https://shop.example/s"


def seen(text: str, url: str = ADDRESS, status: int = 200, header: str = "") -> Seen:
    name, _, value = header.partition(":")
    return Seen(asked_url=ADDRESS, url=url, status=status, headers={name: value.strip()} if name else {}, text=text)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['rule']}-{row['platform']}-{row['status']}")
def test_every_known_block_is_named(row: dict[str, str]) -> None:
    page = seen(row["page"], row["url"], int(row["status"]), row["header"])
    guard = Guard(row["platform"] or "any-shop")
    at_once, at_last = guard.find(page), guard.find_when_empty(page)
    if row["counts"] == "always":
        assert at_once is not None
        assert at_once.outcome == Outcome(row["outcome"])
    else:
        assert at_once is None
        assert at_last is not None
        assert at_last.outcome == Outcome(row["outcome"])


@pytest.mark.shared
def test_the_table_holds_every_rule_of_the_specification_with_its_outcome(shared: Path) -> None:
    rules = json.loads((shared / "interfaces" / "block_signs.json").read_text("utf-8"))["rules"]
    assert len(rules) == 43
    wanted = {(rule["id"], rule["outcome"]) for rule in rules}
    assert wanted == {(row["rule"], row["outcome"]) for row in ROWS}


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "platform", "outcome"),
    [
        ("ali_punish.html", "1688", Outcome.BLOCKED_CAPTCHA),
        ("ali_rgv587.json", "taobao", Outcome.BLOCKED_CAPTCHA),
        ("baidu_verify.html", "baidu", Outcome.BLOCKED_CAPTCHA),
        ("jd_frequency.html", "jd", Outcome.RATE_LIMITED),
        ("jd_risk.html", "jd", Outcome.BLOCKED_CAPTCHA),
        ("taobao_login_wall.html", "taobao", Outcome.BLOCKED_LOGIN),
        ("xhs_blocked_300011.json", "xiaohongshu", Outcome.BLOCKED_CAPTCHA),
    ],
)
def test_the_specifications_sample_walls_are_named(shared: Path, name: str, platform: str, outcome: Outcome) -> None:
    page = seen((shared / "interfaces" / "rendered" / name).read_text("utf-8"))
    sign = Guard(platform).find(page) or Guard(platform).find_when_empty(page)
    assert sign is not None
    assert sign.outcome is outcome


@pytest.mark.shared
@pytest.mark.parametrize("name", ["taobao_search.html", "jd_search_old.html", "jd_search_new.html", "pdd_goods.html"])
def test_the_specifications_sample_pages_are_no_walls(shared: Path, name: str) -> None:
    text = (shared / "interfaces" / "rendered" / name).read_text("utf-8")
    assert Guard(name.partition("_")[0]).find(seen(text)) is None


@pytest.mark.shared
def test_saved_real_pages_are_no_walls(shared: Path) -> None:
    pages = [path for path in (shared / "data" / "pages").iterdir() if path.suffix in (".html", ".json")]
    assert len(pages) >= 10
    for path, platform in product(pages, PLATFORMS):
        text = path.read_bytes().decode("utf-8", "replace")
        assert Guard(platform).find(seen(text)) is None, (path.name, platform)


def test_signs_name_platforms_of_the_register_or_of_a_search() -> None:
    platforms = {platform.id for platform in load_register(Settings().register_folder).platforms.values()}
    beyond = {"baidu", "tieba", "sogou", "bilibili", "searxng", "people", "liuyan"}
    assert {name for sign in load_signs() for name in sign.platforms} <= platforms | beyond


PLATFORMS = sorted({name for sign in load_signs() for name in sign.platforms} | {"any-shop"})
TITLES = (
    "桓仁大米 5kg 东北珍珠米", "登录领券 铁棍山药 怀山药5斤", "【验证码防伪】本溪辽五味子 一物一码", "大米 - 京东",
    "会员登录专享价 四大怀药", "安全验证过的放心粮 有机认证", "403 克装 怀菊花", "滑块盒装 胎菊", "403",
    "Login lamp 登录灯",
)  # fmt: skip
NOISES = (
    '<div class="top"><a href="/login">亲，请登录</a> <a href="/reg">免费注册</a> 你好，请登录</div>',
    '<script src="//g.example/nc_captcha/1.js"></script><div id="nocaptcha" style="display:none"></div>',
    '<script src="https://www.google.com/recaptcha/api.js"></script><div class="g-recaptcha"></div>',
    '<script src="/static/geetest/gt.js"></script><script>window.hcaptcha = null; var cf = "cf-chl-opt";</script>',
    "<p>评价：打开客服页面提示 403 Forbidden，后来又 404，最后退款了</p><p>店铺被挤爆了，抢了好久</p>",
    "<p>问：下单要验证码吗？答：请先登录后再领券，按住滑块完成验证即可。</p>",
    '<form><input type="password" name="p"><input name="captcha" placeholder="验证码"><button>登录</button></form>',
    "<p>双11访问频率过高，网络不给力，请稍后重试；验证一下，购物无忧</p>",
    '<script>var state = {"code":605,"result":2,"ok":1,"error_code":0,"list":[{"code":300011}]}</script>',
    '<script>if (rsp.status == 429 || rsp.code == "-412") { location = "/login.html"; }</script>',
    "<p>无法搜索到同款？点此反馈。本店商品支持扫码验证，访问被拒绝请联系客服。</p>",
    "<p>百度安全验证、京东验证、人机验证、Access Denied、Just a moment… 都是本书讨论的话题</p>",
    "<footer>安全中心 | 验证中心 | 用户登录 | sec.taobao.com | passport.jd.com</footer>",
    '<link rel="dns-prefetch" href="//login.taobao.com"><a href="https://passport.weibo.com/visitor/">微博登录</a>',
)
LAYOUTS = (
    "<html><head><title>{title}</title>{data}</head><body>{noise}<h1>{title}</h1><p>¥39.90</p></body></html>",
    "<!DOCTYPE html><html><head>{noise}<meta charset=utf-8><title>{title} - 小店</title></head><body><h1>{title}</h1>"
    "{data}<div class=price>39.90元</div></body></html>",
)


def ordinary_pages() -> list[str]:
    """Item pages with everything in them that walls are made of."""
    pages = []
    for title, noise, layout in product(TITLES, NOISES, LAYOUTS):
        offer = {"@type": "Offer", "price": "39.90", "priceCurrency": "CNY"}
        data = json.dumps({"@context": "https://schema.org", "@type": "Product", "name": title, "offers": offer})
        script = f'<script type="application/ld+json">{data}</script>'
        pages.append(layout.format(title=title, noise=noise, data=script))
    return pages


def test_no_ordinary_page_is_called_a_block_on_any_platform() -> None:
    pages = ordinary_pages()
    assert len(pages) >= 200
    found = {
        (platform, sign.id, text)
        for platform in PLATFORMS
        for text in pages
        if (sign := Guard(platform).find(seen(text))) is not None
    }
    assert found == set()


@pytest.mark.parametrize("platform", ["any-shop", "taobao", "jd"])
def test_a_crawl_reads_every_ordinary_page(platform: str, tmp_path: Path) -> None:
    pages = {f"/item/{number}": text for number, text in enumerate(ordinary_pages(), 1000)}
    listed = "".join(f'<a href="{path}">商品</a>' for path in pages)
    worked = work(
        tmp_path,
        {"/list": f"<html><title>全部商品</title><body>{listed}</body></html>", **pages},
        reader=SchemaOrgKind,
        platform=platform,
        item_url="/item/",
    )
    assert {told.outcome for told in worked.reports} == {Outcome.OK}
    assert len(worked.items) == len(pages)
