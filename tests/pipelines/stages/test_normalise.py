"""Addresses lose their tracking, posts lose personal data, listings keep their words."""

import time

import pytest

from leads_db.records import Harvest, Mention, Outcome
from pipelines.masking import mask_personal
from pipelines.stages.normalise import clean_url, normalise
from tests.factories import sighting


@pytest.mark.parametrize(
    ("url", "clean"),
    [
        ("https://item.taobao.com/item.htm?id=6&spm=a1.b2", "https://item.taobao.com/item.htm?id=6"),
        ("https://www.xiaohongshu.com/explore/77?xsec_token=AB", "https://www.xiaohongshu.com/explore/77"),
        ("https://a.example/p/1", "https://a.example/p/1"),
        ("javascript:alert(1)", None),
        ("file:///etc/passwd", None),
        ("", None),
        (None, None),
    ],
)
def test_an_address_keeps_the_item_and_nothing_else(url: str | None, clean: str | None) -> None:
    assert clean_url(url) == clean


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("电话13812345678联系", "电话〔电话已隐去〕联系"),
        ("打 0414-1234567 问", "打 〔电话已隐去〕 问"),
        ("身份证210522199001011234。", "身份证〔身份证号已隐去〕。"),
        ("发我 a.b@qq.com", "发我 〔邮箱已隐去〕"),
        ("加微信：abc_12345 聊", "加〔账号已隐去〕 聊"),
        ("商品编号 621345678901234567890 不变", "商品编号 621345678901234567890 不变"),
        ("5斤装39.9元", "5斤装39.9元"),
    ],
)
def test_personal_data_is_replaced(text: str, masked: str) -> None:
    assert mask_personal(text) == masked


@pytest.mark.parametrize("evil", ["1" * 100_000, "a@" * 50_000, "a." * 50_000, "微信" * 50_000, "0-" * 50_000])
def test_masking_stays_linear_on_hostile_text(evil: str) -> None:
    started = time.perf_counter()
    mask_personal(evil)
    assert time.perf_counter() - started < 2


def test_a_listing_keeps_its_words_and_a_post_is_masked() -> None:
    post = Mention(platform="weibo", post_id="1", title="打 13812345678", text="电话 13812345678")
    seen = sighting("1", title="ＡＢ桓仁 13812345678", url="https://a.example/p/1?spm=2")
    clean = normalise(Harvest(run_id=1, unit=None, outcome=Outcome.OK, sightings=(seen,), mentions=(post,)))
    assert clean.sightings[0].listing.title == seen.listing.title
    assert clean.sightings[0].listing.url == "https://a.example/p/1"
    assert "138" not in f"{clean.mentions[0].title}{clean.mentions[0].text}"
