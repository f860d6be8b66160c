"""待研判: the queue, decisions, conflicts, batches – by plain forms, as a browser without scripts sends them."""

import re

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from leads_db.records.account import Role
from leads_db.records.handling import LeadState, Move
from leads_db.store.engine import reading, writing
from leads_db.store.handling import move_lead, read_handling
from leads_db.store.leads import seller_key
from tests.console.conftest import SaveLeads
from tests.console.desk.conftest import SignIn
from tests.console.desk.people import desk_of
from tests.factories import NOON, listing
from tests.leads_db.store.handled import REVIEWER


@pytest.fixture
def reviewer(sign_in: SignIn, save_leads: SaveLeads) -> TestClient:
    """Somebody at the queue with two shops, one of them with three leads' worth of goods."""
    save_leads(
        *(listing(str(place), title=f"桓仁大米{place}", shop_id="a", shop_name="甲店") for place in range(2)),
        likelihood=0.9,
    )
    save_leads(listing("9", title="桓仁大米乙", shop_id="b", shop_name="乙店"), likelihood=0.6)
    return sign_in(Role.REVIEWER, name="rita.w")


def numbers(desk: TestClient, path: str = "/triage") -> list[str]:
    return re.findall(r'data-row="(GI-[\w-]+)"', desk.get(path).text)


def state(engine: Engine, number: str) -> LeadState:
    with reading(engine) as connection:
        return read_handling(connection, number).state


def decide(desk: TestClient, number: str, move: str, **form: str) -> object:
    return desk.post(f"/leads/{number}/moves/{move}", data=form, follow_redirects=False)


def test_the_queue_shows_shops_and_opens_the_first_lead(reviewer: TestClient) -> None:
    page = reviewer.get("/triage").text
    first = numbers(reviewer)[0]
    assert f'data-lead="{first}"' in page
    assert "甲店" in page
    assert "为什么可疑" in page
    assert "本店 1 条一并办理" not in page


def test_a_decision_leads_to_the_next_lead_and_stands_in_the_strip(reviewer: TestClient, engine: Engine) -> None:
    first, second = numbers(reviewer)
    page = reviewer.get("/triage").text
    back = re.search(r'moves/confirm".*?name="back" value="(/triage\?lead=[^"]+)"', page)
    assert back
    assert back[1].endswith(second)
    answer = decide(reviewer, first, "confirm", version="1", back=back[1])
    assert answer.headers["location"] == back[1]  # type: ignore[attr-defined]
    assert state(engine, first) is LeadState.CONFIRMED
    page = reviewer.get("/triage").text
    assert "今日已研 1 · 待研判 1" in page
    assert f"/leads/{first}/moves/undo" in page
    decide(reviewer, first, "undo", version="2", back="/triage")
    assert state(engine, first) is LeadState.NEW
    assert numbers(reviewer) == [first, second]


def test_excluding_needs_a_reason_of_the_list(reviewer: TestClient, engine: Engine) -> None:
    first = numbers(reviewer)[0]
    decide(reviewer, first, "exclude", version="1", exclusion="because")
    assert state(engine, first) is LeadState.NEW
    assert "填写有误" in reviewer.get("/triage").text
    decide(reviewer, first, "exclude", version="1", exclusion="descriptive")
    assert state(engine, first) is LeadState.EXCLUDED


def test_who_comes_second_is_told_what_changed_and_saves_nothing(reviewer: TestClient, engine: Engine) -> None:
    first = numbers(reviewer)[0]
    with writing(engine) as connection:
        move_lead(connection, first, Move.HOLD, REVIEWER, at=NOON)
    answer = decide(reviewer, first, "confirm", version="1", seen="new")
    assert answer.status_code == 409  # type: ignore[attr-defined]
    assert "没有保存" in answer.text  # type: ignore[attr-defined]
    assert '<del><bdi class="raw">待研判</bdi></del>' in answer.text  # type: ignore[attr-defined]
    assert "待补证（暂存）" in answer.text  # type: ignore[attr-defined]
    assert state(engine, first) is LeadState.HELD


def test_a_script_gets_the_text_alone(reviewer: TestClient, engine: Engine) -> None:
    first = numbers(reviewer)[0]
    for version, status in (("7", 409), ("1", 200)):
        answer = reviewer.post(
            f"/leads/{first}/moves/confirm", data={"version": version}, headers={"gi-part": "1"}, follow_redirects=False
        )
        assert (answer.status_code, answer.headers["content-type"]) == (status, "text/plain; charset=utf-8")


def test_the_approver_reads_the_queue_but_has_no_decisions(sign_in: SignIn, save_leads: SaveLeads) -> None:
    save_leads(listing())
    page = sign_in(Role.APPROVER).get("/triage").text
    assert "为什么可疑" in page
    assert "moves/confirm" not in page


def test_a_batch_shows_each_and_one_refusal_takes_nothing_back(reviewer: TestClient, engine: Engine) -> None:
    both = numbers(reviewer)
    query = "&".join(f"number={one}" for one in both)
    preview = reviewer.get(f"/triage/batch?{query}").text
    assert preview.count("✓ 确认侵权疑似") == 2
    assert [state(engine, one) for one in both] == [LeadState.NEW, LeadState.NEW]
    versions = [f"{both[0]}=1", f"{both[1]}=5"]
    page = reviewer.post("/triage/batch", data={"number": both, "version": versions, "act": "confirm"}).text
    assert [state(engine, one) for one in both] == [LeadState.CONFIRMED, LeadState.NEW]
    assert "办理 1 条，未办 1 条。" in page
    assert "别人刚刚改动过" in page


def test_a_batch_by_shop_takes_what_is_open_of_it(reviewer: TestClient) -> None:
    page = reviewer.get(f"/triage/batch?seller={seller_key(listing(shop_id='a', shop_name='甲店'))}").text
    assert page.count('name="number"') == 1


def test_filters_narrow_the_queue(reviewer: TestClient) -> None:
    assert len(numbers(reviewer, "/triage?at_least=80")) == 1
    assert len(numbers(reviewer, "/triage?act=name_outside_area")) == 2
    assert numbers(reviewer, "/triage?act=false_origin") == []
    assert numbers(reviewer, "/triage?origin=intake") == []
    assert len(numbers(reviewer, "/triage?text=乙")) == 1
    assert "清除筛选" in reviewer.get("/triage?platform=jd").text
    assert reviewer.get("/triage?at_least=x").status_code == 400


def test_a_colleague_sees_that_a_lead_is_open(reviewer: TestClient, sign_in: SignIn) -> None:
    first = numbers(reviewer)[0]
    other = sign_in(Role.REVIEWER, name="second.w")
    assert "正由 张三 处理" in other.get(f"/triage?lead={first}").text
    desk_of(other).locks.release(first, REVIEWER)
    assert "正由 张三 处理" in other.get(f"/triage?lead={first}").text


def test_looking_ahead_does_not_count_as_opening(reviewer: TestClient, sign_in: SignIn) -> None:
    second = numbers(reviewer)[1]
    reviewer.get(f"/triage/pane/{second}", headers={"gi-poll": "1"})
    assert "正由" not in sign_in(Role.REVIEWER).get(f"/triage/pane/{second}").text


def test_the_score_is_hidden_in_blind_mode_until_it_is_asked_for(reviewer: TestClient) -> None:
    assert 'class="score' in reviewer.get("/triage").text
    page = reviewer.post("/triage/mode", data={"blind": "on"}).text
    assert 'class="score' not in page
    assert "看完再看分" in page


def test_a_white_listed_seller_is_kept_with_its_reason(reviewer: TestClient) -> None:
    first = numbers(reviewer)[0]
    page = reviewer.post(f"/leads/{first}/lists", data={"mark": "white", "back": "/triage"}).text
    assert "还须填写：理由" in page
    page = reviewer.post(f"/leads/{first}/lists", data={"mark": "white", "reason": "协会会员", "back": "/triage"}).text
    assert "店铺已列入白名单" in page
