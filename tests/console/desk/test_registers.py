"""名录: lists of sellers, objections to the end, authorised users, the abnormal list, the calendar."""

import io
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from fastapi.testclient import TestClient
from sqlalchemy import Engine, select

from console.desk import make_desk
from console.naming import Names
from leads_db.lead_tables import exemptions, leads
from leads_db.notice_tables import lead_clocks
from leads_db.records import Harvest, Listing, Outcome, Sighting, Trigger, Verdict
from leads_db.records.account import Actor, Role
from leads_db.records.handling import LeadState, Move
from leads_db.records.seller_list import SellerList
from leads_db.register import load_register
from leads_db.register.users import read_current_users
from leads_db.settings import Settings
from leads_db.store.clocks import read_time_rules, refresh_clocks
from leads_db.store.engine import reading, writing
from leads_db.store.runs import save_new_run
from leads_db.store.seller_lists import lists_of, mark_seller, read_active_marks
from leads_db.tables import audit
from pipelines.flow import Flow
from pipelines.judge import Judge
from pipelines.stages.assess import assess
from pipelines.stages.recognise import recognise
from tests.console.conftest import SaveLeads
from tests.console.desk.conftest import SHOP, SignIn, sign_in
from tests.factories import NOON, listing
from tests.leads_db.store.handled import bring_to, open_lead, step

A = Actor(name="anna", roles=frozenset({Role.APPROVER}), cities=("benxi",))
OFFICER = Actor(name="otto", roles=frozenset({Role.COUNTY}), cities=("benxi",), bureau="huanren")
FOREIGN = {"title": "桓仁大米 5kg 正品", "attributes": {"产地": "黑龙江哈尔滨五常市"}}
HEAD = "indication_id,name,credit_code,brand,county_code,products,sign_code,valid_from,valid_to\n"
CODE, OTHER = "91210522MA0XXXXX1K", "91210522MA0YYYYY2K"


def collect(flow: Flow, *seen: Listing) -> None:
    """As a crawl does: recognise, judge with what was exempted, save."""
    sightings = tuple(Sighting(listing=item, source="t") for item in seen)
    named = recognise(Harvest(run_id=1, unit=None, outcome=Outcome.OK, sightings=sightings), flow.judge)
    flow.save(assess(named, flow.judge, flow.read_places(named), flow.read_exempt(named)))


def test_an_objection_through_the_desk_ends_the_flag_for_this_seller_only(
    engine: Engine, settings: Settings, names: Names
) -> None:
    register = load_register()
    flow = Flow(register=register, judge=Judge(register), engine=engine, cities=("benxi",), clock=lambda: NOON)
    with writing(engine) as connection:
        save_new_run(connection, source="t", trigger=Trigger.ON_DEMAND, requested_by="t", now=NOON)
    collect(flow, listing("1", **FOREIGN))
    with TestClient(make_desk(engine, settings, names=names, sources=(SHOP,)), base_url="http://localhost") as client:
        sign_in(client, Role.REVIEWER)
        with reading(engine) as connection:
            number = connection.scalars(select(leads.c.number)).one()
        said = {"lead": number, "objector": "店主", "text": "产地栏填错，货出桓仁，附收购票据"}
        page = client.post("/registers/objections", data=said)
        assert "产地栏填错" in page.text
        assert client.post(page.url.path, data={"accepted": "yes"}).status_code == 403, "a reviewer does not settle it"
        sign_in(client, Role.APPROVER)
        reasons = re.findall(r'name="indicator" value="(\w+)"', client.get(page.url.path).text)
        assert "origin_outside_area" in reasons
        form: dict[str, Any] = {"accepted": "yes", "result": "票据属实", "indicator": reasons}
        assert "已记为成立" in client.post(page.url.path, data=form).text
        assert "已有结论" in client.post(page.url.path, data=form).text
        assert "产地" in client.get("/registers/sellers").text.split("豁免")[1]

    later = NOON + timedelta(days=1)
    new, other = listing("2", **FOREIGN, seen_at=later), listing("3", **FOREIGN, shop_id="another", seen_at=later)
    collect(flow, listing("1", **FOREIGN, seen_at=later), new, other)
    with reading(engine) as connection:
        held = connection.execute(select(leads.c.number, leads.c.verdict).order_by(leads.c.id)).all()
    assert [row.verdict for row in held] == [Verdict.LAWFUL, Verdict.INFRINGING]
    assert held[0].number == number


def test_only_what_spoke_against_the_seller_can_be_exempted(
    sign_in: SignIn, save_leads: SaveLeads, engine: Engine
) -> None:
    save_leads(listing())
    desk = sign_in(Role.REVIEWER, Role.APPROVER)
    with reading(engine) as connection:
        number = connection.scalars(select(leads.c.number)).one()
    page = desk.post("/registers/objections", data={"lead": number, "objector": "店主", "text": "有授权"})
    for chosen in (["seller_authorised"], ["no_such_indicator"], []):
        form: dict[str, Any] = {"accepted": "yes", "result": "属实", "indicator": chosen}
        assert "没有保存" in desk.post(page.url.path, data=form).text
    with reading(engine) as connection:
        assert connection.execute(select(exemptions)).all() == []


@pytest.mark.parametrize("said", [{"objector": ""}, {"text": " "}, {"lead": "GI-none"}])
def test_an_objection_without_its_parts_is_not_kept(
    sign_in: SignIn, save_leads: SaveLeads, engine: Engine, said: dict[str, str]
) -> None:
    save_leads(listing())
    with reading(engine) as connection:
        number = connection.scalars(select(leads.c.number)).one()
    desk = sign_in(Role.REVIEWER)
    answer = desk.post("/registers/objections", data={"lead": number, "objector": "店主", "text": "有授权", **said})
    assert "✕" in answer.text
    assert "还没有异议" in answer.text


def test_an_entry_is_shown_with_its_term_and_ends_with_a_reason(
    sign_in: SignIn, save_leads: SaveLeads, engine: Engine
) -> None:
    save_leads(listing())
    today = datetime.now(UTC).date()
    with writing(engine) as connection:
        row = connection.execute(select(leads.c.number, leads.c.seller_key)).one()
        mark = mark_seller(
            connection, row.number, SellerList.WHITE, A, at=NOON, reason="授权有效",
            from_on=today - timedelta(days=9), to_on=today + timedelta(days=5),
        )  # fmt: skip
    desk = sign_in(Role.REVIEWER)
    page = desk.get("/registers/sellers").text
    assert "授权有效" in page
    assert re.search("还有 [456] 天到期", page)
    path = f"/registers/sellers/{mark.id}/end"
    assert "请写明移出的理由" in desk.post(path, data={"reason": " "}).text
    assert "已移出名单" in desk.post(path, data={"reason": "授权撤销"}).text
    with reading(engine) as connection:
        held = read_active_marks(connection, [row.seller_key], today + timedelta(days=2))
    assert lists_of(held, row.seller_key, "huanren-rice") == frozenset()


def sent(desk: TestClient, content: str | bytes, name: str = "list.csv") -> Any:
    body = content.encode() if isinstance(content, str) else content
    return desk.post("/registers/users/preview", files={"upload": (name, body, "text/csv")})


def token_of(page: str) -> str:
    found = re.search(r'name="token" value="([^"]+)"', page)
    assert found
    return found[1]


def test_users_are_previewed_then_replaced_with_their_source_in_the_audit(
    sign_in: SignIn, settings: Settings, engine: Engine
) -> None:
    desk = sign_in(Role.APPROVER)
    first = sent(desk, f"{HEAD}huanren-rice,甲米业,{CODE},,,,,2020-01-01,2030-01-01\n").text
    assert "新增 <b>1</b>" in first
    assert read_current_users(settings.register_folder) == (), "a preview changes nothing"
    assert "请写明名单来源" in desk.post("/registers/users", data={"token": token_of(first)}).text
    desk.post("/registers/users", data={"token": token_of(first), "source": "桓仁局2026年名单"})
    both = f"{HEAD}huanren-rice,甲米业,{CODE},,,,,2020-01-01,2031-01-01\nhuanren-rice,乙米业,{OTHER},,,,,,2021-01-01\n"
    second = sent(desk, both).text
    assert ("改动 <b>1</b>" in second, "新增 <b>1</b>" in second, "2031-01-01" in second) == (True, True, True)
    desk.post("/registers/users", data={"token": token_of(second), "source": "桓仁局更正"})
    page = desk.get("/registers/users").text
    assert ("✓ 有效" in page, "✕ 已到期" in page) == (True, True)
    assert [user.to_on for user in read_current_users(settings.register_folder)] == [
        date(2031, 1, 1),
        date(2021, 1, 1),
    ]
    with reading(engine) as connection:
        rows = connection.scalars(select(audit.c.detail).where(audit.c.action == "users.import")).all()
    assert ["桓仁局2026年名单" in rows[0], "桓仁局更正" in rows[1]] == [True, True]
    assert len(list(Path(settings.register_folder).glob("authorised_users.until-*.csv"))) == 1


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("a,b\n1,2\n", "columns missing"),
        (f"{HEAD}no-such-name,甲,{CODE},,,,,,\n", "没有这个地理标志"),
        (f"{HEAD}huanren-rice,甲,{CODE},,,,,2030-01-01,2020-01-01\n", "lies before"),
        (b"\xff\xfe\x00", "✕"),
    ],
)
def test_a_broken_list_is_told_line_by_line_and_changes_nothing(
    sign_in: SignIn, settings: Settings, content: str | bytes, told: str
) -> None:
    answer = sent(sign_in(Role.APPROVER), content)
    assert answer.status_code == 400
    assert told in answer.text
    assert read_current_users(settings.register_folder) == ()


def test_a_lead_never_stands_on_the_abnormal_list_but_what_a_bureau_found(sign_in: SignIn, engine: Engine) -> None:
    irregular: dict[str, Any] = {"verdict": "irregular_use"}
    numbers = [f"GI-benxi-20261120-{place:04d}" for place in range(1, 6)]
    with writing(engine) as connection:
        for place, number in enumerate(numbers):
            more = {"verdict": "infringing"} if place == 4 else irregular
            open_lead(connection, number, seller_name=f"第{place}店", **more)
        bring_to(connection, numbers[1], LeadState.FILED)
        bring_to(connection, numbers[2], LeadState.FILED)
        step(connection, numbers[2], Move.PUNISH, OFFICER, decision_number="桓市监罚〔2026〕9号", sign_misuse=True)
        bring_to(connection, numbers[3], LeadState.NOT_FILED)
        bring_to(connection, numbers[4], LeadState.PUNISHED)
    page = sign_in(Role.APPROVER).get("/registers/abnormal").text
    assert "线索不列入任何名录" in page
    assert re.findall("第[0-9]店", page) == ["第2店"], "only irregular use that a bureau decided"
    assert "桓市监罚〔2026〕9号" in page


def test_the_proposal_is_a_paper_of_a_decided_lead_alone(
    sign_in: SignIn, save_leads: SaveLeads, engine: Engine
) -> None:
    save_leads(listing(), verdict=Verdict.IRREGULAR_USE)
    desk = sign_in(Role.APPROVER)
    with writing(engine) as connection:
        number = connection.scalars(select(leads.c.number)).one()
    assert desk.get(f"/registers/abnormal/{number}.docx").status_code == 404
    with writing(engine) as connection:
        bring_to(connection, number, LeadState.PUNISHED)
    answer = desk.get(f"/registers/abnormal/{number}.docx")
    assert answer.status_code == 200
    document = Document(io.BytesIO(answer.content))
    told = [paragraph.text for paragraph in document.paragraphs]
    told += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert "异常名录建议表" in "".join(told)
    assert number in "".join(told)
    assert "线索本身不作为列入名录的依据" in "".join(told)


def test_a_corrected_day_moves_the_limits_and_is_audited(sign_in: SignIn, engine: Engine) -> None:
    now = datetime.now(UTC)
    with writing(engine) as connection:
        open_lead(connection)
        rules = read_time_rules(connection)
        refresh_clocks(connection, rules, now)
        before = connection.scalars(select(lead_clocks.c.due_at)).one()
    day = before.date()
    desk = sign_in(Role.APPROVER)
    form = {"subject": day.isoformat(), "kind": "holiday", "name": "停电", "source": "市办〔2026〕1号"}
    answer = desk.post("/registers/calendar", data=form)
    assert "重算了" in answer.text
    assert "市办〔2026〕1号" in answer.text
    with reading(engine) as connection:
        assert connection.scalars(select(lead_clocks.c.due_at)).one() > before
        done = set(connection.scalars(select(audit.c.action)))
    assert {"calendar.change", "clock.moved"} <= done


@pytest.mark.parametrize(
    "wrong", [{"source": ""}, {"kind": "complete"}, {"subject": "2026-02-30"}, {"subject": "x"}, {"kind": "odd"}]
)
def test_a_day_that_cannot_be_meant_changes_nothing(sign_in: SignIn, wrong: dict[str, str]) -> None:
    form = {"subject": "2026-12-31", "kind": "holiday", "name": "", "source": "市办〔2026〕1号", **wrong}
    answer = sign_in(Role.APPROVER).post("/registers/calendar", data=form)
    assert "没有保存" in answer.text
    assert "没有更正" in answer.text


def test_an_unknown_year_is_told_and_from_memory_is_marked(sign_in: SignIn) -> None:
    desk = sign_in(Role.REVIEWER)
    assert "节假日安排未录入" in desk.get("/registers/calendar?year=2031").text
    page = desk.get("/registers/calendar?year=2026").text
    assert "凭记忆录入" in page
    assert "更正一天" not in page, "a reviewer only reads"
    assert desk.get("/registers/calendar?year=1999").status_code == 400


def test_a_right_from_memory_bears_its_mark(settings: Settings, engine: Engine) -> None:
    with TestClient(make_desk(engine, settings, sources=(SHOP,)), base_url="http://localhost") as client:
        page = sign_in(client, Role.REVIEWER).get("/registers").text
        every = client.get("/registers?scope=all").text
    wine = page.split("桓仁冰酒")[1].split("桓仁大米")[0]
    assert "待核" in wine
    assert ("五常大米" in page, "五常大米" in every) == (False, True)
