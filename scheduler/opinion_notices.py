"""An alert that is raised or rises is told once a level: in the program's list and through the channels."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection

from leads_db.records.account import Role
from leads_db.records.notice import NoticeKind
from leads_db.records.opinion import OpinionAlert
from leads_db.register import Register
from leads_db.store.alerts import read_alert
from leads_db.store.notices import save_notice
from pipelines.opinions.alert_words import LEVELS, TOPICS


def tell_alerts(connection: Connection, register: Register, alerts: Iterable[int], *, now: datetime) -> int:
    """Tell reviewers of the indication's city of these alerts, in the caller's transaction; how many are new."""
    return sum(_tell(connection, register, read_alert(connection, number), now) for number in alerts)


def _tell(connection: Connection, register: Register, alert: OpinionAlert, now: datetime) -> bool:
    found = register.indications.get(alert.indication)
    return save_notice(
        connection,
        once=f"opinion alert {alert.id} {alert.level}",
        kind=NoticeKind.ALERT,
        text=alert_text(alert, found.name if found else alert.indication),
        role=Role.REVIEWER,
        city=found.city if found else None,
        at=now,
        is_practice=alert.is_practice,
    )


def alert_text(alert: OpinionAlert, name: str) -> str:
    """Our own words and numbers, nothing of a post."""
    told = f"舆情{LEVELS[alert.level]}色预警 {alert.id} 号：{name}，{TOPICS[alert.topic]}"
    return f"{told}，{alert.why}。请到舆情页处置。"
