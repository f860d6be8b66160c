"""Tokens that end after hours are renewed with the refresh token, once, and kept for the next crawl."""

import json
import stat
from pathlib import Path

import pytest

from leads_db.records import Outcome
from tests.crawlers.interfaces.cases import CASES
from tests.crawlers.interfaces.checks import Secrets
from tests.crawlers.interfaces.open_checks import REFRESH, RENEWALS
from tests.crawlers.interfaces.paper import make_account, work
from tests.crawlers.interfaces.samples import OFFERS
from tests.crawlers.interfaces.stub import Stub, reply

BY_NAME = pytest.mark.parametrize("name", RENEWALS)
EXPIRED = {
    "alibaba1688": (401, {"error_code": "401", "error_message": "Request need user authorized"}),
    "kuaishou_cps": (200, {"result": 28, "error_msg": "access_token 过期"}),
    "douyin_buyin": (200, {"code": 30002, "msg": "access_token已过期"}),
}


def stub_of(name: str, **changes: object) -> Stub:
    status, body = EXPIRED[name]
    stub = Stub(CASES[name], **changes)  # type: ignore[arg-type]
    stub.script = lambda page, times: reply(body, status) if not stub.tokens else None
    return stub


@BY_NAME
def test_a_token_that_is_over_is_renewed_and_kept(name: str, tmp_path: Path) -> None:
    account = make_account(name, refresh_token=REFRESH)
    stub = stub_of(name)
    worked = work(name, stub, tmp_path, account=account)
    assert (worked.end.outcome, stub.tokens) == (Outcome.OK, 1), (worked.end, stub.refused)
    assert len(worked.listings) == len(OFFERS)
    path = tmp_path / "accounts" / "a.token.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    again = work(name, stub, tmp_path, account=account)
    assert (again.end.outcome, stub.tokens) == (Outcome.OK, 1)


@BY_NAME
def test_the_next_renewal_takes_the_newest_refresh_token(name: str, tmp_path: Path) -> None:
    account = make_account(name, refresh_token=REFRESH)
    stub = stub_of(name)
    work(name, stub, tmp_path, account=account)
    path = tmp_path / "accounts" / "a.token.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "until_s": 0}))
    worked = work(name, stub, tmp_path, account=account)
    assert (worked.end.outcome, stub.tokens) == (Outcome.OK, 2)
    assert stub.refused == []


@BY_NAME
def test_an_account_may_have_nothing_but_the_refresh_token(name: str, tmp_path: Path) -> None:
    stub = Stub(CASES[name])
    worked = work(name, stub, tmp_path, account=make_account(name, token="", refresh_token=REFRESH))
    assert (worked.end.outcome, stub.tokens, stub.refused) == (Outcome.OK, 1, [])


@BY_NAME
def test_without_a_refresh_token_the_end_is_told(name: str, tmp_path: Path) -> None:
    stub = stub_of(name)
    worked = work(name, stub, tmp_path)
    assert (worked.end.outcome, stub.tokens, len(stub.pages)) == (Outcome.AUTH_FAILED, 0, 1)
    assert not (tmp_path / "accounts" / "a.token.json").exists()


@BY_NAME
def test_a_refused_refresh_token_is_tried_once(name: str, tmp_path: Path) -> None:
    stub = stub_of(name, refresh="another one by now")
    worked = work(name, stub, tmp_path, account=make_account(name, refresh_token=REFRESH))
    assert worked.end.outcome is Outcome.AUTH_FAILED
    assert len(stub.refused) == 1
    assert "token" in worked.end.cause


@BY_NAME
def test_a_new_authorisation_drops_the_kept_token(name: str, tmp_path: Path) -> None:
    stub = stub_of(name)
    work(name, stub, tmp_path, account=make_account(name, refresh_token=REFRESH))
    fresh = Stub(CASES[name], known=Secrets(token="newly authorised"))
    worked = work(name, fresh, tmp_path, account=make_account(name, token="newly authorised", refresh_token="newer"))
    assert (worked.end.outcome, fresh.tokens, fresh.refused) == (Outcome.OK, 0, [])


@BY_NAME
def test_no_token_is_told_or_kept_as_evidence(name: str, tmp_path: Path) -> None:
    stub = stub_of(name)
    worked = work(name, stub, tmp_path, account=make_account(name, refresh_token=REFRESH))
    shown = repr(worked.reports) + repr(worked.harvests)
    assert "renewed-1" not in shown
    assert "refresh-" not in shown


def test_kuaishou_without_the_applications_secret_cannot_renew(tmp_path: Path) -> None:
    stub = stub_of("kuaishou_cps")
    account = make_account("kuaishou_cps", refresh_token=REFRESH, app_secret="")
    worked = work("kuaishou_cps", stub, tmp_path, account=account)
    assert (worked.end.outcome, stub.tokens) == (Outcome.AUTH_FAILED, 0)
