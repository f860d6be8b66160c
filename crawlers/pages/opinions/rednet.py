"""红网《百姓呼声》: a searchable board; its list shows titles, the letters themselves stand on pages of their own."""

from typing import Any

from crawlers.fetched import FetchedPage
from crawlers.interfaces.answers import at, text_at
from crawlers.pages.marketplaces.shelf import Shelf
from crawlers.pages.opinions.rows import parse_board, read_rows, refuse_code
from crawlers.pages.posts import make_post
from leads_db.records import Mention


def read_rednet(page: FetchedPage, platform: str, salt: bytes) -> Shelf:
    """One page of a search."""
    told = parse_board(page)
    refuse_code(told, "status", "1", "200")

    def read(row: Any) -> Mention | None:
        number, is_answered = text_at(row, "id"), text_at(row, "is_reply") == "1"
        return make_post(
            page,
            platform,
            post_id=number,
            title=text_at(row, "title"),
            text=at(row, "content"),
            url=f"https://rapi.rednet.cn/front/msg/detail?id={number}",
            time=at(row, "created_at"),
            author_kind="user",
            target=text_at(row, "type_name"),
            status="已回复" if is_answered else "",
            reply_by=text_at(row, "reply_name") if is_answered else "",
            notes=() if text_at(row, "content") else ("title_only",),
        )

    return read_rows(told, ("data.rows",), read, total=("data.total",), page=page)
