"""The interface specification's samples of rendered pages and answers: read whole, or named as the wall they are."""

from collections import Counter
from pathlib import Path

import pytest

from crawlers.importing.identity import PlatformNames
from crawlers.importing.page_reader import PageReader
from crawlers.importing.saved_pages import SavedPage
from leads_db.errors import RowBroken
from leads_db.register import load_register

pytestmark = pytest.mark.shared

READ = {
    "rendered/taobao_search.html": 4,
    "rendered/jd_search_new.html": 3,
    "rendered/jd_search_old.html": 1,
    "rendered/pdd_goods.html": 1,
    "rendered/xhs_note.html": 1,
    "alibaba1688/mtop_offerlist.browser.json": 1,
    "opinion/weibo_m_getIndex.json": 2,
    "opinion/heimao_index_s.json": 1,
}
WALLS = {
    "rendered/taobao_login_wall.html": ("taobao", "blocked_login"),
    "rendered/ali_punish.html": ("1688", "blocked_captcha"),
    "rendered/ali_rgv587.json": ("taobao", "blocked_captcha"),
    "rendered/jd_risk.html": ("jd", "blocked_captcha"),
    "rendered/jd_frequency.html": ("jd", "rate_limited"),
    "rendered/baidu_verify.html": ("baidu", "blocked_captcha"),
    "alibaba1688/mtop_blocked.browser.json": ("1688", "blocked_captcha"),
    "opinion/weibo_m_minus100.json": ("weibo", "blocked_login"),
}


def saved(shared: Path, name: str) -> SavedPage:
    body = (shared / "interfaces" / name).read_bytes()
    return SavedPage(where=name, url="", body=body, is_answer=name.endswith(".json"))


def reader(platform: str | None = None) -> PageReader:
    names = PlatformNames(load_register().platforms.values())
    return PageReader("import:x", names, lambda page: "ab" * 32, platform)


@pytest.mark.parametrize(("name", "count"), READ.items())
def test_samples_are_read_whole(shared: Path, name: str, count: int) -> None:
    rows = reader().read(saved(shared, name)).rows
    assert Counter(isinstance(row, RowBroken) for row in rows) == {False: count}


@pytest.mark.parametrize(("name", "platform", "outcome"), [(name, *told) for name, told in WALLS.items()])
def test_walls_are_named(shared: Path, name: str, platform: str, outcome: str) -> None:
    (row,) = reader(platform).read(saved(shared, name)).rows
    assert f"wall ({outcome}: " in str(row)
