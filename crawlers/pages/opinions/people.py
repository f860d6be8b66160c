"""人民网领导留言板: the newest threads of one forum (unsigned JSONP)."""

from typing import Any

from crawlers.fetched import FetchedPage
from crawlers.interfaces.answers import at, text_at
from crawlers.pages.marketplaces.shelf import Shelf
from crawlers.pages.opinions.rows import parse_board, read_rows, refuse_code
from crawlers.pages.posts import make_post
from leads_db.records import Mention

_LISTS = ("data.data", "resultData.data", "resultData", "data", "threads", "list", "result")
"""The search answer's place first; the forum list's own envelope was not seen, so the likely ones are tried."""


def read_people(page: FetchedPage, platform: str, salt: bytes) -> Shelf:
    """The threads of one forum."""
    told = parse_board(page)
    refuse_code(told, "code", "0", "200")

    def read(row: Any) -> Mention | None:
        number = text_at(row, "tid")
        return make_post(
            page,
            platform,
            salt=salt,
            post_id=number,
            title=text_at(row, "subject"),
            text=at(row, "content"),
            url=f"https://liuyan.people.com.cn/threads/content?tid={number}",
            time=at(row, "createDateline", "dateline", "threadsCheckTime"),
            author_kind="user",
            target=text_at(row, "forumName"),
            status=text_at(row, "stateInfo"),
        )

    told = {"data": told} if isinstance(told, list) else told
    return read_rows(told, _LISTS, read, total=("data.totalCount", "totalCount"), page=page)
