"""Each interface through the whole real child – Scrapy, queue, stages, store – against its gateway on loopback."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
import yaml
from sqlalchemy import select

from crawlers.source_check import check_source
from crawlers.source_file import Source
from leads_db.evidence_file import read_evidence
from leads_db.records import Evidence, Outcome, RunState
from leads_db.settings import Settings, read_settings
from leads_db.store.engine import reading
from leads_db.tables import evidence
from tests.crawlers.conftest import Crawled, crawl_site
from tests.crawlers.interfaces.cases import CASES
from tests.crawlers.interfaces.checks import Asked, Secrets
from tests.crawlers.interfaces.open_checks import ISSUED
from tests.crawlers.interfaces.samples import OFFERS
from tests.crawlers.interfaces.stub import Reply, Stub, serve

HIDDEN = Secrets(secret="hidden+app/secret", token="hidden token")
Crawl = Callable[..., Crawled]


def write_account(home: Path, stub: Stub, account: dict[str, Any] | None = None) -> None:
    known = stub.known
    values = {"app_key": "test", "app_secret": known.secret, "token": known.token, **stub.case.account}
    values |= {"sign_secret": known.secret} if "sign_secret" in values else {}
    home.mkdir(exist_ok=True)
    path = home / "credentials.yml"
    path.write_text(yaml.safe_dump({stub.case.name: values if account is None else account}))
    path.chmod(0o600)


@pytest.fixture
def crawl_gateway(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Crawl:
    """`crawl_gateway(stub, account={…})` → Crawled."""
    home = tmp_path / "home"

    def start(stub: Stub, *, account: dict[str, Any] | None = None) -> Crawled:
        monkeypatch.setenv("GI_PRACTICE_PORT", str(stub.port))
        write_account(home, stub, account)
        facts: dict[str, Any] = {"kind": stub.case.name, "lists": [], "timeout_s": 5.0}
        if stub.case.name == "amazon_creators":
            facts["token_url"] = f"http://127.0.0.1:{stub.port}/auth/o2/token"
        return crawl_site(home, stub.port, source=facts, overrides={"kind": "real"}, indication="huanren-rice")

    return start


@pytest.mark.parametrize("name", CASES)
def test_a_crawl_stores_every_offer_and_leaves_no_secret_behind(
    name: str, crawl_gateway: Crawl, capfd: pytest.CaptureFixture[str]
) -> None:
    with serve(name, known=HIDDEN) as stub:
        crawled = crawl_gateway(stub)
    assert stub.refused == []
    assert crawled.run.state is RunState.FINISHED, [(unit.outcome, unit.cause) for unit in crawled.units]
    assert len(crawled.items) == len(OFFERS)
    assert {told.outcome for told in crawled.reports} <= {Outcome.OK, Outcome.EMPTY}
    assert not [asked for asked in stub.good if asked.path == "/robots.txt"]
    _check_evidence(crawled)
    shown = "".join(capfd.readouterr()) + json.dumps(crawled.events)
    crawled.engine.dispose()
    found = secrets_in(crawled.settings.home, shown.encode(), stub.good)
    assert found == []


def _check_evidence(crawled: Crawled) -> None:
    with reading(crawled.engine) as connection:
        columns = [evidence.c[field] for field in Evidence.__slots__]
        kept = [Evidence(**row._asdict()) for row in connection.execute(select(*columns))]
    assert kept
    assert all(read_evidence(crawled.settings.evidence_folder, one).body for one in kept)


def secrets_in(home: Path, shown: bytes, asked: list[Asked]) -> list[str]:
    """Every secret, token and signature that stands anywhere but in credentials.yml."""
    signs = [value for one in asked for value in sign_values(one)]
    contents = {"shown": shown}
    for path in home.rglob("*"):
        if path.is_file() and path.name != "credentials.yml":
            contents[str(path.relative_to(home))] = unpacked(path.read_bytes())
    secrets = {HIDDEN.secret, HIDDEN.token, "hidden%2Bapp%2Fsecret", "hidden+token", "hidden%20token", ISSUED, *signs}
    return [f"{where}: {secret}" for where, body in contents.items() for secret in secrets if secret.encode() in body]


def sign_values(asked: Asked) -> list[str]:
    pairs = parse_qsl(asked.url.partition("?")[2]) + parse_qsl(asked.body.decode("utf-8", "replace"))
    return [value for name, value in pairs if name in ("sign", "_aop_signature")]


def unpacked(body: bytes) -> bytes:
    return gzip.decompress(body) if body.startswith(b"\x1f\x8b") else body


def test_a_source_without_account_is_in_the_run_with_its_reason(crawl_gateway: Crawl) -> None:
    with serve("pdd_ddk") as stub:
        crawled = crawl_gateway(stub, account={})
    assert (stub.good, stub.refused) == ([], [])
    assert crawled.run.state is RunState.FAILED
    (told,) = crawled.reports
    assert told.outcome is Outcome.AUTH_FAILED
    assert told.reason == "not configured: account pdd_ddk lacks app_key, app_secret, pid"
    assert {unit.outcome for unit in crawled.units} == {Outcome.AUTH_FAILED}


@pytest.mark.parametrize("kept_bytes", [120, 8])
def test_an_answer_that_is_cut_off_on_the_way(kept_bytes: int, crawl_gateway: Crawl) -> None:
    """Two terms of the indication at least: each meets the torn answer."""
    packed = gzip.compress(json.dumps(CASES["jd_union"].make(OFFERS, 5)).encode())[:kept_bytes]
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    with serve("jd_union", script=lambda page, times: Reply(body=packed, headers=headers)) as stub:
        crawled = crawl_gateway(stub)
    assert {told.outcome for told in crawled.reports} <= {Outcome.SCHEMA_CHANGED, Outcome.TRANSPORT_ERROR}
    assert all(told.reason for told in crawled.reports)
    assert crawled.run.state is RunState.FAILED
    assert crawled.items == []


def test_a_source_check_calls_the_interface_as_a_crawl_does(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serve("taobao_tbk") as stub:
        write_account(settings.home, stub)
        monkeypatch.setenv("GI_PRACTICE_PORT", str(stub.port))
        source = Source(
            name="stub", kind="taobao_tbk", platform="practice", base_url=f"http://127.0.0.1:{stub.port}/",
            practice=True, delay_s=0,
        )  # fmt: skip
        report = check_source(source, read_settings(), "桓仁大米")
    assert [step.outcome for step in report.steps] == [Outcome.OK]
    assert report.item is not None
    assert report.item.listing.shop_location == "辽宁 本溪"
    assert stub.refused == []
