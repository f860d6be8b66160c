"""One crawl over a site on which everything goes wrong once; each test looks at one page of it."""

import gzip
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from leads_db.evidence_file import read_evidence
from leads_db.records import Outcome, RunState
from leads_db.store.engine import reading
from leads_db.store.evidence import read_evidence_of
from tests.crawlers.conftest import Crawled, crawl_site
from tests.crawlers.local_site import LocalSite, Page, Pages, serve

PATHS = (
    "good", "gone", "busy", "flaky", "down", "slow", "big", "bomb", "changed", "crash", "blank", "hop1", "loop",
    "canary", "metadata", "elsewhere", "file", "teapot", "private/x", "late", "gbk", "secret?sign=abc&token=t0p&a=1",
)  # fmt: skip


def redirect(target: str) -> Page:
    return Page(status=302, headers={"Location": target})


def pages_of(canary_port: int) -> Pages:
    return {
        "/robots.txt": "User-agent: *\nDisallow: /i/private/\n",
        "/list": "\n".join(f"item /i/{path}" for path in PATHS),
        "/i/good": "title 桓仁大米",
        "/i/gone": Page(status=404),
        "/i/busy": lambda times: Page(status=503, headers={"Retry-After": "1"}) if times < 2 else Page(body="title b"),
        "/i/flaky": lambda times: Page(status=500) if times < 2 else Page(body="title f"),
        "/i/down": Page(status=502),
        "/i/slow": Page(body="title s", wait_s=2.5),
        "/i/late": lambda times: Page(body="title late", wait_s=2.5 if times == 0 else 0),
        "/i/big": Page(body=b"title " + b"x" * 200_000),
        "/i/bomb": Page(body=gzip.compress(b"title " + b"x" * 5_000_000), headers={"Content-Encoding": "gzip"}),
        "/i/changed": "something else",
        "/i/crash": "crash on this",
        "/i/blank": "",
        "/i/hop1": redirect("/i/hop2"),
        "/i/hop2": redirect("/i/hop3#part"),
        "/i/hop3": "title hop",
        "/i/loop": redirect("/i/loop"),
        "/i/canary": redirect(f"http://127.0.0.1:{canary_port}/"),
        "/i/metadata": redirect("http://169.254.169.254/latest/meta-data/"),
        "/i/elsewhere": redirect("https://elsewhere.example/"),
        "/i/file": redirect("file:///etc/passwd"),
        "/i/teapot": Page(status=418),
        "/i/gbk": Page(body="title 铁棍山药".encode("gbk"), headers={"Content-Type": "text/plain; charset=gbk"}),
        "/i/secret?sign=abc&token=t0p&a=1": "title secret",
    }


@pytest.fixture(scope="module")
def canary() -> Iterator[LocalSite]:
    with serve({"/": "title canary"}) as site:
        yield site


@pytest.fixture(scope="module")
def site(canary: LocalSite) -> Iterator[LocalSite]:
    with serve(pages_of(canary.port)) as started:
        yield started


@pytest.fixture(scope="module")
def crawled(site: LocalSite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    home = tmp_path_factory.mktemp("outcomes") / "home"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GI_HOME", str(home))
        patch.setenv("GI_PRACTICE_PORT", str(site.port))
        yield crawl_site(Path(home), site.port, overrides={"DOWNLOAD_MAXSIZE": 100_000}, source={"timeout_s": 1.5})


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/i/good", [Outcome.OK]),
        ("/i/gone", [Outcome.NOT_FOUND]),
        ("/i/busy", [Outcome.RATE_LIMITED, Outcome.RATE_LIMITED, Outcome.OK]),
        ("/i/flaky", [Outcome.TRANSPORT_ERROR, Outcome.TRANSPORT_ERROR, Outcome.OK]),
        ("/i/down", [Outcome.TRANSPORT_ERROR] * 3),
        ("/i/slow", [Outcome.TRANSPORT_ERROR] * 3),
        ("/i/late", [Outcome.TRANSPORT_ERROR, Outcome.OK]),
        ("/i/big", [Outcome.TRANSPORT_ERROR]),
        ("/i/bomb", [Outcome.TRANSPORT_ERROR]),
        ("/i/changed", [Outcome.SCHEMA_CHANGED]),
        ("/i/crash", [Outcome.SCHEMA_CHANGED]),
        ("/i/blank", [Outcome.SCHEMA_CHANGED]),
        ("/i/hop1", [Outcome.OK]),
        ("/i/hop2", [Outcome.OK]),
        ("/i/hop3", [Outcome.OK]),
        ("/i/loop", [Outcome.OK] * 5 + [Outcome.TRANSPORT_ERROR]),
        ("/i/canary", [Outcome.TRANSPORT_ERROR]),
        ("/i/metadata", [Outcome.TRANSPORT_ERROR]),
        ("/i/elsewhere", [Outcome.TRANSPORT_ERROR]),
        ("/i/file", [Outcome.TRANSPORT_ERROR]),
        ("/i/teapot", [Outcome.TRANSPORT_ERROR]),
        ("/i/private/x", [Outcome.ROBOTS_DISALLOWED]),
    ],
)
def test_every_request_leaves_a_report_with_its_outcome(crawled: Crawled, path: str, expected: list[Outcome]) -> None:
    assert [outcome for outcome, _ in crawled.outcomes(path)] == expected


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/i/slow", "DownloadTimeoutError"),
        ("/i/big", "too_large"),
        ("/i/loop", "too_many_redirects"),
        ("/i/canary", "request_refused: redirect to http://127.0.0.1:"),
        ("/i/metadata", "169.254.169.254 is not a host of this source"),
        ("/i/file", "scheme file is not http or https"),
        ("/i/crash", "reader_failed: KeyError"),
        ("/i/changed", "page_changed"),
        ("/i/blank", "nothing_read"),
        ("/i/teapot", "http_418"),
        ("/i/hop1", "redirect: http://127.0.0.1:"),
        ("/i/private/x", "robots.txt"),
    ],
)
def test_a_report_says_why(crawled: Crawled, path: str, reason: str) -> None:
    assert reason in crawled.outcomes(path)[-1][1]


def test_what_could_be_read_is_stored_and_the_unit_is_partial(crawled: Crawled) -> None:
    expected = ["busy", "flaky", "gbk", "good", "hop1", "late", "secret?sign=abc&token=t0p&a=1"]
    assert crawled.items == expected
    assert crawled.end[0] is Outcome.PARTIAL
    assert crawled.run.state is RunState.PARTIAL


def test_refused_addresses_get_no_request_at_all(crawled: Crawled, canary: LocalSite, site: LocalSite) -> None:
    assert crawled.run.counts["requests"] > 0
    assert canary.asked == []
    assert [path for path in site.asked if "private" in path] == []


def test_a_page_that_keeps_failing_is_tried_three_times(crawled: Crawled, site: LocalSite) -> None:
    assert crawled.run.counts["requests"] == len(crawled.reports)
    assert [site.asked.count(f"/i/{path}") for path in ("down", "changed", "gone", "big")] == [3, 1, 1, 1]


def test_retry_after_is_waited_for(crawled: Crawled, site: LocalSite) -> None:
    at = [moment for moment, path in zip(site.started_s, site.asked, strict=True) if path == "/i/busy"]
    assert crawled.outcomes("/i/busy")
    assert all(later - earlier >= 0.95 for earlier, later in pairwise(at))


def test_secrets_are_not_stored(crawled: Crawled) -> None:
    (told,) = [told for told in crawled.reports if "/i/secret" in told.url]
    assert told.url.endswith("/i/secret?sign=***&token=***&a=1")


def test_pages_that_show_something_or_changed_are_kept_with_their_digest(crawled: Crawled) -> None:
    kept = {told.url.rpartition("/")[2]: told.evidence_digest for told in crawled.reports if told.evidence_digest}
    assert {"list", "good", "changed", "crash"} <= set(kept)
    assert not {"gone", "down", "robots.txt"} & set(kept)
    with reading(crawled.engine) as connection:
        ((_, evidence),) = read_evidence_of(connection, kept["changed"])
    assert read_evidence(crawled.settings.evidence_folder, evidence).body == b"something else"
    assert evidence.warc_file.startswith("practice/")


def test_the_runner_hears_of_batches_and_units(crawled: Crawled) -> None:
    (told,) = [event for event in crawled.events if event["event"] == "unit"]
    assert (told["outcome"], told["listings"]) == ("partial", len(crawled.items))
    assert any(event["event"] == "batch" for event in crawled.events)


def test_the_site_is_told_who_asks_and_nothing_else(crawled: Crawled, site: LocalSite) -> None:
    assert crawled.reports
    assert {headers["User-Agent"] for headers in site.headers} == {"gi-leads/0.1.0"}
    assert not any({"Referer", "Cookie"} & set(headers) for headers in site.headers)
