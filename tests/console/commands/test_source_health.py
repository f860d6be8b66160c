"""`source health` and `source plan`: what was seen, what is asked tomorrow, and why."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from leads_db.records import Outcome, Trigger
from leads_db.settings import Settings
from leads_db.store.engine import writing
from leads_db.store.runs import save_new_run
from leads_db.store.units import SqlUnitQueue, utc_now
from scheduler.planning import find_source, find_terms
from scheduler.runner import run_collection
from tests.console.commands.conftest import RunCommand

SHOP = """\
kind: schema_org
platform: taobao
base_url: https://shop.example/
search: s?q={term}&page={page}
enabled: true
"""


@pytest.fixture
def shop(settings: Settings) -> Settings:
    settings.sources_folder.mkdir(parents=True)
    (settings.sources_folder / "shop.yml").write_text(SHOP, "utf-8")
    return settings


def collect(engine: Engine, settings: Settings, outcome: Outcome, back: int) -> None:
    """A run whose every unit ended so, concluded as the scheduler concludes it."""
    at = utc_now() - timedelta(days=back)
    with writing(engine) as connection:
        facts = {"trigger": Trigger.SCHEDULED, "requested_by": "test", "now": at}
        run_id = save_new_run(connection, source="shop", params={"indication": None, "pages": None}, **facts)
    queue = SqlUnitQueue(engine, lambda: at)
    queue.add(run_id, "shop", find_terms(settings, find_source(settings, "shop"), None), [(1, 5)])
    while (unit := queue.claim(run_id, "me")) is not None:
        if outcome.is_seen:
            queue.done(unit, "me", outcome)
        else:
            queue.fail(unit, "me", outcome, "", retry=False)
    run_collection(engine, settings, run_id, clock=lambda: at)


def test_a_source_that_is_seen_is_whole(run_command: RunCommand, engine: Engine, shop: Settings) -> None:
    collect(engine, shop, Outcome.EMPTY, 0)
    code, told, _ = run_command("source", "health")
    assert "100%" in told
    assert code == 1  # fewer than its minimum: partial, not whole
    assert "低于该来源预期" in told


def test_a_blocked_source_is_a_gap_with_its_days(run_command: RunCommand, engine: Engine, shop: Settings) -> None:
    for back in (2, 1, 0):
        collect(engine, shop, Outcome.BLOCKED_CAPTCHA, back)
    code, told, _ = run_command("source", "health", "--days", "7")
    assert (code, "熔断暂停" in told, "盲" in told or "Blind-day" in told) == (1, True, True)
    leads = run_command("leads", "list")[1]
    assert "缺数≠零" in leads
    assert "已熔断" in leads


def test_tomorrows_plan_tells_every_term_and_its_reason(
    run_command: RunCommand, engine: Engine, shop: Settings
) -> None:
    code, told, _ = run_command("source", "plan", "shop")
    assert (code, "桓仁大米" in told, "从未检索过" in told, "恒仁大米" in told) == (0, True, True, True)
    for back in range(25, -1, -5):
        collect(engine, shop, Outcome.EMPTY, back)
    assert "没有新增，降频" in run_command("source", "plan", "shop")[1]


def test_a_source_read_as_a_whole_has_no_plan(run_command: RunCommand) -> None:
    code, told, _ = run_command("source", "plan", "practice-ld")
    assert (code, "整站读取" in told) == (0, True)
