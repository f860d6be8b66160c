"""Rules and second reading side by side: who is accused, who is not, and what no reading changes."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from leads_db.records import Act, Verdict
from leads_db.register import load_register
from pipelines.facts.bundle import Facts
from pipelines.facts.claim_kind import ClaimKind
from pipelines.facts.lexicon import load_lexicon
from pipelines.facts.page import PageText, Place
from pipelines.judge import Judge
from pipelines.opinions.scoring import LinearModel
from pipelines.reading.blanked import Blanked
from pipelines.reading.reader import Reading
from pipelines.reading.weighing import HOLDS, HOLDS_BY_LIST, reconsider
from pipelines.verdict import Conclusion
from tests.pipelines.conftest import listing

NO_MODEL = LinearModel("test", (), (), ())
TEXT = PageText("title", Place.TITLE, "桓仁大米", load_lexicon())
TEXTS = (Blanked(TEXT, ()), Blanked(TEXT, ()))
ACCUSED = Conclusion(Verdict.INFRINGING, (Act.EVOCATION,))


def reading(verdicts: Mapping[Verdict, float]) -> Reading:
    return Reading({str(one): share for one, share in verdicts.items()}, {str(Act.EVOCATION): 0.9}, TEXTS, NO_MODEL)


@pytest.fixture(scope="module")
def facts() -> Facts:
    """A page that names a place outside."""
    judge = Judge(load_register())
    item = listing(title="桓仁大米 5kg", attributes={"产地": "辽宁盘锦"})
    return next(judge.facts_of(item, judge.find_names(item)))


def test_an_accusation_that_reads_like_honest_trade_does_not_stand(facts: Facts) -> None:
    honest = reading({Verdict.LAWFUL: 0.97, Verdict.INFRINGING: 0.01})
    assert reconsider(facts, ACCUSED, honest) == Conclusion(Verdict.LAWFUL)


def test_an_accusation_stands_where_the_reading_agrees(facts: Facts) -> None:
    agrees = reading({Verdict.LAWFUL: 0.1, Verdict.INFRINGING: HOLDS})
    assert reconsider(facts, ACCUSED, agrees) == ACCUSED


def test_what_a_list_or_a_number_shows_needs_less(facts: Facts) -> None:
    said = Conclusion(Verdict.INFRINGING, (Act.IMPLAUSIBLE_SUPPLY,))
    half = reading({Verdict.INFRINGING: HOLDS_BY_LIST, Verdict.LAWFUL: 0.4})
    assert reconsider(facts, said, half).verdict is Verdict.INFRINGING
    assert reconsider(facts, ACCUSED, half).verdict is Verdict.LAWFUL


def test_the_likeliest_other_verdict_stands_where_the_reading_is_not_sure_enough(facts: Facts) -> None:
    unsure = reading({Verdict.INSUFFICIENT: 0.35, Verdict.LAWFUL: 0.1, Verdict.INFRINGING: HOLDS - 0.01})
    assert reconsider(facts, ACCUSED, unsure) == Conclusion(Verdict.INSUFFICIENT)


def test_where_the_seller_sits_is_no_bare_fact(facts: Facts) -> None:
    seat = tuple(claim._replace(kind=ClaimKind.ADDRESS) for claim in facts.claims)
    sure = reading({Verdict.INFRINGING: 0.99})
    said = Conclusion(Verdict.INSUFFICIENT)
    assert reconsider(replace(facts, claims=seat, blanks=lambda: TEXTS), said, sure) == said


def test_a_sure_reading_accuses_beside_a_bare_fact(facts: Facts) -> None:
    assert reconsider(facts, Conclusion(Verdict.INSUFFICIENT), reading({Verdict.INFRINGING: 0.97})) == ACCUSED


def test_a_place_outside_that_is_only_named_is_a_bare_fact(facts: Facts) -> None:
    """The page names it, so that the officer can be shown it, although no rule took it for an origin."""
    named = Blanked(TEXT, (((0, 2), "Ⓞ"),))
    sure = reading({Verdict.INFRINGING: 0.97})
    told = replace(facts, claims=(), blanks=lambda: (named, named))
    assert reconsider(told, Conclusion(Verdict.INSUFFICIENT), sure) == ACCUSED


def test_wording_alone_accuses_nobody(facts: Facts) -> None:
    sure, said = reading({Verdict.INFRINGING: 0.99}), Conclusion(Verdict.INSUFFICIENT)
    assert reconsider(replace(facts, claims=(), blanks=lambda: TEXTS), said, sure) == said


@pytest.mark.parametrize("said", [Verdict.IRREGULAR_USE, Verdict.UNRELATED])
def test_what_lists_and_names_decide_no_reading_changes(facts: Facts, said: Verdict) -> None:
    assert reconsider(facts, Conclusion(said), reading({Verdict.INFRINGING: 0.99})) == Conclusion(said)


def test_a_bag_is_a_bag_whatever_the_page_says(facts: Facts) -> None:
    said = Conclusion(Verdict.INFRINGING, (Act.PACKAGING_FOR_SALE,))
    assert reconsider(facts, said, reading({Verdict.LAWFUL: 0.99})) is said


@pytest.mark.parametrize("wording", [Verdict.IRREGULAR_USE, Verdict.UNRELATED])
def test_no_wording_makes_a_listed_user_or_unmakes_a_name(facts: Facts, wording: Verdict) -> None:
    sure = reading({wording: 0.9, Verdict.INSUFFICIENT: 0.06, Verdict.LAWFUL: 0.04})
    assert reconsider(facts, Conclusion(Verdict.LAWFUL), sure) == Conclusion(Verdict.INSUFFICIENT)


def test_a_title_alone_is_not_read_as_a_page(facts: Facts) -> None:
    honest = reading({Verdict.LAWFUL: 0.97, Verdict.INFRINGING: 0.01})
    assert reconsider(facts, ACCUSED, replace(honest, texts=TEXTS[:1])) is ACCUSED
