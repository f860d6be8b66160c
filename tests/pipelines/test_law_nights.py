"""Both sides of the nights on which the law changes, and 待核 for what is not confirmed."""

from collections.abc import Callable

import pytest

from leads_db.records import Assessment, GroundRef

COMPARED = {"title": "绥化香米 口感不输桓仁大米", "attributes": {"产地": "黑龙江绥化"}}
BOXES = {"title": "桓仁大米编织袋 10kg 500个起订", "price_cny": "0.9"}
Assess = Callable[..., Assessment | None]


def grounds_of(judged: Assessment | None) -> list[GroundRef]:
    assert judged is not None
    return [ground for finding in judged.findings for ground in finding.grounds]


def cited(assess: Assess, facts: dict[str, object], seen_at: str, instrument: str) -> set[str]:
    grounds = grounds_of(assess("huanren-rice", **facts, seen_at=seen_at))
    return {ground.instrument for ground in grounds if ground.instrument.startswith(instrument)}


@pytest.mark.parametrize(
    ("seen_at", "year"),
    [
        ("2025-10-14T23:59:59+08:00", "2019"),
        ("2025-10-15T00:00:00+08:00", "2025"),
        ("2025-10-14T15:59:59+00:00", "2019"),
        ("2025-10-14T16:00:00+00:00", "2025"),
    ],
)
def test_the_unfair_competition_law_turns_at_midnight_in_china(assess: Assess, seen_at: str, year: str) -> None:
    found = cited(assess, COMPARED, seen_at, "反不正当竞争法")
    assert found
    assert all(year in name for name in found)


@pytest.mark.parametrize(
    ("seen_at", "year"), [("2026-12-31T23:59:59+08:00", "2019"), ("2027-01-01T00:00:00+08:00", "2026")]
)
def test_the_trade_mark_law_turns_at_midnight_in_china(assess: Assess, seen_at: str, year: str) -> None:
    found = cited(assess, BOXES, seen_at, "商标法")
    assert found
    assert all(year in name for name in found)


def test_item_numbers_of_order_80_are_never_shown_as_certain(assess: Assess) -> None:
    grounds = grounds_of(assess("huanren-rice", title="桓仁大米 地理标志保护产品", attributes={"产地": "黑龙江绥化"}))
    items = [ground for ground in grounds if ground.ground.startswith("GI80-30")]
    assert items
    assert not any(ground.confirmed for ground in items)
