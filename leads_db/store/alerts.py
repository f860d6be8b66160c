"""Alerts of bursts: one row as long as a burst lasts; its level only rises."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from leads_db.errors import DecisionRefused, NotFound
from leads_db.opinion_tables import opinion_alerts
from leads_db.records.account import Actor
from leads_db.records.opinion import AlertState, Level, OpinionAlert, Topic
from leads_db.store.alert_rules import MISREPORT, REASON_MOST, insert_rule, is_muted
from leads_db.store.audit import save_audit
from leads_db.store.record_json import to_json
from leads_db.store.source_days import shanghai_day
from leads_db.store.turns import take_turn

QUIET = timedelta(hours=24)
"""A burst that was quiet for longer is over; the next one is another alert."""
RISING = tuple(Level)
OPEN_STATES = (AlertState.OPEN, AlertState.SEEN, AlertState.REPORTED)
SYSTEM = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenBurst:
    """A burst as the store keeps it."""

    indication: str
    topic: Topic
    level: Level
    began_at: datetime
    """Start of its window."""
    ended_at: datetime
    observed: int
    expected: float
    sources: tuple[str, ...]
    event: int | None
    why: str
    is_practice: bool = False


def save_burst(connection: Connection, burst: SeenBurst, *, now: datetime) -> tuple[int, bool] | None:
    """Raise an alert, or carry the one on that is going on; (its number, whether it is new or rose). None: muted."""
    take_turn(connection, "alerts")
    if is_muted(connection, burst.indication, burst.topic, now):
        return None
    held = _read_going_on(connection, burst)
    if held is None:
        return _raise(connection, burst, now), True
    values: dict[str, Any] = {"last_at": max(held.last_at, burst.ended_at)}
    step = RISING.index(burst.level) - RISING.index(Level(held.level))
    rises = step > 0
    if rises or (step == 0 and burst.observed > held.observed):
        values |= _told(burst)
    if rises and held.state == AlertState.SEEN:
        values["state"] = AlertState.OPEN  # it is worse than what was seen
    connection.execute(update(opinion_alerts).where(opinion_alerts.c.id == held.id).values(**values))
    if rises:
        _audit(connection, held.id, "alert_rose", SYSTEM, now, level=burst.level, observed=burst.observed)
    return int(held.id), rises


def _read_going_on(connection: Connection, burst: SeenBurst) -> Row[Any] | None:
    query = select(opinion_alerts).where(
        opinion_alerts.c.indication == burst.indication,
        opinion_alerts.c.topic == burst.topic,
        opinion_alerts.c.is_practice == burst.is_practice,
        opinion_alerts.c.last_at >= burst.began_at - QUIET,
        opinion_alerts.c.began_at <= burst.ended_at + QUIET,
    )
    return connection.execute(query.order_by(opinion_alerts.c.last_at.desc()).limit(1)).one_or_none()


def _raise(connection: Connection, burst: SeenBurst, now: datetime) -> int:
    row = _told(burst) | {
        "indication": burst.indication,
        "topic": burst.topic,
        "state": AlertState.OPEN,
        "began_at": burst.began_at,
        "raised_at": now,
        "last_at": burst.ended_at,
        "is_practice": burst.is_practice,
    }
    made = connection.execute(insert(opinion_alerts).values(row).returning(opinion_alerts.c.id)).scalar_one()
    detail = {"indication": burst.indication, "topic": burst.topic, "level": burst.level, "observed": burst.observed}
    _audit(connection, int(made), "alert_raised", SYSTEM, now, **detail)
    return int(made)


def _told(burst: SeenBurst) -> dict[str, Any]:
    told: dict[str, Any] = {
        "level": burst.level,
        "observed": burst.observed,
        "expected": burst.expected,
        "sources": to_json({"names": burst.sources}),
        "why": burst.why,
    }
    return told if burst.event is None else told | {"event_id": burst.event}


def decide_alert(
    connection: Connection, alert_id: int, state: AlertState, actor: Actor, *, reason: str = "", at: datetime
) -> OpinionAlert:
    """Mark an alert seen, a misreport (the limit rises a step), or reported. Raises NotFound, DecisionRefused."""
    take_turn(connection, "alerts")
    alert = read_alert(connection, alert_id)
    if alert.state not in OPEN_STATES or state is AlertState.OPEN:
        raise DecisionRefused(alert=alert_id, state=alert.state)
    if state is AlertState.MISREPORT and not reason.strip():
        raise DecisionRefused("误报须写明理由", alert=alert_id)
    values = {"state": state, "handled_by": actor.name, "handled_at": at, "reason": reason[:REASON_MOST]}
    connection.execute(update(opinion_alerts).where(opinion_alerts.c.id == alert_id).values(**values))
    if state is AlertState.MISREPORT:
        insert_rule(connection, MISREPORT, alert.indication, alert.topic, alert_id, None, actor, reason, at)
    _audit(connection, alert_id, f"alert_{state}", actor.name, at, reason=reason[:REASON_MOST])
    return read_alert(connection, alert_id)


def read_burst_days(
    connection: Connection, indication: str, topic: str, *, since: datetime, until: datetime, is_practice: bool
) -> frozenset[date]:
    """Days in Shanghai on which a burst went on that began before `until` and that nobody called a misreport."""
    query = select(opinion_alerts.c.began_at, opinion_alerts.c.last_at).where(
        opinion_alerts.c.indication == indication,
        opinion_alerts.c.topic == topic,
        opinion_alerts.c.last_at >= since,
        opinion_alerts.c.began_at < until,
        opinion_alerts.c.is_practice == is_practice,
        opinion_alerts.c.state != AlertState.MISREPORT,
    )
    days: set[date] = set()
    for began_at, last_at in connection.execute(query):
        first, last = shanghai_day(began_at), shanghai_day(last_at)
        days.update(first + timedelta(days=step) for step in range((last - first).days + 1))
    return frozenset(days)


def read_alert(connection: Connection, alert_id: int) -> OpinionAlert:
    """One alert. Raises NotFound."""
    row = connection.execute(select(opinion_alerts).where(opinion_alerts.c.id == alert_id)).one_or_none()
    if row is None:
        raise NotFound(f"opinion alert {alert_id}")
    return _alert(row)


def read_alerts(
    connection: Connection,
    indications: Sequence[str],
    *,
    since: datetime,
    states: Sequence[AlertState] = (),
    is_practice: bool = False,
    limit: int = 50,
) -> tuple[OpinionAlert, ...]:
    """Alerts that were going on since a moment, the newest first; `states` empty: all."""
    query = select(opinion_alerts).where(
        opinion_alerts.c.indication.in_(indications),
        opinion_alerts.c.last_at >= since,
        opinion_alerts.c.is_practice == is_practice,
    )
    if states:
        query = query.where(opinion_alerts.c.state.in_(states))
    return tuple(map(_alert, connection.execute(query.order_by(opinion_alerts.c.id.desc()).limit(limit))))


def _alert(row: Row[Any]) -> OpinionAlert:
    return OpinionAlert(
        id=row.id,
        indication=row.indication,
        topic=Topic(row.topic),
        level=Level(row.level),
        state=AlertState(row.state),
        began_at=row.began_at,
        raised_at=row.raised_at,
        last_at=row.last_at,
        observed=row.observed,
        expected=row.expected,
        sources=tuple(json.loads(row.sources)["names"]),
        event=row.event_id,
        why=row.why,
        handled_by=row.handled_by,
        handled_at=row.handled_at,
        reason=row.reason,
        is_practice=row.is_practice,
    )


def _audit(connection: Connection, alert: int, action: str, actor: str, at: datetime, **detail: object) -> None:
    save_audit(connection, at=at, actor=actor, action=f"opinion.{action}", subject=f"alert {alert}", detail=detail)
