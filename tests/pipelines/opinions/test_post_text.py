"""Masks and the way back to the raw text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.opinions.post_text import is_within, mask, read_post, stem


def test_names_places_and_digits_are_masked() -> None:
    post = read_post("买了", "桓仁大米19元，产地沈阳")
    masked = mask(post, [(3, 7)], [(13, 15, False)])
    assert masked.text == "买了\nN00元,产地P"
    assert masked.folded_span(3, 4) == (3, 7)
    assert masked.folded_span(10, 11) == (13, 15)


def test_the_first_of_overlapping_spans_wins_and_a_name_before_a_place() -> None:
    post = read_post(None, "桓仁大米")
    assert mask(post, [(1, 5)], [(1, 3, True)]).text == "\nN"


def test_goods_are_masked_where_no_name_or_place_stands() -> None:
    post = read_post(None, "桓仁大米比别的大米香")
    assert mask(post, [(1, 5)], [], [(3, 5), (8, 10)]).text == "\nN比别的G香"


def test_a_span_over_title_and_text_is_cut_to_the_title() -> None:
    assert read_post("甲乙", "丙丁").field_span(1, 5) == ("title", (1, 2))


@pytest.mark.parametrize(
    ("place", "area", "inside"),
    [("410825", "410800", True), ("410000", "410825", True), ("371700", "410825", False), ("410900", "410825", False)],
)
def test_a_place_is_inside_when_one_holds_the_other(place: str, area: str, inside: bool) -> None:
    assert is_within(place, (stem(area),)) is inside


@given(st.text(max_size=60), st.text(max_size=60), st.integers(0, 120), st.integers(1, 20))
def test_any_span_leads_back_to_the_field_it_came_from(title: str, text: str, start: int, size: int) -> None:
    post = read_post(title, text)
    end = min(start + size, len(post.folded.text))
    if start < end:
        field, span = post.field_span(start, end)
        assert post.text_of(field, span) == {"title": title, "text": text}[field][span[0] : span[1]]
        assert 0 <= span[0] <= span[1]
