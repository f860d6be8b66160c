"""The rank is harm × certainty × feasibility, and each of the three counts."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from leads_db.priority import Weighed, aged, priority_of
from leads_db.records import Verdict

BASE = Weighed(
    verdict=Verdict.INFRINGING,
    likelihood=0.9,
    listing_count=3,
    readiness={"subject": 0.8, "act": 0.6},
    bureau="huanren",
    is_local=True,
)


@pytest.mark.parametrize(
    "worse",
    [
        {"verdict": Verdict.UNLICENSED_LOCAL},
        {"likelihood": 0.5},
        {"listing_count": 1},
        {"readiness": {"subject": 0.2, "act": 0.6}},
        {"readiness": {}},
        {"bureau": "transfer:410800"},
        {"bureau": "unknown"},
        {"bureau": None},
        {"is_local": False},
    ],
)
def test_what_is_less_harmful_sure_or_feasible_comes_later(worse: dict[str, Any]) -> None:
    assert 0 < priority_of(replace(BASE, **worse)) < priority_of(BASE) <= 100


def test_turnover_counts_where_it_is_shown() -> None:
    seen = [replace(BASE, price_cny=Decimal(50), sold_count=sold) for sold in (10_000, 100_000)]
    assert priority_of(BASE) < priority_of(seen[0]) < priority_of(seen[1])
    assert priority_of(replace(BASE, price_cny=Decimal(50))) == priority_of(BASE)
    assert priority_of(replace(BASE, price_cny=Decimal(10) ** 9, sold_count=10**9)) <= 100


def test_a_black_listed_seller_comes_before_all_others_and_what_is_lawful_last() -> None:
    least = replace(BASE, is_blacklisted=True, likelihood=0.01, bureau=None, readiness={})
    assert priority_of(least) > 100
    assert priority_of(replace(BASE, is_blacklisted=True, verdict=Verdict.LAWFUL)) == 0


def test_waiting_lifts() -> None:
    assert aged(10.0, 10) > aged(29.0, 0) > aged(10.0, -3)
