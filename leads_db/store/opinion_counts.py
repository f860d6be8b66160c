"""What the board shows of opinions: counts by day, feeling, topic, source; and the rows from which bursts are judged.

Everything is bounded by indications and days, and read from one index.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Subquery, func, select

from leads_db.opinion_tables import opinion_sources, opinion_views
from leads_db.records import Mention
from leads_db.records.opinion import COMPLAINTS, OpinionView, Sentiment, Topic
from leads_db.store.opinions import IMPORTED, LIVE, SLOT_S, view_from_json
from leads_db.store.record_json import mention_from_json
from leads_db.store.source_days import day_start, read_source_days
from leads_db.tables import mentions

A_DAY = 86_400 // SLOT_S
SHANGHAI = 8 * 3_600 // SLOT_S
NEWEST = 2_000
"""Posts among which originals are chosen."""
V = opinion_views.c
IS_OURS = (LIVE, V.topic != Topic.UNRELATED)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionFilter:
    """Which posts are counted."""

    indications: tuple[str, ...]
    first: date
    """Days in Shanghai, both included."""
    last: date
    topic: Topic | None = None
    platform: str | None = None
    is_practice: bool = False

    @property
    def days(self) -> tuple[date, ...]:
        """Every day from first to last."""
        return tuple(self.first + timedelta(days=step) for step in range((self.last - self.first).days + 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionDay:
    """The posts of one day. None of a source that was down is no zero: `missing` names those."""

    day: date
    posts: int
    negative: int
    neutral: int
    positive: int
    missing: tuple[str, ...]
    """Sources of opinion that were down or not asked on this day, and brought nothing of it."""

    @property
    def is_gap(self) -> bool:
        """True when nothing is there and a source is missing: draw a gap, no zero."""
        return self.posts == 0 and bool(self.missing)


def _slots(first: date, last: date) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    begin, end = (int(day_start(day).timestamp()) // SLOT_S for day in (first, last + timedelta(days=1)))
    return V.slot >= begin, V.slot < end


def _conditions(wanted: OpinionFilter) -> list[ColumnElement[bool]]:
    conditions = [*IS_OURS, V.indication.in_(wanted.indications), V.is_practice == wanted.is_practice]
    conditions += _slots(wanted.first, wanted.last)
    if wanted.topic is not None:
        conditions.append(V.topic == wanted.topic)
    if wanted.platform is not None:
        conditions.append(V.platform == wanted.platform)
    return conditions


def _day_of() -> ColumnElement[int]:
    return (V.slot + SHANGHAI) // A_DAY


def read_days(connection: Connection, wanted: OpinionFilter) -> tuple[OpinionDay, ...]:
    """One row a day, days without posts included; each names the sources that were not seen then."""
    day = _day_of().label("day")
    query = select(day, V.sentiment, V.source, func.count()).where(*_conditions(wanted))
    counts: dict[date, Counter[str]] = {}
    told: dict[date, set[str]] = {}
    for number, sentiment, source, count in connection.execute(query.group_by(day, V.sentiment, V.source)):
        when = date(1970, 1, 1) + timedelta(days=number)
        counts.setdefault(when, Counter())[sentiment] += count
        told.setdefault(when, set()).add(source)
    missing = read_missing(connection, wanted)
    return tuple(
        OpinionDay(
            day=when,
            posts=sum(counts.get(when, {}).values()),
            negative=counts.get(when, Counter())[Sentiment.NEGATIVE],
            neutral=counts.get(when, Counter())[Sentiment.NEUTRAL],
            positive=counts.get(when, Counter())[Sentiment.POSITIVE],
            missing=tuple(one for one in missing.get(when, ()) if one not in told.get(when, ())),
        )
        for when in wanted.days
    )


def read_missing(connection: Connection, wanted: OpinionFilter) -> dict[date, tuple[str, ...]]:
    """Day → sources of opinion of which nothing was seen on it."""
    sources = read_sources(connection, is_practice=wanted.is_practice)
    found: dict[date, tuple[str, ...]] = {}
    for one in read_source_days(connection, sources, first=wanted.first, last=wanted.last):
        if one.is_blind:
            found[one.day] = (*found.get(one.day, ()), one.source)
    return found


def read_sources(connection: Connection, *, is_practice: bool = False) -> tuple[str, ...]:
    """The sources that ever brought an opinion, without imported files."""
    of_kind = (opinion_sources.c.is_practice == is_practice, opinion_sources.c.source != IMPORTED)
    query = select(opinion_sources.c.source).where(*of_kind).order_by(opinion_sources.c.id)
    return tuple(dict.fromkeys(connection.scalars(query)))


def read_platform_sources(
    connection: Connection, *, is_practice: bool = False
) -> dict[str, tuple[tuple[str, ...], int]]:
    """Platform → (its sources, slot of the oldest post that they brought); imported files are a source too."""
    found: dict[str, tuple[tuple[str, ...], int]] = {}
    query = select(opinion_sources).where(opinion_sources.c.is_practice == is_practice).order_by(opinion_sources.c.id)
    for row in connection.execute(query):
        sources, first = found.get(row.platform, ((), row.first_slot))
        found[row.platform] = ((*sources, row.source), min(first, row.first_slot))
    return found


def count_topics(connection: Connection, wanted: OpinionFilter) -> dict[Topic, int]:
    """Posts by topic, most first."""
    query = select(V.topic, func.count()).where(*_conditions(wanted)).group_by(V.topic)
    return {Topic(topic): count for topic, count in connection.execute(query.order_by(func.count().desc()))}


def count_sentiments(connection: Connection, wanted: OpinionFilter) -> dict[Sentiment, int]:
    """Posts by feeling towards the goods."""
    query = select(V.sentiment, func.count()).where(*_conditions(wanted)).group_by(V.sentiment)
    found = {Sentiment(sentiment): count for sentiment, count in connection.execute(query)}
    return {sentiment: found.get(sentiment, 0) for sentiment in Sentiment}


def count_platforms(connection: Connection, wanted: OpinionFilter) -> dict[str, int]:
    """Posts by platform, most first."""
    query = select(V.platform, func.count()).where(*_conditions(wanted)).group_by(V.platform)
    return dict(connection.execute(query.order_by(func.count().desc(), V.platform)).all())


def count_map(connection: Connection, wanted: OpinionFilter) -> dict[tuple[str, str], tuple[int, int]]:
    """(indication, platform) → (posts, negative ones)."""
    query = select(V.indication, V.platform, V.sentiment, func.count()).where(*_conditions(wanted))
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for indication, platform, sentiment, count in connection.execute(
        query.group_by(V.indication, V.platform, V.sentiment)
    ):
        posts, negative = found.get((indication, platform), (0, 0))
        negative += count if sentiment == Sentiment.NEGATIVE else 0
        found[indication, platform] = (posts + count, negative)
    return found


def newest_views(wanted: OpinionFilter, limit: int, *more: ColumnElement[bool]) -> Subquery:
    """Numbers of the newest views; told by the index alone, before any text is read."""
    query = select(V.id).where(*_conditions(wanted), *more)
    return query.order_by(V.slot.desc(), V.id.desc()).limit(limit).subquery()


def read_originals(
    connection: Connection, wanted: OpinionFilter, sentiment: Sentiment, *, limit: int = 3
) -> tuple[tuple[Mention, OpinionView], ...]:
    """The posts that say it most surely among the NEWEST, complaints before other negative ones."""
    surest = [V.confidence.desc(), V.slot.desc(), V.id.desc()]
    if sentiment is Sentiment.NEGATIVE:
        surest.insert(0, V.topic.in_(COMPLAINTS).desc())
    newest = newest_views(wanted, NEWEST, V.sentiment == sentiment)
    chosen = select(V.id).join(newest, newest.c.id == V.id).order_by(*surest).limit(limit).subquery()
    query = (
        select(mentions.c.record, V.record.label("view"))
        .join(chosen, chosen.c.id == V.id)
        .join(mentions, mentions.c.id == V.mention_id)
    )
    rows = connection.execute(query.order_by(*surest))
    return tuple((mention_from_json(row.record), view_from_json(row.view)) for row in rows)


def read_texts(connection: Connection, wanted: OpinionFilter, *, limit: int) -> tuple[str, ...]:
    """Title and text of the newest posts, at most `limit`."""
    newest = newest_views(wanted, limit)
    query = (
        select(mentions.c.record).join(opinion_views, V.mention_id == mentions.c.id).join(newest, newest.c.id == V.id)
    )
    posts = map(mention_from_json, connection.scalars(query))
    return tuple(f"{post.title or ''}\n{post.text}" for post in posts)


def find_new_topics(connection: Connection, wanted: OpinionFilter, *, weeks: int = 4) -> dict[tuple[str, Topic], int]:
    """(indication, topic) → posts, of those that nobody spoke of in the weeks before."""
    query = select(V.indication, V.topic, func.count()).group_by(V.indication, V.topic)
    now = {(slug, Topic(topic)): count for slug, topic, count in connection.execute(query.where(*_conditions(wanted)))}
    before = OpinionFilter(
        indications=wanted.indications,
        first=wanted.first - timedelta(weeks=weeks),
        last=wanted.first - timedelta(days=1),
        is_practice=wanted.is_practice,
    )
    known = {(row[0], Topic(row[1])) for row in connection.execute(query.where(*_conditions(before)))}
    return {pair: count for pair, count in now.items() if pair not in known}


def read_slots(
    connection: Connection, indication: str, topic: Topic, *, since: datetime, is_practice: bool = False
) -> dict[str, list[int]]:
    """Platform → slot of each post, ascending."""
    query = select(V.platform, V.slot, func.count()).where(
        V.indication == indication,
        LIVE,
        V.is_practice == is_practice,
        V.topic == topic,
        V.slot >= int(since.timestamp()) // SLOT_S,
    )
    found: dict[str, list[int]] = {}
    for platform, slot, count in connection.execute(query.group_by(V.platform, V.slot).order_by(V.slot)):
        found.setdefault(platform, []).extend([slot] * count)
    return found


def count_hours(
    connection: Connection, *, since: datetime, is_practice: bool = False
) -> tuple[Counter[int], Counter[int]]:
    """(hour of the day in Shanghai → posts, weekday from Monday 0 → posts) since a moment."""
    hour = (((V.slot + SHANGHAI) % (7 * A_DAY)) // (3_600 // SLOT_S)).label("hour")
    query = select(hour, func.count()).where(
        *IS_OURS, V.indication != "", V.is_practice == is_practice, V.slot >= int(since.timestamp()) // SLOT_S
    )
    hours: Counter[int] = Counter()
    weekdays: Counter[int] = Counter()
    for number, count in connection.execute(query.group_by(hour)):
        hours[number % 24] += count
        weekdays[(number // 24 + 3) % 7] += count  # 1970-01-01 was a Thursday
    return hours, weekdays
