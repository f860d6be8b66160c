"""黑猫投诉: the answer that its search page asks for (read from a HAR or in an officer's session) → mentions."""

import re
from typing import Any

from crawlers.fetched import FetchedPage
from crawlers.interfaces.answers import at, text_at, whole_number
from crawlers.pages.addresses import join_url
from crawlers.pages.marketplaces.embedded import answer_value
from crawlers.pages.marketplaces.shelf import Shelf, displayed
from crawlers.pages.posts import make_post
from leads_db.records import Mention

MARKS = re.compile(r"\"lists\"\s*:\s*\[\s*(?:\]|\{\s*\"main\"\s*:)")
_BASE = "https://tousu.sina.com.cn/"


def read_heimao(page: FetchedPage) -> Shelf:
    """The complaints of one answer."""
    told = at(answer_value(page.text), "result.data")
    rows, total = at(told, "lists"), whole_number(at(told, "pager.item_count"))
    if not isinstance(rows, list):
        return Shelf()
    posts = [_complaint(at(row, "main"), page) for row in rows]
    return Shelf(
        posts=tuple(post for post in posts if post is not None),
        total_claimed=total,
        says_empty=not rows and total == 0,
        notes=("rows_unreadable",) if None in posts else (),
    )


def _complaint(row: Any, page: FetchedPage) -> Mention | None:
    facts = {"投诉问题": "issue", "投诉要求": "appeal", "投诉对象": "cotitle", "涉诉金额": "cost"}
    lines = [text_at(row, "summary")]
    lines += [f"{name}：{displayed(at(row, path))}" for name, path in facts.items() if at(row, path)]
    return make_post(
        page,
        "tousu",
        post_id=text_at(row, "sn"),
        title=displayed(at(row, "title")),
        text="\n".join(filter(None, lines)),
        url=join_url(_BASE, text_at(row, "url")) if text_at(row, "url") else "",
        time=at(row, "timestamp"),
        author_kind="user",
    )
