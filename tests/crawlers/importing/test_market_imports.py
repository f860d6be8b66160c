"""Marketplace pages and answers as an officer saves them: HTML, HAR, MHTML, JSON; walls by their names."""

import base64
import json
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from crawlers.importing.chosen_file import Format, choose_file
from crawlers.importing.identity import PlatformNames
from crawlers.importing.page_reader import Found, PageReader
from leads_db.errors import RowBroken
from leads_db.records import Mention, Sighting

CASES = Path(__file__).parents[2] / "market_pages"
ReadAll = Callable[[str, bytes], list[Found]]


@pytest.fixture
def kept() -> list[str]:
    return []


@pytest.fixture
def reader(platforms: PlatformNames, kept: list[str]) -> PageReader:
    def keep(page: Any) -> str:
        kept.append(page.where)
        return "ab" * 32

    return PageReader("import:x", platforms, keep)


@pytest.fixture
def read_all(tmp_path: Path, reader: PageReader) -> ReadAll:
    def read(name: str, content: bytes) -> list[Found]:
        (tmp_path / name).write_bytes(content)
        return list(reader.read_all(choose_file(tmp_path / name)))

    return read


def case(name: str) -> bytes:
    (path,) = (CASES / name).glob("input.*")
    return path.read_bytes()


def entry(url: str, body: bytes, kind: str = "application/json", **content: Any) -> dict[str, Any]:
    told = {"mimeType": kind, "text": body.decode(), **content}
    return {
        "startedDateTime": "2026-01-15T10:00:00+08:00",
        "request": {"url": url},
        "response": {"status": 200, "headers": [], "content": told},
    }


def har(*entries: dict[str, Any]) -> bytes:
    return json.dumps({"log": {"version": "1.2", "entries": list(entries)}}).encode()


SEARCH = "https://s.taobao.com/search?q=x&page=2"
MTOP = "https://h5api.m.taobao.com/h5/mtop.relationrecommend.wirelessrecommend.recommend/2.0/?x=1"


def test_a_search_page_gives_one_sighting_an_offer(read_all: ReadAll, kept: list[str]) -> None:
    found = read_all("p.html", b"<!-- saved from url=(0038)" + SEARCH.encode() + b" -->" + case("taobao_search_cards"))
    seen = [row for row in found if isinstance(row, Sighting)]
    assert [(row.listing.platform, row.rank, row.page, row.search_term) for row in seen] == [
        ("tmall", 1, 2, "x"),
        ("taobao", 2, 2, "x"),
    ]
    assert [str(row) for row in found if isinstance(row, RowBroken)] == ["p.html: rows_unreadable: 1 of 3"]
    assert ({row.evidence_digest for row in seen}, kept) == ({"ab" * 32}, ["p.html"])


@pytest.mark.parametrize("name", ["taobao_search_config_json", "pdd_list", "heimao_answer", "1688_search_answer"])
def test_an_answer_saved_as_json_is_known_by_what_stands_in_it(read_all: ReadAll, name: str) -> None:
    body = case(name)
    if not body.startswith(b"{"):
        body = body[body.index(b"{") : body.rindex(b"}") + 1]
    assert not [row for row in read_all("answer.json", body) if isinstance(row, RowBroken)]


def test_lines_of_listings_stay_lines_though_their_names_are_those_of_a_marketplace(tmp_path: Path) -> None:
    path = tmp_path / "rows.json"
    path.write_text('{"goods_name": "x", "goods_id": 1}\n{"goods_name": "y", "goods_id": 2}\n')
    assert choose_file(path).format is Format.JSON_LINES


def test_a_har_gives_the_answers_and_passes_over_the_empty_frame(read_all: ReadAll, reader: PageReader) -> None:
    frame = entry(SEARCH, case("taobao_search_shell"), "text/html")
    other = entry("https://log.example/collect", b'{"ok": 1}')
    found = read_all("x.har", har(frame, entry(MTOP, case("taobao_search_answer"), "text/javascript"), other))
    assert [row.listing.item_id for row in found if isinstance(row, Sighting)] == ["710000000009"]
    assert (len(found), reader.passed_over) == (1, 1)
    assert isinstance(found[0], Sighting)
    assert found[0].listing.seen_at is not None


def test_without_the_answer_the_frame_is_told_as_the_wall_it_is(read_all: ReadAll) -> None:
    (found,) = read_all("x.har", har(entry(SEARCH, case("taobao_search_shell"), "text/html")))
    assert str(found) == "entry 1: not the item but a wall (blocked_login: ali_log_in_please)"


def test_a_refusing_answer_in_a_har_is_a_wall(read_all: ReadAll) -> None:
    body = b'{"ret": ["FAIL_SYS_USER_VALIDATE", "RGV587_ERROR::SM"], "data": {"url": "x"}}'
    (found,) = read_all("x.har", har(entry(MTOP, body)))
    assert "blocked_captcha: ali_validate" in str(found)


def test_a_har_keeps_binary_answers_readable(read_all: ReadAll) -> None:
    packed = base64.b64encode(case("pdd_goods")).decode()
    url = "https://mobile.yangkeduo.com/goods.html?goods_id=900000000011"
    (found,) = read_all("x.har", har(entry(url, b"", "text/html", text=packed, encoding="base64")))
    assert isinstance(found, Sighting)
    assert found.listing.shop_name == "庚午粮油"


MHTML = """From: <Saved by Blink>
Snapshot-Content-Location: https://search.jd.com/Search?keyword=%E6%B5%8B%E8%AF%95&page=1
Subject: x
Date: Thu, 15 Jan 2026 02:30:00 -0000
MIME-Version: 1.0
Content-Type: multipart/related; type="text/html"; boundary="----B"

------B
Content-Type: text/html
Content-Transfer-Encoding: base64
Content-Location: https://search.jd.com/Search?keyword=%E6%B5%8B%E8%AF%95&page=1

{body}
------B
Content-Type: text/css
Content-Location: cid:css

a{{}}
------B--
"""


@pytest.mark.parametrize("ending", ["mhtml", "mht"])
def test_mhtml_tells_page_address_and_time(read_all: ReadAll, ending: str) -> None:
    body = base64.encodebytes(case("jd_search_today")).decode()
    (found,) = read_all(f"p.{ending}", MHTML.format(body=body).encode())
    assert isinstance(found, Sighting)
    assert (found.listing.item_id, found.search_term) == ("100000000011", "测试")
    assert found.listing.seen_at == datetime(2026, 1, 15, 2, 30, tzinfo=UTC)


def test_mhtml_without_a_page_is_named(read_all: ReadAll) -> None:
    (found,) = read_all("p.mhtml", b"From: x\nContent-Type: text/plain\n\nhello")
    assert str(found) == "p.mhtml: no MHTML with a page in it"


def test_pages_in_a_zip_are_read_by_their_ending(tmp_path: Path, reader: PageReader) -> None:
    with zipfile.ZipFile(tmp_path / "p.zip", "w") as archive:
        archive.writestr("a/jd.html", case("jd_search_old"))
        archive.writestr("a/x.mht", MHTML.format(body=base64.encodebytes(case("jd_search_today")).decode()))
    found = list(reader.read_all(choose_file(tmp_path / "p.zip")))
    assert [row.listing.item_id for row in found if isinstance(row, Sighting)] == ["940275", "940276", "100000000011"]


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("taobao_search_config_nothing", "nothing found, as the page itself says (empty: taobao.search)"),
        ("jd_search_nothing", "nothing found, as the page itself says (empty: jd.search)"),
    ],
)
def test_nothing_found_is_told_apart_from_a_changed_page(read_all: ReadAll, name: str, says: str) -> None:
    (found,) = read_all("p.html", case(name))
    assert str(found) == f"p.html: {says}"


def test_a_search_page_without_cards_and_without_a_word_is_changed(read_all: ReadAll) -> None:
    (found,) = read_all("p.html", b'<title>x</title><div id="J_goodsList"><p>hello</p></div>')
    assert str(found) == "p.html: no goods where jd.search has them (schema_changed)"


def test_posts_of_a_saved_page_come_with_their_evidence(read_all: ReadAll, kept: list[str]) -> None:
    (found,) = read_all("n.html", case("xiaohongshu_note"))
    assert isinstance(found, Mention)
    assert (found.evidence_digest, kept) == ("ab" * 32, ["n.html"])


ORDINARY = """<html><head><link rel="canonical" href="https://shop.example.com/p/7">
<script type="application/ld+json">{"@type": "Product", "productID": "7", "name": "怀山药",
"offers": {"price": "9.9", "priceCurrency": "CNY"}}</script></head>
<body class="card-wrap"><div id="parameter2"></div><script>window.rawData = {}; dataLayer = [{"goods_list": 1}]</script>
<div id="J_goodsList" class="card-no-result"></div></body></html>"""


@pytest.mark.parametrize("platform", [None, "my-shop"])
def test_a_shop_of_its_own_that_uses_the_same_words_is_read_as_ever(
    tmp_path: Path, platforms: PlatformNames, platform: str | None
) -> None:
    reader = PageReader("import:x", platforms, lambda page: "ab" * 32, platform)
    (tmp_path / "p.html").write_text(ORDINARY)
    (found,) = reader.read_all(choose_file(tmp_path / "p.html"))
    assert isinstance(found, Sighting)
    assert (found.listing.item_id, found.listing.platform) == ("7", platform or "shop.example.com")


@pytest.mark.parametrize("row", ['{"goods_name": "怀山药", "price": 9}', '{"sn": "1", "cotitle": "x", "title": "y"}'])
def test_one_row_alone_in_a_json_file_stays_a_row(tmp_path: Path, row: str) -> None:
    (tmp_path / "one.json").write_text(row)
    assert choose_file(tmp_path / "one.json").format is Format.JSON_LINES


def test_weibos_mobile_host_is_known_though_it_is_no_shop(read_all: ReadAll) -> None:
    url = "https://m.weibo.cn/api/container/getIndex?containerid=x"
    (found,) = read_all("x.har", har(entry(url, case("weibo_mobile_answer"))))
    assert isinstance(found, Mention)
