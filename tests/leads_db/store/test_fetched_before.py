"""What was fetched before is told of this run, of this source, and no further."""

from datetime import timedelta

from sqlalchemy import Engine

from leads_db.records import Outcome, Trigger
from leads_db.store.engine import reading, writing
from leads_db.store.fetched_before import read_item_pages, read_kept_digests
from leads_db.store.runs import save_new_run, save_reports
from tests.factories import NOON, report

HOUR = timedelta(hours=1)


def add_run(engine: Engine, source: str, *told: dict[str, object]) -> int:
    with writing(engine) as connection:
        run_id = save_new_run(connection, source=source, trigger=Trigger.SCHEDULED, requested_by="test", now=NOON)
        save_reports(connection, [report(**facts) for facts in told], run_id=run_id, unit_id=None)
    return run_id


def test_only_pages_that_brought_this_run_items_lately_count(engine: Engine) -> None:
    add_run(engine, "shop", {"url": "http://x/other-run", "items_found": 1})
    run_id = add_run(
        engine,
        "shop",
        {"url": "http://x/good", "items_found": 1},
        {"url": "http://x/redirect", "items_found": 0},
        {"url": "http://x/refused", "items_found": 1, "outcome": Outcome.BLOCKED_CAPTCHA},
        {"url": "http://x/old", "items_found": 1, "fetched_at": NOON - 2 * HOUR},
    )
    with reading(engine) as connection:
        assert read_item_pages(connection, run_id, NOON - HOUR) == {"http://x/good"}


def test_digests_come_from_the_last_runs_of_the_source(engine: Engine) -> None:
    for day, source in enumerate(("shop", "shop", "other", "shop")):
        add_run(engine, source, {"url": f"http://x/{day}", "evidence_digest": str(day) * 64}, {"url": "http://x/none"})
    with reading(engine) as connection:
        assert read_kept_digests(connection, "shop", run_count=2) == {"1" * 64, "3" * 64}
        assert read_kept_digests(connection, "new", run_count=2) == frozenset()
