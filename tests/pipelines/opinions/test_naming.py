"""A post points at shops and links; a link counts on a platform's own host alone, however it is dressed."""

from typing import Any

import pytest

from leads_db.records import Mention
from leads_db.records.opinion import OpinionView, Sentiment, SpokenOf, Topic
from leads_db.register import load_register
from pipelines.opinions.naming import LINKS_MOST, MarketHosts, find_links, find_named

HOSTS = MarketHosts(load_register().platforms.values())
ITEM = "https://item.taobao.com/item.htm?id=77"


def mention(text: str, **changes: Any) -> Mention:
    return Mention(**{"platform": "weibo", "post_id": "1", "title": None, "text": text, **changes})


def view(**changes: Any) -> OpinionView:
    facts: dict[str, Any] = {
        "mention_key": "k",
        "indication": "huanren-rice",
        "topic": Topic.COUNTERFEIT_COMPLAINT,
        "sentiment": Sentiment.NEGATIVE,
        "alert": False,
        "confidence": 0.9,
    }
    return OpinionView(**{**facts, **changes})


def spoken(text: str, confidence: float = 0.9, **changes: Any) -> SpokenOf:
    return SpokenOf(text=text, field="text", span=(0, len(text)), confidence=confidence, **changes)


def named(text: str = "", **changes: Any) -> list[tuple[str, str, str]]:
    return [(one.kind, one.platform, one.text) for one in find_named(5, mention(text), view(**changes), HOSTS)]


def test_a_link_is_kept_without_what_tells_a_person() -> None:
    text = f"假货{ITEM}&spm=a1z.2&share_token=x#detail，避雷"
    assert named(text) == [("link", "taobao", ITEM)]


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/item.taobao.com",
        "https://item.taobao.com.evil.example/item.htm?id=1",
        "https://nottaobao.com/item.htm?id=1",
        "https://item.taobao.com@evil.example/1",
        "https://user:pw@item.taobao.com/1",
        "https://item.taobao.com:8443/1",
        "https://item.taobao.com:99999/1",
        "https://127.0.0.1/taobao.com",
        "https://[::1]/taobao.com",
        "https://[oops/taobao.com",
        "https://taobao。com/item.htm?id=1",
        "https://ｔａｏｂａｏ.com/item.htm?id=1",
        "https://weibo.com/123/abc",
        "javascript://item.taobao.com/%0aalert(1)",
        "file://item.taobao.com/etc/passwd",
        "http://com/",
    ],
)
def test_what_is_no_market_is_no_link(url: str) -> None:
    assert find_links(mention(f"看 {url} 这里"), HOSTS) == ()


def test_links_of_a_post_are_bounded_and_each_once() -> None:
    text = " ".join(f"https://item.jd.com/{number // 2}.html" for number in range(100))
    found = find_links(mention(text), HOSTS)
    assert len(found) == len(set(found)) == LINKS_MOST
    assert found[0] == ("https://item.jd.com/0.html", "jd")


def test_a_shop_is_taken_when_the_analysis_is_sure() -> None:
    shops = (spoken("禾下土特产"), spoken("禾下土特产"), spoken("某店铺", 0.2), spoken("店"), spoken("长" * 41))
    assert named(shops=shops) == [("shop", "", "禾下土特产")]
    assert named(shops=shops[:1], platforms=(spoken("拼多多", id="pdd"),)) == [("shop", "pdd", "禾下土特产")]
    two = (spoken("拼多多", id="pdd"), spoken("淘宝", id="taobao"))
    assert named(shops=shops[:1], platforms=two) == [("shop", "", "禾下土特产")]


def test_a_name_that_the_analysis_doubts_is_marked() -> None:
    found = find_named(5, mention(""), view(shops=(spoken("拿去药店", 0.6), spoken("寅田旗舰店"))), HOSTS)
    assert {one.text: one.is_sure for one in found} == {"拿去药店": False, "寅田旗舰店": True}


@pytest.mark.parametrize(
    "changes", [{"topic": Topic.PROMOTION}, {"topic": Topic.KNOWLEDGE}, {"indication": None}], ids=str
)
def test_posts_that_complain_of_nothing_point_at_nobody(changes: dict[str, Any]) -> None:
    assert named(ITEM, shops=(spoken("禾下土特产"),), **changes) == []


def test_an_alert_points_whatever_its_topic() -> None:
    assert named(ITEM, topic=Topic.ENFORCEMENT_NEWS, alert=True) == [("link", "taobao", ITEM)]
