"""Personal data in crawled text: found whole, hidden, in linear time."""

import time

import pytest

from pipelines.masking import find_personal, mask_personal


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("电话13800138000", "13800138000"),
        ("电话 +86 138-0013-8000", "+86 138-0013-8000"),
        ("座机0414-1234567", "0414-1234567"),
        ("身份证210522199001011234", "210522199001011234"),
        ("邮箱a.b@example.com", "a.b@example.com"),
        ("加微信:abc_12345", "微信:abc_12345"),
    ],
)
def test_it_is_found_and_hidden(text: str, hidden: str) -> None:
    assert [text[start:end] for start, end, _ in find_personal(text)] == [hidden]
    assert hidden not in mask_personal(text)


@pytest.mark.parametrize("text", ["货号 12345678901", "SC10121052200123", "6901234567892", "净含量5000g", "2026-11-26"])
def test_other_numbers_stay(text: str) -> None:
    assert find_personal(text) == []
    assert mask_personal(text) == text


def test_overlapping_finds_do_not_double() -> None:
    found = find_personal("微信:13800138000")
    assert [(start, end) for start, end, _ in found] == [(0, 14)]


@pytest.mark.parametrize("piece", ["13800138000,", "1" * 11, "a@b.c", "微信:abcde "])
def test_long_hostile_text_costs_linear_time(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    began = time.perf_counter()
    find_personal(text)
    assert time.perf_counter() - began < 2
