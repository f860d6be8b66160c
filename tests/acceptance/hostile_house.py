"""A store in which strangers' texts went the whole way: kept page, lead, seal, letter, dispatch, request, answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from fastapi import FastAPI
from sqlalchemy import Engine

from console.desk import make_desk
from console.documents.letter_making import open_papers
from console.documents.sending import ask_with_letter, send_with_letters
from crawlers.capture import Capture
from leads_db.records import Harvest, Listing, Outcome, Sighting, Trigger
from leads_db.records.account import Actor, Role
from leads_db.records.handling import Move
from leads_db.settings import Settings
from leads_db.store.engine import open_engine, upgrade, writing
from leads_db.store.handling import move_lead
from leads_db.store.harvests import save_harvest
from leads_db.store.lead_views import read_lead_numbers_of
from leads_db.store.runs import save_new_run
from leads_db.store.seals import seal_lead
from tests.console.conftest import GROUND
from tests.console.desk.conftest import SHOP
from tests.console.desk.county_store import APPROVER, REVIEWER
from tests.factories import assessment, finding, listing

COUNTY = Actor(name="carl", shown="经办人丙", roles=frozenset({Role.COUNTY}), bureau="huanren")
A_LEAD = 52
"""Texts that one lead carries."""


@dataclass
class House:
    """The desk over it, and the ids that stand in addresses."""

    app: FastAPI
    engine: Engine
    samples: dict[str, object]
    leads: tuple[str, ...]
    uids: tuple[str, ...]


def open_house(folder: Path, texts: Sequence[str]) -> House:
    """Every lead is sent to 桓仁 but the last one, which waits; dispose of the engine afterwards."""
    settings = Settings(home=folder)
    engine = open_engine(settings.store_url)
    upgrade(engine)
    at = datetime.now(UTC)
    groups = [list(texts[first : first + A_LEAD]) for first in range(0, len(texts), A_LEAD)]
    groups[-1] += list(texts[: A_LEAD - len(groups[-1])])
    items = [_item(place, group, at) for place, group in enumerate(groups)]
    _collect(engine, settings, items, groups, at - timedelta(days=1))
    papers = open_papers(settings)
    with writing(engine) as connection:
        numbers = tuple(read_lead_numbers_of(connection, item.key)[0] for item in items)
        uids = []
        for number, group in zip(numbers[:-1], groups, strict=False):
            seal_lead(connection, number, settings.evidence_folder, REVIEWER, at)
            move_lead(connection, number, Move.CONFIRM, REVIEWER, at=at, facts={"note": group[0][:500]})
            move_lead(connection, number, Move.APPROVE, APPROVER, at=at, facts={"host": "huanren"})
            sent, _ = send_with_letters(connection, papers, [number], APPROVER, at=at)
            uids.append(sent[0].uid)
        asked, _ = ask_with_letter(connection, papers, numbers[0], "huanren", APPROVER, at=at)
        move_lead(connection, numbers[1], Move.SIGN, COUNTY, at=at, facts={})
        move_lead(
            connection, numbers[1], Move.PAUSE, COUNTY, at=at, reason=texts[0][:500], facts={"pause_kind": "testing"}
        )
    app = make_desk(engine, settings, sources=(SHOP,))
    samples: dict[str, object] = {
        "lead": numbers[-1],
        "run": 1,
        "evidence": 1,
        "dispatch": uids[0],
        "request": asked.uid,
    }
    return House(app, engine, samples, numbers, tuple(uids))


def _item(place: int, group: Sequence[str], at: datetime) -> Listing:
    a = ["".join(text[:200] for text in group[field::13]) for field in range(13)]
    return listing(
        f"h{place}",
        title=f"{a[0]}桓仁大米{a[1]}",
        description=f"{a[2]}{a[3]}",
        attributes={"产地": a[4], f"属{a[5]}": a[6]},
        category=a[7],
        price_raw=a[8],
        shop_id=f"s{place}",
        shop_name=f"店{a[9]}",
        operator_name=a[10],
        operator_address=f"辽宁省本溪市桓仁满族自治县{a[11]}",
        shop_location=a[12],
        image_texts=(a[1], a[2]),
        url="https://item.example.com/1",
        seen_at=at,
    )


def _collect(
    engine: Engine, settings: Settings, items: Sequence[Listing], groups: Sequence[Sequence[str]], at: datetime
) -> None:
    with writing(engine) as connection:
        run = save_new_run(
            connection, source="shop", trigger=Trigger.ON_DEMAND, requested_by="test", now=at, reason=groups[0][0][:200]
        )
    capture = Capture(settings.evidence_folder, "shop", is_practice=False)
    seen, judged, kept = [], [], []
    for item, group in zip(items, groups, strict=True):
        body = f"{item.item_id}{''.join(group)}".encode("utf-8", "replace")  # one page a lead, in the twin too
        page = capture.keep(f"https://item.example.com/{item.item_id}", 200, [("Content-Type", "text/html")], body, at)
        why = [
            finding(
                f"indicator{place}",
                sentence=text[:300],
                quote=text[:200],
                field="title" if place == 0 else "elsewhere",
                refuted_by=text[:300],
                span=(0, len(text[:200])) if place == 0 else None,
                grounds=(GROUND,),
            )
            for place, text in enumerate(group)
        ]
        facts = {"missing": (group[2][:300],), "bureau_reason": group[3][:300], "findings": tuple(why)}
        judged.append(assessment(item, bureau="huanren", **facts))
        seen.append(Sighting(listing=item, source="shop", evidence_digest=page.digest))
        kept.append(page)
    capture.close()
    harvest = Harvest(
        run_id=run,
        unit=None,
        outcome=Outcome.OK,
        sightings=tuple(seen),
        assessments=tuple(judged),
        evidence=tuple(kept),
    )
    save_harvest(engine, harvest, now=at, city_of=lambda _: "benxi")
