"""What shops write on every page changes no judgement: tests/cases/page_noise.txt, in text and picture."""

from pathlib import Path

import pytest

from leads_db.register import load_register
from pipelines.judge import Judge
from tests.pipelines.conftest import listing

NOISE = (Path(__file__).parents[1] / "cases" / "page_noise.txt").read_text("utf-8").splitlines()
LOCAL = tuple(item for item in load_register().indications.values() if item.scope == "local")
INSIDE = {"benxi": "辽宁省本溪市", "jiaozuo": "河南省焦作市"}


@pytest.mark.parametrize("field", ["description", "image_texts"])
@pytest.mark.parametrize("slug", [item.slug for item in LOCAL])
def test_noise_changes_no_judgement(judge: Judge, slug: str, field: str) -> None:
    item = next(item for item in LOCAL if item.slug == slug)
    pages = (
        {"title": f"{item.name} 礼盒 包邮"},
        {"title": f"{item.name} 自产", "attributes": {"产地": INSIDE[item.city or ""]}},
        {"title": f"日喀则特产 并非{item.name}", "attributes": {"产地": "西藏日喀则"}},
    )
    for page in pages:
        plain = [(one.indication, one.verdict, one.acts) for one in judge.assess(listing(**page))[:1]]
        for noise in NOISE:
            told = judge.assess(listing(**page, **{field: noise if field == "description" else [noise]}))[:1]
            assert [(one.indication, one.verdict, one.acts) for one in told] == plain, noise
