"""Addresses as sellers write them → division codes, measured on a labelled list; hostile text is only text."""

import csv
import time
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.places.divisions import load_divisions, load_spellings, short_name
from pipelines.places.resolver import LEVELS, READ_CAP, PlaceResolver, place_name

CASES = Path(__file__).parents[2] / "cases" / "addresses.csv"
FLOOR = 0.97
PARTS = [
    "辽宁省",
    "本溪",
    "桓仁",
    "满族自治县",
    "焦作市",
    "温县",
    "五常",
    "街道",
    "镇",
    "省",
    "县",
    " ",
    "\n",
    "ｊｉａｏｚｕｏ",
    "遼寧",
    "\ud800",
]


@pytest.fixture(scope="module")
def resolver() -> PlaceResolver:
    return PlaceResolver()


@pytest.fixture(scope="module")
def cases() -> list[dict[str, str]]:
    with CASES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def code_of(resolver: PlaceResolver, text: str) -> str:
    hit = resolver.resolve(text)
    return hit.code if hit else ""


def test_labels_are_codes_of_the_register(cases: list[dict[str, str]]) -> None:
    assert len(cases) >= 300
    assert {case["code"] for case in cases} - {""} <= set(load_divisions())


def test_addresses_are_resolved(resolver: PlaceResolver, cases: list[dict[str, str]]) -> None:
    wrong = [case for case in cases if code_of(resolver, case["address"]) != case["code"]]
    assert len(wrong) <= (1 - FLOOR) * len(cases), [case["address"] for case in wrong]


def test_no_kind_of_address_is_left_behind(resolver: PlaceResolver, cases: list[dict[str, str]]) -> None:
    right = Counter(case["kind"] for case in cases if code_of(resolver, case["address"]) == case["code"])
    shares = {kind: right[kind] / count for kind, count in Counter(case["kind"] for case in cases).items()}
    assert min(shares.values()) >= 0.9, shares


def test_the_span_holds_the_words_that_were_read(resolver: PlaceResolver) -> None:
    text = "经营者住所：河南省 焦作市 温縣赵堡镇陈家沟"
    hit = resolver.resolve(text)
    assert hit is not None
    assert text[slice(*hit.span)] == "河南省 焦作市 温縣赵堡镇"
    assert (hit.name, hit.level, hit.township, hit.sure) == ("温县", "county", "赵堡镇", 1.0)


def test_two_places_are_two_hits_in_their_order(resolver: PlaceResolver) -> None:
    assert [hit.code for hit in resolver.find("产地：焦作温县；发货地：辽宁桓仁")] == ["410825", "210522"]


def test_a_bare_short_name_is_less_sure_than_a_whole_address(resolver: PlaceResolver) -> None:
    sure = [hit.sure for text in ("辽宁省桓仁满族自治县", "桓仁满族自治县", "桓仁") if (hit := resolver.resolve(text))]
    assert sure == sorted(sure, reverse=True)
    assert len(set(sure)) == 3


@given(st.lists(st.sampled_from(PARTS) | st.text(st.characters(codec=None), max_size=4), max_size=12).map("".join))
def test_any_text_has_an_answer_inside_itself(text: str) -> None:
    for hit in SHARED.find(text):
        assert 0 <= hit.span[0] < hit.span[1] <= len(text)
        assert hit.code in load_divisions()
        assert hit.level in LEVELS


SHARED = PlaceResolver()


def test_a_flood_of_place_names_is_cut_and_quick(resolver: PlaceResolver) -> None:
    began = time.process_time()
    hits = resolver.find("河南省焦作市温县" * 200_000)
    assert hits[-1].span[1] <= READ_CAP
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("桓仁满族自治县", "桓仁"),
        ("温县", "温县"),
        ("五常市", "五常"),
        ("内蒙古自治区", "内蒙古"),
        ("新疆维吾尔自治区", "新疆"),
        ("恩施土家族苗族自治州", "恩施"),
        ("香港特别行政区", "香港"),
    ],
)
def test_short_names_are_what_people_say(name: str, short: str) -> None:
    assert short_name(name) == short


def test_a_code_has_a_name_and_an_unknown_one_is_its_own() -> None:
    assert (place_name("210522"), place_name("999999")) == ("桓仁满族自治县", "999999")


def test_every_county_is_found_by_its_full_name_under_its_province(resolver: PlaceResolver) -> None:
    divisions = load_divisions()
    counties = [item for item in divisions.values() if item.level == "county" and item.code[2:4] != "90"]
    missed = []
    for county in counties:
        upper = [
            divisions[code].name for code in (county.code[:2] + "0000", county.code[:4] + "00") if code in divisions
        ]
        if code_of(resolver, "".join([*upper, county.name])) != county.code:
            missed.append(county.name)
    assert len(missed) <= 0.01 * len(counties), missed


def test_every_spelling_leads_to_a_division_of_today() -> None:
    divisions = load_divisions()
    assert all(one.division.code in divisions for spellings in load_spellings().values() for one in spellings)
