"""Every documented refusal, limit and end of a search ends in the right outcome, its answer kept."""

from datetime import timedelta
from pathlib import Path

import pytest

from crawlers.interfaces.accounts import Account
from leads_db.evidence_file import read_evidence
from leads_db.records import Outcome
from tests.crawlers.interfaces.cases import CASES, Case
from tests.crawlers.interfaces.paper import Worked, make_account, work
from tests.crawlers.interfaces.samples import OFFERS
from tests.crawlers.interfaces.stub import Reply, Stub, reply

BY_NAME = pytest.mark.parametrize("case", CASES.values(), ids=lambda case: case.name)
NO_TOTAL = ("kuaishou_cps", "amazon_creators", "aliexpress_affiliate")
"""They state no total beside an empty list."""
ENDS = {"jd_union": 334, "ebay_browse": 100, "etsy_v3": 120, "amazon_creators": 10}
"""The last page that may be asked for."""
REFUSALS = [(case, at) for case in CASES.values() for at in range(len(case.errors))]


def kept_bodies(worked: Worked, folder: Path) -> list[bytes]:
    return [read_evidence(folder, one).body for harvest in worked.harvests for one in harvest.evidence]


@pytest.mark.parametrize(("case", "at"), REFUSALS, ids=lambda value: getattr(value, "name", str(value)))
def test_a_documented_refusal(case: Case, at: int, tmp_path: Path) -> None:
    status, body, outcome = case.errors[at]
    worked = work(case.name, Stub(case, script=lambda page, times: reply(body, status)), tmp_path)
    assert worked.end.outcome is outcome, worked.end
    assert worked.reports[-1].outcome is outcome
    assert worked.reports[-1].reason
    assert worked.reports[-1].http_status == status
    assert worked.listings == []
    assert kept_bodies(worked, tmp_path)[-1] == reply(body).body


@BY_NAME
def test_the_documented_empty_answer(case: Case, tmp_path: Path) -> None:
    worked = work(case.name, Stub(case, script=lambda page, times: reply(case.empty)), tmp_path)
    assert worked.end.outcome is Outcome.EMPTY, worked.end
    assert worked.reports[-1].outcome is Outcome.EMPTY


@pytest.mark.parametrize("case", [CASES[name] for name in CASES if name not in NO_TOTAL], ids=lambda case: case.name)
def test_no_rows_though_some_are_claimed_is_a_change(case: Case, tmp_path: Path) -> None:
    answer = case.make((), 5)
    worked = work(case.name, Stub(case, script=lambda page, times: reply(answer)), tmp_path)
    assert worked.end.outcome is Outcome.SCHEMA_CHANGED


@pytest.mark.parametrize("case", [case for case in CASES.values() if case.total_path], ids=lambda case: case.name)
def test_fewer_than_claimed_is_partial(case: Case, tmp_path: Path) -> None:
    stub = Stub(case, script=lambda page, times: reply(case.make(OFFERS[:2], 50) if page == 1 else case.empty))
    worked = work(case.name, stub, tmp_path, details=False)
    assert (worked.end.outcome, stub.pages) == (Outcome.PARTIAL, [1, 2])
    assert "50" in worked.end.cause


@BY_NAME
def test_the_same_page_again_is_the_end(case: Case, tmp_path: Path) -> None:
    stub = Stub(case, script=lambda page, times: reply(case.make(OFFERS, 1000)))
    work(case.name, stub, tmp_path)
    assert stub.pages == [1, 2]


@BY_NAME
def test_a_limit_is_waited_for_and_then_respected(case: Case, tmp_path: Path) -> None:
    status, body, _ = next(
        error for error in (*case.errors, (429, {}, Outcome.RATE_LIMITED)) if error[2] is Outcome.RATE_LIMITED
    )

    def script(page: int, times: int) -> Reply | None:
        return reply(body, status) if page == 1 and times == 0 else None

    overrides = {"GI_RATE_WAIT_MOST_S": 5, "GI_RATE_WAITS": 2}
    passing = work(case.name, Stub(case, script=script), tmp_path / "a", overrides=overrides)
    assert passing.end.outcome is Outcome.OK
    stub = Stub(case, script=lambda page, times: reply(body, status))
    lasting = work(case.name, stub, tmp_path / "b", overrides={"GI_RATE_WAIT_MOST_S": 1.5, "GI_RATE_WAITS": 2})
    assert lasting.end.outcome is Outcome.RATE_LIMITED
    assert lasting.end.stops_source
    assert len(stub.pages) <= 3


def test_the_ban_that_taobao_tells_is_waited_out_and_no_longer(tmp_path: Path) -> None:
    case = CASES["taobao_tbk"]
    body = case.errors[0][1]
    worked = work(
        "taobao_tbk", Stub(case, script=lambda page, times: reply(body)), tmp_path, overrides={"GI_RATE_WAITS": 0}
    )
    assert worked.reports[-1].retry_after_s == 2.0


def test_a_long_ban_is_not_waited_for(tmp_path: Path) -> None:
    case = CASES["taobao_tbk"]
    told = {"code": 7, "msg": "App Call Limited", "sub_msg": "This ban will last for 3600 more seconds"}
    stub = Stub(case, script=lambda page, times: reply({"error_response": told}))
    worked = work("taobao_tbk", stub, tmp_path)
    assert (worked.end.outcome, len(stub.pages)) == (Outcome.RATE_LIMITED, 1)
    assert worked.reports[-1].retry_after_s == 3601.0


def test_a_fault_of_the_service_behind_taobao_passes(tmp_path: Path) -> None:
    case = CASES["taobao_tbk"]
    body = next(error[1] for error in case.errors if error[2] is Outcome.TRANSPORT_ERROR)
    stub = Stub(case, script=lambda page, times: reply(body) if times == 0 else None)
    assert work("taobao_tbk", stub, tmp_path).end.outcome is Outcome.OK


def test_jd_says_that_there_is_no_further_page(tmp_path: Path) -> None:
    case = CASES["jd_union"]
    limit = {
        "jd_union_open_goods_query_responce": {"code": "0", "queryResult": '{"code":202,"message":"已达到分页上限"}'}
    }
    stub = Stub(case, script=lambda page, times: reply(case.make(OFFERS[:3], 900) if page == 1 else limit))
    worked = work("jd_union", stub, tmp_path)
    assert (worked.end.outcome, stub.pages) == (Outcome.PARTIAL, [1, 2])


@pytest.mark.parametrize(("name", "last"), ENDS.items())
def test_the_platforms_own_end_is_not_passed(name: str, last: int, tmp_path: Path) -> None:
    case = CASES[name]
    stub = Stub(case, script=lambda page, times: reply(case.make(OFFERS, 1_000_000)))
    work(name, stub, tmp_path, unit={"page_from": last, "page_to": 1000}, max_pages=1000)
    assert stub.pages == [last]


@BY_NAME
def test_without_an_account_nothing_is_sent_and_that_is_told(case: Case, tmp_path: Path) -> None:
    stub = Stub(case)
    worked = work(case.name, stub, tmp_path, account=Account(case.name, {}))
    assert (worked.end.outcome, stub.good, stub.refused) == (Outcome.AUTH_FAILED, [], [])
    (told,) = worked.reports
    assert told.outcome is Outcome.AUTH_FAILED
    assert told.reason.startswith("not configured: account")
    assert "app_key" in told.reason


def test_a_wrong_secret_is_told(tmp_path: Path) -> None:
    for name, case in CASES.items():
        account = make_account(name, app_secret="wrong", sign_secret="wrong")
        stub = Stub(case)
        worked = work(name, stub, tmp_path / name, account=account)
        assert worked.end.outcome is Outcome.AUTH_FAILED, name
        assert stub.refused, name
        assert {problem for problem, _ in stub.refused} == {"sign"}, name


@BY_NAME
def test_a_clock_that_is_off_is_set_right_once(case: Case, tmp_path: Path) -> None:
    stub = Stub(case, clock_ahead=timedelta(hours=3))
    worked = work(case.name, stub, tmp_path)
    assert worked.end.outcome is Outcome.OK
    wrong = [problem for problem, _ in stub.refused]
    assert wrong in (["clock"], []), wrong
    assert len([told for told in worked.reports if "clock set right by +" in told.reason]) == len(wrong)


def test_a_refusal_that_the_clock_does_not_explain_is_not_repeated(tmp_path: Path) -> None:
    case = CASES["jd_union"]
    stub = Stub(case, clock_ahead=timedelta(hours=3), script=lambda page, times: reply(case.on_sign))
    worked = work("jd_union", stub, tmp_path)
    assert worked.end.outcome is Outcome.AUTH_FAILED
    assert (len(stub.refused), len(stub.good)) == (1, 1)


@pytest.mark.parametrize("name", ["ebay_browse", "amazon_creators"])
def test_a_token_that_ended_is_asked_for_once_more(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    stub = Stub(case, script=lambda page, times: reply(case.on_sign, 401) if (page, times) == (2, 0) else None)
    worked = work(name, stub, tmp_path / "a")
    assert (worked.end.outcome, stub.tokens) == (Outcome.OK, 2)
    stub = Stub(case, script=lambda page, times: reply(case.on_sign, 401))
    worked = work(name, stub, tmp_path / "b")
    assert (worked.end.outcome, stub.tokens, len(stub.pages)) == (Outcome.AUTH_FAILED, 2, 2)


@pytest.mark.parametrize("name", ["ebay_browse", "amazon_creators"])
@pytest.mark.parametrize(
    ("body", "status", "outcome"),
    [
        ({"error": "invalid_client", "error_description": "?"}, 401, Outcome.AUTH_FAILED),
        ({"expires_in": 7200}, 200, Outcome.SCHEMA_CHANGED),
        ({"access_token": {"v": "issued-token-1"}}, 200, Outcome.SCHEMA_CHANGED),
        (b'{"access_token":"issued-tok', 200, Outcome.SCHEMA_CHANGED),
        (b"<html>maintenance</html>", 200, Outcome.SCHEMA_CHANGED),
        ({}, 500, Outcome.TRANSPORT_ERROR),
    ],
)
def test_a_token_that_does_not_come(name: str, body: object, status: int, outcome: Outcome, tmp_path: Path) -> None:
    stub = Stub(CASES[name], token_script=lambda times: reply(body, status))
    worked = work(name, stub, tmp_path)
    assert (worked.end.outcome, stub.pages) == (outcome, [])
    assert "token" in worked.reports[-1].reason
    assert b"".join(kept_bodies(worked, tmp_path)) == b""


def test_the_days_calls_of_an_account_are_not_overdrawn(tmp_path: Path) -> None:
    stub = Stub(CASES["jd_union"])
    worked = work("jd_union", stub, tmp_path, daily_calls=1)
    assert (worked.end.outcome, stub.pages) == (Outcome.RATE_LIMITED, [1])
    assert "daily_calls" in worked.end.cause
    assert len(worked.listings) == 3


def test_a_redirect_is_not_followed(tmp_path: Path) -> None:
    stub = Stub(CASES["jd_union"])

    stub.script = lambda page, times: Reply(body=b"", status=302, headers={"Location": "https://gateway.example/login"})
    worked = work("jd_union", stub, tmp_path)
    assert worked.end.outcome is Outcome.TRANSPORT_ERROR
    assert (len(stub.pages), worked.reports[-1].reason) == (1, "http_302: led elsewhere")
