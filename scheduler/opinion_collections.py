"""A burst of complaints opens one bounded collection of the indication's listings; what it finds hangs on the event."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine

from crawlers.source_file import Source
from leads_db.errors import SourceFileBroken
from leads_db.records import Trigger
from leads_db.records.opinion import COMPLAINTS, AlertState, OpinionAlert
from leads_db.register import load_register
from leads_db.settings import Settings
from leads_db.store.alerts import read_alerts
from leads_db.store.audit import save_audit
from leads_db.store.engine import reading, writing
from leads_db.store.opinion_links import count_collections, read_last_collection, save_event_runs
from leads_db.store.turns import take_turn
from scheduler.planning import save_planned_run, sources_to_collect

FRESH = timedelta(hours=24)
"""An older burst opens nothing any more."""
COOLDOWN = timedelta(hours=24)
"""Between two collections of one indication."""
SOURCES_MOST = 3
PAGES = 2
"""Result pages a name."""
PER_DAY = 12
"""Runs that bursts may open in 24 hours, over all indications."""
NEVER = frozenset({"feed", "rsshub", "samr_board", "people_board", "rednet_board", "weibo_mobile", "officer"})
"""Kinds of sources that bring no listings, or that only a person reads."""
NO_MORE = (AlertState.MISREPORT,)
REQUESTER = "opinion"


def open_collections(engine: Engine, settings: Settings, now: datetime) -> tuple[int, ...]:
    """Open what fresh bursts of complaints call for; the numbers of the runs. Repeating it opens nothing twice."""
    slugs = sorted(load_register(settings.register_folder).indications)
    alerts: list[OpinionAlert] = []
    with reading(engine) as connection:
        for is_practice in (False, True):
            alerts += read_alerts(connection, slugs, since=now - FRESH, is_practice=is_practice, limit=200)
        wanted = [one for one in alerts if _calls(one) and _is_cool(connection, one, now)]
    sources = _sources(settings) if wanted else ()
    opened: list[int] = []
    for alert in sorted(wanted, key=lambda one: -one.observed / max(one.expected, 1.0)):
        opened += _open(engine, alert, sources, now)
    return tuple(opened)


def _calls(alert: OpinionAlert) -> bool:
    return alert.topic in COMPLAINTS and alert.event is not None and alert.state not in NO_MORE


def _is_cool(connection: Connection, alert: OpinionAlert, now: datetime) -> bool:
    last = read_last_collection(connection, alert.indication, is_practice=alert.is_practice)
    return last is None or now - last >= COOLDOWN


def _sources(settings: Settings) -> Sequence[Source]:
    broken: list[SourceFileBroken] = []  # told by the daily collection
    return [one for one in sources_to_collect(settings, broken.append) if one.is_searched and one.kind not in NEVER]


def _open(engine: Engine, alert: OpinionAlert, sources: Sequence[Source], now: datetime) -> list[int]:
    fitting = [one for one in sources if one.practice == alert.is_practice]
    named = sorted(fitting, key=lambda one: (one.platform not in alert.sources, one.name))
    reason = tell_reason(alert)
    with writing(engine) as connection:
        take_turn(connection, "opinion collections")
        left = PER_DAY - count_collections(connection, now - timedelta(days=1))
        if not _is_cool(connection, alert, now) or alert.event is None:
            return []
        runs = [
            save_planned_run(
                connection,
                source,
                trigger=Trigger.ON_DEMAND,
                requested_by=REQUESTER,
                reason=reason,
                now=now,
                params={"indication": alert.indication, "pages": PAGES},
            )
            for source in named[: min(SOURCES_MOST, max(0, left))]
        ]
        save_event_runs(connection, alert.event, runs, alert_id=alert.id, reason=reason, now=now)
        if runs:
            detail = {"event": alert.event, "runs": runs, "reason": reason}
            save_audit(
                connection,
                at=now,
                actor=REQUESTER,
                action="opinion.collection_opened",
                subject=f"alert {alert.id}",
                detail=detail,
            )
    return runs


def tell_reason(alert: OpinionAlert) -> str:
    """Why the run was made, in Chinese for the desk."""
    return (
        f"舆情预警 {alert.id} 号（事件 {alert.event} 号）：{alert.why}；限 {SOURCES_MOST} 个来源、每个名称 {PAGES} 页"
    )
