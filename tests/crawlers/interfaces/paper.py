"""One unit of an official interface worked in this process against a stub that is asked without a socket."""

import asyncio
from dataclasses import dataclass
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scrapy.http import Request, Response, TextResponse
from scrapy.settings import Settings as ScrapySettings

from crawlers.capture import Capture
from crawlers.egress import Egress
from crawlers.interfaces.access import Access
from crawlers.interfaces.accounts import Account
from crawlers.interfaces.fetching import InterfaceFetcher
from crawlers.interfaces.pace import AccountPace
from crawlers.interfaces.token_file import TokenFile
from crawlers.kinds import make_kind
from crawlers.kinds.interface_kind import InterfaceKind
from crawlers.source_file import Source
from crawlers.tally import UnitEnd
from crawlers.unit_crawl import Tools, UnitCrawl
from leads_db.records import FetchReport, Harvest, Listing, Sighting, Unit, UnitState
from leads_db.settings import Settings
from tests.crawlers.interfaces.cases import CASES
from tests.crawlers.interfaces.checks import Asked
from tests.crawlers.interfaces.stub import Stub

BASE = "https://gateway.example/"
TERM = "桓仁大米"
FAST = {"GI_RETRY_BASE_S": 0.001, "GI_RATE_WAIT_S": 0.001, "GI_RATE_WAITS": 1, "GI_TRIES": 2}
KEYS = {"app_key": "test", "app_secret": "secret", "token": "token"}
PLATFORMS = {
    "jd_union": "jd", "taobao_tbk": "taobao", "pdd_ddk": "pdd", "alibaba1688": "1688", "douyin_buyin": "douyin",
    "kuaishou_cps": "kuaishou", "vip_union": "vip", "ebay_browse": "ebay", "amazon_creators": "amazon",
    "aliexpress_affiliate": "aliexpress", "etsy_v3": "etsy",
}  # fmt: skip


class QuickCapture(Capture):
    """Does not wait for the disk."""

    def sync(self) -> None:
        if self._file is not None:
            self._file.flush()


@dataclass(frozen=True, kw_only=True)
class Worked:
    end: UnitEnd
    harvests: list[Harvest]
    folder: Path

    @property
    def sightings(self) -> list[Sighting]:
        return [seen for harvest in self.harvests for seen in harvest.sightings]

    @property
    def listings(self) -> list[Listing]:
        return [seen.listing for seen in self.sightings]

    @property
    def reports(self) -> list[FetchReport]:
        return [told for harvest in self.harvests for told in harvest.reports]


def make_source(name: str, **changes: Any) -> Source:
    facts = {"name": "gateway", "kind": name, "platform": PLATFORMS[name], "base_url": BASE}
    if name == "amazon_creators":
        facts["token_url"] = f"{BASE}auth/o2/token"
    return Source(**{**facts, **changes})


def make_account(name: str, **changes: str) -> Account:
    values = {**KEYS, **CASES[name].account, **changes}
    return Account(name, {field: value for field, value in values.items() if value})


def interface_kind(source: Source) -> InterfaceKind:
    kind = make_kind(source)
    assert isinstance(kind, InterfaceKind)
    return kind


def asked_by(request: Request) -> Asked:
    parts = urlsplit(request.url)
    headers = {key.decode().lower(): values[0].decode() for key, values in request.headers.items()}
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    return Asked(method=request.method, url=path, headers=headers, body=request.body)


def work(
    name: str,
    stub: Stub,
    folder: Path,
    *,
    account: Account | None = None,
    unit: dict[str, Any] | None = None,
    daily_calls: int | None = None,
    overrides: dict[str, Any] | None = None,
    **source: Any,
) -> Worked:
    """The unit, worked to its end."""
    made, harvests = make_source(name, **source), []

    async def download(request: Request) -> Response:
        told = stub.answer(asked_by(request))
        headers = {"Date": format_datetime(stub.now(), usegmt=True), **told.headers}
        is_text = headers.get("Content-Type", "").startswith(("application/json", "text/"))
        make = TextResponse if is_text else Response
        return make(request.url, status=told.status, headers=headers, body=told.body, request=request)

    async def commit(harvest: Harvest) -> None:
        harvests.append(harvest)

    settings = ScrapySettings()
    settings.setmodule("crawlers.settings")
    settings.setdict({**FAST, **(overrides or {})}, priority="cmdline")
    kind = interface_kind(made)
    pace = AccountPace(folder / "pace.json", interval_s=0, daily_calls=daily_calls)
    used = make_account(name) if account is None else account
    access = Access(account=used, pace=pace, tokens=TokenFile(folder / "accounts" / "a.token.json", used))
    fetcher = InterfaceFetcher(kind, access, made, Egress.of(made, Settings()), settings, download)
    capture = QuickCapture(folder, "gateway", is_practice=False)
    tools = Tools(source=made, kind=kind, fetcher=fetcher, capture=capture, commit=commit, known=set())
    facts = {"id": 1, "run_id": 1, "source": "gateway", "term": TERM, "indication": "huanren-rice", "page_from": 1}
    facts |= {"page_to": made.max_pages, "state": UnitState.LEASED, "attempts": 1, **(unit or {})}
    try:
        end = asyncio.run(UnitCrawl(Unit(**facts), tools).work())
    finally:
        capture.close()
    return Worked(end=end, harvests=harvests, folder=folder)
