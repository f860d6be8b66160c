"""A bureau's pages by their forms: a lead from its letter to the feedback, and everything that may go otherwise."""

import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from console.desk import make_desk
from console.desk.context import Desk
from console.practice import wipe_all
from console.session import Session
from leads_db.records.account import Actor, Role
from leads_db.records.handling import LeadFlag, LeadState, Move
from leads_db.settings import Settings
from leads_db.store.engine import reading, writing
from leads_db.store.events import read_lead_events
from leads_db.store.handling import move_lead, read_handling
from leads_db.store.notices import read_notices
from tests.console.desk.conftest import SHOP, sign_in
from tests.console.desk.county_store import APPROVER, SEAT, Sent, fill
from tests.console.desk.people import Clock, set_clock

START = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)
VERIFIED = {
    "checked_on": "2026-11-26",
    "officers": "甲、乙",
    "method": "on_site",
    "subject_found": "yes",
    "actual_address": "桓仁县某街1号",
    "conclusion": "属实",
}
JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffc0000b080010001001011100ffd9")


class Bureau:
    """The desk as a bureau's people use it: one lead, its page, its forms."""

    def __init__(self, client: TestClient, sent: dict[str, Sent]) -> None:
        self.client, self.sent = client, sent
        self.uid, self.lead = sent["huanren"].uids[0], sent["huanren"].numbers[0]
        self.engine: Engine = client.app.state.desk.engine  # type: ignore[attr-defined]

    def come(self, *roles: Role, bureau: str = "huanren", name: str = "") -> "Bureau":
        sign_in(self.client, *(roles or (Role.COUNTY,)), bureau=bureau, name=name)
        return self

    def page(self) -> str:
        return self.client.get(f"/county/lead/{self.uid}").text

    def act(self, move: str, /, **fields: Any) -> Any:
        """Send a form with the version that its page has now."""
        with reading(self.engine) as connection:
            version = read_handling(connection, self.lead).version
        data = {"version": version, **fields}
        files = data.pop("files", None)
        return self.client.post(f"/county/lead/{self.uid}/{move}", data=data, files=files)

    def done(self, move: str, /, **fields: Any) -> None:
        answer = self.act(move, **fields)
        assert answer.status_code == 303, re.findall(r'role="alert">.*', answer.text)

    @property
    def state(self) -> LeadState:
        with reading(self.engine) as connection:
            return read_handling(connection, self.lead).state


@pytest.fixture
def clock() -> Clock:
    return Clock(START)


@pytest.fixture
def bureau(engine: Engine, settings: Settings) -> Iterator[Bureau]:
    sent = fill(engine, settings, START)
    app = make_desk(engine, settings, sources=(SHOP,))
    with TestClient(app, base_url="http://localhost", follow_redirects=False, raise_server_exceptions=False) as client:
        set_clock(client).now = START
        yield Bureau(client, sent).come()


def test_a_lead_from_its_letter_to_the_feedback(bureau: Bureau) -> None:
    assert "未读" in bureau.client.get("/county").text
    assert bureau.client.post(f"/county/lead/{bureau.uid}/open").status_code == 303
    assert "已读未签" in bureau.client.get("/county").text
    bureau.done("sign")
    page = bureau.page()
    assert "剩 15 个工作日" in page
    assert "《市场监督管理行政处罚程序规定》第十八条" in page
    bureau.done("verify", **VERIFIED)
    bureau.done("file", case_number="桓市监立〔2026〕1号", filed_on="2026-11-26")
    bureau.done("punish", decision_number="桓市监罚〔2026〕1号", decided_on="2026-11-26", fine_cny="3000")
    bureau.done("feed_back", result="罚款三千元", platform_action="taken_down")
    assert bureau.state is LeadState.FEEDBACK
    page = bureau.page()
    for told in ("甲、乙", "桓市监罚〔2026〕1号", "下架", "罚款三千元", "现场"):
        assert told in page
    assert 'name="result"' not in page
    form = bureau.client.get(f"/county/lead/{bureau.uid}/forms/feedback_form.docx")
    text = "\n".join(cell.text for table in Document(BytesIO(form.content)).tables for cell in table._cells)
    for told in ("桓市监罚〔2026〕1号", "罚款三千元", "甲、乙"):
        assert told in text


def test_a_batch_is_signed_with_a_receipt_for_each_letter(bureau: Bureau) -> None:
    answer = bureau.client.post("/county/sign", data={"uid": list(bureau.sent["huanren"].uids)})
    assert answer.headers["location"] == "/county"
    assert "没有待签收的线索" in bureau.client.get("/county").text
    page = bureau.client.get("/county/batch").text
    receipts = re.findall(r'href="(/county/papers/[\w-]{22}\.docx)"', page)
    assert len(receipts) == 2
    text = "".join(
        cell.text
        for table in Document(BytesIO(bureau.client.get(receipts[-1]).content)).tables
        for cell in table._cells
    )
    for told in (bureau.sent["huanren"].letters[0], bureau.lead, "2026年11月26日", "2026年12月17日", "张三"):
        assert told in text
    assert bureau.client.post("/county/sign").status_code == 303  # nothing ticked: told, nothing done


def test_evidence_that_was_changed_blocks_signing_and_is_told_to_the_centre_once(
    bureau: Bureau, settings: Settings
) -> None:
    for path in Path(settings.evidence_folder).rglob("*.warc.gz"):
        path.write_bytes(b"x" * path.stat().st_size)
    for _ in range(2):
        bureau.act("sign")
        assert bureau.state is LeadState.DISPATCHED
    bureau.client.post("/county/sign", data={"uid": [bureau.uid]})
    assert bureau.state is LeadState.DISPATCHED
    bureau.client.post(f"/county/lead/{bureau.uid}/check")
    assert "校验未通过" in bureau.page()
    with reading(bureau.engine) as connection:
        told = [notice.text for notice in read_notices(connection, APPROVER)]
    assert len([text for text in told if bureau.lead in text and "校验未通过" in text]) == 1
    assert bureau.client.get(f"/county/lead/{bureau.uid}/evidence.zip").status_code == 303


def test_evidence_that_holds_is_told_so_and_its_pack_comes_whole_and_in_parts(bureau: Bureau) -> None:
    bureau.client.post(f"/county/lead/{bureau.uid}/check")
    assert "证据校验通过" in bureau.page()
    address = f"/county/lead/{bureau.uid}/evidence.zip"
    whole = bureau.client.get(address)
    assert whole.content == bureau.client.get(address).content
    rest = bureau.client.get(address, headers={"Range": "bytes=100-", "If-Range": whole.headers["etag"]})
    assert (rest.status_code, rest.content) == (206, whole.content[100:])


def test_a_return_names_what_is_needed_and_leaves_its_form(bureau: Bureau) -> None:
    for fields in (
        {"return_reason": "not_ours", "reason": "经营地在外县"},
        {"return_reason": "lacking", "reason": "看不清"},
        {"return_reason": "not_ours", "proposed_bureau": "不明"},
        {"return_reason": "made up", "reason": "x"},
    ):
        assert bureau.act("return", **fields).status_code == 400
        assert bureau.state is LeadState.DISPATCHED
    bureau.done("return", return_reason="not_ours", proposed_bureau="不明", reason="经营地在外县")
    assert bureau.state is LeadState.RETURNED
    assert bureau.client.get(f"/county/lead/{bureau.uid}").status_code == 404
    page = bureau.client.get("/county/batch").text
    form = bureau.client.get(re.findall(r'href="(/county/papers/[\w-]{22}\.docx)"', page)[0])
    text = "".join(cell.text for table in Document(BytesIO(form.content)).tables for cell in table._cells)
    assert "非本辖区：经营地在外县" in text
    assert ">1</td>" in bureau.client.get("/county/statistics").text


def test_what_is_wrong_is_named_and_what_was_written_stays(bureau: Bureau) -> None:
    bureau.done("sign")
    answer = bureau.act("verify", **{**VERIFIED, "officers": "只有一人"})
    assert answer.status_code == 400
    assert "核查人员至少两名" in answer.text
    assert 'value="只有一人"' in answer.text
    assert "桓仁县某街1号" in answer.text
    answer = bureau.act("verify", checked_on="2026-11-26")
    assert "还缺" in answer.text
    assert "核查方式" in answer.text
    assert (
        bureau.act("verify", **{**VERIFIED, "seal_holds": "yes", "photos": "../x", "host": "mingshan"}).status_code
        == 303
    )
    with reading(bureau.engine) as connection:
        facts = read_lead_events(connection, bureau.lead)[-1].facts
    assert set(facts) == set(VERIFIED)  # fields that the form does not have are nothing


def test_a_lead_that_somebody_moved_first_is_shown_with_what_changed(bureau: Bureau) -> None:
    bureau.done("sign")
    stale = {"version": "4", "case_number": "1", "filed_on": "2026-11-26"}
    bureau.done("verify", **VERIFIED)
    answer = bureau.client.post(f"/county/lead/{bureau.uid}/file", data=stale)
    assert answer.status_code == 409
    assert "别人刚刚改动过" in answer.text
    assert "核查记录" in answer.text
    assert bureau.state is LeadState.RECEIVED
    for version in ("", "x", "-1", "9" * 30):
        assert (
            bureau.client.post(f"/county/lead/{bureau.uid}/file", data={**stale, "version": version}).status_code == 400
        )


def test_the_head_decides_what_the_officer_asked(bureau: Bureau) -> None:
    bureau.done("sign")
    bureau.done("ask_not_file", no_case_reason="minor")
    assert bureau.act("not_file", no_case_reason="minor").status_code == 400  # an officer is no head
    assert bureau.state is LeadState.RECEIVED
    bureau.come(Role.COUNTY_HEAD)
    assert "1 件等待负责人审批" in bureau.client.get("/county").text
    assert bureau.lead in bureau.client.get("/county/leads?tab=head").text
    bureau.done("refuse", reason="再查")
    bureau.come().done("ask_not_file", no_case_reason="no_act")
    bureau.come(Role.COUNTY_HEAD).done("not_file", no_case_reason="no_act")
    assert bureau.state is LeadState.NOT_FILED
    assert bureau.lead in bureau.client.get("/county/leads?tab=to_tell").text


def test_who_asked_cannot_answer_even_with_both_roles(bureau: Bureau) -> None:
    bureau.come(Role.COUNTY, Role.COUNTY_HEAD).done("sign")
    bureau.done("ask_extension", reason="待检测")
    page = bureau.page()
    assert f'action="/county/lead/{bureau.uid}/extend"' not in page
    answer = bureau.act("extend", reason="同意")
    assert answer.status_code == 400
    assert "须由另一人办理" in answer.text


def test_a_pause_stops_the_clock_and_an_extension_lengthens_it(bureau: Bureau) -> None:
    bureau.done("sign")
    bureau.done("pause", pause_kind="testing", reason="送检")
    assert "计时暂停" in bureau.page()
    bureau.done("resume")
    bureau.done("ask_extension", reason="案情复杂")
    bureau.come(Role.COUNTY_HEAD).done("extend", reason="同意")
    assert "剩 30 个工作日" in bureau.page()
    assert bureau.act("extend", reason="再延").status_code == 400


def test_a_criminal_transfer_is_warned_of_and_takes_its_time(bureau: Bureau) -> None:
    bureau.done("sign")
    bureau.done("ask_criminal", reason="数额较大")
    page = bureau.come(Role.COUNTY_HEAD).page()
    for told in ("24 小时", "3 日", "《行政执法机关移送涉嫌犯罪案件的规定》第五条"):
        assert told in page
    facts = {"decided_on": "2026-11-26", "handed_over_at": "2026-11-26T15:30", "police": "桓仁县公安局"}
    bureau.done("transfer_criminal", reason="涉嫌犯罪", **facts)
    assert bureau.state is LeadState.CRIMINAL
    with reading(bureau.engine) as connection:
        told = read_lead_events(connection, bureau.lead)[-1].facts
    assert told["handed_over_at"] == "2026-11-26T07:30:00+00:00"
    paper = bureau.client.get(f"/county/lead/{bureau.uid}/forms/criminal_transfer.docx")
    assert "草稿" in "".join(part.text for part in Document(BytesIO(paper.content)).paragraphs)


def test_what_the_centre_still_wants_stands_on_top(bureau: Bureau) -> None:
    bureau.done("sign")
    bureau.done("file", case_number="1", filed_on="2026-11-26")
    bureau.done("punish", decision_number="1", decided_on="2026-11-26")
    bureau.done("feed_back", result="已罚")
    with writing(bureau.engine) as connection:
        facts = {"lacking": "处罚决定书扫描件"}
        move_lead(connection, bureau.lead, Move.ASK_MORE, APPROVER, at=START, reason="看不到文号", facts=facts)
    assert "处罚决定书扫描件 看不到文号" in bureau.page()
    assert "补正核查" in bureau.page()


def test_a_draft_outlives_the_session_and_belongs_to_its_writer(bureau: Bureau) -> None:
    bureau.come(name="zhao").done("sign")
    draft = {"move": "verify", "conclusion": "正在核实", "officers": "甲", "csrf": "x", "host": "mingshan"}
    assert bureau.act("draft", **draft).status_code == 303
    bureau.client.cookies.clear()
    assert bureau.client.get(f"/county/lead/{bureau.uid}").status_code == 303
    desk: Desk = bureau.client.app.state.desk  # type: ignore[attr-defined]
    drafts = list((desk.settings.home / "drafts").iterdir())
    assert [path.stat().st_mode & 0o777 for path in drafts] == [0o600]
    assert "mingshan" not in drafts[0].read_text("utf-8")
    old = drafts[0].with_name("0.json")
    old.write_text("{}")
    os.utime(old, (1, 1))
    bureau.come()
    assert "正在核实" not in bureau.page()  # somebody else's
    bureau.act("draft", move="verify", conclusion="另一个")
    assert not old.exists()


def test_the_writer_finds_the_draft_again_until_the_form_was_taken_in(bureau: Bureau) -> None:
    bureau.done("sign")
    bureau.act("draft", move="verify", conclusion="正在核实")
    assert "正在核实</textarea>" in bureau.page()
    bureau.act("draft", move="file", case_number="桓市监立〔2026〕")
    bureau.done("verify", **VERIFIED)
    page = bureau.page()
    assert "正在核实" not in page
    assert 'value="桓市监立〔2026〕"' in page  # the other form's draft stays
    assert bureau.act("draft", move="dispatch").status_code == 400


def test_photos_are_looked_at_kept_under_their_digest_and_shown(bureau: Bureau, settings: Settings) -> None:
    bureau.done("sign")
    photo = ("photo", ("../../现场.php", JPEG, "text/html"))
    bureau.done("verify", **VERIFIED, files=[photo])
    found = re.findall(rf'href="(/county/lead/{bureau.uid}/photos/([0-9a-f]{{64}}\.jpg))"', bureau.page())
    answer = bureau.client.get(found[0][0])
    assert (answer.content, answer.headers["content-type"]) == (JPEG, "image/jpeg")
    kept = [path for path in (settings.home / "photos").rglob("*") if path.is_file()]
    assert [path.name for path in kept] == [found[0][1]]
    kept[0].write_bytes(JPEG + b"changed")
    assert bureau.client.get(found[0][0]).status_code >= 400
    assert bureau.client.get(f"/county/lead/{bureau.uid}/photos/{'0' * 64}.jpg").status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<svg onload=alert(1)>",
        b"GIF89a" + b"0" * 100,
        JPEG[:20],
        JPEG.replace(bytes.fromhex("00100010"), bytes.fromhex("ffffffff")),
        b"\x89PNG\r\n\x1a\n" + b"0" * 100,
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\xff" * 40 + b"IENDxxxx",
        JPEG + b"0" * (8 * 1024 * 1024),
    ],
    ids=["empty", "svg", "gif", "cut", "vast", "no png", "vast png", "large"],
)
def test_what_is_no_photo_is_refused_and_nothing_is_kept(bureau: Bureau, settings: Settings, body: bytes) -> None:
    bureau.done("sign")
    answer = bureau.act("verify", **VERIFIED, files=[("photo", ("a.jpg", body, "image/jpeg"))])
    assert answer.status_code == 400
    assert "现场照片" in answer.text
    assert not (settings.home / "photos").exists()
    assert bureau.act("verify", **VERIFIED, files=[("photo", ("a.jpg", JPEG, "image/jpeg"))] * 10).status_code == 400


def test_a_seat_reads_signs_and_answers_once(bureau: Bureau) -> None:
    bureau.come(Role.SEAT, bureau=SEAT)
    uid = bureau.sent[SEAT].uids[0]
    assert "未读" in bureau.client.get("/county/assistance").text
    bureau.client.post(f"/county/assistance/{uid}/open")
    page = bureau.client.get(f"/county/assistance/{uid}").text
    assert "统一社会信用代码、住所、实际经营地" in page
    assert bureau.client.post(f"/county/assistance/{uid}/answered").status_code == 400
    assert bureau.client.post(f"/county/assistance/{uid}/signed").status_code == 303
    assert (
        bureau.client.post(f"/county/assistance/{uid}/answered", data={"answer": "已核实登记主体"}).status_code == 303
    )
    bureau.client.post(f"/county/assistance/{uid}/answered", data={"answer": "改口"})
    page = bureau.client.get(f"/county/assistance/{uid}").text
    assert "已核实登记主体" in page
    assert "改口" not in page
    with reading(bureau.engine) as connection:
        assert read_handling(connection, bureau.lead).state is LeadState.DISPATCHED
    assert bureau.client.get("/county").status_code == 403


def test_flags_and_deadlines_that_passed_are_told_by_sign_and_word(bureau: Bureau) -> None:
    bureau.done("sign")
    system = Actor(name="anna", roles=frozenset({Role.APPROVER}), cities=("benxi",))
    with writing(bureau.engine) as connection:
        move_lead(connection, bureau.lead, Move.SUPERVISE, system, at=START, facts={"number": "试督〔2026〕1号"})
        assert LeadFlag.SUPERVISED in read_handling(connection, bureau.lead).flags
    set_clock(bureau.client).now = datetime(2026, 12, 21, 2, 0, tzinfo=UTC)
    bureau.come()
    page = bureau.client.get("/county/leads?tab=late").text
    assert bureau.lead in page
    assert bureau.lead not in bureau.client.get("/county/leads?tab=soon").text
    assert re.search(r"✕</span> 超期 2 个工作日", page)
    assert "督办中" in page
    assert "试督〔2026〕1号" in bureau.page()
    assert re.findall(r'<b class="big">(\d+)</b>', bureau.client.get("/county").text)[3] == "2"


def test_photos_of_practice_leads_go_with_the_practice_market(engine: Engine, settings: Settings) -> None:
    sent = fill(engine, settings, START, is_practice=True)
    app = make_desk(engine, settings, sources=(SHOP,))
    with TestClient(app, base_url="http://localhost", follow_redirects=False) as client:
        set_clock(client).now = START
        bureau = Bureau(client, sent).come()
        assert "演示" in bureau.client.get("/county").text
        bureau.done("sign")
        bureau.done("verify", **VERIFIED, files=[("photo", ("a.jpg", JPEG, "image/jpeg"))])
        counts = wipe_all(Session(settings=settings, engine=engine, user="test"))
        assert (counts["photos"], counts["leads"]) == (1, 3)
        assert not [path for path in (settings.home / "photos").rglob("*") if path.is_file()]
        assert client.get(f"/county/lead/{bureau.uid}").status_code == 404
