"""What ends a unit early, and what is kept of it."""

from pathlib import Path

import pytest

from leads_db.records import Outcome
from tests.crawlers.local_site import Page
from tests.crawlers.unit_harness import work

HTML = {"Content-Type": "text/html; charset=utf-8"}


@pytest.mark.parametrize(
    ("stopper", "outcome", "reason"),
    [
        (Page(body="<title>安全验证</title>", headers=HTML), Outcome.BLOCKED_CAPTCHA, "captcha_title"),
        (Page(status=302, headers={"Location": "/login/passport?r=x"}), Outcome.BLOCKED_LOGIN, "login_redirect"),
        (Page(status=302, headers={"Location": "https://passport.x.example"}), Outcome.BLOCKED_LOGIN, "login_redirect"),
        (Page(status=403), Outcome.PERMISSION_DENIED, "http_403"),
        (Page(status=401), Outcome.AUTH_FAILED, "http_401"),
        (Page(status=429), Outcome.RATE_LIMITED, "http_429"),
        (Page(status=503, headers={"Retry-After": "86400"}), Outcome.RATE_LIMITED, "http_503_retry_after"),
    ],
)  # fmt: skip
def test_a_refusal_on_an_item_stops_the_source_but_keeps_what_was_found(
    tmp_path: Path, stopper: Page, outcome: Outcome, reason: str
) -> None:
    pages = {"/list": "item /i/1\nitem /i/2\nitem /i/3", "/i/1": "title a", "/i/2": stopper, "/i/3": "title c"}
    worked = work(tmp_path, {**pages, "/login/passport?r=x": "a form"})
    assert (worked.end.outcome, worked.end.retry, worked.end.stops_source) == (outcome, False, True)
    assert worked.end.cause.startswith(reason)
    assert (worked.items, "/i/3" in worked.asked) == (["1"], False)


def test_too_many_requests_are_waited_for_twice(tmp_path: Path) -> None:
    worked = work(tmp_path, {"/list": Page(status=429, headers={"Retry-After": "0"})})
    assert worked.asked == ["/list"] * 3
    assert [told.outcome for told in worked.reports] == [Outcome.RATE_LIMITED] * 3


def test_a_longer_pause_than_allowed_is_not_waited_for(tmp_path: Path) -> None:
    worked = work(tmp_path, {"/list": Page(status=503, headers={"Retry-After": "301"})})
    assert (worked.asked, worked.end.outcome) == (["/list"], Outcome.RATE_LIMITED)


def test_a_host_that_is_down_is_not_asked_for_every_item(tmp_path: Path) -> None:
    silent = {f"/i/{number}": Page(wait_s=9) for number in range(20)}
    worked = work(tmp_path, {"/list": "\n".join(f"item {path}" for path in silent), **silent})
    assert (worked.end.outcome, worked.end.retry) == (Outcome.TRANSPORT_ERROR, True)
    assert len(worked.asked) == 1 + 3 * 3


def test_single_silent_pages_cost_only_themselves(tmp_path: Path) -> None:
    pages = {f"/i/{number}": Page(wait_s=9) if number % 2 else f"title {number}" for number in range(8)}
    worked = work(tmp_path, {"/list": "\n".join(f"item {path}" for path in pages), **pages})
    assert worked.end.outcome is Outcome.PARTIAL
    assert worked.items == ["0", "2", "4", "6"]


def test_the_request_budget_is_kept(tmp_path: Path) -> None:
    items = {f"/i/{number}": f"title {number}" for number in range(20)}
    worked = work(tmp_path, {"/list": "\n".join(f"item {path}" for path in items), **items}, max_requests=8)
    assert (worked.end.outcome, worked.end.is_done, worked.end.stops_source) == (Outcome.PARTIAL, True, True)
    assert (len(worked.asked), len(worked.items)) == (8, 7)


def test_a_page_that_breaks_its_reader_costs_only_itself(tmp_path: Path) -> None:
    worked = work(tmp_path, {"/list": "item /i/1\nitem /i/2", "/i/1": "crash", "/i/2": "title b"})
    assert worked.items == ["2"]
    assert [told.outcome for told in worked.reports] == [Outcome.OK, Outcome.SCHEMA_CHANGED, Outcome.OK]


def test_pages_that_all_changed_are_not_partial(tmp_path: Path) -> None:
    end = work(tmp_path, {"/list": "item /i/1\nitem /i/2", "/i/1": "?", "/i/2": "?"}).end
    assert (end.outcome, end.is_done) == (Outcome.SCHEMA_CHANGED, False)


def test_evidence_comes_no_later_than_what_refers_to_it(tmp_path: Path) -> None:
    items = {f"/i/{number}": f"title {number}" for number in range(120)}
    worked = work(tmp_path, {"/list": "\n".join(f"item {path}" for path in items), **items}, concurrency=3)
    kept: set[str] = set()
    for harvest in worked.harvests:
        kept |= {evidence.digest for evidence in harvest.evidence}
        assert {seen.evidence_digest for seen in harvest.sightings} <= kept
    assert len(kept) == 121


def test_a_commit_that_fails_fails_the_unit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from crawlers.capture import Capture
    from leads_db.errors import StoreFull

    def full(capture: Capture) -> None:
        raise StoreFull("no space left on device")

    monkeypatch.setattr(Capture, "sync", full)
    with pytest.raises(StoreFull):
        work(tmp_path, {"/list": "item /i/1", "/i/1": "title a"})
