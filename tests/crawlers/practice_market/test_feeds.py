import json
from datetime import UTC, datetime
from typing import Any

import feedparser
import pytest

from crawlers.practice_market import manifest
from crawlers.practice_market.shops import FEED_SITES, divide_posts
from tests.crawlers.practice_market.conftest import Reader

POSTS = divide_posts()


def read_feed(reader: Reader, path: str) -> Any:
    feed = feedparser.parse(reader.get(path).body)
    assert not feed.bozo
    return feed


def test_rss_holds_every_news_post(reader: Reader) -> None:
    feed = read_feed(reader, "/news/rss.xml")
    assert feed.version == "rss20"
    assert [(entry.id, entry.summary) for entry in feed.entries] == [(p.post_id, p.text) for p in POSTS["news"]]


def test_atom_holds_every_forum_post(reader: Reader) -> None:
    feed = read_feed(reader, "/forum/atom.xml")
    told = [(entry.id.rpartition(":")[2], entry.content[0].value) for entry in feed.entries]
    assert feed.version == "atom10"
    assert told == [(post.post_id, post.text) for post in POSTS["forum"]]


def test_feed_times_are_those_of_the_posts(reader: Reader) -> None:
    for path, site in (("/news/rss.xml", "news"), ("/forum/atom.xml", "forum")):
        entries = read_feed(reader, path).entries
        times = [datetime(*entry.published_parsed[:6], tzinfo=UTC) for entry in entries]
        assert times == [post.posted_at for post in POSTS[site]]


def test_json_feed_holds_every_board_post(reader: Reader) -> None:
    feed = json.loads(reader.get("/board/feed.json").body)
    told = [
        (item["id"], item["content_text"], datetime.fromisoformat(item["date_published"])) for item in feed["items"]
    ]
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert told == [(post.post_id, post.text, post.posted_at) for post in POSTS["board"]]


@pytest.mark.parametrize("site", list(FEED_SITES))
def test_each_post_has_a_page_linked_from_the_entrance(reader: Reader, site: str) -> None:
    entrance = reader.get(f"/{site}/").text
    for post_id in manifest()[site]:
        assert f'href="/{site}/post/{post_id}"' in entrance
        assert reader.get(f"/{site}/post/{post_id}").status == 200
