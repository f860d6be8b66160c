"""The probe of rewordings counts what agrees with the base, and what does not."""

import pytest

from console.bench.rewordings import load_rewordings, measure_rewordings
from console.judging import open_judge
from leads_db.listing_rows import listing_from_row
from leads_db.records import Listing
from pipelines.judge import Judge


@pytest.fixture(scope="module")
def judge() -> Judge:
    return open_judge()


def page(title: str, origin: str) -> Listing:
    return listing_from_row(
        {"platform": "taobao", "item_id": title, "title": title, "attributes": {"产地": origin}, "price_cny": "69"}
    )


def test_what_says_the_same_and_what_does_not_are_told_apart(judge: Judge) -> None:
    base = page("桓仁大米 5kg 真空", "黑龙江建三江")
    alike, other = page("真空装 桓仁大米 10斤", "黑龙江富锦"), page("桓仁大米 5kg 真空", "辽宁桓仁")
    same, near = measure_rewordings(judge, [(base, alike, other)])
    assert (same.hits, same.of) == (1, 2)
    assert (near.hits, near.of) == (1, 2)


def test_every_group_has_a_base_and_rewordings_of_it() -> None:
    groups = load_rewordings()
    assert sum(len(group) - 1 for group in groups) == 220
    assert min(map(len, groups)) > 1
