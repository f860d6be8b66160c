"""Boards and Weibo, unit by unit: pages, ends, refusals, and every single change of a good answer."""

import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from crawlers.kinds import make_kind
from crawlers.kinds.board_kind import BoardKind
from crawlers.kinds.kind import Kind
from crawlers.source_file import Source
from leads_db.evidence_file import read_evidence
from leads_db.records import Mention, Outcome
from tests.crawlers.interfaces.test_mutated_answers import mutations
from tests.crawlers.local_site import Page, Pages
from tests.crawlers.opinions.answers import SAMR, TOPIC, WEIBO_EMPTY, WEIBO_LOGIN, people, rednet, samr, weibo
from tests.crawlers.unit_harness import Worked, work

SALT = b"salt"
TERM = "测试大米"


@dataclass(frozen=True, kw_only=True)
class Board:
    """A source and what its stub answers; `path` is asked for every page."""

    facts: dict[str, Any]
    path: Callable[[int], str]
    answer: Callable[..., dict[str, Any]]
    ids: tuple[Any, ...]
    has_pages: bool = True


SEARCH = "api/container/getIndex?containerid=100103type%3D61%26q%3D{term}%26t%3D0&page_type=searchall&page={page}"
ESCAPED = "%E6%B5%8B%E8%AF%95%E5%A4%A7%E7%B1%B3"
BOARDS = {
    "samr": Board(
        facts={"kind": "samr_board", "platform": "samr", "topics": (TOPIC,)},
        path=lambda page: f"/{SAMR}",
        answer=samr,
        ids=("a1", "a2", "a3", "a4"),
    ),
    "people": Board(
        facts={"kind": "people_board", "platform": "people", "topics": ("7",)},
        path=lambda page: "/new_threads_7.jsonp",
        answer=people,
        ids=(1, 2, 3, 4),
        has_pages=False,
    ),
    "rednet": Board(
        facts={"kind": "rednet_board", "platform": "rednet", "search": "front/msg/index?search={term}&page={page}"},
        path=lambda page: "/front/msg/index",
        answer=rednet,
        ids=(1, 2, 3, 4),
    ),
    "weibo": Board(
        facts={"kind": "weibo_mobile", "platform": "weibo", "search": SEARCH},
        path=lambda page: "/" + SEARCH.replace("{term}", ESCAPED).replace("{page}", str(page)),
        answer=weibo,
        ids=(1, 2, 3, 4),
    ),
}
BY_NAME = pytest.mark.parametrize("board", BOARDS.values(), ids=BOARDS)
PAGED = pytest.mark.parametrize("board", [board for board in BOARDS.values() if board.has_pages])


def salted(source: Source) -> Kind:
    kind = make_kind(source)
    assert isinstance(kind, BoardKind)
    kind.author_salt = SALT
    return kind


def body_of(answer: Any) -> str:
    return json.dumps(answer, ensure_ascii=False)


def worked(folder: Path, board: Board, *answers: Any, **facts: Any) -> Worked:
    """One unit whose pages give these answers in turn: JSON values, texts or pages; the last one again and again."""
    made = [given if isinstance(given, str | Page) else body_of(given) for given in answers]
    pages: Pages = {}
    for number in range(1, 7):
        page = made[min(number, len(made)) - 1]
        pages[board.path(number)] = page
    if len({board.path(number) for number in (1, 2)}) == 1:
        pages[board.path(1)] = lambda times: _page(made[min(times, len(made) - 1)])
    unit = {"term": TERM if "search" in board.facts else ""}
    return work(folder, pages, unit=unit, reader=salted, lists=(), **{**board.facts, **facts})


def _page(given: str | Page) -> Page:
    return Page(body=given) if isinstance(given, str) else given


def posts(found: Worked) -> list[Mention]:
    return [post for harvest in found.harvests for post in harvest.mentions]


@BY_NAME
def test_a_post_is_read_field_by_field(tmp_path: Path, board: Board) -> None:
    found = worked(tmp_path, board, board.answer(*board.ids[:2]), WEIBO_EMPTY, max_pages=1)
    first = posts(found)[0]
    assert (found.end.outcome, first.post_id, first.platform) == (
        Outcome.OK,
        str(board.ids[0]),
        board.facts["platform"],
    )
    assert all((first.text, first.url, first.posted_at, first.evidence_digest))
    assert "王" not in repr(first)
    assert "测试用户" not in repr(first)


def test_weibo_resolves_relative_times_and_hashes_the_author(tmp_path: Path) -> None:
    (first, second) = posts(worked(tmp_path, BOARDS["weibo"], weibo(1, 2), max_pages=1))
    assert first.text == "网购的#测试大米#陈米"
    assert (first.location, first.comment_count, first.like_count) == ("辽宁", 1_000_000, 8)
    assert first.notes == ("text_cut",)
    assert first.seen_at is not None
    assert first.posted_at is not None
    assert (first.seen_at - first.posted_at).total_seconds() == 300
    assert (len(first.author_hash or ""), first.author_hash) == (32, second.author_hash)


def test_samr_tells_the_answer_and_who_gave_it(tmp_path: Path) -> None:
    (post,) = posts(worked(tmp_path, BOARDS["samr"], samr("a1"), max_pages=1))
    assert (post.reply, post.reply_by) == ("您好，请登录全国12315平台。", "网络交易监督管理司")
    assert post.posted_at == datetime(2026, 1, 7, 16, tzinfo=UTC)
    assert post.url == "https://xgzlyhd.samr.gov.cn/gjjly/index#a1"


def test_people_reads_jsonp_and_a_bare_list(tmp_path: Path) -> None:
    whole = people(1, 2)
    for given in (f"callback({body_of(whole)});", body_of(whole["data"]["data"])):
        assert [post.post_id for post in posts(worked(tmp_path, BOARDS["people"], given))] == ["1", "2"]


@PAGED
def test_pages_are_turned_until_nothing_new_comes(tmp_path: Path, board: Board) -> None:
    first, second = board.answer(*board.ids[:2]), board.answer(*board.ids[2:])
    for answer in (first, second):
        if isinstance(answer["data"].get("total"), int):
            answer["data"]["total"] = 4
    empty = WEIBO_EMPTY if board is BOARDS["weibo"] else board.answer(total=4)
    found = worked(tmp_path, board, first, second, empty, max_pages=6)
    assert [post.post_id for post in posts(found)] == [str(one) for one in board.ids]
    assert (found.end.outcome, len(found.asked)) == (Outcome.OK, 3)


@PAGED
def test_a_page_that_comes_again_is_the_end(tmp_path: Path, board: Board) -> None:
    found = worked(tmp_path, board, board.answer(*board.ids[:2]), max_pages=6)
    assert len(found.asked) == 2
    assert len({post.key for post in posts(found)}) == 2


@pytest.mark.parametrize(
    ("name", "answer", "outcome"),
    [
        ("samr", samr(), Outcome.EMPTY),
        ("samr", samr(total=9), Outcome.SCHEMA_CHANGED),
        ("samr", {"code": 500, "message": "系统异常"}, Outcome.SCHEMA_CHANGED),
        ("people", people(), Outcome.EMPTY),
        ("people", {"code": "SN0006", "msg": "数据格式错误"}, Outcome.AUTH_FAILED),
        ("people", {"code": "SN0001", "msg": "系统繁忙"}, Outcome.SCHEMA_CHANGED),
        ("rednet", rednet(), Outcome.EMPTY),
        ("rednet", rednet(total=3), Outcome.SCHEMA_CHANGED),
        ("weibo", WEIBO_EMPTY, Outcome.EMPTY),
        ("weibo", WEIBO_LOGIN, Outcome.BLOCKED_LOGIN),
        ("weibo", {"ok": 1, "data": {"cards": [{"card_type": 58}]}}, Outcome.SCHEMA_CHANGED),
        ("weibo", Page(status=432), Outcome.BLOCKED_CAPTCHA),
        ("weibo", Page(status=418), Outcome.TRANSPORT_ERROR),
        ("rednet", Page(status=403), Outcome.PERMISSION_DENIED),
        ("samr", Page(status=429), Outcome.RATE_LIMITED),
        ("people", "<html><title>安全验证</title>请完成验证</html>", Outcome.BLOCKED_CAPTCHA),
    ],
)
def test_every_no_has_its_name(tmp_path: Path, name: str, answer: Any, outcome: Outcome) -> None:
    found = worked(tmp_path, BOARDS[name], answer)
    assert (found.end.outcome, posts(found)) == (outcome, [])


@BY_NAME
def test_every_single_change_of_an_answer_has_a_named_outcome_and_its_body_is_kept(
    tmp_path: Path, board: Board
) -> None:
    count = 0
    for label, answer in mutations(board.answer(*board.ids[:2])):
        body = body_of(answer)
        found = worked(tmp_path, board, body, max_pages=1)
        assert found.end.outcome in set(Outcome), label
        assert found.end.outcome is not Outcome.TRANSPORT_ERROR, label
        assert posts(found) or found.end.outcome is not Outcome.OK, label
        kept = [page for harvest in found.harvests for page in harvest.evidence]
        assert any(read_evidence(tmp_path, page).body.decode() == body for page in kept), label
        count += 1
    assert count > 100


@BY_NAME
@pytest.mark.parametrize(
    "body",
    [
        "",
        "null",
        "[]",
        "{}",
        "<html>maintenance</html>",
        "{" * 3000,
        gzip.compress(b"{}", mtime=0)[:9].decode("latin-1"),
    ],
)
def test_what_is_no_answer_is_changed_and_kept(tmp_path: Path, board: Board, body: str) -> None:
    found = worked(tmp_path, board, body, max_pages=1)
    assert found.end.outcome in (Outcome.SCHEMA_CHANGED, Outcome.EMPTY)
    assert (found.end.outcome is Outcome.EMPTY) <= (body == "[]" and board is BOARDS["people"])
    assert [page for harvest in found.harvests for page in harvest.evidence] or not body
