"""Every folder in tests/market_pages is one page of a marketplace: what must be read of it, field by field."""

import json
from dataclasses import fields
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from crawlers.fetched import FetchedPage
from crawlers.pages.marketplaces.catalogue import PAGES, find_market_page
from crawlers.pages.marketplaces.shelf import Shelf
from crawlers.pages.marketplaces.sightings import shelf_sightings
from leads_db.records import Listing, Mention, Sighting
from tests.crawlers.fetched_pages import FETCHED_AT, page

FOLDER = Path(__file__).parents[3] / "market_pages"
CASES = sorted(path.parent.name for path in FOLDER.glob("*/expected.json"))
OF_SIGHTING = ("search_term", "page", "rank", "notes")


@lru_cache
def fetched(case: str) -> FetchedPage:
    url = json.loads((FOLDER / case / "meta.json").read_text("utf-8"))["url"]
    (path,) = (FOLDER / case).glob("input.*")
    return page(path.read_text("utf-8"), url)


@lru_cache
def shelf(case: str) -> Shelf:
    found = find_market_page(fetched(case).text, None)
    assert found is not None
    return found.read(fetched(case))


@lru_cache
def rows(case: str) -> tuple[Sighting | Mention, ...]:
    return (*shelf_sightings(shelf(case), fetched(case), "test", seen_at=FETCHED_AT), *shelf(case).posts)


@lru_cache
def expected(case: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((FOLDER / case / "expected.json").read_text("utf-8"))
    return told


def expected_rows(case: str) -> list[dict[str, Any]]:
    told = []
    for row in (*expected(case).get("offers", ()), *expected(case).get("posts", ())):
        made = dict(row)
        for name, make in (("price_cny", Decimal), ("posted_at", datetime.fromisoformat)):
            made |= {name: make(made[name])} if name in made else {}
        made |= {name: tuple(made[name]) for name in ("image_urls", "notes") if name in made}
        told.append(made)
    return told


def value(row: Sighting | Mention, name: str) -> Any:
    return getattr(row, name) if isinstance(row, Mention) or name in OF_SIGHTING else getattr(row.listing, name)


def told_fields() -> list[tuple[str, int, str]]:
    return [(case, at, name) for case in CASES for at, row in enumerate(expected_rows(case)) for name in row]


@pytest.mark.parametrize(("case", "at", "name"), told_fields())
def test_field_is_read(case: str, at: int, name: str) -> None:
    assert value(rows(case)[at], name) == expected_rows(case)[at][name]


@pytest.mark.parametrize("case", CASES)
def test_nothing_more_is_read(case: str) -> None:
    assert len(rows(case)) == len(expected_rows(case))
    for row, told in zip(rows(case), expected_rows(case), strict=True):
        record = row if isinstance(row, Mention) else row.listing
        names = {field.name for field in fields(record)} - {"seen_at", "evidence_digest"}
        names |= set(OF_SIGHTING) if isinstance(row, Sighting) else set()
        assert {name for name in names if value(row, name) not in (None, (), {})} - {"author_kind"} == set(told) - {
            "author_kind"
        }


@pytest.mark.parametrize("case", CASES)
def test_the_page_itself_says_how_many_there_are_or_that_there_are_none(case: str) -> None:
    told = expected(case)
    assert (shelf(case).total_claimed, shelf(case).says_empty) == (told.get("total"), told.get("says_empty", False))
    assert list(shelf(case).notes) == told.get("notes", [])


def test_every_page_object_has_a_case_and_every_case_a_basis() -> None:
    read = {found.name for case in CASES if (found := find_market_page(fetched(case).text, None))}
    assert read == {page.name for page in PAGES}
    assert all(json.loads((FOLDER / case / "meta.json").read_text("utf-8"))["basis"] for case in CASES)


def test_a_page_of_another_platform_is_not_taken_for_ones_own() -> None:
    assert find_market_page(fetched("jd_search_old").text, "taobao") is None


def test_listing_fields_that_decide_are_all_covered() -> None:
    told = {name for case in CASES for row in expected_rows(case) for name in row}
    of_pages = {"platform", "item_id", "title", "url", "price_cny", "sold_count", "shop_name", "shop_location"}
    assert of_pages | {"ships_from", "attributes", "image_urls"} <= told & {*(field.name for field in fields(Listing))}
