"""Weibo's search page for people with an account, as an officer opened it: one card a post."""

import re

from lxml.html import HtmlElement

from crawlers.fetched import FetchedPage
from crawlers.pages.addresses import join_url
from crawlers.pages.marketplaces.shelf import Shelf
from crawlers.pages.markup import element_text, parse_markup
from crawlers.pages.posts import make_post
from leads_db.records import Mention

MARKS = re.compile(r"class=\"card-wrap\"|card-no-result")
_CUT = re.compile(r"\s*(?:展开|收起)\s*[a-z]?\s*$")
_NUMBER = re.compile(r"\d[\d.]*万?\+?")


def read_weibo_search(page: FetchedPage) -> Shelf:
    """The posts of one result page; a card without a number is an advertisement or a person and is passed over."""
    tree = parse_markup(page.text)
    posts = [_post(card, page) for card in tree.cssselect("div.card-wrap[mid]")]
    kept = {post.post_id: post for post in posts if post is not None}
    says_empty = not kept and bool(tree.cssselect(".card-no-result"))
    return Shelf(posts=tuple(kept.values()), says_empty=says_empty)


def _post(card: HtmlElement, page: FetchedPage) -> Mention | None:
    texts = card.cssselect('p.txt[node-type="feed_list_content_full"]') or card.cssselect("p.txt")
    links = card.cssselect(".from a")
    acts = [element_text(act) for act in card.cssselect(".card-act li")]
    counts = [found[0] if (found := _NUMBER.search(text)) else "" for text in acts]
    reposts, comments, likes = counts[-3:] if len(counts) >= 3 else ("", "", "")
    return make_post(
        page,
        "weibo",
        post_id=card.get("mid") or "",
        text=_CUT.sub("", element_text(texts[0])) if texts else "",
        url=join_url("https://weibo.com/", (links[0].get("href") or "").partition("?")[0]) if links else "",
        time=element_text(links[0]) if links else "",
        likes=likes,
        comments=comments,
        reposts=reposts,
        author_kind="user",
    )
