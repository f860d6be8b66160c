"""The table tests/cases/texts.csv: how shops and sites write amounts, sales, weights, times and places."""

import csv
import json
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from crawlers.pages.prices import currency_within, parse_amount
from crawlers.pages.sales import parse_sales
from crawlers.pages.texts import clean, one_line, tidy_lines
from crawlers.pages.times import parse_time
from crawlers.pages.weights import read_weight
from pipelines.places.resolver import PlaceResolver

TABLE = Path(__file__).parents[2] / "cases" / "texts.csv"
NOW = datetime.fromisoformat("2026-01-15T10:30:00+08:00")
PLACES = PlaceResolver()


def rows(parser: str) -> list[tuple[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return [(row["text"], row["expected"]) for row in csv.DictReader(lines) if row["parser"] == parser]


@pytest.mark.parametrize(("text", "expected"), rows("amount"))
def test_amount(text: str, expected: str) -> None:
    assert parse_amount(text) == (Decimal(expected) if expected else None)


@pytest.mark.parametrize(("text", "expected"), rows("currency"))
def test_currency_is_read_only_where_it_is_named(text: str, expected: str) -> None:
    assert currency_within(text) == expected


@pytest.mark.parametrize(("text", "expected"), rows("sales"))
def test_sales(text: str, expected: str) -> None:
    count, bound, period = expected.split()
    read = parse_sales(text)
    assert read.count == (None if count == "none" else int(count))
    assert (read.is_lower_bound, read.period) == (bound == "least", period)


@pytest.mark.parametrize(("text", "expected"), rows("weight"))
def test_weight(text: str, expected: str) -> None:
    assert read_weight(text) == (Decimal(expected) if expected else None)


def test_weight_as_quantity_needs_a_known_unit() -> None:
    assert read_weight({"value": 500, "unitText": "g"}) == Decimal("0.5")
    assert read_weight({"value": "2.5", "unitCode": "KGM"}) == Decimal("2.5")
    assert read_weight({"value": 5, "unitCode": "LTR"}) is None


@pytest.mark.parametrize(("text", "expected"), rows("time"))
def test_time(text: str, expected: str) -> None:
    assert parse_time(text, now=NOW) == (datetime.fromisoformat(expected) if expected else None)


@pytest.mark.parametrize(("text", "expected"), rows("place"))
def test_place_as_displayed_is_understood_by_the_resolver(text: str, expected: str) -> None:
    hit = PLACES.resolve(text)
    assert (hit.code if hit else "") == expected


@pytest.mark.shared
def test_the_table_holds_every_case_of_the_specification(shared: Path) -> None:
    told = json.loads((shared / "interfaces" / "text_cases.json").read_text("utf-8"))
    for name, parser in (("sales", "sales"), ("money", "amount"), ("place", "place"), ("time", "time")):
        assert {text or "" for text, _ in told[name]} <= {text for text, _ in rows(parser)}


def test_clean_text_can_be_stored_everywhere() -> None:
    assert clean(" a\x00\x1bb\ud800 ") == "ab\ufffd"
    assert one_line("甲\n\u3000乙\u00a0丙") == "甲 乙 丙"
    assert tidy_lines(" 甲 \n\n\t 乙  丙\n") == "甲\n乙 丙"
    assert (clean(None), clean(True), clean(7), clean([])) == ("", "", "7", "")
