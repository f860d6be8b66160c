"""The public message board of 市场监管总局: questions of the public with the answers of its departments."""

from typing import Any

from crawlers.fetched import FetchedPage
from crawlers.interfaces.answers import at, text_at
from crawlers.pages.marketplaces.shelf import Shelf
from crawlers.pages.opinions.rows import parse_board, read_rows, refuse_code
from crawlers.pages.posts import make_post
from leads_db.records import Mention

BOARD = "https://xgzlyhd.samr.gov.cn/gjjly/index#"


def read_samr(page: FetchedPage, platform: str, salt: bytes) -> Shelf:
    """One page of the board. The writer's name comes masked (王**) and tells no account, so there is no hash."""
    told = parse_board(page)
    refuse_code(told, "code", "200", "0")

    def read(row: Any) -> Mention | None:
        number = text_at(row, "zj")
        return make_post(
            page,
            platform,
            post_id=number,
            title=text_at(row, "lybt"),
            text=at(row, "lynr"),
            url=f"{BOARD}{number}",
            time=at(row, "lysj"),
            author_kind="user",
            target=text_at(row, "fzsjCn"),
            status="已答复" if text_at(row, "clyj") else "",
            reply=text_at(row, "clyj"),
            reply_by=text_at(row, "fzsjCn") if text_at(row, "clyj") else "",
        )

    return read_rows(told, ("data.data", "data.list", "data"), read, total=("data.total", "total"), page=page)
