"""One call wipes what the practice market left, and nothing else."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select

from leads_db.errors import StoreBusy
from leads_db.records import PRACTICE, Evidence, Harvest, Mention, Outcome, RunState, Trigger, WatchTerm
from leads_db.store.due_runs import DueRun, DueState, read_newest_due, save_due
from leads_db.store.engine import reading, writing
from leads_db.store.evidence import read_evidence_of
from leads_db.store.harvests import save_harvest
from leads_db.store.leads import LeadFilter, read_leads
from leads_db.store.practice import wipe_practice
from leads_db.store.runs import save_new_run, save_run_state
from leads_db.store.units import SqlUnitQueue
from leads_db.tables import metadata
from tests.factories import NOON, assessment, report, sighting

DUE = DueRun(job="collect:ld", due_at=NOON, state=DueState.STARTED, run_id=1, settled_at=NOON)


def page(digest: str) -> Evidence:
    return Evidence(
        digest=digest * 64, url=f"http://x/{digest}", http_status=200, media_type="text/html", size=3, captured_at=NOON,
        warc_file="a.warc.gz", warc_offset=0, warc_length=9,
    )  # fmt: skip


def collect(engine: Engine, run_id: int, platform: str) -> None:
    seen = tuple(sighting(f"{platform}-{number}", platform=platform) for number in range(3))
    save_harvest(
        engine,
        Harvest(
            run_id=run_id,
            unit=None,
            outcome=Outcome.OK,
            sightings=seen,
            mentions=(Mention(platform=platform, post_id="1", title=None, text="桓仁大米", seen_at=NOON),),
            evidence=(page("d" if platform == PRACTICE else "e"),),
            reports=(report(query=platform),),
            assessments=tuple(assessment(item.listing) for item in seen),
        ),
        now=NOON,
        city_of=lambda _: "benxi",
    )


@pytest.fixture
def drill(engine: Engine) -> int:
    """A practice run that has ended, with a due time and a unit, and nothing real."""
    with writing(engine) as connection:
        run_id = save_new_run(
            connection, source="ld", trigger=Trigger.SCHEDULED, requested_by="test", now=NOON, is_practice=True
        )
        save_due(connection, DUE)
    term = WatchTerm(indication="huanren-rice", text="桓仁大米", kind="name")
    SqlUnitQueue(engine, lambda: NOON).add(run_id, "ld", [term], [(1, 1)])
    collect(engine, run_id, PRACTICE)
    with writing(engine) as connection:
        save_run_state(connection, run_id, RunState.FINISHED, now=NOON)
    return run_id


def counts(engine: Engine) -> dict[str, int]:
    with reading(engine) as connection:
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in metadata.sorted_tables
        }


def wipe(engine: Engine) -> dict[str, int]:
    with writing(engine) as connection:
        return wipe_practice(connection, now=NOON, actor="ops")


@pytest.mark.usefixtures("drill")
def test_every_practice_row_goes(engine: Engine) -> None:
    told = wipe(engine)
    left = {name: count for name, count in counts(engine).items() if count}
    assert set(left) == {"audit", "counters", "due_runs"}
    assert (told["listings"], told["leads"], told["evidence"], told["units"]) == (3, 1, 1, 1)


def test_real_rows_stay(engine: Engine, drill: int) -> None:
    with writing(engine) as connection:
        real = save_new_run(connection, source="shop", trigger=Trigger.SCHEDULED, requested_by="test", now=NOON)
    collect(engine, real, "taobao")
    assert real != drill
    wipe(engine)
    left = counts(engine)
    assert [left[name] for name in ("listings", "snapshots", "assessments", "findings", "mentions", "evidence")] == [
        3, 3, 3, 3, 1, 1,
    ]  # fmt: skip
    assert (left["leads"], left["lead_listings"], left["fetch_reports"], left["runs"]) == (1, 3, 1, 1)


def test_numbers_of_what_was_wiped_are_not_used_again(engine: Engine, drill: int) -> None:
    wipe(engine)
    with writing(engine) as connection:
        real = save_new_run(connection, source="shop", trigger=Trigger.SCHEDULED, requested_by="test", now=NOON)
    collect(engine, real, "taobao")
    assert real > drill
    with reading(engine) as connection:
        assert [number for number, _ in read_evidence_of(connection, "e" * 64)] == [2]
        assert [lead.number for lead in read_leads(connection, LeadFilter(), limit=9)] == ["GI-benxi-20261120-0002"]


@pytest.mark.usefixtures("drill")
def test_the_market_is_not_collected_anew_right_after_the_wipe(engine: Engine) -> None:
    wipe(engine)
    with reading(engine) as connection:
        assert read_newest_due(connection, DUE.job, NOON + timedelta(hours=1)) == replace(DUE, run_id=None)


@pytest.mark.parametrize("state", [RunState.QUEUED, RunState.RUNNING])
def test_nothing_is_wiped_under_a_run_that_is_underway(engine: Engine, drill: int, state: RunState) -> None:
    with writing(engine) as connection:
        save_run_state(connection, drill, state, now=NOON)
    before = counts(engine)
    with pytest.raises(StoreBusy, match=f"run {drill}"):
        wipe(engine)
    assert counts(engine) == before
