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
from pipelines.reading.weighing import load_first_sight, reconsider, weigh
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
    honest = replace(facts, reads=lambda _: reading({Verdict.LAWFUL: 0.97, Verdict.INFRINGING: 0.01}))
    assert reconsider(honest, ACCUSED).verdict is not Verdict.INFRINGING
    assert reconsider(honest, ACCUSED).acts == ()


def test_an_accusation_stands_where_the_reading_agrees(facts: Facts) -> None:
    agrees = replace(facts, reads=lambda _: reading({Verdict.LAWFUL: 0.1, Verdict.INFRINGING: 0.85}))
    assert reconsider(agrees, ACCUSED) is ACCUSED


def test_an_unsure_reading_leaves_it_open_unless_only_a_place_outside_is_told(facts: Facts) -> None:
    unsure = reading({Verdict.LAWFUL: 0.45, Verdict.INFRINGING: 0.45})
    placed = replace(facts, reads=lambda _: unsure)
    assert reconsider(placed, ACCUSED) is ACCUSED
    assert reconsider(replace(placed, claims=()), ACCUSED) == Conclusion(Verdict.INSUFFICIENT)


def test_where_the_seller_sits_is_no_bare_fact(facts: Facts) -> None:
    seat = tuple(claim._replace(kind=ClaimKind.ADDRESS) for claim in facts.claims)
    sure = replace(facts, claims=seat, reads=lambda _: reading({Verdict.INFRINGING: 0.99}))
    assert reconsider(sure, Conclusion(Verdict.INSUFFICIENT)).verdict is Verdict.INSUFFICIENT


def test_a_sure_reading_accuses_beside_a_bare_fact(facts: Facts) -> None:
    sure = replace(facts, reads=lambda _: reading({Verdict.INFRINGING: 0.97}))
    assert reconsider(sure, Conclusion(Verdict.INSUFFICIENT)) == ACCUSED


def test_wording_alone_accuses_nobody(facts: Facts) -> None:
    bare = replace(facts, claims=(), reads=lambda _: reading({Verdict.INFRINGING: 0.99}))
    assert reconsider(bare, Conclusion(Verdict.INSUFFICIENT)).verdict is Verdict.INSUFFICIENT


@pytest.mark.parametrize("said", [Verdict.IRREGULAR_USE, Verdict.UNRELATED])
def test_what_lists_and_names_decide_no_reading_changes(facts: Facts, said: Verdict) -> None:
    sure = replace(facts, reads=lambda _: reading({Verdict.INFRINGING: 0.99}))
    assert reconsider(sure, Conclusion(said)) == Conclusion(said)


@pytest.mark.parametrize("said", list(Verdict))
def test_shares_add_up_and_follow_the_reading(said: Verdict) -> None:
    low, high = (weigh(said, reading({Verdict.INFRINGING: share})) for share in (0.2, 0.8))
    assert sum(low.values()) == pytest.approx(1.0)
    assert low[Verdict.INFRINGING] < high[Verdict.INFRINGING]


def test_the_rules_were_more_often_right_than_not() -> None:
    table = load_first_sight()
    assert all(max(held, key=lambda one: held[one]) is said for said, held in table.items())


def test_a_title_alone_is_not_read_as_a_page(facts: Facts) -> None:
    honest = reading({Verdict.LAWFUL: 0.97, Verdict.INFRINGING: 0.01})
    assert reconsider(replace(facts, reads=lambda _: replace(honest, texts=TEXTS[:1])), ACCUSED) is ACCUSED
