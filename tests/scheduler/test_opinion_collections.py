"""What a burst may open is bounded: sources, pages, a day's number; only sources of listings that are switched on."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from leads_db.records import Run, Trigger
from leads_db.records.opinion import Level, Topic
from leads_db.settings import Settings
from leads_db.store.alerts import SeenBurst, save_burst
from leads_db.store.engine import reading, writing
from leads_db.store.runs import read_runs
from scheduler import opinion_collections
from scheduler.opinion_collections import COOLDOWN, SOURCES_MOST, open_collections
from tests.factories import NOON
from tests.leads_db.store.opinion_rows import SLUG, fold, mention, save
from tests.scheduler.conftest import SHOP


@pytest.fixture(autouse=True)
def _market(settings: Settings) -> None:
    for name in ("a", "b", "c", "d"):
        (settings.sources_folder / f"{name}.yml").write_text(SHOP.replace("taobao", f"platform-{name}"), "utf-8")
    off = SHOP.replace("enabled: true", "enabled: false")
    (settings.sources_folder / "off.yml").write_text(off, "utf-8")
    whole = SHOP.replace("search: search?q={term}&page={page}\n", "lists: [all]\n")
    (settings.sources_folder / "whole.yml").write_text(whole, "utf-8")


def alert(engine: Engine, number: int, hours: float = 0, **changes: Any) -> None:
    """An alert whose event is the post of this number."""
    save(engine, mention(number), indication=changes.get("indication", SLUG))
    (event,) = fold(engine, (number,))
    facts: dict[str, Any] = {
        "indication": SLUG,
        "topic": Topic.QUALITY_COMPLAINT,
        "level": Level.BLUE,
        "began_at": NOON + timedelta(hours=hours - 2),
        "ended_at": NOON + timedelta(hours=hours),
        "observed": 12,
        "expected": 0.4,
        "sources": ("weibo", "platform-d"),
        "event": event,
        "why": "2 小时内 12 条",
        **changes,
    }
    with writing(engine) as connection:
        save_burst(connection, SeenBurst(**facts), now=NOON)


def opened(engine: Engine) -> list[Run]:
    with reading(engine) as connection:
        return [run for run in read_runs(connection) if run.trigger is Trigger.ON_DEMAND]


def test_three_sources_at_most_those_of_the_platforms_named_first(engine: Engine, settings: Settings) -> None:
    alert(engine, 0)
    assert len(open_collections(engine, settings, NOON)) == SOURCES_MOST
    assert sorted(run.source for run in opened(engine)) == ["a", "b", "d"]
    assert open_collections(engine, settings, NOON) == ()


def test_a_day_s_number_holds_over_all_indications(
    engine: Engine, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opinion_collections, "PER_DAY", 4)
    alert(engine, 0)
    alert(engine, 1, indication="huai-tiegun", observed=90)
    open_collections(engine, settings, NOON)
    asked = [run.params["indication"] for run in opened(engine)]
    assert sorted(map(str, asked)) == ["huai-tiegun"] * 3 + [SLUG]


def test_after_the_cooldown_a_burst_that_goes_on_opens_the_next(engine: Engine, settings: Settings) -> None:
    alert(engine, 0)
    open_collections(engine, settings, NOON)
    alert(engine, 1, hours=23)
    assert open_collections(engine, settings, NOON + timedelta(hours=23)) == ()
    assert len(open_collections(engine, settings, NOON + COOLDOWN)) == SOURCES_MOST


def test_an_alert_without_an_event_opens_nothing(engine: Engine, settings: Settings) -> None:
    alert(engine, 0, event=None)
    assert open_collections(engine, settings, NOON) == ()
