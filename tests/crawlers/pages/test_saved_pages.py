"""Every folder in tests/pages is one item page: what stands in it and what must be read, field by field."""

import json
from dataclasses import fields
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from crawlers.pages.item_page import ItemReading, read_item
from leads_db.errors import PageChanged
from leads_db.records import Listing
from tests.crawlers.fetched_pages import FETCHED_AT, page

FOLDER = Path(__file__).parents[2] / "pages"
CASES = sorted(path.parent.name for path in FOLDER.glob("*/expected.json"))
BROKEN = sorted(path.parent.name for path in FOLDER.glob("*/expected_error.json"))
FIELDS = [field.name for field in fields(Listing) if field.name not in ("platform", "seen_at")]


@lru_cache
def reading(case: str) -> ItemReading:
    meta = json.loads((FOLDER / case / "meta.json").read_text("utf-8"))
    return read_item(page((FOLDER / case / "input.html").read_text("utf-8"), meta["url"]), "test-shop")


def expected(case: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((FOLDER / case / "expected.json").read_text("utf-8"))
    for name in ("price_cny", "net_weight_kg"):
        if name in told:
            told[name] = Decimal(told[name])
    if "image_urls" in told:
        told["image_urls"] = tuple(told["image_urls"])
    return told


def told_fields() -> list[tuple[str, str]]:
    return [(case, name) for case in CASES for name in expected(case) if name != "notes"]


@pytest.mark.parametrize(("case", "name"), told_fields())
def test_field_is_read(case: str, name: str) -> None:
    assert getattr(reading(case).listing, name) == expected(case)[name]


@pytest.mark.parametrize("case", CASES)
def test_nothing_more_is_read(case: str) -> None:
    listing = reading(case).listing
    assert {name for name in FIELDS if getattr(listing, name) not in (None, (), {})} == set(expected(case)) - {"notes"}
    assert (listing.platform, listing.seen_at) == ("test-shop", FETCHED_AT)


@pytest.mark.parametrize("case", CASES)
def test_notes_say_what_could_not_be_read(case: str) -> None:
    assert list(reading(case).notes) == expected(case)["notes"]


@pytest.mark.parametrize("case", BROKEN)
def test_page_of_another_kind_counts_as_changed(case: str) -> None:
    says = json.loads((FOLDER / case / "expected_error.json").read_text("utf-8"))["says"]
    with pytest.raises(PageChanged, match=says):
        reading(case)


def test_every_folder_says_what_must_be_read_and_why() -> None:
    folders = [path for path in FOLDER.iterdir() if path.is_dir()]
    assert len(folders) == len(CASES) + len(BROKEN)
    assert all(json.loads((folder / "meta.json").read_text("utf-8"))["basis"] for folder in folders)
