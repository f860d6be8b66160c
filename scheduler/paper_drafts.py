"""Briefs that are due: 日报 at 16:30 of a working day, the others at 08:30, told once each to those who issue them.

A draft is not kept: it is its queries with their time, and the desk writes it whenever it is looked at. What is due
stands in the ledger of due times, so that a time that nobody was running for is told of later, once.
"""

from datetime import datetime

from sqlalchemy import Connection, Engine

from leads_db.brief_periods import due_kinds, subject_on
from leads_db.clocks import shanghai_day
from leads_db.records import Trigger
from leads_db.records.account import Role
from leads_db.records.notice import NoticeKind
from leads_db.records.paper import PaperKind
from leads_db.settings import Settings
from leads_db.store.notices import save_notice
from leads_db.store.workday_changes import read_calendar
from scheduler.catch_up import settle_job
from scheduler.clocks import latest_due
from scheduler.notice_texts import draft_due

DAILY, OTHERS = "papers:daily", "papers:others"
DAILY_AT, OTHERS_AT = "16:30", "08:30"
TOLD = (Role.REVIEWER, Role.APPROVER)


def tell_drafts(engine: Engine, settings: Settings, now: datetime) -> int:
    """Settle both due times; how many notices were made. Doing it again makes none."""
    made: list[int] = []

    def tell_daily(connection: Connection, _trigger: Trigger, _reason: str) -> None:
        day = shanghai_day(latest_due(DAILY_AT, now))
        if read_calendar(connection, settings.register_folder).is_workday(day):
            made.append(_tell(connection, settings, PaperKind.DAILY_BRIEF, subject_on(PaperKind.DAILY_BRIEF, day), now))

    def tell_others(connection: Connection, _trigger: Trigger, _reason: str) -> None:
        day = shanghai_day(latest_due(OTHERS_AT, now))
        for kind in due_kinds(day, read_calendar(connection, settings.register_folder)):
            made.append(_tell(connection, settings, kind, subject_on(kind, day), now))

    settle_job(engine, DAILY, DAILY_AT, now, tell_daily)
    settle_job(engine, OTHERS, OTHERS_AT, now, tell_others)
    return sum(made)


def _tell(connection: Connection, settings: Settings, kind: PaperKind, subject: str, now: datetime) -> int:
    return sum(
        save_notice(
            connection,
            once=f"draft:{kind}:{city}:{subject}:{role}",
            kind=NoticeKind.BY_HAND,
            text=draft_due(kind, subject),
            role=role,
            at=now,
            city=city,
        )
        for city in settings.cities
        for role in TOLD
    )
