"""A feed → mentions: XML feeds through feedparser, JSON Feed directly; a missing date stays missing, with a note."""

import html
import io
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

import feedparser

from crawlers.fetched import FetchedPage
from crawlers.pages.addresses import join_url
from crawlers.pages.interface_answers import parse_json, rows_of
from crawlers.pages.markup import html_to_text
from crawlers.pages.texts import clean, one_line
from crawlers.pages.times import parse_time
from crawlers.pages.xml_documents import refuse_entities, unzip
from leads_db.errors import PageChanged
from leads_db.records import Mention

AUTHOR_KINDS = {"媒体": "media", "官方": "official", "用户": "user", "商家": "merchant"}
"""Category in a feed → kind of author."""
ENTRIES_MOST = 5_000
_FEED = re.compile(r"<(?:\w+:)?(?:rss|feed|RDF)\b")
_ENTITY = re.compile(r"&(?:#\d{1,6}|#x[0-9a-fA-F]{1,6}|[A-Za-z]{2,8});")

Entry = Mapping[str, Any]


def read_feed(page: FetchedPage, platform: str) -> tuple[tuple[Mention, ...], tuple[str, ...]]:
    """The posts in feed order, each id once, and notes. Raises PageChanged where it is no feed."""
    entries = list(_json_entries(page) if page.text.lstrip("\ufeff \r\n\t").startswith("{") else _xml_entries(page))
    told: dict[str, Mention] = {}
    left_out = 0
    for entry in entries:
        mention = _mention(entry, page, platform)
        if mention is None:
            left_out += 1
        else:
            told.setdefault(mention.post_id, mention)
    return tuple(told.values()), (f"entries_unreadable: {left_out}",) if left_out else ()


def _xml_entries(page: FetchedPage) -> Iterator[Entry]:
    body = unzip(page.body)
    refuse_entities(body)
    if not _FEED.search(page.text[:5_000] or body[:5_000].decode("latin-1")):
        raise PageChanged("No feed: neither RSS, RDF, Atom nor JSON Feed.", url=page.url)
    headers = {"content-type": page.headers.get("content-type", "")}
    read = feedparser.parse(io.BytesIO(body), response_headers=headers, sanitize_html=False)
    if not read.version and not read.entries:
        raise PageChanged("No feed that can be read.", url=page.url)
    for entry in read.entries[:ENTRIES_MOST]:
        bodies = [clean(part.get("value")) for part in entry.get("content", [])]
        yield {
            "id": entry.get("id"),
            "url": entry.get("link"),
            "title": entry.get("title"),
            "html": next(filter(None, bodies), clean(entry.get("summary"))),
            "time": entry.get("published") or entry.get("updated"),
            "tags": [tag.get("term") for tag in entry.get("tags", [])],
            "comments": entry.get("slash_comments"),
        }


def _json_entries(page: FetchedPage) -> Iterator[Entry]:
    feed = parse_json(page)
    items = feed.get("items") if isinstance(feed, dict) and "jsonfeed" in clean(feed.get("version")) else None
    if not isinstance(items, list):
        raise PageChanged("JSON, but no JSON Feed: «version» or the list «items» is missing.", url=page.url)
    if items and not rows_of(items):
        raise PageChanged("A JSON Feed whose items are no items.", url=page.url)
    for item in rows_of(items)[:ENTRIES_MOST]:
        tags = item.get("tags")
        yield {
            "id": item.get("id"),
            "url": item.get("url") or item.get("external_url"),
            "title": item.get("title"),
            "html": clean(item.get("content_html")),
            "text": clean(item.get("content_text")) or clean(item.get("summary")),
            "time": item.get("date_published") or item.get("date_modified"),
            "tags": tags if isinstance(tags, list) else [],
        }


def _mention(entry: Entry, page: FetchedPage, platform: str) -> Mention | None:
    """None for an entry without id and link, or without any words."""
    url = _own_address(join_url(page.url, clean(entry.get("url")))) if clean(entry.get("url")) else ""
    post_id = one_line(entry.get("id")) or url
    title = one_line(_decoded(html_to_text(entry.get("title"))))
    text = _decoded(html_to_text(entry.get("html"))) or clean(entry.get("text"))
    if not post_id or not (title or text):
        return None
    posted_at = parse_time(entry.get("time"), now=page.fetched_at)
    comments = clean(entry.get("comments"))
    return Mention(
        platform=platform,
        post_id=post_id,
        title=title or None,
        text=text or title,
        url=url or None,
        author_kind=next((AUTHOR_KINDS[tag] for tag in map(clean, entry["tags"]) if tag in AUTHOR_KINDS), "unknown"),
        posted_at=posted_at,
        comment_count=int(comments) if comments.isdecimal() and len(comments) < 10 else None,
        seen_at=page.fetched_at,
        evidence_digest=page.evidence_digest,
        notes=_time_notes(entry, posted_at is None),
    )


def _own_address(url: str) -> str:
    """The address of the article itself, where a news search links to its own click counter (Bing: apiclick)."""
    if "/apiclick.aspx?" not in url:
        return url
    asked = parse_qs(urlsplit(url).query)
    return join_url(url, asked.get("url", [""])[0]) or url


def _time_notes(entry: Entry, is_missing: bool) -> tuple[str, ...]:
    told = one_line(entry.get("time"))[:60]
    return ((f"time_unparsed: {told}" if told else "time_missing"),) if is_missing else ()


def _decoded(text: str) -> str:
    """Entities that were escaped twice, decoded once more."""
    return html.unescape(text) if _ENTITY.search(text) else text
