"""What stands first: the likeliest real leads, each with its title, its reason and, on its sheet, its law."""

import re
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from console.desk.highlight import TITLE_SHOWN, show_title
from console.desk.law import number_grounds
from leads_db.records import FindingState, GroundRef, Verdict
from tests.console.conftest import GROUND, SaveLeads
from tests.console.desk.test_desk_pages import first_lead
from tests.factories import finding, listing

FINE = GroundRef(ground="CPL:50", instrument="产品质量法", article="第五十三条", confirmed=True, carrier=True)


def titles(page: str) -> list[str]:
    rows = re.findall(r'<th scope="row"><a href="/leads/GI-[^"]+"><bdi class="raw">(.*?)</bdi>', page, re.DOTALL)
    return [re.sub(r"<[^>]+>", "", row) for row in rows]


def test_real_leads_are_read_before_practice_ones(desk: TestClient, save_leads: SaveLeads) -> None:
    save_leads(listing("1", platform="practice", shop_id="p"), source="practice-ld", likelihood=0.99)
    assert "目前只有演示市场的线索" in desk.get("/").text
    save_leads(listing("2", title="桓仁大米真货", shop_id="r"), likelihood=0.5)
    page = desk.get("/").text
    assert titles(page) == ["桓仁大米真货"]
    assert "目前只有演示市场的线索" not in page


def test_ten_leads_are_shown_first_the_likeliest_on_top(desk: TestClient, save_leads: SaveLeads) -> None:
    for place in range(12):
        save_leads(listing(str(place), title=f"桓仁大米{place:02}", shop_id=f"s{place}"), likelihood=0.2 + place / 20)
    assert titles(desk.get("/").text) == [f"桓仁大米{place:02}" for place in range(11, 1, -1)]


def test_what_concerns_this_city_is_read_before_likelier_leads_of_others(
    desk: TestClient, save_leads: SaveLeads
) -> None:
    save_leads(listing("1", title="外地", shop_id="a"), indication="longjing-tea", bureau="transfer:330100")
    save_leads(listing("2", title="本市的局", shop_id="b"), indication="longjing-tea", likelihood=0.4)
    save_leads(listing("3", title="本市的名", shop_id="c"), bureau="transfer:330100", likelihood=0.5)
    assert titles(desk.get("/").text) == ["本市的名", "本市的局", "外地"]


@pytest.mark.parametrize(("stock", "count"), [("", 3), ("real", 2), ("practice", 1)])
@pytest.mark.usefixtures("three_leads")
def test_real_and_practice_goods_can_be_told_apart(desk: TestClient, stock: str, count: int) -> None:
    assert f"符合条件 {count} 条" in desk.get(f"/leads?stock={stock}").text


@pytest.mark.usefixtures("three_leads")
def test_a_row_tells_why_and_a_held_lead_what_is_missing(desk: TestClient) -> None:
    assert "产地写明五常，在保护范围之外。" in desk.get("/leads?verdict=infringing").text
    assert "还缺：生产者名称。" in desk.get("/leads?verdict=insufficient").text


def test_a_long_title_is_cut_after_its_marked_pieces() -> None:
    item = listing(title="桓仁大米" + "好" * 200)
    pieces = show_title(item, [finding(quote="桓仁大米", field="title", span=(0, 4))])
    assert [(piece.text[:4], piece.mark) for piece in pieces] == [("桓仁大米", FindingState.FOUND), ("好好好好", None)]
    assert len("".join(piece.text for piece in pieces)) == TITLE_SHOWN + 1
    assert pieces[-1].text.endswith("…")


def test_a_ground_is_numbered_once_and_fines_come_last() -> None:
    findings = [finding(grounds=(FINE, GROUND)), finding(grounds=(GROUND,))]
    assert number_grounds(findings) == {GROUND: 1, FINE: 2}
    assert number_grounds([replace(findings[0], state=FindingState.CLEAR)]) == {}


def test_the_sheet_prints_each_ground_once_with_its_day_and_doubt(desk: TestClient, save_leads: SaveLeads) -> None:
    findings = tuple(finding(name, sentence=name, grounds=(FINE, GROUND)) for name in ("one", "two"))
    save_leads(listing(), findings=findings)
    page = desk.get(first_lead(desk)).text
    assert page.count(GROUND.article) == page.count(FINE.article) == 1
    assert page.count("依据 1、2") == 2
    assert "以所见之日2026年11月20日有效的文本为准" in page
    law = page.split('<ol class="law">')[1].split("</ol>")[0]
    assert law.count('class="unconfirmed"') == 1


def test_a_lead_without_findings_cites_nothing(desk: TestClient, save_leads: SaveLeads) -> None:
    save_leads(listing(), verdict=Verdict.INFRINGING, findings=(), missing=())
    assert "没有可疑要点" in desk.get("/leads").text
    assert "不引用条文" in desk.get(first_lead(desk)).text


def test_a_listing_without_a_time_does_not_claim_one(desk: TestClient, save_leads: SaveLeads) -> None:
    save_leads(listing(seen_at=None))
    page = desk.get(first_lead(desk)).text
    assert "没有写明，收录于" in page
    assert "所见之日没有写明" in page


def test_many_missing_facts_are_counted_not_listed(desk: TestClient, save_leads: SaveLeads) -> None:
    save_leads(listing(), verdict=Verdict.INSUFFICIENT, missing=("产地（凭证）", "甲", "乙", "丙"))
    assert "还缺：产地、甲、乙等 4 项。" in desk.get("/leads").text
