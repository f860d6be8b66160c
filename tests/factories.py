"""Records with sane defaults; nothing else is shared between tests."""

from datetime import UTC, datetime
from typing import Any

from leads_db.records import Assessment, FetchReport, Finding, FindingState, Listing, Outcome, Sighting, Verdict

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


def listing(item_id: str = "1", **changes: Any) -> Listing:
    facts = {
        "platform": "taobao",
        "item_id": item_id,
        "title": "桓仁大米 5kg",
        "shop_name": "某某粮油店",
        "shop_id": "s1",
        "seen_at": NOON,
    }
    return Listing(**{**facts, **changes})


def sighting(item_id: str = "1", **changes: Any) -> Sighting:
    return Sighting(listing=listing(item_id, **changes), source="test")


def finding(indicator: str = "origin_outside_area", **changes: Any) -> Finding:
    facts = {
        "state": FindingState.FOUND,
        "strength": 1.0,
        "weight": 3.0,
        "sentence": "产地写明五常，在保护范围之外。",
        "quote": "五常",
        "field": "attributes.产地",
        "span": (0, 2),
    }
    return Finding(indicator=indicator, **{**facts, **changes})


def assessment(of: Listing, **changes: Any) -> Assessment:
    facts = {
        "listing_key": of.key,
        "indication": "huanren-rice",
        "verdict": Verdict.INFRINGING,
        "likelihood": 0.9,
        "bureau": "huanren",
        "findings": (finding(),),
        "model_version": "test-1",
    }
    return Assessment(**{**facts, **changes})


def report(**changes: Any) -> FetchReport:
    facts = {"source": "test", "url": "http://127.0.0.1/a", "outcome": Outcome.OK, "fetched_at": NOON}
    return FetchReport(**{**facts, **changes})
