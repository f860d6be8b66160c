"""More suspicion never lowers, an exonerating fact never raises; the likelihood never contradicts the verdict."""

from dataclasses import replace
from itertools import pairwise

import pytest

from console.bench.sets import COMPOSED, LabelledSet, load_set
from console.judging import open_judge, read_register
from leads_db.records import Listing, Verdict
from pipelines.judge import Judge
from pipelines.model import BANDS, ROWS, likelihood

INSIDE = {"huanren-rice": "辽宁省桓仁满族自治县", "huai-tiegun": "河南省焦作市温县", "wuchang-rice": "黑龙江省五常市"}


@pytest.fixture(scope="module", params=COMPOSED)
def judged(request: pytest.FixtureRequest) -> tuple[LabelledSet, Judge]:
    one = load_set(request.param)
    return one, open_judge(one.users)


def chance(judge: Judge, listing: Listing, slug: str) -> float:
    return max((one.likelihood for one in judge.assess(listing) if one.indication == slug), default=0.0)


def accused(judged: tuple[LabelledSet, Judge]) -> list[tuple[Listing, str]]:
    cases, judge = judged
    found = [(case.listing, judge.assess(case.listing)) for case in cases.cases]
    return [(item, told[0].indication) for item, told in found if told and told[0].verdict is Verdict.INFRINGING]


def with_picture(item: Listing, text: str) -> Listing:
    return replace(item, image_texts=(*item.image_texts, text))


def test_an_origin_inside_hardly_ever_raises(judged: tuple[LabelledSet, Judge]) -> None:
    """The whole page is read by its wording, so that a sentence more can move it a little; never by a twentieth."""
    cases = [(item, slug) for item, slug in accused(judged) if slug in INSIDE]
    raised = [
        told
        for item, slug in cases
        if (
            told := chance(judged[1], with_picture(item, f"原料产地：{INSIDE[slug]}"), slug)
            - chance(judged[1], item, slug)
        )
        > 0
    ]
    assert len(raised) <= 0.1 * len(cases)
    assert max(raised, default=0.0) < 0.05


def test_an_origin_outside_never_lowers(judged: tuple[LabelledSet, Judge]) -> None:
    lowered = [
        item.title
        for item, slug in accused(judged)
        if chance(judged[1], with_picture(item, "原料产地：西藏自治区日喀则市"), slug) < chance(judged[1], item, slug)
    ]
    assert lowered == []


def test_inside_its_band_more_is_always_more() -> None:
    for verdict in Verdict:
        values = [likelihood(verdict, step / 4) for step in range(-40, 41)]
        assert all(lower < higher for lower, higher in pairwise(values))
        assert BANDS[verdict][0] <= values[0] <= values[-1] <= BANDS[verdict][1]


@pytest.mark.parametrize("share", [None, 1e-9, 0.02, 0.3, 0.5, 0.8, 0.97, 1.0])
def test_no_other_verdict_is_as_likely_as_an_accusation(share: float | None) -> None:
    steps = [step / 4 for step in range(-80, 81)]
    others = [likelihood(one, step, share) for one in Verdict if one is not Verdict.INFRINGING for step in steps]
    assert max(others) < 0.5 < min(likelihood(Verdict.INFRINGING, step, share) for step in steps)


@pytest.mark.parametrize("verdict", [Verdict.INFRINGING, Verdict.INSUFFICIENT, Verdict.LAWFUL])
def test_what_was_read_and_what_was_found_both_raise(verdict: Verdict) -> None:
    shares = [0.001, 0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99, 0.999]
    assert all(likelihood(verdict, 2.0, low) < likelihood(verdict, 2.0, high) for low, high in pairwise(shares))
    for share in shares:
        values = [likelihood(verdict, step / 4, share) for step in range(-40, 41)]
        assert all(lower < higher for lower, higher in pairwise(values))


def test_weights_have_the_sign_of_their_part() -> None:
    assert all((row.weight < 0) == (row.part == "exonerating") for row in ROWS)
    assert all(row.refuted_by for row in ROWS if row.part == "main")


def test_every_ground_of_the_table_stands_in_the_register() -> None:
    register = read_register(None)
    known = {f"{ground.id}:{act.code}" for ground in register.grounds.values() for act in ground.acts}
    cited = {
        code
        for row in ROWS
        for codes in (*row.grounds.values(), row.carrier, row.carrier_fresh or ())
        for code in codes
    }
    assert cited <= known
