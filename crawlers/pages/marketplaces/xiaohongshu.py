"""Xiaohongshu: notes and search results out of __INITIAL_STATE__ or the page's own answers → mentions."""

import re
from typing import Any

from crawlers.fetched import FetchedPage
from crawlers.interfaces.answers import at, text_at
from crawlers.pages.marketplaces.embedded import answer_value, embedded_value
from crawlers.pages.marketplaces.shelf import Shelf
from crawlers.pages.posts import make_post
from leads_db.records import Mention

MARKS = re.compile(r"noteDetailMap|\"note_?[cC]ard\"\s*:")
_FEEDS = ("search.feeds._value", "search.feeds._rawValue", "search.feeds", "data.items", "items")


def read_xiaohongshu(page: FetchedPage) -> Shelf:
    """The note of a page, or the cards of a search."""
    told = answer_value(page.text) or embedded_value(page.text, "window.__INITIAL_STATE__")
    details = at(told, "note.noteDetailMap")
    rows = [at(one, "note") for one in details.values()] if isinstance(details, dict) else []
    feeds = at(told, *_FEEDS)
    cards = feeds if isinstance(feeds, list) and not any(rows) else []
    posts = [_note(row, page) for row in rows] + [_card(card, page) for card in cards]
    kept = {post.post_id: post for post in posts if post is not None}
    return Shelf(posts=tuple(kept.values()))


def _note(row: Any, page: FetchedPage) -> Mention | None:
    note_id = text_at(row, "noteId", "note_id")
    return make_post(
        page,
        "xiaohongshu",
        post_id=note_id,
        title=text_at(row, "title"),
        text=at(row, "desc"),
        url=f"https://www.xiaohongshu.com/explore/{note_id}",
        time=at(row, "time", "lastUpdateTime"),
        likes=at(row, "interactInfo.likedCount", "interact_info.liked_count"),
        comments=at(row, "interactInfo.commentCount", "interact_info.comment_count"),
        author_kind="user",
    )


def _card(card: Any, page: FetchedPage) -> Mention | None:
    note_id = text_at(card, "id", "note_id", "noteId")
    row = at(card, "noteCard", "note_card")
    return make_post(
        page,
        "xiaohongshu",
        post_id=note_id,
        title=text_at(row, "displayTitle", "display_title", "title"),
        text=at(row, "desc"),
        url=f"https://www.xiaohongshu.com/explore/{note_id}",
        time=at(row, "time"),
        likes=at(row, "interactInfo.likedCount", "interact_info.liked_count"),
        author_kind="user",
        notes=("title_only",),
    )
