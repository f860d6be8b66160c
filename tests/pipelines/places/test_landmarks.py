"""Places told sideways: the table is whole, the longest name wins, and every place of that name is told."""

import csv

import pytest

from pipelines.places.divisions import load_divisions, register_rows
from pipelines.places.landmarks import MOST, find_landmarks
from pipelines.text.folding import fold_with_map

ROWS = tuple(csv.DictReader(register_rows("landmarks.csv")))


def test_every_landmark_lies_in_a_division() -> None:
    known = load_divisions()
    assert [row["name"] for row in ROWS if not set(row["codes"].split(";")) <= known.keys()] == []


def test_names_are_told_once_and_are_no_single_letters() -> None:
    names = [row["name"] for row in ROWS]
    assert len(names) == len(set(names))
    assert min(map(len, names)) > 1


@pytest.mark.parametrize(
    ("text", "name", "codes"),
    [
        ("今天拉的大百尺货", "大百尺", ("130635",)),
        ("东港的稻子", "东港", ("210681", "371102")),
        ("喝的是挠力河的水", "挠力河", None),
    ],
)
def test_a_place_is_found_where_it_stands(text: str, name: str, codes: tuple[str, ...] | None) -> None:
    found = find_landmarks(fold_with_map(text))[0]
    assert text[slice(*found.span)] == found.name == name
    assert codes in (None, found.codes)


def test_a_page_of_nothing_but_places_is_read_to_a_limit() -> None:
    assert len(find_landmarks(fold_with_map("大百尺，" * 1_000))) == MOST
