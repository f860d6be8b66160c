"""How often the competent bureau is right on labelled addresses; the figures are frozen, so that a change is seen.

Three lists: addresses.csv (labels are codes; `bureau` where competence differs from the place), and routing.csv, whose
round 1 was labelled before the router was written and round 2 before the written router had answered any of it. When
each round was first read, the resolver of then had 145 of 189 right and the router 128 of 138.
"""

import csv
from collections import Counter
from pathlib import Path

import pytest

from leads_db.register import load_register
from pipelines.places.offices import city_bureau, transfer_code
from pipelines.routing.router import Router
from tests.pipelines.routing.conftest import MakeSubject

CASES = Path(__file__).parents[2] / "cases"
FLOOR = 0.97
FROZEN = {"addresses": (320, 321), "round 1": (189, 189), "round 2": (135, 138)}
FACTS = ("operator_address", "shop_location", "ships_from")
Row = dict[str, str]


def read(name: str) -> list[Row]:
    with (CASES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def expected(row: Row) -> str:
    """The label of an address whose place is labelled by its code."""
    code = row["code"]
    if row["bureau"] or not code:
        return row["bureau"] or "unknown"
    if code[:2] in ("71", "81", "82"):
        return "overseas"
    register = load_register()
    bureau = register.bureau_of_code(code) or city_bureau(register, code)
    transfer = transfer_code(code)
    return bureau.id if bureau else f"transfer:{transfer}" if transfer else "unknown"


def labelled() -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = {"addresses": []}
    for row in read("addresses.csv"):
        groups["addresses"].append({"operator_address": row["address"], "host": expected(row), "kind": row["kind"]})
    for row in read("routing.csv"):
        groups.setdefault(f"round {row['round']}", []).append(row)
    return groups


@pytest.fixture(scope="module")
def answered(router: Router, subject: MakeSubject) -> dict[str, list[tuple[Row, str]]]:
    return {
        name: [(row, router.route(subject(**{fact: row.get(fact, "") for fact in FACTS})).host) for row in rows]
        for name, rows in labelled().items()
    }


def test_the_frozen_figures_hold(answered: dict[str, list[tuple[Row, str]]]) -> None:
    right = {name: (sum(row["host"] == host for row, host in rows), len(rows)) for name, rows in answered.items()}
    assert right == FROZEN


def test_the_competent_bureau_is_right_often_enough(answered: dict[str, list[tuple[Row, str]]]) -> None:
    rows = [pair for group in answered.values() for pair in group]
    assert len(rows) >= 400
    assert sum(row["host"] == host for row, host in rows) / len(rows) >= FLOOR


def test_no_kind_of_address_is_left_behind(answered: dict[str, list[tuple[Row, str]]]) -> None:
    rows = [pair for group in answered.values() for pair in group]
    right = Counter(row["kind"] for row, host in rows if row["host"] == host)
    shares = {kind: right[kind] / count for kind, count in Counter(row["kind"] for row, _ in rows).items() if count > 9}
    assert min(shares.values()) >= 0.9, shares


def test_labels_name_bureaus_that_exist(answered: dict[str, list[tuple[Row, str]]]) -> None:
    known = {*load_register().bureaus, "unknown", "overseas"}
    hosts = {row["host"] for group in answered.values() for row, _ in group}
    assert all(host in known or host.startswith("transfer:") for host in hosts)
