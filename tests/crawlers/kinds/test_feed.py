import json
from datetime import UTC, datetime
from typing import Any

import pytest

from crawlers.fetched import Purpose
from crawlers.kinds.feed import FeedKind
from leads_db.errors import PageChanged
from leads_db.records import Mention
from tests.crawlers.fetched_pages import FETCHED_AT, SHOP, page, source, unit

SPACES = "xmlns:content='http://purl.org/rss/1.0/modules/content/' xmlns:slash='http://purl.org/rss/1.0/modules/slash/'"
RDF = "xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'"
ATOM = "http://www.w3.org/2005/Atom"
KIND = FeedKind(source("feed", feed="rss.xml"))


def read(body: str | bytes, **headers: str) -> tuple[Mention, ...]:
    return KIND.read(page(body, f"{SHOP}rss.xml", purpose=Purpose.FEED, headers=dict(headers))).mentions


def rss(item: str) -> str:
    head = f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" {SPACES}>'
    return f"{head}<channel><title>t</title>{item}</channel></rss>"


def json_feed(*items: Any) -> str:
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "t", "items": items})


def test_asks_for_the_feed_or_for_a_search_feed() -> None:
    assert [(ask.url, ask.purpose) for ask in KIND.start(unit())] == [(f"{SHOP}rss.xml", Purpose.FEED)]
    searched = FeedKind(source("feed", feed="rss.xml", search="rss?q={term}")).start(unit("大米"))
    assert [ask.url for ask in searched] == [f"{SHOP}rss?q=%E5%A4%A7%E7%B1%B3"]


def test_rss_item_is_read() -> None:
    (post,) = read(rss(
        "<item><title>桓仁大米 &amp;amp; 米</title><link>/a/1</link><guid>g1</guid><category>媒体</category>"
        "<pubDate>周四, 15 1月 2026 08:00:00 GMT</pubDate><slash:comments>7</slash:comments>"
        "<description>短</description><content:encoded><![CDATA[<p>长<b>文</b></p><p>二</p>]]></content:encoded></item>"
    ))  # fmt: skip
    assert (post.post_id, post.title, post.text, post.url) == ("g1", "桓仁大米 & 米", "长文\n二", f"{SHOP}a/1")
    assert (post.author_kind, post.comment_count) == ("media", 7)
    assert (post.posted_at, post.seen_at) == (datetime(2026, 1, 15, 8, tzinfo=UTC), FETCHED_AT)


def test_rdf_item_is_read() -> None:
    (post,) = read(
        f'<rdf:RDF {RDF} xmlns:dc="http://purl.org/dc/elements/1.1/"><channel/><item rdf:about="x"><title>甲</title>'
        "<link>https://n.example.test/1</link><dc:date>2026-01-15T08:00:00Z</dc:date></item></rdf:RDF>"
    )
    assert (post.title, post.text, post.posted_at) == ("甲", "甲", datetime(2026, 1, 15, 8, tzinfo=UTC))


def test_atom_entry_is_read() -> None:
    (post,) = read(
        f'<feed xmlns="{ATOM}"><entry><id>urn:1</id><title type="html">&lt;b&gt;甲&lt;/b&gt;</title><link href="/1"/>'
        "<updated>2026-01-15T16:00:00+08:00</updated><summary>乙</summary></entry></feed>"
    )
    assert (post.post_id, post.title, post.text) == ("urn:1", "甲", "乙")
    assert (post.url, post.posted_at) == (f"{SHOP}1", datetime(2026, 1, 15, 8, tzinfo=UTC))


def test_json_feed_item_is_read() -> None:
    item = {"id": "1", "url": "/p/1", "content_html": "<p>陈米<br>味</p>", "tags": ["用户"]}
    (post,) = read(json_feed(item | {"date_published": "2026-01-15T01:20:00.000Z"}))
    assert (post.post_id, post.title, post.text, post.url) == ("1", None, "陈米\n味", f"{SHOP}p/1")
    assert (post.author_kind, post.posted_at) == ("user", datetime(2026, 1, 15, 1, 20, tzinfo=UTC))


def test_entities_escaped_twice_are_decoded() -> None:
    (post,) = read(json_feed({"id": "1", "title": "甲", "content_html": "<p>&amp;#26707; &amp;amp; 米</p>"}))
    assert post.text == chr(26707) + " & 米"


def test_missing_and_unreadable_dates_stay_missing_with_a_note() -> None:
    first, second = read(
        json_feed({"id": 1, "content_text": "甲"}, {"id": 2, "content_text": "乙", "date_published": "某日"})
    )
    assert (first.posted_at, first.notes) == (None, ("time_missing",))
    assert (second.posted_at, second.notes) == (None, ("time_unparsed: 某日",))


def test_id_is_the_link_where_none_is_told_and_each_counts_once() -> None:
    item = "<item><title>甲</title><link>https://n.example.test/1</link></item>"
    assert [post.post_id for post in read(rss(item * 2))] == ["https://n.example.test/1"]


def test_entries_without_words_or_address_are_counted() -> None:
    told = KIND.read(
        page(json_feed({"id": 1, "content_text": "甲"}, {"id": 2}, {"content_text": "丙"}), purpose=Purpose.FEED)
    )
    assert (len(told.mentions), told.notes) == (1, ("entries_unreadable: 2",))


def test_feed_in_gbk_is_read() -> None:
    body = rss("<item><guid>1</guid><title>桓仁大米</title></item>").replace("UTF-8", "GBK").encode("gbk")
    assert [post.title for post in read(body)] == ["桓仁大米"]


def test_feed_without_entries_is_empty() -> None:
    assert KIND.read(page(rss(""), purpose=Purpose.FEED)).says_empty
    assert KIND.read(page(json_feed(), purpose=Purpose.FEED)).says_empty


@pytest.mark.parametrize(
    "body",
    [
        "<html><title>安全验证</title></html>",
        '<!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/hostname">]>' + rss("<item><title>&e;</title></item>"),
        '{"a": 1}',
        "{broken",
        "not found",
        "",
    ],
)
def test_what_is_no_feed_counts_as_changed(body: str) -> None:
    with pytest.raises(PageChanged):
        read(body)
