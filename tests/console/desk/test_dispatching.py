"""派发与督办: what goes out, what must be filled in, what came back, what is late – by plain forms."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, insert

from console.desk.pages.dispatching import _first_of
from leads_db.lead_tables import seals
from leads_db.records.account import Role
from leads_db.records.handling import LeadFlag, LeadState, Move
from leads_db.store.clocks import read_time_rules
from leads_db.store.daily_pick import DailyPick
from leads_db.store.engine import reading, writing
from leads_db.store.handling import read_handling
from leads_db.store.leads import LeadFilter, read_leads
from leads_db.store.units import utc_now
from scheduler.deadlines import refresh_all
from tests.console.conftest import SaveLeads
from tests.console.desk.conftest import SignIn
from tests.console.desk.people import desk_of
from tests.factories import NOON, listing
from tests.leads_db.store.handled import APPROVER, OFFICER, REVIEWER, step

Made = Callable[..., str]


@pytest.fixture
def approved(engine: Engine, save_leads: SaveLeads) -> str:
    """A lead that is ready to go out: seller known, place known, sealed, approved."""
    save_leads(
        listing(operator_name="甲公司", operator_address="辽宁省本溪市桓仁满族自治县1号"),
        readiness={"subject": 1.0, "jurisdiction": 1.0},
    )
    with reading(engine) as connection:
        lead = read_leads(connection, LeadFilter(), limit=1)[0].number
    with writing(engine) as connection:
        step(connection, lead, Move.CONFIRM, REVIEWER)
        sealed = {
            "name": f"EV-{lead}-01",
            "manifest": '{"pages":[]}',
            "manifest_digest": "0" * 64,
            "is_practice": False,
        }
        connection.execute(insert(seals).values(**sealed, lead_id=1, sealed_at=NOON, sealed_by="rita"))
        step(connection, lead, Move.APPROVE, APPROVER)
    return lead


def handling(engine: Engine, number: str):  # type: ignore[no-untyped-def]
    with reading(engine) as connection:
        return read_handling(connection, number)


def test_a_ready_lead_is_proposed_and_sent_with_its_letter(sign_in: SignIn, engine: Engine, approved: str) -> None:
    desk = sign_in(Role.APPROVER)
    page = desk.get("/dispatches").text
    assert "建议派发 1" in page
    assert approved in page
    page = desk.post("/dispatches/send", data={"number": [approved]}).text
    assert "已派发 1 条，文书 1 件。" in page
    assert "号" in page.split("已派发 1 条")[1]
    assert handling(engine, approved).state is LeadState.DISPATCHED
    page = desk.post("/dispatches/send", data={"number": [approved]}).text
    assert "不能这样办理" in page
    assert handling(engine, approved).round == 1


def test_only_an_approver_sends(sign_in: SignIn, engine: Engine, approved: str) -> None:
    desk = sign_in(Role.REVIEWER)
    assert "派发勾选的线索" not in desk.get("/dispatches").text
    assert desk.post("/dispatches/send", data={"number": [approved]}).status_code == 403
    assert handling(engine, approved).state is LeadState.APPROVED


def test_before_it_is_signed_a_letter_can_be_recalled(sign_in: SignIn, engine: Engine, approved: str) -> None:
    desk = sign_in(Role.APPROVER)
    desk.post("/dispatches/send", data={"number": [approved]})
    assert "撤回派发" in desk.get("/dispatches?tab=sent").text
    desk.post(f"/leads/{approved}/moves/recall", data={"reason": "地址有误"})
    assert handling(engine, approved).state is LeadState.APPROVED


def test_what_is_missing_is_filled_in_with_where_it_is_from(
    sign_in: SignIn, engine: Engine, save_leads: SaveLeads
) -> None:
    save_leads(listing(), readiness={"subject": 0.1, "jurisdiction": 0.1})
    with reading(engine) as connection:
        lead = read_leads(connection, LeadFilter(), limit=1)[0].number
    with writing(engine) as connection:
        step(connection, lead, Move.CONFIRM, REVIEWER)
        step(connection, lead, Move.APPROVE, APPROVER)
    desk = sign_in(Role.APPROVER)
    page = desk.get("/dispatches?tab=fill").text
    assert ("经营主体" in page, "管辖单位" in page, "证据封存" in page) == (True, True, True)
    assert "材料不齐" in desk.post("/dispatches/send", data={"number": [lead]}).text
    facts = {"operator_name": "乙公司", "operator_address": "辽宁省本溪市桓仁县2号", "back": "/dispatches?tab=fill"}
    assert "写明来源" in desk.post(f"/leads/{lead}/seller", data=facts).text
    page = desk.post(f"/leads/{lead}/seller", data={**facts, "basis": "电话核实"}).text
    assert "经营主体" not in page.split("<tbody>")[1]
    assert "没有可封存的页面" in desk.post(f"/leads/{lead}/seal", data={"back": "/dispatches?tab=fill"}).text


def test_a_returned_lead_goes_elsewhere_and_the_second_time_by_designation(
    sign_in: SignIn, engine: Engine, approved: str
) -> None:
    desk = sign_in(Role.APPROVER)
    for turn in (1, 2):
        desk.post("/dispatches/send", data={"number": [approved]})
        with writing(engine) as connection:
            step(connection, approved, Move.RETURN, replace(OFFICER, bureau="huanren"), at=utc_now())
        page = desk.get("/dispatches?tab=back").text
        assert f"退回 {turn} 次" in page
        assert "非本辖区" in page
        form = {"host": "huanren", "reason": "核对住所", "back": "/dispatches?tab=back"}
        page = desk.post(f"/leads/{approved}/moves/reroute", data=form).text
        if turn == 2:
            assert "还须填写：市局指定管辖" in page
            desk.post(f"/leads/{approved}/moves/reroute", data={**form, "designated": "yes"})
        assert handling(engine, approved).state is LeadState.APPROVED


def test_a_seller_that_is_not_known_is_asked_for_by_letter(sign_in: SignIn, engine: Engine, approved: str) -> None:
    desk = sign_in(Role.APPROVER)
    desk.post(f"/leads/{approved}/moves/mark_unroutable", data={"reason": "幽灵网店", "asked_of": "平台"})
    assert "幽灵网店" in desk.get("/dispatches?tab=back").text
    assert "请选择协查单位" in desk.post(f"/dispatches/{approved}/ask", data={"bureau": "nowhere"}).text
    page = desk.post(f"/dispatches/{approved}/ask", data={"bureau": "transfer:230100"}).text
    assert "已发协助调查函" in page
    assert "尚无回音" in page
    assert handling(engine, approved).state is LeadState.UNROUTABLE


def test_a_late_lead_is_urged_supervised_or_waived_with_a_reason(
    sign_in: SignIn, engine: Engine, approved: str, tmp_path: Path
) -> None:
    desk = sign_in(Role.APPROVER)
    desk.post("/dispatches/send", data={"number": [approved]})
    now = utc_now()
    refresh_all(engine, desk_of(desk).settings.register_folder, now)
    later = now + timedelta(days=12)
    desk.app.state.desk = replace(desk_of(desk), clock=lambda: later)  # type: ignore[attr-defined]
    sign_in(Role.APPROVER)
    page = desk.get("/dispatches?tab=late").text
    assert '✕ <bdi class="raw">超期' in page
    assert "签收" in page
    due = page.split('name="due_on" value="')[1].split('"')[0]
    desk.post(f"/leads/{approved}/moves/urge", data={"due_on": due})
    assert LeadFlag.URGED in handling(engine, approved).flags
    assert "还须填写：理由" in desk.post(f"/dispatches/{approved}/waive", data={"due_on": due}).text
    desk.post(f"/leads/{approved}/moves/supervise", data={"due_on": due, "reason": "请立即签收"})
    assert LeadFlag.SUPERVISED in handling(engine, approved).flags
    assert "已免督办" in desk.post(f"/dispatches/{approved}/waive", data={"due_on": due, "reason": "系统停机"}).text
    assert LeadFlag.SUPERVISED not in handling(engine, approved).flags
    with reading(engine) as connection:
        assert read_time_rules(connection).rules


def test_leads_of_another_city_are_not_there(sign_in: SignIn, engine: Engine, approved: str) -> None:
    desk: TestClient = sign_in(Role.APPROVER, cities=("jiaozuo",))
    assert approved not in desk.get("/dispatches").text
    for path in (f"/leads/{approved}/moves/recall", f"/dispatches/{approved}/ask", f"/leads/{approved}/seal"):
        assert desk.post(path, data={"reason": "x", "bureau": "transfer:230100"}).status_code == 404
    assert desk.post("/dispatches/send", data={"number": [approved]}).status_code == 404
    assert handling(engine, approved).state is LeadState.APPROVED


def pick(bureau: str, count: int) -> DailyPick:
    numbers = tuple(f"{bureau}-{place}" for place in range(count))
    return DailyPick(bureau=bureau, sent_today=0, numbers=numbers, waiting=0, not_ready={})


@pytest.mark.parametrize(
    ("counts", "shown"), [((20, 20, 20), 3), ((60, 40, 1), 2), ((60, 41, 1), 1), ((150, 1), 1), ((), 0)]
)
def test_the_first_bureaus_are_shown_up_to_a_hundred_leads(counts: tuple[int, ...], shown: int) -> None:
    picks = [pick(f"county-{place}", count) for place, count in enumerate(counts)]
    assert _first_of(picks) == picks[:shown]


def test_bureaus_that_are_not_shown_are_named_with_a_way_to_their_leads(
    sign_in: SignIn, engine: Engine, approved: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.desk.pages.dispatching._first_of", lambda picks: [])
    approver = sign_in(Role.APPROVER)
    page = approver.get("/dispatches").text
    assert ("其他单位" in page, f'value="{approved}"' in page) == (True, False)
    link = page.split('<a href="/dispatches?bureau=')[1].split('"')[0]
    chosen = approver.get(f"/dispatches?bureau={link}").text
    assert ("其他单位" in chosen, f'value="{approved}"' in chosen) == (False, True)
