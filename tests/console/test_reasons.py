"""The reasons sheet tells what a reviewer must know, in Chinese, and marks what is not certain."""

import pytest

from console.explaining import print_reasons
from console.judging import open_judge
from console.reasons import reasons_of
from console.session import open_session
from leads_db.errors import NotFound
from leads_db.listing_rows import listing_from_row
from leads_db.records import Harvest, Outcome, RunState, Sighting, Trigger
from leads_db.settings import Settings
from leads_db.store.engine import writing
from leads_db.store.harvests import save_harvest
from leads_db.store.runs import save_new_run, save_run_state
from pipelines.judge import Judge
from tests.factories import NOON

ROW = {
    "platform": "taobao",
    "item_id": "1",
    "title": "桓仁大米 地理标志保护产品 10斤",
    "description": "电话13812345678，稻谷来自黑龙江绥化。",
    "attributes": {"产地": "辽宁桓仁"},
    "operator_name": "沈阳某粮行",
    "operator_address": "辽宁省沈阳市和平区",
    "shop_name": "东北好米",
    "price_cny": "49.9",
    "seen_at": "2026-11-12T10:00:00+08:00",
}
SECTIONS = ("【结论】", "【页面】", "【为什么可疑】", "【有什么反证】", "【还缺什么】", "【法律依据】", "【承办】")


@pytest.fixture(scope="module")
def judge() -> Judge:
    return open_judge()


def test_the_sheet_tells_everything_in_its_order(settings: Settings, judge: Judge) -> None:
    listing = listing_from_row(ROW)
    sheet = reasons_of(settings, listing, judge.assess(listing)[0])
    places = [sheet.index(section) for section in SECTIONS]
    assert places == sorted(places)
    assert "桓仁大米：侵权疑似，可能性" in sheet
    assert "移送 辽宁省沈阳市（210100）" in sheet
    assert "所见之日 2026-11-12" in sheet
    assert "可推翻它的：" in sheet
    assert all("〔待核〕" in line for line in sheet.splitlines() if "第80号" in line)
    assert len(sheet.splitlines()) < 60


def test_the_sheet_hides_personal_data(settings: Settings, judge: Judge) -> None:
    listing = listing_from_row({**ROW, "title": "桓仁大米 电话13812345678"})
    assert "13812345678" not in reasons_of(settings, listing, judge.assess(listing)[0])


def test_a_listing_without_a_judgement_says_so(settings: Settings) -> None:
    assert "没有研判" in reasons_of(settings, listing_from_row(ROW), None)


def test_explain_reads_a_stored_listing(judge: Judge, capsys: pytest.CaptureFixture[str]) -> None:
    listing = listing_from_row(ROW)
    session = open_session()
    with writing(session.engine) as connection:
        run = save_new_run(connection, source="test", trigger=Trigger.IMPORT, requested_by="test", now=NOON)
        save_run_state(connection, run, RunState.RUNNING, now=NOON)
    judged = judge.assess(listing)
    harvest = Harvest(
        run_id=run,
        unit=None,
        outcome=Outcome.OK,
        sightings=(Sighting(listing=listing, source="test"),),
        named={listing.key: tuple(one.indication for one in judged)},
        assessments=judged,
    )
    save_harvest(session.engine, harvest, now=NOON, city_of=lambda assessment: "benxi")
    print_reasons(session, listing.key)
    assert "【结论】桓仁大米" in capsys.readouterr().out
    with pytest.raises(NotFound):
        print_reasons(session, "0" * 32)
