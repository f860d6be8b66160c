"""The balance of a review: words that please against words that do not, turned by what stands before them."""

import pytest

from pipelines.opinions.tone import BALANCE, tone_marks
from pipelines.opinions.words import load_cues


def marks(text: str) -> tuple[str, ...]:
    return tone_marks(load_cues().find(text), text)


@pytest.mark.parametrize(
    ("text", "balance"),
    [("味道好吃，包装漂亮", 2), ("没有划痕", 1), ("口感差，失望", -2), ("特别实用", 1), ("绝不是正品", -1)],
)
def test_words_are_counted_with_their_sign(text: str, balance: int) -> None:
    assert f"@balance={balance}" in marks(text)


def test_a_group_that_is_turned_has_a_mark_of_its_own() -> None:
    told = marks("没有划痕，很漂亮")
    assert "@not=negative" in told
    assert "@cue=positive" in told
    assert "@cue=negative" not in told


def test_the_last_word_is_told_and_a_long_row_is_capped() -> None:
    told = marks("好吃漂亮精致实惠划算方便，就是失望")
    assert "@last=-1" in told
    assert f"@balance={BALANCE}" in told


def test_a_text_without_such_words_has_no_balance() -> None:
    assert not any(mark.startswith("@balance") for mark in marks("今天下雨"))
