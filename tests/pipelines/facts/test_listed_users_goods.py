"""What a listed user sells under its list: other things made, ordinary standards, and whose code stands by the sign."""

from dataclasses import replace

import pytest

from leads_db.records import Act, AuthorisedUser, Verdict
from leads_db.register import load_register
from pipelines.judge import Judge
from tests.pipelines.conftest import listing

CODE, OTHERS = "91210522MA00000001", "91210522MA00000002"
USER = AuthorisedUser(
    indication="huanren-ginseng",
    name="桓仁样本参业有限公司",
    credit_code=CODE,
    brand="样本岭",
    county_code="210522",
    products=("山参",),
    sign_code=CODE,
)
KILN = replace(USER, indication="dangyangyu-jiaotai", name="修武样本陶坊", products=("茶具", "艺术陶瓷"))
YAM = replace(USER, indication="huai-yam", name="温县样本药业", products=("山药片",))


@pytest.fixture(scope="module")
def judge() -> Judge:
    return Judge(load_register(), users=(USER, KILN, YAM))


def judged(judge: Judge, **facts: object) -> tuple[Verdict, tuple[Act, ...]]:
    told = judge.assess(listing(operator_code=CODE, **facts))[0]
    return told.verdict, told.acts


@pytest.mark.parametrize("title", ["样本岭 桓仁山参酒 500ml", "样本岭 当阳峪绞胎瓷台灯 床头"])
def test_a_thing_made_of_it_is_not_covered(judge: Judge, title: str) -> None:
    assert judged(judge, title=title) == (Verdict.IRREGULAR_USE, ())


@pytest.mark.parametrize(
    "title",
    [
        "样本岭 桓仁山参 泡酒料 5支",
        "样本岭 当阳峪绞胎瓷 茶壶 送灯具",
        "样本岭 当阳峪绞胎瓷 酒壶",
        "样本岭 怀山药片 无糖",
    ],
)
def test_what_it_is_for_and_what_is_given_away_say_nothing(judge: Judge, title: str) -> None:
    assert judged(judge, title=title)[0] is Verdict.LAWFUL


def test_any_standard_but_its_own_is_ordinary(judge: Judge) -> None:
    facts = {"title": "样本岭 怀山药片 300g"}
    assert judged(judge, **facts, attributes={"产品标准号": "NY/T 1045"}) == (
        Verdict.IRREGULAR_USE,
        (Act.OFF_STANDARD,),
    )
    for own in ("GB/T 20351", "GB/T20351-2006"):
        assert judged(judge, **facts, attributes={"产品标准号": own})[0] is Verdict.LAWFUL
    assert judged(judge, **facts, description="比 NY/T 1045 的严")[0] is Verdict.LAWFUL


@pytest.mark.parametrize(("code", "verdict"), [(CODE, Verdict.LAWFUL), (OTHERS, Verdict.IRREGULAR_USE)])
def test_a_code_told_as_the_signs_is_compared_wherever_it_stands(judge: Judge, code: str, verdict: Verdict) -> None:
    facts = {"title": "样本岭 桓仁山参 专用标志版", "description": f"【标志代码】{code}【包装】木盒"}
    assert judged(judge, **facts)[0] is verdict
