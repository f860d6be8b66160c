"""待审签: evidence, routing and draft beside each other; two persons; back to triage; the sample of exclusions."""

import io
import zipfile

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from leads_db.records.account import Actor, Role
from leads_db.records.handling import LeadState, Move
from leads_db.store.engine import reading, writing
from leads_db.store.handling import move_lead, read_handling
from leads_db.store.leads import LeadFilter, read_leads
from leads_db.store.triage_views import is_sampled
from tests.console.conftest import SaveLeads
from tests.console.desk.conftest import SignIn
from tests.factories import NOON, listing
from tests.leads_db.store.handled import REVIEWER, open_lead, step

ADDRESS = "辽宁省本溪市桓仁满族自治县八里甸子镇1号"


@pytest.fixture
def number(engine: Engine, save_leads: SaveLeads) -> str:
    """A lead that rita confirmed."""
    save_leads(listing(operator_name="甲公司", operator_address=ADDRESS, operator_code="91210522MA0000001X"))
    with reading(engine) as connection:
        found = read_leads(connection, LeadFilter(), limit=1)[0].number
    with writing(engine) as connection:
        move_lead(connection, found, Move.CONFIRM, REVIEWER, at=NOON)
    return found


def state(engine: Engine, number: str) -> LeadState:
    with reading(engine) as connection:
        return read_handling(connection, number).state


def test_routing_and_draft_stand_beside_the_lead(sign_in: SignIn, number: str) -> None:
    page = sign_in(Role.APPROVER).get("/approvals").text
    assert "建议由谁办" in page
    assert '<option value="huanren" selected>' in page
    assert "市场监督管理局" in page.split('class="letter-head"')[1]
    assert "研判人 rita，与您不是同一人" in page
    assert "证据未封存" in page, "nothing was kept of this page, so it cannot be sealed and not be approved here"


def test_the_draft_is_a_docx_marked_as_such(sign_in: SignIn, number: str) -> None:
    answer = sign_in(Role.APPROVER).get(f"/approvals/{number}/draft.docx?host=huanren")
    packed = zipfile.ZipFile(io.BytesIO(answer.content))
    text = "".join(packed.read(name).decode() for name in packed.namelist() if name.endswith(".xml"))
    assert "甲公司" in text
    assert "草稿" in text


def test_the_approver_approves_with_assistants_and_copies(sign_in: SignIn, engine: Engine, number: str) -> None:
    desk = sign_in(Role.APPROVER)
    form = {"version": "2", "host": "huanren", "assistants": ["nanfen", "pingshan"], "copies": ["mingshan"]}
    desk.post(f"/leads/{number}/moves/approve", data=form)
    with reading(engine) as connection:
        handling = read_handling(connection, number)
    assert (handling.state, handling.host) == (LeadState.APPROVED, "huanren")
    history = desk.get(f"/leads/{number}").text
    assert "协办单位" in history


def test_nobody_approves_what_they_reviewed(sign_in: SignIn, engine: Engine, number: str) -> None:
    desk = sign_in(Role.APPROVER, Role.REVIEWER, name=REVIEWER.name + ".x")
    with writing(engine) as connection:
        move_lead(
            connection,
            number,
            Move.SEND_BACK,
            Actor(name="a", roles=frozenset({Role.APPROVER}), cities=("benxi",)),
            at=NOON,
            reason="再看",
        )
    desk.post(f"/leads/{number}/moves/confirm", data={"version": "3"})
    page = desk.get(f"/approvals?lead={number}").text
    assert "须由他人审签" in page
    assert 'form="approve-form"' not in page
    told = desk.post(f"/leads/{number}/moves/approve", data={"version": "4", "host": "huanren"}).text
    assert "研判人与审签人不能是同一人" in told
    assert state(engine, number) is LeadState.CONFIRMED


@pytest.mark.parametrize(("move", "to"), [("send_back", LeadState.NEW), ("mark_unroutable", LeadState.UNROUTABLE)])
def test_sending_back_needs_a_reason(sign_in: SignIn, engine: Engine, number: str, move: str, to: LeadState) -> None:
    desk = sign_in(Role.APPROVER)
    page = desk.post(f"/leads/{number}/moves/{move}", data={"version": "2", "back": "/approvals"}).text
    assert "还须填写：理由" in page
    assert state(engine, number) is LeadState.CONFIRMED
    desk.post(f"/leads/{number}/moves/{move}", data={"version": "2", "reason": "主体不符", "back": "/approvals"})
    assert state(engine, number) is to


def test_a_reviewer_reads_but_does_not_approve(sign_in: SignIn, engine: Engine, number: str) -> None:
    desk = sign_in(Role.REVIEWER)
    assert "您没有审签角色" in desk.get("/approvals").text
    desk.post(f"/leads/{number}/moves/approve", data={"version": "2", "host": "huanren"})
    assert state(engine, number) is LeadState.CONFIRMED


def test_one_exclusion_in_twenty_is_shown_and_can_be_reopened(sign_in: SignIn, engine: Engine) -> None:
    numbers = [f"GI-benxi-20261120-{place:04}" for place in range(60)]
    with writing(engine) as connection:
        for number in numbers:
            open_lead(connection, number)
    desk: TestClient = sign_in(Role.APPROVER)
    now = desk.app.state.desk.clock()  # type: ignore[attr-defined]
    with writing(engine) as connection:
        for number in numbers:
            step(connection, number, Move.EXCLUDE, REVIEWER, at=now)
    page = desk.get("/approvals/excluded").text
    shown = [number for number in numbers if f'"/leads/{number}"' in page]
    assert shown == [number for number in numbers if is_sampled(number)]
    assert 0 < len(shown) < 12
    assert "证据不足" in page
    desk.post(f"/leads/{shown[0]}/moves/reopen", data={"version": "2", "reason": "证据充分"})
    assert state(engine, shown[0]) is LeadState.NEW
