"""The rehearsal asks for robots.txt alone and says of each address whether a crawl may ask for it."""

from collections.abc import Iterator

import pytest

from crawlers.practice_market import Market, start_market
from crawlers.robots_check import check_robots
from crawlers.source_file import load_sources
from leads_db.settings import Settings, read_settings
from scheduler.ordering import Order
from scheduler.rehearsal import UNITS_SHOWN, rehearse
from tests.crawlers.local_site import Page, serve


@pytest.fixture(scope="module")
def market() -> Iterator[Market]:
    with start_market() as started:
        yield started


@pytest.fixture
def settings(market: Market, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("GI_PRACTICE_PORT", str(market.port))
    return read_settings()


def test_units_and_addresses_are_those_of_the_run(settings: Settings) -> None:
    told = rehearse(settings, Order(source="practice-gbk", indication="huanren-rice", pages=2, reason="test"))
    assert told.unit_count >= len(told.units) > 0
    assert len(told.units) <= UNITS_SHOWN
    assert {(unit.page_from, unit.page_to, unit.indication) for unit in told.units} == {(1, 2, "huanren-rice")}
    assert all("practice" in url or "gbk" in url for unit in told.units for url in unit.urls)
    assert set(told.refused) == {url for unit in told.units for url in unit.urls}
    assert set(told.refused.values()) == {""}


def test_an_interface_is_told_to_be_under_contract(settings: Settings) -> None:
    told = rehearse(settings, Order(source="jd-union", indication="huanren-rice", requests=5, reason="test"))
    assert (told.by_contract, told.refused, told.requests_most) == (True, {}, 5)
    assert {unit.urls for unit in told.units} == {()}


def test_closed_addresses_other_hosts_and_other_schemes_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    with serve({"/robots.txt": "User-agent: *\nDisallow: /closed/\n"}) as site:
        monkeypatch.setenv("GI_PRACTICE_PORT", str(site.port))
        settings = read_settings()
        root = f"http://127.0.0.1:{site.port}"
        urls = [f"{root}/open/1", f"{root}/closed/1", "http://127.0.0.1:1/x", "file:///etc/passwd"]
        told = check_robots(load_sources(settings)["practice-ld"], settings, urls)
    assert [told[url] == "" for url in urls] == [True, False, False, False]
    assert told[f"{root}/closed/1"] == "robots.txt"
    assert site.asked == ["/robots.txt"]


def test_a_robots_txt_that_cannot_be_read_closes_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    with serve({"/robots.txt": Page(status=503)}) as site:
        monkeypatch.setenv("GI_PRACTICE_PORT", str(site.port))
        settings = read_settings()
        url = f"http://127.0.0.1:{site.port}/open/1"
        assert "HTTP 503" in check_robots(load_sources(settings)["practice-ld"], settings, [url])[url]
