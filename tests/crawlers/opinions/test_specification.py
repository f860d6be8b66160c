"""The interface specification's samples of opinion sources through the readers of the boards."""

from collections.abc import Callable
from pathlib import Path

import pytest

from crawlers.fetched import FetchedPage
from crawlers.kinds.feed import FeedKind
from crawlers.pages.marketplaces.shelf import Shelf
from crawlers.pages.opinions.people import read_people
from crawlers.pages.opinions.rednet import read_rednet
from crawlers.pages.opinions.samr import read_samr
from crawlers.pages.opinions.weibo import read_weibo
from leads_db.errors import PageChanged
from tests.crawlers.fetched_pages import page, source

pytestmark = pytest.mark.shared
Reader = Callable[[FetchedPage, str, bytes], Shelf]


def sample(shared: Path, name: str) -> FetchedPage:
    return page((shared / "interfaces" / "opinion" / name).read_text("utf-8"), "https://board.example/x")


@pytest.mark.parametrize(
    ("name", "read", "count", "total"),
    [
        ("samr_getMessageList.json", read_samr, 2, 2),
        ("liuyan_search.json", read_people, 1, 1),
        ("rednet_msg_index.json", read_rednet, 1, 1),
        ("weibo_m_getIndex.json", read_weibo, 2, 2),
    ],
)
def test_samples_are_read_whole(shared: Path, name: str, read: Reader, count: int, total: int) -> None:
    shelf = read(sample(shared, name), "x", b"salt")
    assert (len(shelf.posts), shelf.total_claimed, shelf.notes) == (count, total, ())
    assert all(post.text and post.url and post.posted_at for post in shelf.posts)


def test_nothing_and_no_are_told_apart(shared: Path) -> None:
    assert read_weibo(sample(shared, "weibo_m_empty.json"), "x", b"").says_empty
    with pytest.raises(PageChanged, match="SN0006"):
        read_people(sample(shared, "liuyan_SN0006.json"), "x", b"")


@pytest.mark.parametrize(
    "name", ["bing_web.rss.xml", "bing_news.rss.xml", "rsshub_weibo_keyword.rss.xml", "rsshub_weibo_keyword.feed.json"]
)
def test_feeds_have_one_post_with_a_time_and_an_address_of_its_own(shared: Path, name: str) -> None:
    reading = FeedKind(source("feed", feed="x")).read(sample(shared, name))
    (post,) = reading.mentions
    assert (post.posted_at is not None, "bing.com" in (post.url or "")) == (True, False)
