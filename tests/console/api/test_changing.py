"""Moves, receipts, orders and intakes by the interface: done once, refused by name, never half done."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import func, select

from leads_db.lead_tables import receipts
from leads_db.records.account import Role
from leads_db.store.engine import reading
from leads_db.store.papers import PaperFilter, read_papers
from leads_db.store.runs import read_runs
from leads_db.tables import audit
from tests.console.api.office import Office

SIGNED = {"kind": "signed"}


def code_of(answer: Any) -> str:
    error = answer.json()["error"]
    assert set(error) == {"code", "message", "facts"}
    return str(error["code"])


def count_audit(office: Office) -> int:
    with reading(office.engine) as connection:
        return connection.execute(select(func.count()).select_from(audit)).scalar_one()


def sign(office: Office, uid: str, **more: Any) -> Any:
    return office.call("POST", f"/dispatches/{uid}/receipts", Role.COUNTY, json=SIGNED, **more)


def test_signing_moves_the_lead_and_keeps_the_receipt_form(office: Office) -> None:
    uid = office.sent["huanren"].uids[0]
    told = sign(office, uid).json()
    assert (told["state"], told["receipts"]) == ("received", ["signed"])
    with reading(office.engine) as connection:
        assert len(read_papers(connection, PaperFilter(subjects=(uid,)), limit=9)) == 1


def test_the_same_key_gets_the_same_answer_and_nothing_twice(office: Office) -> None:
    uid = office.sent["huanren"].uids[0]
    first = sign(office, uid, key="sign-0001")
    before = count_audit(office)
    again = sign(office, uid, key="sign-0001")
    assert (again.status_code, again.json()) == (first.status_code, first.json())
    assert again.headers["idempotency-replayed"] == "true"
    assert count_audit(office) == before


def test_the_same_key_for_something_else_is_refused(office: Office) -> None:
    first, second = office.sent["huanren"].uids
    sign(office, first, key="sign-0001")
    assert code_of(sign(office, second, key="sign-0001")) == "key_reused"
    path = f"/dispatches/{first}/receipts"
    assert code_of(office.call("POST", path, Role.COUNTY, key="sign-0001", json={"kind": "read"})) == "key_reused"


def test_keys_of_another_account_are_other_keys(office: Office) -> None:
    sign(office, office.sent["huanren"].uids[0], key="sign-0001")
    other = office.sent["mingshan"].uids[0]
    assert sign(office, other, key="sign-0001", bureau="mingshan").status_code == 200


def test_a_refused_call_leaves_its_key_free(office: Office) -> None:
    number = office.sent["huanren"].numbers[0]
    order = {"move": "file", "expected_version": 4, "facts": {"case_number": "本市监案〔2026〕1号"}}
    order["facts"]["filed_on"] = "2026-11-26"  # type: ignore[index]
    assert code_of(office.call("POST", f"/leads/{number}/moves", Role.COUNTY, key="file-0001", json=order)) == (
        "move_not_allowed"
    )
    sign(office, office.sent["huanren"].uids[0])
    again = {**order, "expected_version": 5}
    assert office.call("POST", f"/leads/{number}/moves", Role.COUNTY, key="file-0001", json=again).status_code == 200


def test_twenty_at_once_with_one_key_sign_once(office: Office) -> None:
    uid = office.sent["huanren"].uids[0]
    office.token(Role.COUNTY)
    with ThreadPoolExecutor(20) as many:
        answers = list(many.map(lambda _: sign(office, uid, key="sign-0001"), range(20)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.text for answer in answers}) == 1
    with reading(office.engine) as connection:
        assert connection.execute(select(func.count()).select_from(receipts)).scalar_one() == 1


def test_a_stale_move_is_told_what_happened_since(office: Office) -> None:
    number, uid = office.sent["huanren"].numbers[0], office.sent["huanren"].uids[0]
    sign(office, uid)
    order = {"move": "resume", "expected_version": 4}
    answer = office.call("POST", f"/leads/{number}/moves", Role.COUNTY, json=order)
    assert (answer.status_code, code_of(answer)) == (409, "stale_lead")
    facts = answer.json()["error"]["facts"]
    assert (facts["expected"], facts["version"], facts["state"]) == (4, 5, "received")
    assert [(step["move"], step["from"], step["to"]) for step in facts["since"]] == [("sign", "dispatched", "received")]


def test_returning_answers_the_same_also_when_it_is_gone(office: Office) -> None:
    uid = office.sent["huanren"].uids[0]
    order = {"kind": "returned", "expected_version": 4, "return_reason": "no_subject", "reason": "查无此店"}
    path = f"/dispatches/{uid}/receipts"
    first = office.call("POST", path, Role.COUNTY, key="back-0001", json=order)
    assert first.status_code == 200
    assert office.call("GET", f"/dispatches/{uid}", Role.COUNTY).status_code == 404
    assert office.call("POST", path, Role.COUNTY, key="back-0001", json=order).json() == first.json()
    since = office.call("GET", f"/dispatches?since={uid}", Role.COUNTY)
    assert [line["uid"] for line in since.json()["items"]] == [office.sent["huanren"].uids[1]]


@pytest.mark.parametrize(
    ("order", "code"),
    [
        ({"kind": "returned", "return_reason": "no_subject"}, "facts_missing"),
        ({"kind": "returned", "expected_version": 4, "return_reason": "not_ours", "reason": "不归我"}, "facts_missing"),
        ({"kind": "returned", "expected_version": 1, "return_reason": "no_subject", "reason": "查无"}, "stale_lead"),
        ({"kind": "answered", "answer": "好"}, "move_not_allowed"),
        ({"kind": "recalled"}, "invalid_request"),
        ({"kind": "signed", "actor": "somebody"}, "invalid_request"),
    ],
)
def test_receipts_that_are_refused_change_nothing(office: Office, order: dict[str, Any], code: str) -> None:
    before = count_audit(office)
    uid = office.sent["huanren"].uids[0]
    office.token(Role.COUNTY)
    before = count_audit(office)
    answer = office.call("POST", f"/dispatches/{uid}/receipts", Role.COUNTY, json=order)
    assert code_of(answer) == code
    assert count_audit(office) == before


def test_evidence_that_changed_cannot_be_signed_for(office: Office) -> None:
    for file in office.settings.evidence_folder.rglob("*"):
        if file.is_file():
            file.write_bytes(b"")
    uid = office.sent["huanren"].uids[0]
    answer = sign(office, uid)
    assert (answer.status_code, code_of(answer)) == (409, "seal_broken")
    assert code_of(office.call("GET", f"/dispatches/{uid}/pack", Role.COUNTY)) == "seal_broken"


def test_an_assistant_answers_a_request(office: Office) -> None:
    (uid,) = office.sent["transfer:330110"].uids
    seat = {"bureau": "transfer:330110", "name": "seat"}
    order = {"kind": "answered", "operator_name": "某某商贸有限公司"}
    told = office.call("POST", f"/dispatches/{uid}/receipts", Role.SEAT, json=order, **seat).json()
    assert told["told"][0]["facts"] == {"operator_name": "某某商贸有限公司"}


def test_ops_order_a_collection_once(office: Office) -> None:
    order = {"source": "shop", "reason": "抽查", "pages": 1}
    answer = office.call("POST", "/runs", Role.OPS, key="run-00001", json=order)
    assert code_of(answer) == "not_on_offer"  # no source file stands behind it
    with reading(office.engine) as connection:
        assert len(read_runs(connection)) == 1


def test_an_intake_opens_a_lead_once(office: Office) -> None:
    order = {"kind": "hotline", "sender": "12315", "title": "桓仁大米 五常产 10斤", "shop_name": "某店"}
    order |= {"platform": "taobao", "their_number": "W-1", "indication": "huanren-rice"}
    first = office.call("POST", "/intake", Role.REVIEWER, key="intake-01", json=order)
    assert (first.status_code, first.json()["opened"]) == (201, 1)
    assert office.call("POST", "/intake", Role.REVIEWER, key="intake-01", json=order).json() == first.json()
    again = office.call("POST", "/intake", Role.REVIEWER, key="intake-02", json=order).json()
    assert (again["opened"], again["known"]) == (0, 1)
