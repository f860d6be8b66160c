"""The wipe takes what was said of the practice market along, and nothing that was said of the world."""

import pytest
from sqlalchemy import Engine, func, select

from leads_db.opinion_tables import (
    alert_rules,
    candidate_posts,
    event_posts,
    event_runs,
    fold_decisions,
    lead_candidates,
    opinion_alerts,
    opinion_events,
    opinion_sources,
    opinion_views,
)
from leads_db.records import PRACTICE, RunState
from leads_db.records.opinion import AlertState, Level, Topic
from leads_db.store.alerts import SeenBurst, decide_alert, save_burst
from leads_db.store.engine import reading, writing
from leads_db.store.fold_decisions import split_event
from leads_db.store.lead_candidates import Named, save_candidates
from leads_db.store.opinion_links import save_event_runs
from leads_db.store.practice import wipe_practice
from leads_db.store.runs import save_run_state
from leads_db.tables import runs
from tests.factories import NOON
from tests.leads_db.store.opinion_rows import REVIEWER, SLUG, at, fold, ids, mention, save

TABLES = (
    alert_rules, candidate_posts, event_posts, event_runs, fold_decisions, lead_candidates, opinion_alerts,
    opinion_events, opinion_sources, opinion_views,
)  # fmt: skip


def fill(engine: Engine, first: int, platform: str) -> None:
    """A row at least in each table of opinions."""
    is_practice = platform == PRACTICE
    save(
        engine,
        *(mention(number, platform=platform) for number in (first, first + 1)),
        source=f"{platform}-feed",
        is_practice=is_practice,
    )
    (event,) = fold(engine, (first, first + 1))
    with writing(engine) as connection:
        run_id = connection.execute(select(func.max(runs.c.id))).scalar_one()
        save_run_state(connection, run_id, RunState.FINISHED, now=NOON)
        number = ids(connection)[str(first)]
        split_event(connection, event, [number], REVIEWER, reason="", at=NOON)
        named = Named(
            mention_id=number, indication=SLUG, kind="shop", platform=platform, text="店", is_practice=is_practice
        )
        save_candidates(connection, [named], now=NOON)
        burst = SeenBurst(
            indication=SLUG,
            topic=Topic.QUALITY_COMPLAINT,
            level=Level.BLUE,
            began_at=at(0),
            ended_at=at(1),
            observed=9,
            expected=1.0,
            sources=(platform,),
            event=event,
            why="",
            is_practice=is_practice,
        )
        alert = save_burst(connection, burst, now=NOON)
        assert alert is not None
        decide_alert(connection, alert[0], AlertState.MISREPORT, REVIEWER, reason="演练", at=NOON)
        save_event_runs(connection, event, [run_id], alert_id=alert[0], reason="", now=NOON)


def counts(engine: Engine) -> dict[str, int]:
    with reading(engine) as connection:
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one() for table in TABLES
        }


@pytest.mark.parametrize("order", [(PRACTICE, "weibo"), ("weibo", PRACTICE)])
def test_practice_opinions_go_and_real_ones_stay(engine: Engine, order: tuple[str, str]) -> None:
    for first, platform in zip((0, 2), order, strict=True):
        fill(engine, first, platform)
    both = counts(engine)
    assert all(both.values())
    with writing(engine) as connection:
        wipe_practice(connection, now=NOON, actor="ops")
    assert {name: 2 * count for name, count in counts(engine).items()} == both
