"""A large shop by schema_org whose crawl child is killed (kill −9): every item found, each once, few asked twice."""

from pathlib import Path

import pytest

from benchmarks.crawl_against_bare import make_goods
from benchmarks.large_shop_killed import crawl_killed
from crawlers.practice_market import start_market
from leads_db.records import RunState

ITEMS = 800


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_nothing_is_lost_or_doubled_when_the_child_dies_twice(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GI_PRACTICE_PORT", "0")  # put back after the crawl has set its own
    with start_market(goods=make_goods(ITEMS)) as market:
        told = crawl_killed(tmp_path / "home", market, kills=2, items=ITEMS)
    assert (told.found, told.rows, told.kills, told.state) == (ITEMS, ITEMS, 2, RunState.FINISHED)
    assert told.asked_again < ITEMS / 4
