"""One judge for the tests of the judgement, with one fictional listed user."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from leads_db.listing_rows import listing_from_row
from leads_db.records import Assessment, AuthorisedUser, Listing
from leads_db.register import load_register
from pipelines.judge import Judge

USER = AuthorisedUser(
    indication="huanren-rice",
    name="桓仁样本米厂",
    credit_code="91210522MA00000001",
    brand="样本穗",
    county_code="210522",
    products=("大米",),
    sign_code="91210522MA00000001",
    from_on=date(2020, 1, 1),
    to_on=date(2029, 12, 31),
)


@pytest.fixture(scope="session")
def judge() -> Judge:
    return Judge(load_register(), users=(USER,))


def listing(**facts: Any) -> Listing:
    row = {"platform": "taobao", "item_id": "1", "seen_at": "2026-11-12T10:00:00+08:00", **facts}
    return listing_from_row(row)


@pytest.fixture
def assess(judge: Judge) -> Callable[..., Assessment | None]:
    """The assessment of a listing for one indication, or the first one; None where it is not named."""

    def _assess(slug: str | None = None, **facts: Any) -> Assessment | None:
        judged = judge.assess(listing(**facts))
        return next((one for one in judged if slug in (None, one.indication)), None)

    return _assess
