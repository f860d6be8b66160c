"""Crawl a local site with the real child process, queue, stages and store."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import Engine, select

from leads_db.records import FetchReport, Outcome, Run, Trigger, Unit
from leads_db.settings import Settings, read_settings
from leads_db.store.engine import open_engine, reading, upgrade
from leads_db.store.runs import read_reports
from leads_db.store.units import read_units
from leads_db.tables import listings
from scheduler.planning import find_source, plan_run
from scheduler.runner import run_collection
from tests.crawlers.local_site import LocalSite

FAST = {"GI_RETRY_BASE_S": 0.05, "GI_RATE_WAIT_S": 0.1, "LOG_LEVEL": "WARNING"}


@dataclass(frozen=True, kw_only=True)
class Crawled:
    """What a crawl left behind."""

    run: Run
    units: tuple[Unit, ...]
    reports: tuple[FetchReport, ...]
    items: list[str]
    events: list[Mapping[str, object]]
    engine: Engine
    settings: Settings

    def outcomes(self, path: str) -> list[tuple[Outcome, str]]:
        """Outcome and reason of each request to this path."""
        return [(told.outcome, told.reason) for told in self.reports if told.url.partition("//")[2].endswith(path)]

    @property
    def end(self) -> tuple[Outcome | None, str]:
        """Of the first unit."""
        return self.units[0].outcome, self.units[0].cause


def crawl_site(
    home: Path,
    port: int,
    *,
    source: Mapping[str, Any] | None = None,
    overrides: Mapping[str, Any] | None = None,
    indication: str | None = None,
    on_event: Callable[[Mapping[str, object]], None] = lambda event: None,
) -> Crawled:
    """A whole collection of a practice source on 127.0.0.1:port; GI_HOME and GI_PRACTICE_PORT must be set to match."""
    settings = read_settings()
    assert (settings.home, settings.practice_port) == (home, port)
    settings.sources_folder.mkdir(parents=True, exist_ok=True)
    facts = {"kind": "schema_org", "platform": "practice", "base_url": "practice:/", "practice": True, "delay_s": 0}
    facts |= {"lists": ["list"], "timeout_s": 1.0, **(source or {})}
    (settings.sources_folder / "practice-site.yml").write_text(yaml.safe_dump(facts, allow_unicode=True))
    (home / "overrides.json").write_text(json.dumps({**FAST, **(overrides or {})}))
    engine = open_engine(settings.store_url)
    upgrade(engine)
    planned = find_source(settings, "practice-site")
    run_id = plan_run(engine, settings, planned, trigger=Trigger.ON_DEMAND, requested_by="test", indication=indication)
    events: list[Mapping[str, object]] = []

    def hear(event: Mapping[str, object]) -> None:
        events.append(event)
        on_event(event)

    run = run_collection(engine, settings, run_id, on_event=hear, child_module="tests.crawlers.crawl_child")
    with reading(engine) as connection:
        units, reports = read_units(connection, run_id), read_reports(connection, run_id, limit=5000)
        items = sorted(connection.scalars(select(listings.c.item_id)))
    return Crawled(run=run, units=units, reports=reports, items=items, events=events, engine=engine, settings=settings)


@pytest.fixture
def crawl(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Crawled]:
    """`crawl(site, source={…}, overrides={…})` → Crawled."""

    def start(site: LocalSite, **changes: Any) -> Crawled:
        monkeypatch.setenv("GI_PRACTICE_PORT", str(site.port))
        return crawl_site(tmp_path / "home", site.port, **changes)

    return start
