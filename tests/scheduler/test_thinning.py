"""Fields that thin out are told against the source's own past, not against an absolute number."""

import pytest

from leads_db.store.field_coverage import FieldCount
from scheduler.thinning import LISTINGS_LEAST, find_thin_fields


def count(filled: int, total: int = 100, *, run_id: int = 1, field: str = "price_cny") -> FieldCount:
    return FieldCount(run_id=run_id, field=field, filled=filled, total=total)


def thin(now: FieldCount, *earlier: int) -> list[str]:
    past = [count(filled, run_id=number) for number, filled in enumerate(earlier)]
    return [one.field for one in find_thin_fields({now.field: now}, past)]


@pytest.mark.parametrize(
    ("now", "earlier", "is_thin"),
    [
        (12, (95, 96, 94), True),
        (0, (95, 96, 94), True),
        (60, (95, 96, 94), True),
        (80, (95, 96, 94), False),
        (90, (95, 96, 94), False),
        (2, (10, 12, 11), False),
        (12, (95, 96), False),
        (12, (12, 11, 95), False),
    ],
)
def test_a_fall_counts_when_it_is_large_against_the_usual(now: int, earlier: tuple[int, ...], is_thin: bool) -> None:
    assert bool(thin(count(now), *earlier)) is is_thin


def test_few_listings_say_nothing() -> None:
    assert thin(count(0, LISTINGS_LEAST - 1), 95, 96, 94) == []
    assert thin(count(0, LISTINGS_LEAST), 95, 96, 94) == ["price_cny"]


def test_a_new_custom_is_accepted_after_a_while() -> None:
    assert thin(count(10), *[95] * 5, *[10] * 6) == []


def test_the_worst_field_comes_first() -> None:
    past = [count(90, run_id=run, field=name) for run in range(3) for name in ("price_cny", "shop_name")]
    now = {"price_cny": count(50), "shop_name": count(5, field="shop_name")}
    assert [one.field for one in find_thin_fields(now, past)] == ["shop_name", "price_cny"]
