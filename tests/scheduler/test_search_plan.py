"""What a day's budget is spent on, over histories that are simulated and known."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from leads_db.records import WatchTerm
from leads_db.register.seasons import Season
from leads_db.store.term_history import TermSearch
from scheduler.search_plan import LIMIT_DAYS, PlannedTerm, plan_day

DAY = date(2026, 7, 1)
COST = 5


def term(text: str, kind: str = "alias", indication: str = "huanren-rice") -> WatchTerm:
    return WatchTerm(indication=indication, text=text, kind=kind)


def search(text: str, back: int, **facts: int | bool) -> TermSearch:
    told = {"requests": COST, "is_seen": True, **facts}
    return TermSearch(term=text, day=DAY - timedelta(days=back), **told)  # type: ignore[arg-type]


def plan(terms: Sequence[WatchTerm], *history: TermSearch, budget: float = 1_000, **more: object) -> list[PlannedTerm]:
    ordered = sorted(history, key=lambda one: one.day)
    return list(plan_day(terms, ordered, DAY, budget=budget, usual_cost=COST, **more))  # type: ignore[arg-type]


def asked(terms: Sequence[WatchTerm], *history: TermSearch, **more: object) -> list[str]:
    return [one.term.text for one in plan(terms, *history, **more) if one.is_asked]  # type: ignore[arg-type]


def test_everything_is_tried_once_while_the_budget_reaches() -> None:
    terms = [term("甲", "name"), term("乙"), term("丙", "disguise")]
    assert asked(terms) == ["甲", "乙", "丙"]


def test_a_term_that_found_nothing_new_sinks_and_says_so() -> None:
    fruitless = [search("乙", back) for back in range(1, 22)]
    (told,) = [one for one in plan([term("甲", "name"), term("乙")], *fruitless) if one.term.text == "乙"]
    assert (told.is_asked, "近 21 天没有新增" in told.reason) == (False, True)


def test_a_term_that_keeps_finding_is_asked_every_day() -> None:
    fruitful = [search("乙", back, leads_new=1, listings_new=2) for back in range(1, 10)]
    assert asked([term("乙")], *fruitful) == ["乙"]


def test_a_sunken_term_comes_back_after_its_limit() -> None:
    terms = [term("甲", "name"), term("乙")]
    fruitless = [search("乙", back) for back in range(LIMIT_DAYS, LIMIT_DAYS + 20)]
    assert "乙" in asked(terms, search("甲", 1, leads_new=1), *fruitless)


def test_a_refused_search_says_nothing_against_the_term() -> None:
    fruitful = [search("乙", back, leads_new=1, listings_new=2) for back in range(5, 10)]
    refused = [search("乙", back, is_seen=False) for back in range(1, 5)]
    (now,), (whole,) = plan([term("乙")], *fruitful, *refused), plan([term("乙")], *fruitful)
    assert now.expected == whole.expected


def test_the_name_is_searched_every_day_even_when_it_brings_nothing() -> None:
    assert asked([term("甲", "name")], *[search("甲", back) for back in range(1, 40)]) == ["甲"]


def test_the_most_valuable_come_first_and_the_budget_holds() -> None:
    terms = [term(text) for text in "甲乙丙丁"]
    history = [search(one.text, back, leads_new=place) for place, one in enumerate(terms) for back in range(1, 9)]
    assert asked(terms, *history, budget=2 * COST) == ["丁", "丙"]


def test_a_cheap_term_goes_before_a_dear_one_that_brings_as_much() -> None:
    dear = [search("甲", back, leads_new=1, requests=40) for back in range(1, 9)]
    cheap = [search("乙", back, leads_new=1, requests=4) for back in range(1, 9)]
    assert asked([term("甲"), term("乙")], *dear, *cheap) == ["乙", "甲"]


def test_a_term_within_another_is_worth_less_until_it_proves_itself() -> None:
    terms = [term("怀山药", "name"), term("怀山药片"), term("焦作山药")]
    value = {one.term.text: one for one in plan(terms)}
    assert value["怀山药片"].value < value["焦作山药"].value
    assert "含于「怀山药」" in value["怀山药片"].reason
    proven = [search("怀山药片", back, leads_new=2) for back in range(1, 15)]
    assert "怀山药片" in asked(terms, *proven)


def test_words_within_words_are_no_containment() -> None:
    told = {one.term.text: one.reason for one in plan([term("Huai Yam"), term("Huai Yams Powder")])}
    assert "含于" not in told["Huai Yams Powder"]


def test_a_season_raises_its_indication_alone() -> None:
    season = Season(
        name="新米", indications=("huanren-rice",), from_on=DAY, to_on=DAY, share=Decimal(2), source="mem:h"
    )
    terms = [term("甲"), term("乙", indication="huai-yam")]
    history = [search(one.text, 1, leads_new=1) for one in terms]
    first, second = plan(terms, *history, seasons=[season])
    assert (first.term.text, first.expected) == ("甲", pytest.approx(2 * second.expected))
    assert "正值新米" in first.reason


def test_even_a_budget_for_less_than_one_term_asks_one() -> None:
    assert len(asked([term("甲"), term("乙")], budget=1)) == 1


@dataclass
class World:
    """Items that appear day by day; each is found by some of the terms, and by whichever is searched first."""

    terms: list[WatchTerm]
    rates: dict[str, float]
    dice: random.Random
    waiting: dict[str, int] = field(default_factory=dict)
    history: list[TermSearch] = field(default_factory=list)
    found: int = 0
    requests: int = 0
    searched_on: dict[str, list[date]] = field(default_factory=dict)

    def dawn(self) -> None:
        for text, rate in self.rates.items():
            self.waiting[text] = self.waiting.get(text, 0) + sum(self.dice.random() < rate / 4 for _ in range(4))

    def search(self, text: str, day: date) -> None:
        new = self.waiting.pop(text, 0)
        for other in self.terms:  # a shorter term finds what the longer ones that contain it would find
            if text in other.text and other.text != text:
                new += self.waiting.pop(other.text, 0)
        self.found += new
        self.requests += COST
        self.searched_on.setdefault(text, []).append(day)
        self.history.append(
            TermSearch(term=text, day=day, requests=COST, is_seen=True, listings_new=new, leads_new=new)
        )


def world(seed: int) -> World:
    """Sixty terms: five names; of the others a few bring most, and their order tells nothing of it."""
    dice = random.Random(seed)
    terms = [term(f"名{number}号", "name") for number in range(5)]
    terms += [term(f"别{number}号") for number in range(40)] + [term(f"名{number}号礼盒") for number in range(5)]
    terms += [term(f"变{number}号", "disguise") for number in range(10)]
    rates = {one.text: dice.choice([0.0, 0.0, 0.0, 0.02, 0.1, 0.8]) for one in terms}
    return World(terms, rates, dice)


def live(seed: int, days: int, budget: int, choose: Callable[[World, date], list[str]]) -> World:
    lived = world(seed)
    for step in range(days):
        day = DAY + timedelta(days=step)
        lived.dawn()
        for text in choose(lived, day)[: budget // COST]:
            lived.search(text, day)
    return lived


def planned(lived: World, day: date, budget: float = 75) -> list[str]:
    told = plan_day(lived.terms, lived.history, day, budget=budget, usual_cost=COST)
    return [one.term.text for one in told if one.is_asked]


def fixed(lived: World, day: date) -> list[str]:
    return [one.text for one in lived.terms]


def in_turn(lived: World, day: date) -> list[str]:
    start = (day - DAY).days * 15 % len(lived.terms)
    texts = [one.text for one in lived.terms]
    return texts[start:] + texts[:start]


@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
def test_the_plan_finds_more_for_each_request_than_a_fixed_order(seed: int) -> None:
    by_plan = live(seed, 60, 75, planned)
    by_order = live(seed, 60, 75, fixed)
    assert by_plan.found / by_plan.requests > 1.2 * by_order.found / by_order.requests


@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
def test_the_plan_finds_as_much_as_taking_turns_for_fewer_requests(seed: int) -> None:
    by_plan, by_turns = live(seed, 60, 75, planned), live(seed, 60, 75, in_turn)
    assert by_plan.found >= 0.95 * by_turns.found
    assert by_plan.found / by_plan.requests > by_turns.found / by_turns.requests


@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
def test_an_ample_budget_is_not_spent_on_what_brings_nothing(seed: int) -> None:
    everything = live(seed, 60, 300, fixed)
    chosen = live(seed, 60, 300, lambda lived, day: planned(lived, day, budget=300))
    assert chosen.found >= 0.97 * everything.found
    assert chosen.requests < 0.5 * everything.requests


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nothing_starves(seed: int) -> None:
    lived = live(seed, 90, 75, planned)
    for one in lived.terms:
        days = [DAY, *lived.searched_on.get(one.text, []), DAY + timedelta(days=90)]
        longest = max((later - earlier).days for earlier, later in pairwise(days))
        assert longest <= 2 * LIMIT_DAYS, one.text
