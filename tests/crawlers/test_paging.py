"""Turning pages: where a unit goes on, and where it stops."""

from pathlib import Path

from crawlers.paging import PagingGuard
from leads_db.records import Outcome
from tests.crawlers.local_site import Pages
from tests.crawlers.unit_harness import HOST, work


def shelf(*pages: str, items: int = 12) -> Pages:
    """/list, /list2 … as given, and item pages that can be read."""
    lists = {f"/list{number if number > 1 else ''}": text for number, text in enumerate(pages, 1)}
    return {**lists, **{f"/i/{number}": f"title {number}" for number in range(items)}}


def test_a_page_is_new_only_when_it_shows_something_new() -> None:
    guard = PagingGuard()
    shown = [guard.take(ids) for ids in (["a", "b"], ["b", "c"], ["a"], ["a", "b"], [], ["d"])]
    assert shown == [True, True, False, False, False, True]
    assert guard.ids == {"a", "b", "c", "d"}


def test_pages_are_read_to_the_end_and_each_item_once(tmp_path: Path) -> None:
    worked = work(tmp_path, shelf("item /i/0\nitem /i/1\nnext /list2\ntotal 3", "item /i/1\nitem /i/2#top"))
    assert (worked.end.outcome, worked.end.cause) == (Outcome.OK, "")
    assert worked.items == ["0", "1", "2"]
    assert worked.asked == ["/list", "/i/0", "/i/1", "/list2", "/i/2"]


def test_a_repeated_page_is_the_end(tmp_path: Path) -> None:
    worked = work(tmp_path, shelf("item /i/0\nnext /list2", "item /i/0\nnext /list3", "item /i/1"))
    assert worked.items == ["0"]
    assert "/list3" not in worked.asked


def test_the_sources_own_cap_is_kept_and_told(tmp_path: Path) -> None:
    pages = shelf("item /i/0\nnext /list2\ntotal 9", "item /i/1\nnext /list3", "item /i/2")
    worked = work(tmp_path, pages, max_pages=2)
    assert (worked.end.outcome, worked.end.cause) == (Outcome.PARTIAL, "2 of 9 shown")
    assert "/list3" not in worked.asked


def test_a_unit_leaves_the_pages_of_the_next_unit_alone(tmp_path: Path) -> None:
    pages = shelf("item /i/0\nnext /list2\ntotal 3", "item /i/1\nnext /list3", "item /i/2")
    worked = work(tmp_path, pages, max_pages=3, unit={"page_to": 2})
    assert worked.end.outcome is Outcome.OK
    assert "/list3" not in worked.asked


def test_fewer_than_the_source_claims_is_partial(tmp_path: Path) -> None:
    worked = work(tmp_path, shelf("item /i/0\nitem /i/1\ntotal 5"))
    assert (worked.end.outcome, worked.end.cause) == (Outcome.PARTIAL, "2 of 5 shown")


def test_one_end_of_two_lists_does_not_end_the_other(tmp_path: Path) -> None:
    pages = {**shelf("item /i/0", "item /i/0\nnext /list9"), "/b": "item /i/1\nnext /list4", "/list4": "item /i/2"}
    worked = work(tmp_path, pages, lists=("list", "list2", "b"))
    assert worked.items == ["0", "1", "2"]
    assert "/list9" not in worked.asked


def test_nothing_found_is_empty_only_when_the_source_says_so(tmp_path: Path) -> None:
    assert work(tmp_path, {"/list": "nothing"}).end.outcome is Outcome.EMPTY


def test_a_page_that_shows_nothing_is_changed_and_kept(tmp_path: Path) -> None:
    worked = work(tmp_path, {"/list": "welcome"})
    assert worked.end.outcome is Outcome.SCHEMA_CHANGED
    assert worked.reports[0].evidence_digest == worked.harvests[0].evidence[0].digest


def test_goods_that_are_all_gone_are_not_ok(tmp_path: Path) -> None:
    assert work(tmp_path, {"/list": "item /i/90\nitem /i/91"}).end.outcome is Outcome.NOT_FOUND


def test_a_list_that_is_gone_is_not_found(tmp_path: Path) -> None:
    end = work(tmp_path, {}).end
    assert (end.outcome, end.is_done, end.retry) == (Outcome.NOT_FOUND, False, False)


def test_some_goods_that_are_gone_are_nothing_unusual(tmp_path: Path) -> None:
    assert work(tmp_path, shelf("item /i/0\nitem /i/90")).end.outcome is Outcome.OK


def test_a_long_list_is_handed_over_in_small_harvests(tmp_path: Path) -> None:
    pages = shelf("\n".join(f"item /i/{number}" for number in range(230)), items=230)
    worked = work(tmp_path, pages, concurrency=4)
    assert [len(harvest.sightings) for harvest in worked.harvests] == [100, 100, 30]
    assert len(worked.items) == len(set(worked.items)) == 230


def test_items_that_this_crawl_has_committed_are_not_fetched_again(tmp_path: Path) -> None:
    known = {f"{HOST}/i/0"}
    worked = work(tmp_path, shelf("item /i/0\nitem /i/1\ntotal 2"), known=known)
    assert worked.end.outcome is Outcome.OK
    assert worked.asked == ["/list", "/i/1"]
    assert known == {f"{HOST}/i/0", f"{HOST}/i/1"}
