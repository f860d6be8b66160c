"""The wipe takes clocks, looks and notices of practice leads along, and no others."""

from sqlalchemy import Engine, func, select

from leads_db.notice_tables import clock_marks, lead_clocks, notice_reads, notices, rechecks
from leads_db.records.account import Role
from leads_db.records.notice import NoticeKind
from leads_db.store.clocks import read_time_rules, refresh_clocks
from leads_db.store.due_clocks import read_open_clocks, save_mark
from leads_db.store.engine import writing
from leads_db.store.notices import mark_read, save_notice
from leads_db.store.practice import wipe_practice
from leads_db.store.rechecks import Recheck, RecheckState, save_recheck
from tests.factories import NOON
from tests.leads_db.store.handled import REVIEWER, open_lead

TABLES = (clock_marks, lead_clocks, rechecks, notice_reads, notices)


def test_only_what_belongs_to_practice_leads_goes(engine: Engine) -> None:
    with writing(engine) as connection:
        for number, is_practice in (("GI-benxi-20261120-0001", True), ("GI-benxi-20261120-0002", False)):
            open_lead(connection, number, is_practice=is_practice)
            facts = {"kind": NoticeKind.WOKEN, "text": "醒", "role": Role.REVIEWER, "at": NOON}
            save_notice(connection, once=number, **facts, lead=number, is_practice=is_practice)  # type: ignore[arg-type]
            look = Recheck(
                lead=number,
                asked_at=NOON,
                source="",
                run_id=None,
                state=RecheckState.BY_HAND,
                urls={},
                result={},
                planned_at=NOON,
            )
            save_recheck(connection, look)
        mark_read(connection, REVIEWER, NOON)
        refresh_clocks(connection, read_time_rules(connection), NOON)
        for clock in read_open_clocks(connection, due_before=NOON.replace(year=2030)):
            save_mark(connection, clock, "urge", NOON)
        before = [connection.scalar(select(func.count()).select_from(table)) for table in TABLES]
        wipe_practice(connection, now=NOON, actor="test")
        after = [connection.scalar(select(func.count()).select_from(table)) for table in TABLES]
        assert (before, after) == ([2] * len(TABLES), [1] * len(TABLES))
        assert connection.scalars(select(lead_clocks.c.lead)).all() == ["GI-benxi-20261120-0002"]
