import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.text.folding import compact, compact_with_map, fold, fold_with_map


@given(st.text(st.characters()))
def test_the_map_leads_back_and_cannot_disagree(text: str) -> None:
    for plainly, with_map in ((fold, fold_with_map), (compact, compact_with_map)):
        mapped = with_map(text)
        assert mapped.text == plainly(text)
        assert len(mapped.starts) == len(mapped.text)
        assert list(mapped.starts) == sorted(mapped.starts)
        assert mapped.text == "".join(plainly(text[at]) for at in dict.fromkeys(mapped.starts))


@pytest.mark.parametrize(
    ("raw", "letters"),
    [
        ("ＨＵＡＮ　仁", "huan仁"),
        ("懷山藥", "怀山药"),
        ("huán rén", "huanren"),
        ("桓\u200b仁\u202e", "桓仁"),
        ("桓🌾仁", "桓仁"),
        ("桓㊣丨仁", "桓仁"),
        ("Нuаnrеn", "huanren"),
        ("①②", "12"),
        ("환인쌀", "환인쌀"),
        ("a\nb", "a\nb"),
        ("\ud800桓\U000f0000", "桓"),
    ],
)
def test_what_hides_no_letter_is_gone(raw: str, letters: str) -> None:
    assert compact(raw) == letters


def test_one_raw_character_may_become_several() -> None:
    mapped = fold_with_map("㎏米")
    assert mapped.text == "kg米"
    assert list(mapped.starts) == [0, 0, 1]
    assert mapped.span(1, 3) == (0, 2)
