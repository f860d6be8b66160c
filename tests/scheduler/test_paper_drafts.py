"""Briefs that are due are told once, on working days, and after a time that nobody was running for."""

from datetime import datetime

import pytest
from sqlalchemy import Engine, select

from leads_db.clocks import SHANGHAI
from leads_db.notice_tables import notices
from leads_db.settings import Settings
from leads_db.store.engine import reading
from scheduler.paper_drafts import tell_drafts


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def told(engine: Engine) -> list[str]:
    """City, kind and subject of each notice of the approver."""
    with reading(engine) as connection:
        found = connection.execute(select(notices.c.once, notices.c.role)).all()
    return sorted(":".join(row.once.split(":")[1:4]) for row in found if row.role == "approver")


@pytest.fixture
def begun(engine: Engine, settings: Settings) -> Settings:
    """The installation ran before: the drafts of that time are settled."""
    tell_drafts(engine, settings, at("2026-11-18T17:00"))
    return settings


def test_the_daily_brief_is_told_at_half_past_four_once_for_each_city(engine: Engine, begun: Settings) -> None:
    before = told(engine)
    tell_drafts(engine, begun, at("2026-11-19T16:29"))
    assert told(engine) == before
    assert tell_drafts(engine, begun, at("2026-11-19T16:30")) == 2 * len(begun.cities)
    assert tell_drafts(engine, begun, at("2026-11-19T16:31")) == 0
    new = set(told(engine)) - set(before)
    assert new == {f"daily_brief:{city}:2026-11-19" for city in begun.cities}


def test_no_daily_brief_is_told_on_a_free_day(engine: Engine, begun: Settings) -> None:
    tell_drafts(engine, begun, at("2026-11-21T17:00"))
    assert not [one for one in told(engine) if one.endswith("2026-11-21")]


def test_the_weekly_brief_waits_for_the_first_working_day(engine: Engine, begun: Settings) -> None:
    tell_drafts(engine, begun, at("2026-11-22T09:00"))
    assert not [one for one in told(engine) if "W47" in one]
    tell_drafts(engine, begun, at("2026-11-23T08:29"))
    assert not [one for one in told(engine) if "W47" in one]
    tell_drafts(engine, begun, at("2026-11-23T08:30"))
    assert [one for one in told(engine) if "W47" in one] == [f"weekly_brief:{city}:2026-W47" for city in begun.cities]


def test_what_was_due_while_nobody_ran_is_told_once_later(engine: Engine, begun: Settings) -> None:
    tell_drafts(engine, begun, at("2026-11-25T10:00"))
    tell_drafts(engine, begun, at("2026-11-26T10:00"))
    assert [one for one in told(engine) if "W47" in one] == [f"weekly_brief:{city}:2026-W47" for city in begun.cities]
    assert f"daily_brief:{begun.cities[0]}:2026-11-25" in told(engine)


def test_the_yearly_report_is_told_in_march_alone(engine: Engine, begun: Settings) -> None:
    assert not [one for one in told(engine) if "annual" in one]
    tell_drafts(engine, begun, at("2027-03-01T08:30"))
    assert [one for one in told(engine) if "annual" in one] == [f"annual_report:{city}:2026" for city in begun.cities]
