"""Clauses that name a place in passing, and others that tell where the goods are from: tests/cases/told_places.tsv.

They were written before the rules had seen any of them (passing 0.89 right, told 0.59); one that is not understood must
rather leave the page open than accuse.
"""

from pathlib import Path

import pytest

from leads_db.records import Verdict
from leads_db.register import load_register
from pipelines.judge import Judge
from tests.pipelines.conftest import listing

ROWS_READ = (Path(__file__).parents[1] / "cases" / "told_places.tsv").read_text("utf-8").splitlines()
CLAUSES = [tuple(line.split("\t")) for line in ROWS_READ]
OUTSIDE = ("黑龙江建三江", "吉林舒兰", "江苏射阳", "湖北监利")


def verdict_of(judge: Judge, clause: str, place: str, **more: object) -> Verdict:
    """What the rules alone say of a page of 桓仁大米 that holds the clause."""
    told = clause.replace("{O}", place).replace("{I}", "桓仁县雅河乡")
    item = listing(
        title="桓仁大米 5kg 真空装",
        description=f"今年的货到了，煮出来很香。{told}。下单48小时内发出，坏了包赔。",
        **more,
    )
    facts = next(one for one in judge.facts_of(item, judge.find_names(item)) if one.indication.slug == "huanren-rice")
    return judge.conclude(facts).verdict


@pytest.fixture(scope="module")
def alone() -> Judge:
    return Judge(load_register(), users=())


def share(judge: Judge, kind: str, wanted: Verdict, **more: object) -> float:
    clauses = [clause for one, clause in CLAUSES if one == kind]
    told = [verdict_of(judge, clause, OUTSIDE[number % 4], **more) for number, clause in enumerate(clauses)]
    return sum(one is wanted for one in told) / len(told)


def test_a_place_in_passing_accuses_nobody_who_states_an_origin_inside(alone: Judge) -> None:
    stated = {"attributes": {"产地": "辽宁桓仁"}}
    assert share(alone, "passing", Verdict.UNLICENSED_LOCAL, **stated) >= 0.97


def test_a_place_in_passing_leaves_a_page_without_origin_open(alone: Judge) -> None:
    assert share(alone, "passing", Verdict.INSUFFICIENT) >= 0.95


def test_most_clauses_that_tell_an_origin_outside_are_understood(alone: Judge) -> None:
    assert share(alone, "origin", Verdict.INFRINGING) >= 0.65


def test_most_clauses_that_tell_an_origin_inside_are_understood(alone: Judge) -> None:
    assert share(alone, "inside", Verdict.UNLICENSED_LOCAL) >= 0.75
