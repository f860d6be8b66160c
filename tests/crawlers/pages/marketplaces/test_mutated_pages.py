"""Whatever else stands where a fact should stand costs that fact or that row, never the page and never the import."""

import json
import re
from collections.abc import Callable

import pytest

from crawlers.pages.marketplaces.catalogue import find_market_page, read_shelf
from crawlers.pages.marketplaces.sightings import shelf_sightings
from tests.crawlers.fetched_pages import FETCHED_AT, page
from tests.crawlers.interfaces.test_mutated_answers import mutations
from tests.crawlers.pages.marketplaces.test_market_pages import CASES, fetched

JSON_START = re.compile(r"(?<=[=(\s])\{\"|\A\{")
Wrap = Callable[[str], str]


def parts(text: str) -> tuple[str, object, str] | None:
    """What stands before the page's JSON value, the value, and what stands behind it."""
    found = JSON_START.search(text.replace("undefined", "null     "))
    if found is None:
        return None
    start = found.start()
    value, end = json.JSONDecoder().raw_decode(text.replace("undefined", "null     "), start)
    return text[:start], value, text[end:]


WITH_DATA = [case for case in CASES if parts(fetched(case).text) is not None]


@pytest.mark.parametrize("case", WITH_DATA)
def test_every_single_change_of_the_data_is_survived(case: str) -> None:
    told = parts(fetched(case).text)
    assert told is not None
    before, value, behind = told
    count = 0
    for label, changed in mutations(value):
        made = page(before + json.dumps(changed, ensure_ascii=False) + behind, fetched(case).url)
        found = find_market_page(made.text, None)
        if found is not None:
            shelf = read_shelf(found, made)
            for seen in shelf_sightings(shelf, made, "test", seen_at=FETCHED_AT):
                assert seen.listing.item_id, label
                assert seen.listing.title, label
        count += 1
    assert count > 20


@pytest.mark.parametrize("case", CASES)
def test_every_page_that_is_cut_short_is_survived(case: str) -> None:
    text = fetched(case).text
    for end in range(0, len(text), max(1, len(text) // 60)):
        made = page(text[:end], fetched(case).url)
        found = find_market_page(made.text, None)
        assert found is None or len(read_shelf(found, made).offers) < 100


def test_cases_with_data_are_most_of_them() -> None:
    assert len(WITH_DATA) >= 13
