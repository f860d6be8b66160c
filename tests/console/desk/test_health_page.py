"""来源健康: a source that was not seen is never blank, green or zero."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, insert

from console.health_words import day_mark, day_told, share_word
from leads_db.records import Outcome, RunState, SourceDay, Trigger, UnitState
from leads_db.store.engine import writing
from leads_db.store.runs import save_new_run, save_run_state
from leads_db.tables import units

TODAY = datetime.now(UTC)


def add_run(engine: Engine, *outcomes: Outcome, back: int = 0, note: str = "") -> None:
    at = TODAY - timedelta(days=back)
    seen = [one.is_seen for one in outcomes]
    state = RunState.FINISHED if all(seen) else RunState.PARTIAL if any(seen) else RunState.FAILED
    with writing(engine) as connection:
        run_id = save_new_run(connection, source="shop", trigger=Trigger.SCHEDULED, requested_by="test", now=at)
        for number, outcome in enumerate(outcomes):
            row = {"run_id": run_id, "source": "shop", "indication": "i", "term": f"t{number}", "page_from": 1}
            kept = UnitState.DONE if outcome.is_seen else UnitState.DEAD
            more = {"page_to": 1, "state": kept, "not_before": at, "outcome": outcome}
            connection.execute(insert(units).values(**row, **more))
        save_run_state(connection, run_id, state, now=at, note=note)


def row_of(page: str) -> str:
    return re.sub(r"\s+", " ", page[page.index("<tbody>") : page.index("</tbody>")])


def test_a_source_that_was_never_collected_says_so(desk: TestClient) -> None:
    assert "从未采集完成" in row_of(desk.get("/sources/health").text)


def test_a_blocked_day_names_its_cause_and_stands_in_the_ledger(desk: TestClient, engine: Engine) -> None:
    add_run(engine, Outcome.OK, back=1)
    add_run(engine, Outcome.BLOCKED_LOGIN, Outcome.BLOCKED_LOGIN)
    page = desk.get("/sources/health").text
    assert "要求登录 2；实看 0%" in page
    assert "1 / 1" in row_of(page)
    assert "盲日台账" in page


def test_days_without_a_run_are_marked_as_not_collected(desk: TestClient, engine: Engine) -> None:
    add_run(engine, Outcome.OK, back=4)
    page = desk.get("/sources/health").text
    assert row_of(page).count("</span>未采") == 4
    assert "久未采集" in row_of(page)


def test_after_three_refusals_the_breaker_is_told_here_and_on_every_list(desk: TestClient, engine: Engine) -> None:
    for back in (2, 1, 0):
        add_run(engine, Outcome.BLOCKED_CAPTCHA, back=back)
    assert "熔断暂停" in row_of(desk.get("/sources/health").text)
    for path in ("/", "/leads", "/sources"):
        assert "已熔断，连续 3 次" in desk.get(path).text


def test_an_old_whole_run_is_a_gap_today(desk: TestClient, engine: Engine) -> None:
    add_run(engine, Outcome.OK, back=3)
    assert "之后没有采集" in desk.get("/").text


def test_a_day_that_is_still_to_be_collected_is_no_blind_day(desk: TestClient, engine: Engine) -> None:
    add_run(engine, Outcome.OK, back=1)
    page = desk.get("/sources/health").text
    assert "0 / 0" in row_of(page)
    assert "</span>未采" in row_of(page)


@pytest.mark.parametrize(("share", "told"), [(0.0, "0%"), (0.001, "1%"), (0.5, "50%"), (0.999, "99%"), (1.0, "100%")])
def test_a_share_is_never_rounded_to_all_or_nothing(share: float, told: str) -> None:
    assert share_word(share) == told


def test_every_mark_has_a_sign_and_a_word() -> None:
    facts = {"source": "s", "day": TODAY.date()}
    days = [
        SourceDay(**facts),
        SourceDay(**facts, planned=2, seen=2, share=1.0),
        SourceDay(**facts, planned=2, seen=2, share=1.0, is_thinned=True),
        SourceDay(**facts, planned=2, seen=1, changed=1, share=0.5),
        SourceDay(**facts, planned=2, changed=2),
        SourceDay(**facts, planned=2, dead=2),
    ]
    assert [day_mark(day)[1:] for day in days] == [
        ("－", "未采"),
        ("✓", "100%"),
        ("▲", "变稀"),
        ("▲", "50%"),
        ("✕", "变了"),
        ("✕", "不通"),
    ]
    assert day_told(days[3]).endswith("应看单元 2，看到 1，结构变了 1；实看 50%")
