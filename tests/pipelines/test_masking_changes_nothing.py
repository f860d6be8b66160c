"""What marks the composed sets as composed is nothing to the judge: names, codes, ids, field order, thin records."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from leads_db.listing_rows import listing_from_row
from leads_db.records import Assessment, Listing
from leads_db.register import load_register
from leads_db.register.users import read_users_csv
from pipelines.judge import Judge

DATA = Path(__file__).parents[1] / "bench" / "data"
STEMS = re.compile("[甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥]")
SETS = {"open": "authorised_users.csv", "open2": "authorised_users.open2.csv"}


def listings(name: str) -> Iterator[Listing]:
    for line in (DATA / f"listings.{name}.jsonl").read_text("utf-8").splitlines()[::3]:
        yield listing_from_row(json.loads(line))


def told(judged: tuple[Assessment, ...]) -> list[tuple[object, ...]]:
    return [(one.indication, one.verdict, one.acts, one.likelihood, one.bureau) for one in judged]


@pytest.fixture(scope="module", params=SETS)
def judged_set(request: pytest.FixtureRequest) -> tuple[str, Judge]:
    return request.param, Judge(load_register(), users=read_users_csv(DATA / SETS[request.param]))


def _unlisted(judge: Judge, item: Listing) -> bool:
    return not any(
        finding.indicator in {"seller_authorised", "authorisation_not_in_term", "goods_not_covered", "sign_code_wrong"}
        for one in judge.assess(item)
        for finding in one.findings
    )


def _cleared_by_operator(judged: tuple[Assessment, ...]) -> bool:
    """An address in the area speaks for the seller; without it nothing does."""
    return any(
        finding.field.startswith("operator_") and finding.weight < 0 for one in judged for finding in one.findings
    )


def _other_shop(item: Listing) -> Listing:
    """Another shop name and code where they carry no indication, place or maker's word."""
    return replace(item, shop_name=STEMS.sub("某", item.shop_name or "") or None, operator_code="91110000MA00000X00")


def _reordered(item: Listing) -> Listing:
    return replace(item, attributes=dict(reversed(item.attributes.items())))


def _renumbered(item: Listing) -> Listing:
    return replace(item, shop_id="42", url=None, sold_count=None, sold_raw=None, image_urls=())


@pytest.mark.parametrize("mask", [_other_shop, _reordered, _renumbered], ids=lambda mask: mask.__name__)
def test_a_mask_changes_no_judgement(judged_set: tuple[str, Judge], mask: Callable[[Listing], Listing]) -> None:
    name, judge = judged_set
    changed = [
        item.title
        for item in listings(name)
        if (mask is not _other_shop or _unlisted(judge, item))
        and told(judge.assess(item)) != told(judge.assess(mask(item)))
    ]
    assert changed == []


def test_a_thin_record_is_no_suspicion(judged_set: tuple[str, Judge]) -> None:
    """Taking the operator away never turns a listing infringing."""
    name, judge = judged_set
    accused = []
    for item in listings(name):
        thin = replace(item, operator_name=None, operator_code=None, operator_address=None)
        before, after = judge.assess(item), judge.assess(thin)
        if not _unlisted(judge, item) or _cleared_by_operator(before):
            continue
        if before and after and before[0].verdict != "infringing" and after[0].verdict == "infringing":
            accused.append(item.title)
    assert accused == []
