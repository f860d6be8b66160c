"""Complaints and posts out of tables: columns, times, identity, whose they are."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawlers.importing.chosen_file import choose_file
from crawlers.importing.identity import PlatformNames
from crawlers.importing.mention_columns import MentionColumns, tells_posts
from crawlers.importing.mention_reader import MentionReader
from crawlers.importing.reading import holds_posts, read_posts
from leads_db.errors import ImportFileBroken, RowBroken
from leads_db.records import Mention

MOMENT = datetime(2026, 1, 15, 2, 30, tzinfo=UTC)
HEADINGS = "投诉编号,投诉内容,被投诉方,投诉人,投诉时间,办理状态,处理结果,承办单位,链接\n"
ROW = "T1,买到的铁棍山药不是焦作的,某某商行,王五,2026-01-14 08:00:00,已办结,已责令改正,解放区局,\n"
ReadPosts = Callable[..., list[Mention | RowBroken]]


@pytest.fixture
def read(tmp_path: Path, platforms: PlatformNames) -> ReadPosts:
    def bring(
        name: str, content: str, *, maps: tuple[str, ...] = (), platform: str | None = "12315", salt: bytes = b"s"
    ) -> list[Mention | RowBroken]:
        (tmp_path / name).write_text(content, encoding="utf-8")
        columns = MentionColumns.parse(maps)
        reader = MentionReader(platforms, columns, platform, salt=salt, moment=MOMENT)
        return list(read_posts(choose_file(tmp_path / name), reader))

    return bring


def only(rows: list[Mention | RowBroken]) -> Mention:
    (row,) = rows
    assert isinstance(row, Mention), row
    return row


def test_a_complaint_is_read_whole_and_the_complainant_only_as_a_hash(read: ReadPosts) -> None:
    post = only(read("c.csv", HEADINGS + ROW))
    assert (post.platform, post.post_id, post.text) == ("12315", "T1", "买到的铁棍山药不是焦作的")
    assert (post.target, post.status, post.reply, post.reply_by) == ("某某商行", "已办结", "已责令改正", "解放区局")
    assert post.posted_at == datetime(2026, 1, 14, tzinfo=UTC)
    assert len(post.author_hash or "") == 32
    assert "王五" not in repr(post)


def test_the_hash_hangs_on_the_installations_salt(read: ReadPosts) -> None:
    first, again, other = (only(read("c.csv", HEADINGS + ROW, salt=salt)).author_hash for salt in (b"a", b"a", b"b"))
    assert first == again
    assert first != other
    assert only(read("c.csv", HEADINGS + ROW, salt=b"")).author_hash is None


def test_relative_times_count_from_the_import(read: ReadPosts) -> None:
    post = only(read("c.csv", "投诉内容,投诉时间\n假大米,3天前\n"))
    assert post.posted_at == datetime(2026, 1, 12, 2, 30, tzinfo=UTC)


def test_a_row_without_number_gets_one_from_its_text_and_keeps_it(read: ReadPosts) -> None:
    first, again = (only(read("c.csv", "投诉内容,投诉时间\n假大米,2026-01-01\n")) for _ in range(2))
    assert first.key == again.key
    assert "post_id_from_text" in first.notes


def test_json_of_the_users_own_names_is_read_with_a_map(read: ReadPosts) -> None:
    post = only(read("c.jsonl", '{"wenben": "假大米", "bianhao": 7}\n', maps=("text=wenben", "post_id=bianhao")))
    assert (post.text, post.post_id) == ("假大米", "7")


def test_the_address_tells_the_platform_and_broken_rows_are_named(read: ReadPosts) -> None:
    rows = read(
        "c.csv",
        "投诉标题,投诉内容,链接\n买到假货,x,https://tousu.sina.com.cn/complaint/view/1/\n,,\n标题,内容,\n",
        platform=None,
    )
    assert isinstance(rows[0], Mention)
    assert rows[0].platform == "tousu"
    assert [str(row) for row in rows[1:]] == ["line 4: platform: missing; name it with --platform"]


def test_posts_of_the_practice_market_are_refused(read: ReadPosts) -> None:
    (row,) = read("c.csv", "投诉内容,平台\n假大米,practice\n")
    assert "practice" in str(row)


def test_a_table_without_texts_is_refused_with_its_columns(read: ReadPosts) -> None:
    with pytest.raises(ImportFileBroken, match=r"no column of texts.*columns: a, b"):
        read("c.csv", "a,b\n1,2\n")


@pytest.mark.parametrize(
    ("names", "is_posts"),
    [
        (("投诉内容", "投诉时间"), True),
        (("post_id", "text"), True),
        (("标题", "价格", "店铺"), False),
        (("商品名称", "链接"), False),
        ((7, None), False),
    ],
)
def test_columns_tell_posts_from_listings(names: tuple[object, ...], is_posts: bool) -> None:
    assert tells_posts(names) is is_posts


def test_a_file_of_complaints_is_known_by_its_columns(tmp_path: Path, platforms: PlatformNames) -> None:
    reader = MentionReader(platforms, moment=MOMENT)
    for name, content, is_posts in (("c.csv", HEADINGS + ROW, True), ("l.csv", "标题,价格\n大米,9\n", False)):
        (tmp_path / name).write_text(content)
        assert holds_posts(choose_file(tmp_path / name), reader) is is_posts
