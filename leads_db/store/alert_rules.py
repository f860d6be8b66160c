"""Rules that people made about alerts: misreports that raise the limit, windows in which none is raised."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, insert, select, update

from leads_db.errors import DecisionRefused, NotFound
from leads_db.opinion_tables import alert_rules, opinion_alerts
from leads_db.records.account import Actor
from leads_db.records.opinion import AlertState
from leads_db.store.audit import save_audit

MUTE_MOST = timedelta(days=30)
REASON_MOST = 500
MISREPORT, MUTE = "misreport", "mute"


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRule:
    """What a person decided about alerts; it can be taken back."""

    id: int
    kind: str
    """`misreport` raises the limit a step, `mute` holds alerts back until a moment."""
    indication: str
    topic: str
    """Empty: every topic."""
    alert: int | None
    until: datetime | None
    actor: str
    reason: str
    made_at: datetime
    undone_at: datetime | None


def mute_alerts(
    connection: Connection, indication: str, topic: str, actor: Actor, *, until: datetime, reason: str, at: datetime
) -> int:
    """Hold alerts back until a moment, at most 30 days; `topic` empty: every one. Raises DecisionRefused."""
    if not at < until <= at + MUTE_MOST or not reason.strip():
        raise DecisionRefused("静默期最长 30 天，须写明理由", until=until)
    return insert_rule(connection, MUTE, indication, topic, None, until, actor, reason, at)


def undo_rule(connection: Connection, rule_id: int, actor: Actor, *, at: datetime) -> None:
    """Take a rule back: the limit falls a step, or alerts come again. Raises NotFound, DecisionRefused."""
    row = connection.execute(select(alert_rules).where(alert_rules.c.id == rule_id)).one_or_none()
    if row is None:
        raise NotFound(f"alert rule {rule_id}")
    open_one = update(alert_rules).where(alert_rules.c.id == rule_id, alert_rules.c.undone_at.is_(None))
    if not connection.execute(open_one.values(undone_at=at, undone_by=actor.name)).rowcount:
        raise DecisionRefused(rule=rule_id)
    if row.alert_id is not None:
        same = update(opinion_alerts).where(
            opinion_alerts.c.id == row.alert_id, opinion_alerts.c.state == AlertState.MISREPORT
        )
        connection.execute(same.values(state=AlertState.SEEN, handled_by=actor.name, handled_at=at))
    _audit_rule(connection, rule_id, "rule_undone", actor, at, kind=row.kind)


def insert_rule(
    connection: Connection,
    kind: str,
    indication: str,
    topic: str,
    alert: int | None,
    until: datetime | None,
    actor: Actor,
    reason: str,
    at: datetime,
) -> int:
    """Write a rule down; return its number."""
    row = {
        "kind": kind,
        "indication": indication,
        "topic": topic,
        "alert_id": alert,
        "until": until,
        "actor": actor.name,
        "reason": reason[:REASON_MOST],
        "made_at": at,
    }
    made = int(connection.execute(insert(alert_rules).values(row).returning(alert_rules.c.id)).scalar_one())
    _audit_rule(connection, made, f"rule_{kind}", actor, at, indication=indication, topic=topic, until=until)
    return made


def is_muted(connection: Connection, indication: str, topic: str, now: datetime) -> bool:
    """True while a mute window stands for it."""
    query = select(alert_rules.c.id).where(
        alert_rules.c.kind == MUTE,
        alert_rules.c.indication == indication,
        alert_rules.c.topic.in_(("", topic)),
        alert_rules.c.until > now,
        alert_rules.c.undone_at.is_(None),
    )
    return connection.execute(query.limit(1)).first() is not None


def count_misreports(connection: Connection, indication: str, topic: str) -> int:
    """Misreports of this indication and topic that stand."""
    query = select(func.count()).where(
        alert_rules.c.kind == MISREPORT,
        alert_rules.c.indication == indication,
        alert_rules.c.topic == topic,
        alert_rules.c.undone_at.is_(None),
    )
    return connection.execute(query).scalar_one()


def read_rules(connection: Connection, indication: str, *, limit: int = 50) -> tuple[AlertRule, ...]:
    """Rules about an indication, the newest first, those taken back included."""
    columns = [alert_rules.c[name] for name in ("id", "kind", "indication", "topic", "until", "actor", "reason")]
    more = (alert_rules.c.alert_id.label("alert"), alert_rules.c.made_at, alert_rules.c.undone_at)
    query = select(*columns, *more).where(alert_rules.c.indication == indication)
    rows = connection.execute(query.order_by(alert_rules.c.id.desc()).limit(limit))
    return tuple(AlertRule(**row._asdict()) for row in rows)


def _audit_rule(connection: Connection, rule: int, action: str, actor: Actor, at: datetime, **detail: object) -> None:
    save_audit(
        connection, at=at, actor=actor.name, action=f"opinion.{action}", subject=f"alert rule {rule}", detail=detail
    )
