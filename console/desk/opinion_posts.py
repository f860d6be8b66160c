"""A post as the board shows it: its words with what was read in them marked, its link, the page that was kept."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from leads_db.records import Mention
from leads_db.records.opinion import OpinionView
from leads_db.store.opinion_events import read_events_of
from leads_db.store.opinion_lists import ReadPost, read_kept_numbers
from leads_db.store.opinions import read_mentions_and_views
from pipelines.text.folding import compact

SHOWN = 400
"""Characters of a post that a list shows."""
WORD_MOST = 12


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a text; marked where a conclusion rests on it."""

    text: str
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPost:
    """One post for a list."""

    mention_id: int
    mention: Mention
    view: OpinionView
    pieces: tuple[Piece, ...]
    """Its text, cut at SHOWN."""
    kept: int | None
    """Number of the kept page; None: not kept."""
    event: int | None
    """The event that it is folded into."""


def show_posts(connection: Connection, posts: Sequence[ReadPost]) -> tuple[ShownPost, ...]:
    """The posts in their order."""
    kept = read_kept_numbers(connection, (one.mention.evidence_digest for one in posts))
    events: dict[tuple[int, str], int] = {}
    for slug in {one.view.indication for one in posts if one.view.indication}:
        found = read_events_of(connection, [one.mention_id for one in posts if one.view.indication == slug], slug)
        events |= {(mention_id, slug): event for mention_id, event in found.items()}
    return tuple(
        ShownPost(
            mention_id=one.mention_id,
            mention=one.mention,
            view=one.view,
            pieces=mark_quotes(one.mention.text, one.view),
            kept=kept.get(one.mention.evidence_digest or ""),
            event=events.get((one.mention_id, one.view.indication or "")),
        )
        for one in posts
    )


def show_mentions(connection: Connection, mention_ids: Iterable[int], slug: str) -> tuple[ShownPost, ...]:
    """The posts of these mentions as views of one indication."""
    found = read_mentions_and_views(connection, mention_ids)
    posts = [
        ReadPost(mention_id=number, mention=of, view=view) for number, of, view in found if view.indication == slug
    ]
    return show_posts(connection, posts)


def mark_quotes(text: str, view: OpinionView) -> tuple[Piece, ...]:
    """The text in pieces, those that carry a conclusion with why; a span that does not fit the text is left out."""
    pieces: list[Piece] = []
    at, shown = 0, text[:SHOWN]
    for quote in sorted((one for one in view.quotes if one.field == "text"), key=lambda one: one.span):
        first, end = quote.span
        if not at <= first < end <= len(shown):
            continue
        pieces += [Piece(shown[at:first])] if first > at else []
        pieces.append(Piece(shown[first:end], quote.why))
        at = end
    pieces.append(Piece(shown[at:] + ("…" if len(text) > SHOWN else "")))
    return tuple(piece for piece in pieces if piece.text)


def holding(posts: Iterable[ReadPost], word: str) -> tuple[ReadPost, ...]:
    """The posts that hold a word, in whatever spacing and script."""
    wanted = compact(re.sub(r"\s+", "", word)[:WORD_MOST])
    if not wanted:
        return tuple(posts)
    return tuple(one for one in posts if wanted in compact(f"{one.mention.title or ''}{one.mention.text}"))


def each_once(posts: Iterable[ReadPost]) -> tuple[ReadPost, ...]:
    """The posts without those that only say again what stood before."""
    return tuple({compact(one.mention.text): one for one in reversed(tuple(posts))}.values())[::-1]


def each_event_once(posts: Iterable[ShownPost]) -> tuple[ShownPost, ...]:
    """The first post of each event."""
    return tuple({one.event or -one.mention_id: one for one in reversed(tuple(posts))}.values())[::-1]
