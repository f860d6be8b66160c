"""What all boards share: where the rows of an answer stand, and what it means when there are none."""

from collections.abc import Callable
from typing import Any

from crawlers.fetched import FetchedPage
from crawlers.interfaces.answers import at as value_at
from crawlers.interfaces.answers import list_at, whole_number
from crawlers.pages.marketplaces.embedded import answer_value
from crawlers.pages.marketplaces.shelf import Shelf
from crawlers.pages.texts import clean
from leads_db.errors import PageChanged
from leads_db.records import Mention


def parse_board(page: FetchedPage) -> Any:
    """The JSON or JSONP value of an answer. Raises PageChanged where it is neither."""
    told = answer_value(page.text)
    if told is None:
        raise PageChanged(f"JSON was expected, «{' '.join(page.text[:60].split())}» came.", url=page.url)
    return told


def read_rows(
    told: Any,
    paths: tuple[str, ...],
    read: Callable[[Any], Mention | None],
    *,
    total: tuple[str, ...] = (),
    page: FetchedPage,
) -> Shelf:
    """The posts of the list on one of the paths.

    Raises PageChanged where no list stands there, where none of its rows is a post, and where the first page is empty
    though the answer claims more.
    """
    rows, claimed = list_at(told, *paths), whole_number(value_at(told, *total))
    if rows is None:
        raise PageChanged(f"The answer holds no list «{paths[0]}».", url=page.url)
    posts = [read(row) for row in rows]
    kept = {post.post_id: post for post in posts if post is not None}
    if rows and not kept:
        raise PageChanged(f"None of {len(rows)} rows is a post.", url=page.url)
    if not rows and claimed and (page.ask.page or 1) == 1:
        raise PageChanged(f"No rows, though {claimed} were claimed.", url=page.url)
    unread = sum(post is None for post in posts)
    notes = (f"rows_unreadable: {unread} of {len(rows)}",) if unread else ()
    return Shelf(posts=tuple(kept.values()), total_claimed=claimed, says_empty=not rows, notes=notes)


def refuse_code(told: Any, path: str, *good: str) -> None:
    """Raises PageChanged for an answer whose own code, where it has one, is none of the good ones."""
    code = clean(value_at(told, path))
    if code and code not in good:
        words = clean(value_at(told, "msg", "message"))
        raise PageChanged(f"The source answered with code {code}: {words}"[:300])
