"""Lists of posts for the board, and what of the figures is our own doing: sources that began, terms asked first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, select

from leads_db.opinion_tables import candidate_posts, event_posts
from leads_db.records import Mention, Trigger
from leads_db.records.opinion import OpinionView, Sentiment
from leads_db.shares import Share
from leads_db.store.opinion_counts import NEWEST, OpinionFilter, V, newest_views, read_originals, read_sources
from leads_db.store.opinions import view_from_json
from leads_db.store.record_json import mention_from_json
from leads_db.store.source_days import read_source_days, shanghai_day
from leads_db.store.upsert import chunks
from leads_db.tables import evidence, mentions, runs, units


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPost:
    """A post with its view, as a list shows it."""

    mention_id: int
    mention: Mention
    view: OpinionView
    is_practice: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnChange:
    """What we changed ourselves on a day, so that a step in the figures is not taken for the world's."""

    day: date
    source: str
    terms: int
    """Search terms that were asked of it for the first time; 0: the source itself was asked for the first time."""


def read_post_list(
    connection: Connection, wanted: OpinionFilter, *, sentiment: Sentiment | None = None, limit: int = NEWEST
) -> tuple[ReadPost, ...]:
    """The newest posts of a filter, newest first."""
    more = () if sentiment is None else (V.sentiment == sentiment,)
    newest = newest_views(wanted, limit, *more)
    query = (
        select(V.mention_id, V.is_practice, V.record.label("view"), mentions.c.record)
        .join(newest, newest.c.id == V.id)
        .join(mentions, mentions.c.id == V.mention_id)
        .order_by(V.slot.desc(), V.id.desc())
    )
    return tuple(
        ReadPost(
            mention_id=row.mention_id,
            mention=mention_from_json(row.record),
            view=view_from_json(row.view),
            is_practice=row.is_practice,
        )
        for row in connection.execute(query)
    )


def read_original_posts(
    connection: Connection, wanted: OpinionFilter, sentiment: Sentiment, *, limit: int = 3
) -> tuple[ReadPost, ...]:
    """As `read_originals`, each with its number."""
    found = read_originals(connection, wanted, sentiment, limit=limit)
    keys = [mention.key for mention, _ in found]
    ids = dict(connection.execute(select(mentions.c.key, mentions.c.id).where(mentions.c.key.in_(keys))).all())
    return tuple(
        ReadPost(mention_id=ids[mention.key], mention=mention, view=view, is_practice=wanted.is_practice)
        for mention, view in found
    )


def read_posts_of_candidate(connection: Connection, candidate_id: int, *, limit: int = 5) -> tuple[int, ...]:
    """Mention ids of the newest posts that name a candidate."""
    query = select(candidate_posts.c.mention_id).where(candidate_posts.c.candidate_id == candidate_id)
    return tuple(connection.scalars(query.order_by(candidate_posts.c.id.desc()).limit(limit)))


def read_root_ids(connection: Connection, event_id: int) -> dict[int, int]:
    """Mention id → mention id of the text that it was folded to, for the posts of an event."""
    query = select(event_posts.c.mention_id, event_posts.c.root_id).where(event_posts.c.event_id == event_id)
    return dict(connection.execute(query).all())


def read_kept_numbers(connection: Connection, digests: Iterable[str | None]) -> dict[str, int]:
    """Digest of a kept page → its number as evidence, the oldest; what was not kept is left out."""
    found: dict[str, int] = {}
    for chunk in chunks(sorted({digest for digest in digests if digest})):
        query = select(evidence.c.digest, func.min(evidence.c.id)).where(evidence.c.digest.in_(chunk))
        found.update((digest, number) for digest, number in connection.execute(query.group_by(evidence.c.digest)))
    return found


def read_opinion_coverage(connection: Connection, wanted: OpinionFilter, *, today: date) -> Share:
    """Days of sources that were wholly seen, of all since each was first asked; today counts once it was asked."""
    sources = read_sources(connection, is_practice=wanted.is_practice)
    days = read_source_days(connection, sources, first=wanted.first, last=wanted.last)
    counted = [one for one in days if one.day != today or one.planned]
    return Share(sum(one.share >= 1.0 for one in counted), len(counted))


def read_own_changes(connection: Connection, wanted: OpinionFilter) -> tuple[OwnChange, ...]:
    """Sources that were asked first within the days, and terms that were asked first after their source had begun."""
    sources = read_sources(connection, is_practice=wanted.is_practice)
    began: dict[str, date] = {}
    asked: dict[tuple[date, str], int] = {}
    for chunk in chunks(sources):
        ours = (runs.c.source.in_(chunk), runs.c.trigger != Trigger.IMPORT)
        firsts = select(runs.c.source, func.min(runs.c.queued_at)).where(*ours).group_by(runs.c.source)
        began.update((source, shanghai_day(moment)) for source, moment in connection.execute(firsts))
        terms = select(runs.c.source, units.c.term, func.min(runs.c.queued_at)).join(units, units.c.run_id == runs.c.id)
        for source, _, moment in connection.execute(
            terms.where(*ours, units.c.term != "").group_by(runs.c.source, units.c.term)
        ):
            key = shanghai_day(moment), source
            asked[key] = asked.get(key, 0) + 1
    new = [OwnChange(day=day, source=source, terms=0) for source, day in began.items()]
    new += [
        OwnChange(day=day, source=source, terms=count) for (day, source), count in asked.items() if day > began[source]
    ]
    within = [one for one in new if wanted.first <= one.day <= wanted.last]
    return tuple(sorted(within, key=lambda one: (one.day, one.source)))
