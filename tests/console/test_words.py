"""The Chinese words that a reader of the desk meets."""

import re
from datetime import UTC, datetime

import pytest

from console import words
from tests.structure.project_files import python_files

SOURCES = "\n".join(path.read_text("utf-8") for path in python_files("crawlers"))


def test_a_note_is_told_in_chinese_with_what_was_met() -> None:
    assert words.note_word("price_unparsed: 面议") == "价格读不懂：面议"
    assert words.note_word("price_missing") == "没有价格"


def test_an_unknown_note_is_shown_as_it_is() -> None:
    assert words.note_word("odd: <b>x</b>") == "odd: <b>x</b>"


@pytest.mark.parametrize("code", words.NOTES)
def test_every_worded_note_is_one_that_a_reader_writes(code: str) -> None:
    assert re.search(rf'["\']{code}(?:["\']|: )', SOURCES)


def test_every_note_on_a_price_or_time_is_worded() -> None:
    written = set(re.findall(r'f?"((?:price|sold|seen_at|currency|item_id)_[a-z_]+)(?=[":])', SOURCES))
    marks = ("_unparsed", "_missing", "_unknown", "_conflict", "_rounded", "_assumed", "_from_url", "_from_title")
    assert {code for code in written if code.endswith(marks)} <= set(words.NOTES)


@pytest.mark.parametrize(
    ("weight", "word"), [(2.0, "强"), (-2.5, "强"), (1.9, "中"), (-0.8, "中"), (0.7, "弱"), (0.0, "弱")]
)
def test_strength_of_a_finding(weight: float, word: str) -> None:
    assert words.strength(weight) == word


def test_days_and_times_are_those_of_shanghai() -> None:
    late = datetime(2026, 8, 31, 17, 30, tzinfo=UTC)
    assert (words.day(late), words.moment(late)) == ("2026年9月1日", "2026-09-01 01:30")
    assert (words.day(None), words.moment(None)) == ("—", "—")


@pytest.mark.parametrize(("value", "shown"), [(0.0, "1%"), (0.004, "1%"), (0.5, "50%"), (0.999, "99%"), (1.0, "99%")])
def test_no_likelihood_is_certain(value: float, shown: str) -> None:
    assert words.percent(value) == shown


@pytest.mark.parametrize(
    ("name", "word"),
    [("attributes.产地", "属性「产地」"), ("image_texts.0", "图中文字 1"), ("title", "标题"), ("odd", "odd")],
)
def test_a_field_has_a_word(name: str, word: str) -> None:
    assert words.field_word(name) == word
