"""A store in which every text that a stranger can write is the given one."""

from datetime import UTC, datetime

from sqlalchemy import Engine

from console.desk.context import SourceLine
from leads_db.records import (
    Evidence,
    FindingState,
    Harvest,
    Outcome,
    RunState,
    Sighting,
    Trigger,
    WatchTerm,
)
from leads_db.store.engine import writing
from leads_db.store.harvests import save_harvest
from leads_db.store.runs import save_new_run, save_run_state
from leads_db.store.units import SqlUnitQueue
from tests.console.conftest import GROUND, judged
from tests.factories import NOON, finding, listing, report


def fill(engine: Engine, texts: list[str]) -> None:
    """One run and one lead a text, with its dead letter, request and evidence."""
    now = datetime.now(UTC)
    for place, text in enumerate(texts):
        item = listing(
            f"{place}",
            title=f"{text}桓仁大米",
            description=text,
            attributes={"产地": text, f"属性{text}": "值"},
            category=f"类{text}",
            price_raw=f"价{text}",
            shop_id=f"s{place}",
            shop_name=f"店{text}",
            operator_name=f"者{text}",
            operator_address=f"址{text}",
            shop_location=f"地{text}",
            image_texts=(f"图{text}",),
            url="https://item.example.com/1",
        )
        why = (
            finding(
                quote=text, field="title", span=(0, len(text)), sentence=text, refuted_by=f"驳{text}", grounds=(GROUND,)
            ),
            finding(
                "clear",
                state=FindingState.CLEAR,
                sentence=f"清{text}",
                quote=text,
                field=f"attributes.属性{text}",
                span=(0, 1),
            ),
            finding("unknown", state=FindingState.UNKNOWN, sentence=f"缺{text}", quote="", span=None),
        )
        facts = {"findings": why, "missing": (f"事实{text}",), "bureau_reason": f"因{text}"}
        save_run(engine, text, place, now, judged(item, **facts), item)


def save_run(engine: Engine, text: str, place: int, now: datetime, assessment: object, item: object) -> None:
    """The run that met the listing."""
    with writing(engine) as connection:
        run_id = save_new_run(
            connection,
            source="shop",
            trigger=Trigger.ON_DEMAND,
            requested_by=f"人{text}"[:100],
            now=now,
            reason=f"由{text}",
        )
    queue = SqlUnitQueue(engine)
    queue.add(run_id, "shop", [WatchTerm(indication="x", text=f"词{text}"[:200], kind="name")], [(1, 5)])
    queue.stop_source(run_id, Outcome.BLOCKED_CAPTCHA, f"因{text}")
    kept = Evidence(
        digest=f"{place:064x}",
        url="https://item.example.com/1",
        http_status=200,
        media_type=f"型{text}"[:100],
        size=1,
        captured_at=NOON,
        warc_file=f"档{text}",
        warc_offset=0,
        warc_length=1,
    )
    harvest = Harvest(
        run_id=run_id,
        unit=None,
        outcome=Outcome.OK,
        sightings=(
            Sighting(
                listing=item, source=f"源{text}", evidence_digest=kept.digest, notes=(f"注{text}".replace("\n", " "),)
            ),
        ),
        evidence=(kept,),
        reports=(report(url=f"http://127.0.0.1/{text}", reason=f"则{text}", query=text),),
        assessments=(assessment,),
    )
    save_harvest(engine, harvest, now=now, city_of=lambda found: "benxi")
    with writing(engine) as connection:
        save_run_state(connection, run_id, RunState.FAILED, now=now, note=f"记{text}")


def lines(text: str) -> tuple[SourceLine, ...]:
    """Sources of that text."""
    return (
        SourceLine(
            name="shop", kind=text, platform=text, base_url=f"https://{text}", is_watched=True, is_practice=False
        ),
        SourceLine(name=f"源{text}", kind="feed", platform="x", base_url=text, is_watched=True, is_practice=False),
    )
