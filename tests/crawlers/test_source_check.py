"""A check walks to one item under a crawl's rules and says what it would read."""

from collections.abc import Iterator

import pytest

from crawlers.check_report import CheckReport
from crawlers.practice_market import Market, start_market
from crawlers.source_check import check_source
from crawlers.source_file import Source, load_sources
from leads_db.records import Outcome
from leads_db.settings import Settings, read_settings


@pytest.fixture(scope="module")
def strict_market() -> Iterator[Market]:
    with start_market() as started:
        yield started


@pytest.fixture
def settings(strict_market: Market, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("GI_PRACTICE_PORT", str(strict_market.port))
    return read_settings()


def check(settings: Settings, name: str, term: str = "桓仁", **changes: object) -> CheckReport:
    source = load_sources(settings)[name]
    return check_source(Source.model_validate(source.model_dump() | changes), settings, term)


def test_check_walks_from_robots_over_the_search_to_one_item(settings: Settings) -> None:
    report = check(settings, "practice-gbk", sitemap="", lists=[], search="search?q={term}&page={page}")
    assert [step.url.split("/")[3][:8] for step in report.steps] == ["robots.t", "gbk", "gbk"]
    assert {step.outcome for step in report.steps} == {Outcome.OK}
    assert (report.term, report.is_readable, (report.steps[1].total_claimed or 0) > 0) == ("桓仁", True, True)
    assert report.item is not None
    assert "桓仁" in str(report.item.listing)


def test_every_field_is_told_the_unread_ones_as_empty(settings: Settings) -> None:
    told = dict(check(settings, "practice-og").told)
    assert (told["shop_id"], told["platform"]) == ("", "practice")
    assert "产地: " in told["attributes"]
    assert dict(check(settings, "practice-news").told)["author_kind"] == "media"


@pytest.mark.parametrize(
    ("name", "outcome"), [("practice-changed", Outcome.SCHEMA_CHANGED), ("practice-login", Outcome.BLOCKED_LOGIN)]
)
def test_check_that_reads_nothing_says_why(settings: Settings, name: str, outcome: Outcome) -> None:
    report = check(settings, name)
    assert (report.is_readable, report.told, report.steps[-1].outcome) == (False, (), outcome)


def test_closed_address_is_not_asked(settings: Settings) -> None:
    report = check(settings, "practice-ld", lists=["private/"], sitemap="", search="")
    assert [step.outcome for step in report.steps] == [Outcome.OK, Outcome.ROBOTS_DISALLOWED]
    assert report.steps[-1].http_status is None


def test_currency_that_a_product_page_names_is_hinted(settings: Settings) -> None:
    report = check(settings, "practice-shopify", currency="")
    assert report.hints == ("currency: the page of an item names CNY; set it, or prices stay unread.",)
    assert dict(report.told)["price_cny"] == ""


def test_missing_words_for_an_empty_search_are_hinted(settings: Settings) -> None:
    report = check(settings, "practice-ld", search="search?q={term}", nothing_found=[])
    assert [hint.partition(":")[0] for hint in report.hints] == ["nothing_found"]
