"""What stands behind the numbers of briefs: which leads were new, which were moved, which runs and posts were read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, select

from leads_db.lead_tables import leads
from leads_db.notice_tables import lead_clocks
from leads_db.opinion_tables import opinion_alerts, opinion_views
from leads_db.records import Trigger, Verdict
from leads_db.records.handling import LeadState, Move
from leads_db.store.events import PREFIX
from leads_db.store.opinion_counts import OpinionFilter, newest_views
from leads_db.store.source_days import day_start
from leads_db.store.statistics import Scope, opened
from leads_db.tables import audit, mentions, runs


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLead:
    """One lead of the time, as a list of a brief prints it."""

    number: str
    indication: str
    platform: str
    verdict: Verdict
    seller_name: str
    state: LeadState


def read_new_leads(connection: Connection, scope: Scope, *, limit: int) -> tuple[NewLead, ...]:
    """Leads that `count_leads` counts, the first in rank first."""
    names = ("number", "indication", "platform", "verdict", "seller_name", "state")
    query = select(*(leads.c[name] for name in names)).where(*opened(scope))
    rows: Iterable[Row[Any]] = connection.execute(query.order_by(leads.c.priority.desc(), leads.c.id).limit(limit))
    return tuple(
        NewLead(**{**row._mapping, "verdict": Verdict(row.verdict), "state": LeadState(row.state)}) for row in rows
    )


def read_moved(connection: Connection, scope: Scope, moves: Iterable[Move], *, limit: int) -> tuple[str, ...]:
    """Numbers of the leads that were moved so in the time, each once."""
    query = (
        select(audit.c.subject)
        .join(leads, leads.c.number == audit.c.subject)
        .where(*scope.of_leads(), audit.c.action.in_([f"{PREFIX}{move}" for move in moves]))
        .where(audit.c.at >= scope.since, audit.c.at < scope.until)
    )
    return tuple(connection.scalars(query.group_by(audit.c.subject).order_by(audit.c.subject).limit(limit)))


def count_moves_by_host(connection: Connection, scope: Scope, move: Move) -> dict[str, int]:
    """Bureau → leads on which this was done in the time, each once; an empty text: no bureau's."""
    query = (
        select(leads.c.host, func.count(func.distinct(audit.c.subject)))
        .join(leads, leads.c.number == audit.c.subject)
        .where(*scope.of_leads(), audit.c.action == f"{PREFIX}{move}")
        .where(audit.c.at >= scope.since, audit.c.at < scope.until)
    )
    return {
        host or "": count for host, count in connection.execute(query.group_by(leads.c.host).order_by(leads.c.host))
    }


def count_waiting_states(connection: Connection, scope: Scope) -> dict[str, int]:
    """State → leads that are in it now, of all times."""
    query = select(leads.c.state, func.count()).where(*scope.of_leads(), leads.c.verdict.not_in(_NOT_QUEUED))
    return dict(connection.execute(query.group_by(leads.c.state)).all())


_NOT_QUEUED = (Verdict.LAWFUL, Verdict.UNRELATED)


def count_due(connection: Connection, scope: Scope, *, ahead: timedelta) -> tuple[int, int]:
    """Limits of the scope's leads that are open now: (due within `ahead` of the time's end, due before it)."""
    clock = lead_clocks.c
    mine: list[ColumnElement[bool]] = [*scope.of_leads(), clock.ended_at.is_(None)]
    query = select(func.count()).select_from(lead_clocks.join(leads, leads.c.number == clock.lead)).where(*mine)
    soon = query.where(clock.due_at >= scope.until, clock.due_at < scope.until + ahead)
    late = query.where(clock.due_at < scope.until)
    return int(connection.scalar(soon) or 0), int(connection.scalar(late) or 0)


def read_run_ids(connection: Connection, sources: Sequence[str], *, first: date, last: date) -> tuple[int, ...]:
    """Runs of these sources that were asked for on these days in Shanghai."""
    query = select(runs.c.id).where(
        runs.c.source.in_(sources),
        runs.c.trigger != Trigger.IMPORT,
        runs.c.queued_at >= day_start(first),
        runs.c.queued_at < day_start(last + timedelta(days=1)),
    )
    return tuple(connection.scalars(query.order_by(runs.c.id)))


def read_post_keys(connection: Connection, wanted: OpinionFilter, *, limit: int) -> tuple[str, ...]:
    """platform:number of the newest posts that are counted."""
    newest = newest_views(wanted, limit)
    query = select(mentions.c.platform, mentions.c.post_id).join(
        opinion_views, opinion_views.c.mention_id == mentions.c.id
    )
    rows = connection.execute(query.join(newest, newest.c.id == opinion_views.c.id).order_by(mentions.c.id))
    return tuple(f"{row.platform}:{row.post_id}" for row in rows)


def read_raised(
    connection: Connection, indications: Sequence[str], *, since: datetime, until: datetime, is_practice: bool
) -> tuple[Row[Any], ...]:
    """Alerts raised in the time that nobody called a misreport: id, indication, topic, level, observed, event_id."""
    names = ("id", "indication", "topic", "level", "observed", "event_id", "why")
    query = select(*(opinion_alerts.c[name] for name in names)).where(
        opinion_alerts.c.indication.in_(indications),
        opinion_alerts.c.raised_at >= since,
        opinion_alerts.c.raised_at < until,
        opinion_alerts.c.is_practice == is_practice,
        opinion_alerts.c.state != "misreport",
    )
    return tuple(connection.execute(query.order_by(opinion_alerts.c.id)).all())
