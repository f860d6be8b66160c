"""RSSHub: only allowed routes, only its own service on loopback; Bing's feeds through the same reader."""

from typing import Any

import pytest
from pydantic import ValidationError

from crawlers.kinds.feed import FeedKind
from crawlers.source_file import Source, load_sources
from leads_db.settings import Settings
from tests.crawlers.fetched_pages import page, source

RSSHUB = {"name": "hub", "kind": "rsshub", "platform": "samr", "base_url": "http://127.0.0.1:1200/"}


def hub(**changes: Any) -> Source:
    return Source(**{**RSSHUB, "own_service": True, "feed": "/gov/samr/xgzlyhd", "routes": ("/gov/",), **changes})


def test_an_allowed_route_is_asked_for() -> None:
    assert hub().address(hub().feed) == "http://127.0.0.1:1200/gov/samr/xgzlyhd"
    searched = hub(search="/bing/search/{term}", feed="", routes=("/gov", "/bing/search"))
    assert searched.is_searched


@pytest.mark.parametrize(
    "changes",
    [
        {"routes": ()},
        {"routes": ("/",)},
        {"feed": "/weibo/keyword/x"},
        {"feed": "/government/x"},
        {"feed": "/gov/../weibo/keyword/x"},
        {"feed": "/gov/%2e%2e/weibo/keyword/x"},
        {"feed": "//weibo/keyword/x"},
        {"feed": "/gov\\..\\weibo"},
        {"feed": "gov/x"},
        {"feed": "http://elsewhere.example/gov/x"},
        {"search": "/weibo/keyword/{term}"},
    ],
)
def test_other_routes_are_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match=r"routes|feed"):
        hub(**changes)


@pytest.mark.parametrize(
    "changes", [{"kind": "feed"}, {"base_url": "http://10.0.0.1:1200/"}, {"base_url": "http://localhost:1200/"}]
)
def test_own_services_lie_on_loopback_and_are_rsshubs(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="own_service"):
        hub(**changes)


def test_only_its_own_port_is_open_to_it() -> None:
    assert hub().loopback_port(8601) == 1200
    assert source("feed", feed="x").loopback_port(8601) is None
    assert source("feed", feed="x", practice=True).loopback_port(8601) == 8601


NEWS = """<?xml version="1.0"?><rss version="2.0"><channel><item><title>本溪查处一批假冒测试大米</title>
<link>http://www.bing.com/news/apiclick.aspx?ref=FexRss&amp;aid=&amp;url=https%3a%2f%2fnews.example%2f1.html&amp;c=1</link>
<description>市场监管部门</description><pubDate>周三, 14 1月 2026 08:00:00 GMT</pubDate></item></channel></rss>"""


def test_a_news_search_gives_the_articles_own_address_and_its_localised_time() -> None:
    (post,) = FeedKind(source("feed", feed="x", platform="bing")).read(page(NEWS, "https://www.bing.com/x")).mentions
    assert (post.url, post.post_id) == ("https://news.example/1.html", "https://news.example/1.html")
    assert post.posted_at is not None
    assert post.posted_at.isoformat() == "2026-01-14T08:00:00+00:00"


def test_all_opinion_and_officer_sources_are_switched_off() -> None:
    kinds = ("rsshub", "samr_board", "people_board", "rednet_board", "weibo_mobile", "officer")
    found = [one for one in load_sources(Settings()).values() if one.kind in kinds or one.platform == "bing"]
    assert len(found) >= 13
    assert not [one.name for one in found if one.enabled or one.practice]
    assert not [one.name for one in found if one.consents]


@pytest.mark.parametrize(
    "changes",
    [
        {"enabled": True},
        {"delay_s": 2},
        {"consents": [{"host": "s.taobao.com", "by": "张三"}]},
        {"consents": [{"host": "s.taobao.com", "by": "", "agreed_on": "2026-01-15"}]},
        {"consents": [{"host": "s.taobao.com", "by": "张三", "agreed_on": "去年"}]},
    ],
)
def test_an_officers_source_is_never_scheduled_and_names_who_agreed_and_when(changes: dict[str, Any]) -> None:
    facts = {"name": "o", "kind": "officer", "platform": "taobao", "base_url": "https://s.taobao.com/", "delay_s": 5}
    assert Source.model_validate(facts).kind == "officer"
    with pytest.raises(ValidationError):
        Source.model_validate({**facts, **changes})
