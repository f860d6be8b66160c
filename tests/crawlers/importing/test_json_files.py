import json

import pytest

from crawlers.importing.text_file import LINE_CAP
from leads_db.errors import ImportFileBroken
from tests.crawlers.importing.conftest import ReadFile, broken, sound

GUIDE_ROW = {
    "platform": "douyin",
    "item_id": "3783076956833984959",
    "title": "桓仁冰酒 2支",
    "attributes": {"产地": "辽宁 本溪"},
    "price_cny": "168",
    "sold_count": 1900,
    "image_texts": ["ICE WINE"],
    "seen_at": "2026-08-27T19:12:25+08:00",
    "truth": {"verdict": "lawful"},
}


def line(**changes: object) -> str:
    row = {"title": "桓仁大米 5kg", "url": "https://item.taobao.com/item.htm?id=612", **changes}
    return json.dumps(row, ensure_ascii=False) + "\n"


def test_guide_rows_come_as_they_are_and_their_truth_is_left_alone(read_file: ReadFile) -> None:
    (one,) = sound(read_file("rows.jsonl", json.dumps(GUIDE_ROW), platform=None))
    assert (one.listing.platform, one.listing.item_id, one.notes) == ("douyin", "3783076956833984959", ())
    assert one.listing.attributes == {"产地": "辽宁 本溪"}
    assert one.listing.seen_at is not None
    assert one.listing.seen_at.isoformat() == "2026-08-27T11:12:25+00:00"


def test_a_corrupt_line_is_named_and_the_rest_goes_on(read_file: ReadFile) -> None:
    rows = read_file("rows.jsonl", line() + '{"title": "half\n' + "[1]\n\n" + line(title=""))
    assert len(sound(rows)) == 1
    assert [text.partition(":")[0] for text in broken(rows)] == ["line 2", "line 3", "line 5"]


def test_damaged_bytes_cost_their_own_line_only(read_file: ReadFile) -> None:
    good = line().encode()
    rows = read_file("rows.jsonl", good + b'{"title": "\xe6\xa1"}\n' + good)
    assert len(sound(rows)) == 2
    assert broken(rows) == ["line 2: bytes that are no utf-8 text"]


def test_hostile_json_is_a_broken_row_and_no_crash(read_file: ReadFile) -> None:
    deep = '{"title": ' + "[" * 100_000 + "]" * 100_000 + "}\n"
    rows = read_file("rows.jsonl", deep + '{"price": ' + "9" * 5_000 + "}\n" + line(title=["a"]) + line())
    assert len(sound(rows)) == 1
    assert len(broken(rows)) == 3


def test_an_endless_line_is_not_read_into_memory(read_file: ReadFile) -> None:
    rows = read_file("rows.jsonl", b"x" * (LINE_CAP + 10) + b"\n" + line().encode())
    assert broken(rows) == [f"line 1: longer than {LINE_CAP} characters"]
    assert len(sound(rows)) == 1


def test_gb18030_and_arrays_are_read(read_file: ReadFile) -> None:
    text = json.dumps([{"标题": "怀山药", "商品ID": "7"}], ensure_ascii=False)
    (one,) = sound(read_file("rows.json", text))
    (other,) = sound(read_file("rows.jsonl", json.dumps({"标题": "怀山药"}, ensure_ascii=False).encode("gb18030")))
    assert one.listing.item_id == "7"
    assert other.listing.title == "怀山药"


@pytest.mark.parametrize(("name", "content"), [("a.jsonl", ""), ("a.json", "[1,"), ("a.jsonl", "\0\0"), ("a.doc", "x")])
def test_what_is_no_such_file_is_refused_by_name(read_file: ReadFile, name: str, content: str) -> None:
    with pytest.raises(ImportFileBroken, match=name):
        read_file(name, content)
