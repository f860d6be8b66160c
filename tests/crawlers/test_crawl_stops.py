"""Pages that end a unit, and with it the source for this run."""

from collections.abc import Callable

import pytest

from leads_db.records import Outcome, RunState, UnitState
from tests.crawlers.conftest import Crawled
from tests.crawlers.local_site import Page, serve

Crawl = Callable[..., Crawled]
SEARCH = {"search": "search?q={term}&page={page}", "lists": [], "max_pages": 10}


@pytest.mark.parametrize(
    ("stopper", "outcome", "reason"),
    [
        (Page(body="<title>安全验证</title>", headers={"Content-Type": "text/html; charset=utf-8"}),
         Outcome.BLOCKED_CAPTCHA, "captcha_title"),
        (Page(status=302, headers={"Location": "/login/passport?return=x"}), Outcome.BLOCKED_LOGIN, "login_redirect"),
        (Page(status=302, headers={"Location": "https://passport.elsewhere.example/"}),
         Outcome.BLOCKED_LOGIN, "login_redirect"),
        (Page(status=403), Outcome.PERMISSION_DENIED, "http_403"),
        (Page(status=401), Outcome.AUTH_FAILED, "http_401"),
        (Page(status=429), Outcome.RATE_LIMITED, "http_429"),
        (Page(status=503, headers={"Retry-After": "86400"}), Outcome.RATE_LIMITED, "http_503_retry_after"),
    ],
)  # fmt: skip
def test_a_refusal_on_an_item_stops_the_unit_but_keeps_what_was_found(
    crawl: Crawl, stopper: Page, outcome: Outcome, reason: str
) -> None:
    pages = {"/list": "item /i/1\nitem /i/2\nitem /i/3", "/i/1": "title a", "/i/2": stopper, "/i/3": "title c"}
    with serve({**pages, "/login/passport?return=x": "a form"}) as site:
        crawled = crawl(site)
    assert crawled.end[0] is outcome
    assert reason in crawled.end[1]
    assert (crawled.items, "/i/3" in site.asked, crawled.run.state) == (["1"], False, RunState.FAILED)


def test_a_challenge_ends_all_units_of_the_run(crawl: Crawl) -> None:
    with serve({}) as site:
        site.pages = _AnySearch()
        crawled = crawl(site, source=SEARCH, indication="huanren-dami")
    outcomes = {(unit.state, unit.outcome) for unit in crawled.units}
    assert len(crawled.units) > 3
    assert outcomes == {(UnitState.DEAD, Outcome.BLOCKED_CAPTCHA)}
    assert len([path for path in site.asked if path != "/robots.txt"]) == 1


class _AnySearch(dict):  # type: ignore[type-arg]
    def get(self, path: str, default: object = None) -> Page:
        if path == "/robots.txt":
            return Page(status=404)
        return Page(body="<title>滑块验证</title>", headers={"Content-Type": "text/html; charset=utf-8"})


@pytest.mark.parametrize("robots", [Page(status=500), Page(wait_s=3.0), Page(status=429)])
def test_an_unreachable_robots_txt_closes_the_source(crawl: Crawl, robots: Page) -> None:
    with serve({"/robots.txt": robots, "/list": "item /i/1"}) as site:
        crawled = crawl(site)
    assert crawled.end[0] is Outcome.ROBOTS_DISALLOWED
    assert "robots.txt unreachable" in crawled.end[1]
    assert set(site.asked) == {"/robots.txt"}


def test_a_moved_robots_txt_is_followed_and_obeyed(crawl: Crawl) -> None:
    moved = Page(status=301, headers={"Location": "/other/robots.txt"})
    rules = "User-agent: gi-leads\nDisallow: /i/2\n\nUser-agent: *\nDisallow: /\n"
    pages = {"/robots.txt": moved, "/other/robots.txt": rules, "/list": "item /i/1\nitem /i/2", "/i/1": "title a"}
    with serve({**pages, "/i/2": "title b"}) as site:
        crawled = crawl(site)
    assert crawled.items == ["1"]
    assert "/i/2" not in site.asked


def test_a_host_that_is_down_is_not_asked_for_every_item(crawl: Crawl) -> None:
    pages = {"/list": "\n".join(f"item /i/{number}" for number in range(20))}
    slow = {f"/i/{number}": Page(wait_s=1.0) for number in range(20)}
    with serve({**pages, **slow}) as site:
        crawled = crawl(site, source={"timeout_s": 0.2}, overrides={"GI_TRIES": 1})
    assert crawled.end[0] is Outcome.TRANSPORT_ERROR
    assert len({path for path in site.asked if path.startswith("/i/")}) == 3
    assert crawled.units[0].attempts == 3


def test_the_request_budget_of_a_run_is_kept(crawl: Crawl) -> None:
    items = {f"/i/{number}": f"title {number}" for number in range(20)}
    with serve({"/list": "\n".join(f"item {path}" for path in items), **items}) as site:
        crawled = crawl(site, source={"max_requests": 8})
    assert crawled.end[0] is Outcome.PARTIAL
    assert "budget" in crawled.end[1]
    assert (len(site.asked), len(crawled.items)) == (9, 7)  # robots.txt is not counted
