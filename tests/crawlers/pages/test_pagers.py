"""The next page, in the forms that shops give it."""

import pytest

from crawlers.pages.markup import parse_markup
from crawlers.pages.pagers import next_url
from tests.crawlers.fetched_pages import SHOP, source

URL = f"{SHOP}list?page=1"
DIGITS = '<b>1</b> <a href="?page=2">2</a> <a href="?page=3">3</a>'


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('<link rel="next" href="?page=2"><a href="/x">下一页</a>', "list?page=2"),
        ('<a href="?page=2">下一页</a>', "list?page=2"),
        ('<a href="?page=2">Next »</a>', "list?page=2"),
        ('<a href="?page=2" aria-label="Next page"><i></i></a>', "list?page=2"),
        ('<a href="?page=2" class="btn next"><i></i></a>', "list?page=2"),
        ('<li class="next"><a href="?page=2">›</a></li>', "list?page=2"),
        (DIGITS, "list?page=2"),
        ('<form><input name="page" value="2"><input name="q" value="a"><button>›</button></form>', "list?page=2&q=a"),
        ('<form action="/go"><button name="page" value="2">下一页</button></form>', "go?page=2"),
        ('<form method="post"><input name="page" value="2"><button>下一页</button></form>', ""),
        ('<a href="#" class="next">下一页</a>', ""),
        ('<a href="javascript:go(2)">下一页</a>', ""),
        ('<a href="https://other.example.test/2">下一页</a>', ""),
        ('<a href="/item/2">2</a>', "item/2"),
        ('<a href="/vol/2">12</a>', ""),
        ("<p>1 2 3</p>", ""),
    ],
)  # fmt: skip
def test_the_next_page_is_found(body: str, expected: str) -> None:
    assert next_url(parse_markup(body), URL, source(), 1).removeprefix(SHOP) == expected


def test_numbers_lead_on_from_the_page_that_was_asked() -> None:
    tree = parse_markup('<a href="?page=1">1</a> <b>2</b> <a href="?page=3">3</a>')
    assert next_url(tree, f"{SHOP}list?page=2", source(), 2) == f"{SHOP}list?page=3"
    assert next_url(tree, f"{SHOP}list?page=3", source(), 3) == ""
