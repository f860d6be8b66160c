"""A store with a few leads, runs and gaps, as the desk and the exports read it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine

from console.naming import Names
from leads_db.records import (
    Act,
    Assessment,
    Bureau,
    Evidence,
    FindingState,
    GroundRef,
    Harvest,
    Indication,
    Listing,
    Outcome,
    Platform,
    RunState,
    Sighting,
    Trigger,
    Verdict,
)
from leads_db.store.engine import writing
from leads_db.store.harvests import save_harvest
from leads_db.store.runs import save_new_run, save_run_state
from tests.factories import NOON, assessment, finding, listing, report

GROUND = GroundRef(
    ground="TM19-57:57-2", instrument="商标法（2019年修正）", article="第五十七条第（二）项", confirmed=False
)
SaveLeads = Callable[..., int]


@pytest.fixture
def names() -> Names:
    return Names(
        indications={"huanren-rice": Indication(slug="huanren-rice", name="桓仁大米", scope="local", city="benxi")},
        bureaus={
            "huanren": Bureau(
                id="huanren", name="桓仁县市场监督管理局", level="county", code="210522", official=True, city="benxi"
            )
        },
        platforms={"taobao": Platform(id="taobao", name="淘宝", kind="marketplace")},
        divisions={"230100": "哈尔滨市"},
    )


def judged(of: Listing, **changes: Any) -> Assessment:
    """An assessment whose findings quote the listing: one suspicious, one exonerating, one missing."""
    quote = of.title[:4]
    facts: dict[str, Any] = {
        "acts": (Act.NAME_OUTSIDE_AREA,),
        "bureau_reason": "住所在桓仁满族自治县。",
        "missing": ("生产者名称",),
        "readiness": {"subject": 0.9, "origin": 0.3},
        "findings": (
            finding(quote=quote, field="title", span=(0, len(quote)), grounds=(GROUND,), refuted_by="产地证明"),
            finding(
                "seller_authorised",
                state=FindingState.CLEAR,
                weight=-1.2,
                sentence="店铺名含桓仁。",
                quote=(of.shop_name or "")[:2],
                field="shop_name",
                span=(0, 2),
            ),
            finding(
                "harvest_unknown",
                state=FindingState.UNKNOWN,
                weight=0.0,
                sentence="没有写收获年份。",
                quote="",
                span=None,
            ),
        ),
    }
    return assessment(of, **{**facts, **changes})


@pytest.fixture
def save_leads(engine: Engine) -> SaveLeads:
    """Store listings as one ended run, each with `judged(...)`; `changes` go into the assessments."""

    def save(*items: Listing, source: str = "shop", state: RunState = RunState.FINISHED, **changes: Any) -> int:
        now = datetime.now(UTC)
        practice = any(item.is_practice for item in items)
        with writing(engine) as connection:
            run_id = save_new_run(
                connection, source=source, trigger=Trigger.SCHEDULED, requested_by="test", now=now, is_practice=practice
            )
        kept = Evidence(
            digest="ab" * 32,
            url="https://item.example.com/1",
            http_status=200,
            media_type="text/html",
            size=10,
            captured_at=NOON,
            warc_file="2026/11/run.warc.gz",
            warc_offset=0,
            warc_length=10,
        )
        harvest = Harvest(
            run_id=run_id,
            unit=None,
            outcome=Outcome.OK,
            sightings=tuple(Sighting(listing=item, source=source, evidence_digest=kept.digest) for item in items),
            evidence=(kept,),
            reports=(
                report(source=source),
                report(url="http://127.0.0.1/b", outcome=Outcome.BLOCKED_LOGIN),
            ),
            assessments=tuple(judged(item, **changes) for item in items),
        )
        save_harvest(engine, harvest, now=now, city_of=lambda item: "benxi")
        with writing(engine) as connection:
            save_run_state(connection, run_id, state, now=now)
        return run_id

    return save


@pytest.fixture
def three_leads(save_leads: SaveLeads) -> None:
    """One infringing lead with two listings, one to be completed, one from the practice market."""
    first = listing("1", shop_id="s1", url="https://item.example.com/1", operator_address="黑龙江省五常市")
    second = replace(first, item_id="2", title="桓仁大米 10kg 礼盒")
    save_leads(first, second)
    save_leads(listing("3", shop_id="s2"), verdict=Verdict.INSUFFICIENT, likelihood=0.4, bureau="transfer:230100")
    save_leads(listing("4", platform="practice", shop_id="s3"), source="practice-ld", likelihood=0.7)
