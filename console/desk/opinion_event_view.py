"""Everything that an event's page shows: course, posts under their originals, leads, collections, corrections."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection

from console.desk import opinion_charts
from console.desk.context import Desk
from console.desk.opinion_posts import ShownPost, show_mentions
from console.words import SHANGHAI
from leads_db.records import Lead, Run
from leads_db.records.opinion import OpinionAlert, OpinionEvent, Post, TurningPoint
from leads_db.store.alerts import read_alerts
from leads_db.store.fold_decisions import FoldDecision, read_fold_decisions
from leads_db.store.opinion_events import read_event, read_event_posts, read_events
from leads_db.store.opinion_links import read_event_leads, read_event_runs
from leads_db.store.opinion_lists import read_root_ids
from pipelines.opinions.timeline import find_turning_points

POSTS_MOST, GROUPS_MOST = 300, 60
HOURLY = timedelta(days=3)
"""Up to here the course is drawn by the hour."""
NEAR = timedelta(days=14)
"""Events this far around may be merged into it."""


@dataclass(frozen=True, slots=True)
class Course:
    """Posts over time."""

    option: dict[str, object]
    rows: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventView:
    """One look at an event."""

    event: OpinionEvent
    posts: tuple[Post, ...]
    points: tuple[TurningPoint, ...]
    course: Course | None
    groups: tuple[tuple[ShownPost, tuple[ShownPost, ...]], ...]
    """Each original with its reposts and rewrites."""
    leads: tuple[Lead, ...]
    runs: tuple[Run, ...]
    alerts: tuple[OpinionAlert, ...]
    folds: tuple[FoldDecision, ...]
    others: tuple[OpinionEvent, ...]
    """Events of the same indication that may be put into it."""


def read_event_view(connection: Connection, desk: Desk, number: int) -> EventView:
    """Raises NotFound; whoever calls has made sure that the reader may see it."""
    event = read_event(connection, number)
    posts = read_event_posts(connection, number)
    names = {platform.id: platform.name for platform in desk.names.platforms.values()}
    slugs, is_practice = (event.indication,), event.is_practice
    near = read_events(
        connection,
        slugs,
        since=event.first_at - NEAR,
        until=event.last_at + NEAR,
        least_posts=1,
        is_practice=is_practice,
    )
    alerts = read_alerts(connection, slugs, since=event.first_at, is_practice=is_practice)
    return EventView(
        event=event,
        posts=posts,
        points=find_turning_points(posts, names),
        course=_course(event, posts) if posts else None,
        groups=_group(connection, event, posts),
        leads=read_event_leads(connection, number),
        runs=read_event_runs(connection, number),
        alerts=tuple(one for one in alerts if one.event == number),
        folds=read_fold_decisions(connection, number),
        others=tuple(one for one in near if one.id != number),
    )


def _course(event: OpinionEvent, posts: Sequence[Post]) -> Course:
    form = "%m-%d %H" if event.last_at - event.first_at <= HOURLY else "%m-%d"
    step = timedelta(hours=1) if form.endswith("%H") else timedelta(days=1)
    counts = Counter(post.at.astimezone(SHANGHAI).strftime(form) for post in posts)
    first, last = event.first_at.astimezone(SHANGHAI), event.last_at.astimezone(SHANGHAI)
    steps = int((last - first) / step) + 2
    names = dict.fromkeys((first + step * at).strftime(form) for at in range(min(steps, 400)))
    shown = [name for name in names if name <= last.strftime(form) or counts[name]]
    peak = max(shown, key=lambda name: counts[name])
    rows = tuple((name, counts[name]) for name in shown)
    return Course(opinion_charts.course(shown, [count for _name, count in rows], peak), rows)


def _group(
    connection: Connection, event: OpinionEvent, posts: Sequence[Post]
) -> tuple[tuple[ShownPost, tuple[ShownPost, ...]], ...]:
    roots = read_root_ids(connection, event.id)
    wanted = [post.mention_id for post in posts[:POSTS_MOST]]
    shown = {one.mention_id: one for one in show_mentions(connection, wanted, event.indication)}
    held: dict[int, list[ShownPost]] = {}
    for number in wanted:
        if number in shown:
            root = roots.get(number, number)
            held.setdefault(root if root in shown else number, []).append(shown[number])
    groups = [(shown[root], tuple(one for one in members if one.mention_id != root)) for root, members in held.items()]
    return tuple(sorted(groups, key=lambda group: -len(group[1]))[:GROUPS_MOST])
