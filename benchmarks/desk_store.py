"""A store as large as asked, for measuring the desk: listings, leads in every state, events, letters, seals.

    python -m benchmarks.desk_store FILE.db                      # 1,000,000 listings, 100,000 leads, 30 counties
    python -m benchmarks.desk_store FILE.db --listings 10000 --leads 1000

Rows are written in bulk but obey the rules: `gi-leads audit verify` holds on the result.
"""

import argparse
import hashlib
import itertools
import json
import random
import secrets
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, Table, insert

from benchmarks.desk_lives import MIX, live
from leads_db.lead_tables import dispatches, lead_listings, leads, seals
from leads_db.records import Act, Assessment, Finding, FindingState, Listing, Verdict
from leads_db.records.handling import DispatchKind, LeadEvent, LeadState
from leads_db.replay import replay
from leads_db.store.engine import open_engine, refresh_statistics, upgrade, writing
from leads_db.store.events import save_lead_events
from leads_db.store.handling import handling_columns
from leads_db.store.lead_search import save_terms
from leads_db.store.record_json import to_json
from leads_db.tables import assessments, evidence, findings, listings, runs, snapshots

START = datetime(2025, 11, 1, tzinfo=UTC)
TOGETHER = 20_000
PLATFORMS = ("taobao", "tmall", "jd", "pdd", "douyin", "kuaishou", "ali1688", "xiaohongshu")
NAMES = {"benxi": ("huanren-rice", "huanren-ginseng"), "jiaozuo": ("huai-tiegun", "huai-rehmannia")}
TITLES = ("桓仁大米 5kg 东北大米", "铁棍山药 礼盒 5斤 温县", "怀地黄 干货 500g", "林下参 10年 礼盒")
VERDICTS = (Verdict.INFRINGING, Verdict.INFRINGING, Verdict.UNLICENSED_LOCAL, Verdict.INSUFFICIENT)


@dataclass(frozen=True, slots=True)
class Size:
    """How much is made."""

    listings: int
    leads: int
    counties: int = 30


def make_store(path: Path, size: Size, *, seed: int = 20261126) -> float:
    """Write the store; seconds it took."""
    began = time.perf_counter()
    engine = open_engine(f"sqlite:///{path}")
    upgrade(engine)
    with writing(engine) as connection:
        connection.execute(insert(runs), [_run()])
    chance = random.Random(seed)
    each = max(1, min(3, size.listings // size.leads))
    with writing(engine) as connection:
        for first in range(1, size.listings + 1, TOGETHER):
            numbers = range(first, min(first + TOGETHER, size.listings + 1))
            _write(connection, listings, (_listing_row(number) for number in numbers))
            _write(connection, snapshots, (_snapshot_row(number, chance) for number in numbers))
        for first in range(1, size.leads + 1, TOGETHER):
            _write_leads(connection, range(first, min(first + TOGETHER, size.leads + 1)), each, size, chance)
    refresh_statistics(engine)
    engine.dispose()
    return time.perf_counter() - began


def _write(connection: Connection, table: Table, rows: Iterator[dict[str, object]]) -> None:
    while batch := list(itertools.islice(rows, TOGETHER)):
        connection.execute(insert(table), batch)


def _run() -> dict[str, object]:
    told = {"source": "bench", "trigger": "scheduled", "state": "finished", "requested_by": "bench"}
    return {"id": 1, **told, "queued_at": START}


def _key(number: int) -> str:
    return hashlib.sha256(str(number).encode()).hexdigest()[:32]


def _seen_at(number: int) -> datetime:
    return START + timedelta(seconds=number % 31_000_000)


def _listing_row(number: int) -> dict[str, object]:
    seen, platform = _seen_at(number), PLATFORMS[number % len(PLATFORMS)]
    return {
        "id": number,
        "key": _key(number),
        "platform": platform,
        "item_id": str(600_000_000_000 + number),
        "first_seen_at": seen,
        "last_seen_at": seen + timedelta(days=number % 20),
        "first_run_id": 1,
        "last_run_id": 1,
        "content_hash": _key(-number),
    }


def _snapshot_row(number: int, chance: random.Random) -> dict[str, object]:
    listing = Listing(
        platform=PLATFORMS[number % len(PLATFORMS)],
        item_id=str(600_000_000_000 + number),
        title=f"{TITLES[number % len(TITLES)]} {number}",
        url=f"https://example.com/item/{number}",
        attributes={"产地": chance.choice(("辽宁", "河南", "黑龙江", "山东"))},
        shop_name=f"某某{number // 3}店",
        shop_id=str(number // 3),
        sold_count=chance.randrange(5_000),
    )
    told = {"source": "bench", "search_term": "大米", "evidence_digest": _key(number) * 2 if number % 3 == 0 else None}
    record = {"id": number, "listing_id": number, "content_hash": _key(-number), "seen_at": _seen_at(number)}
    return {**record, **told, "run_id": 1, "record": json.dumps(asdict(listing), ensure_ascii=False, default=str)}


def _write_leads(connection: Connection, numbers: range, each: int, size: Size, chance: random.Random) -> None:
    ways = chance.choices(list(MIX), weights=list(MIX.values()), k=len(numbers))
    lives = {number: _life(number, way, size) for number, way in zip(numbers, ways, strict=True)}
    save_lead_events(connection, [event for events in lives.values() for event in events])
    _write(connection, leads, (_lead_row(number, events, each, chance) for number, events in lives.items()))
    save_terms(connection, ((number, _seller_name(number)) for number in numbers))
    links = [(number, listing) for number in numbers for listing in _listings_of(number, each)]
    _write(connection, lead_listings, ({"lead_id": lead, "listing_id": listing} for lead, listing in links))
    _write(connection, assessments, (_assessment_row(lead, listing) for lead, listing in links))
    _write(connection, findings, (_finding_row(listing) for _, listing in links))
    _write(connection, evidence, (_evidence_row(listing) for _, listing in links if listing % 3 == 0))
    sent = [(number, event) for number, events in lives.items() for event in events if event.move == "dispatch"]
    approved = [(number, event) for number, events in lives.items() for event in events if event.move == "approve"]
    _write(connection, seals, (_seal_row(number, event) for number, event in approved))
    rows = [_dispatch_row(number, event) for number, event in sent]
    _write(connection, dispatches, iter(rows))


def _seller_name(number: int) -> str:
    return f"某某{number // 2}特产店"


def _listings_of(lead: int, each: int) -> range:
    return range((lead - 1) * each + 1, lead * each + 1)


def _city(number: int) -> str:
    return "benxi" if number % 2 else "jiaozuo"


def _number(number: int) -> str:
    day = START + timedelta(days=number % 360)
    return f"GI-{_city(number)}-{day:%Y%m%d}-{number:06d}"


def _life(number: int, way: str, size: Size) -> list[LeadEvent]:
    opened_at = START + timedelta(days=number % 360, seconds=number % 80_000)
    return list(live(_number(number), way, f"county-{number % size.counties:02d}", f"试〔2026〕{number}号", opened_at))


def _lead_row(number: int, events: list[LeadEvent], each: int, chance: random.Random) -> dict[str, object]:
    handling = replay(events)
    return {
        "id": number,
        "number": events[0].lead,
        "seller_key": _key(-1 - number // 2),
        "seller_name": _seller_name(number),
        "platform": PLATFORMS[number % len(PLATFORMS)],
        "indication": NAMES[_city(number)][number // 2 % 2],
        "recurrence": number % 2,
        "city": _city(number),
        "verdict": VERDICTS[number % len(VERDICTS)],
        "likelihood": round(chance.random(), 4),
        "bureau": f"county-{number % 30:02d}",
        "listing_count": each,
        "first_seen_at": events[0].at,
        "last_seen_at": events[-1].at,
        "first_run_id": 1,
        "priority": round(chance.random() * 100, 4),
        **handling_columns(handling),
    }


def _assessment_row(lead: int, listing: int) -> dict[str, object]:
    judged = Assessment(
        listing_key=_key(listing),
        indication=NAMES[_city(lead)][lead // 2 % 2],
        verdict=VERDICTS[lead % len(VERDICTS)],
        likelihood=0.8,
        acts=(Act.NAME_OUTSIDE_AREA,),
        bureau=f"county-{lead % 30:02d}",
        bureau_reason="经营者住所在本县",
        missing=("经营者统一社会信用代码",),
        readiness={"subject": 0.6, "act": 0.7, "origin": 0.9, "evidence": 0.8, "jurisdiction": 1.0},
        model_version="bench-1",
    )
    return {
        "id": listing,
        "snapshot_id": listing,
        "listing_id": listing,
        "indication": judged.indication,
        "model_version": judged.model_version,
        "verdict": judged.verdict,
        "likelihood": judged.likelihood,
        "record": to_json(judged),
        "assessed_at": _seen_at(listing),
    }


def _finding_row(listing: int) -> dict[str, object]:
    found = Finding(
        indicator="origin_outside_area",
        state=FindingState.FOUND,
        strength=1.0,
        weight=3.0,
        sentence="产地写明在保护范围之外。",
        quote="黑龙江",
        field="attributes.产地",
        span=(0, 3),
    )
    told = {"indicator": found.indicator, "state": found.state, "strength": 1.0, "weight": 3.0}
    return {"assessment_id": listing, **told, "record": to_json(found)}


def _evidence_row(listing: int) -> dict[str, object]:
    return {
        "digest": _key(listing) * 2,
        "url": f"https://example.com/item/{listing}",
        "url_digest": _key(listing),
        "http_status": 200,
        "media_type": "text/html",
        "size": 20_000,
        "captured_at": _seen_at(listing),
        "warc_file": "2026/01/bench.warc.gz",
        "warc_offset": listing,
        "warc_length": 9_000,
    }


def _seal_row(number: int, event: LeadEvent) -> dict[str, object]:
    told = {"name": f"EV-{event.lead}-01", "manifest": '{"pages":[]}', "manifest_digest": "0" * 64}
    return {"lead_id": number, **told, "sealed_at": event.at, "sealed_by": "rita"}


def _dispatch_row(number: int, event: LeadEvent) -> dict[str, object]:
    return {
        "uid": secrets.token_urlsafe(16),
        "lead_id": number,
        "bureau": event.facts["host"],
        "kind": DispatchKind.HOST,
        "round": 1,
        "number": event.facts["number"],
        "batch": secrets.token_urlsafe(16),
        "sent_at": event.at,
        "sent_by": "anna",
        "seal": event.facts["seal"],
        "letter": to_json({"number": event.facts["number"], "leads": [event.lead]}),
    }


def main() -> None:
    """Make the store and say how long it took."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("file", type=Path)
    options.add_argument("--listings", type=int, default=1_000_000)
    options.add_argument("--leads", type=int, default=100_000)
    options.add_argument("--counties", type=int, default=30)
    asked = options.parse_args()
    spent_s = make_store(asked.file, Size(asked.listings, asked.leads, asked.counties))
    states = len(LeadState)
    print(f"{asked.leads:,} leads in up to {states} states over {asked.listings:,} listings in {spent_s:.0f} s")


if __name__ == "__main__":
    main()
