"""The news site, the forum and the board: one feed each (RSS 2.0, Atom, JSON Feed) and a page for each post."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from email.utils import format_datetime
from html import escape
from urllib.parse import quote
from zoneinfo import ZoneInfo

from crawlers.practice_market.answers import Answer, html_answer, json_answer, make_answer
from crawlers.practice_market.pages.layout import BANNER, embedded_json, page
from crawlers.practice_market.shops import FEED_SITES, Posts
from leads_db.records import Mention

CHINA = ZoneInfo("Asia/Shanghai")
AUTHORS = {"media": "媒体", "official": "官方", "user": "用户", "merchant": "商家", "unknown": "未知"}
SHORT = 30
"""Characters of the text that stand for a missing title where a format demands one."""


def feed_pages(posts: Posts, base_url: str) -> Mapping[str, Answer]:
    """Path → answer for the feeds, the posts and the entrance of each site."""
    pages = {
        "/news/rss.xml": _rss(posts["news"], base_url),
        "/forum/atom.xml": _atom(posts["forum"], base_url),
        "/board/feed.json": _json_feed(posts["board"], base_url),
    }
    for site, kept in posts.items():
        pages[f"/{site}/"] = _entrance(site, kept)
        for post in kept:
            pages[f"/{site}/post/{post.post_id}"] = _post_page(site, post, base_url)
    return pages


def _link(site: str, post: Mention) -> str:
    return f"/{site}/post/{quote(post.post_id)}"


def _time(post: Mention) -> datetime:
    assert post.posted_at is not None
    return post.posted_at.astimezone(CHINA)


def _title(post: Mention) -> str:
    return post.title or post.text[:SHORT]


def _rss(posts: Sequence[Mention], base_url: str) -> Answer:
    items = "".join(
        f"<item>{f'<title>{escape(post.title)}</title>' if post.title else ''}"
        f'<link>{base_url}{_link("news", post)}</link><guid isPermaLink="false">{escape(post.post_id)}</guid>'
        f"<pubDate>{format_datetime(_time(post))}</pubDate><category>{AUTHORS[post.author_kind]}</category>"
        f"<description>{escape(post.text)}</description></item>\n"
        for post in posts
    )
    head = f"<title>{FEED_SITES['news']}</title><link>{base_url}/news/</link><description>{BANNER}</description>"
    return _xml(f'<rss version="2.0"><channel>{head}\n{items}</channel></rss>\n', "application/rss+xml")


def _atom(posts: Sequence[Mention], base_url: str) -> Answer:
    entries = "".join(
        f"<entry><id>urn:practice:forum:{escape(post.post_id)}</id><title>{escape(_title(post))}</title>"
        f'<link href="{base_url}{_link("forum", post)}"/><published>{_time(post).isoformat()}</published>'
        f'<updated>{_time(post).isoformat()}</updated><category term="{AUTHORS[post.author_kind]}"/>'
        f'<content type="text">{escape(post.text)}</content></entry>\n'
        for post in posts
    )
    newest = max((_time(post) for post in posts), default=datetime(2026, 1, 1, tzinfo=CHINA)).isoformat()
    head = (
        f"<id>urn:practice:forum</id><title>{FEED_SITES['forum']}</title><subtitle>{BANNER}</subtitle>"
        f"<author><name>{FEED_SITES['forum']}</name></author><updated>{newest}</updated>"
        f'<link rel="self" href="{base_url}/forum/atom.xml"/>'
    )
    return _xml(f'<feed xmlns="http://www.w3.org/2005/Atom">{head}\n{entries}</feed>\n', "application/atom+xml")


def _json_feed(posts: Sequence[Mention], base_url: str) -> Answer:
    items = [
        {
            "id": post.post_id,
            "url": f"{base_url}{_link('board', post)}",
            **({"title": post.title} if post.title else {}),
            "content_text": post.text,
            "date_published": _time(post).isoformat(),
            "tags": [AUTHORS[post.author_kind]],
        }
        for post in posts
    ]
    head = {"version": "https://jsonfeed.org/version/1.1", "title": FEED_SITES["board"], "description": BANNER}
    return json_answer({**head, "home_page_url": f"{base_url}/board/", "items": items})


def _entrance(site: str, posts: Sequence[Mention]) -> Answer:
    rows = "".join(f'<li><a href="{_link(site, post)}">{escape(_title(post))}</a></li>' for post in posts)
    return html_answer(page(FEED_SITES[site], f"<h1>{FEED_SITES[site]}</h1><ul>{rows}</ul>"))


def _post_page(site: str, post: Mention, base_url: str) -> Answer:
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle" if site == "news" else "DiscussionForumPosting",
        "headline": _title(post),
        "url": f"{base_url}{_link(site, post)}",
        "datePublished": _time(post).isoformat(),
        "articleBody": post.text,
    }
    head = f'<script type="application/ld+json">{embedded_json(data)}</script>'
    body = (
        f'<h1>{escape(_title(post))}</h1><p class="shop">{AUTHORS[post.author_kind]} · {_time(post):%Y-%m-%d %H:%M}</p>'
        f"<p>{escape(post.text)}</p><p>赞 {post.like_count or 0} · 评论 {post.comment_count or 0}</p>"
    )
    return html_answer(page(f"{_title(post)} - {FEED_SITES[site]}", body, head=head))


def _xml(text: str, media_type: str) -> Answer:
    return make_answer(f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'.encode(), f"{media_type}; charset=utf-8")
