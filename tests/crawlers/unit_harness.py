"""Work one unit without a network: pages by path, harvests in a list. The whole child is tested in test_crawl_*.py."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scrapy.exceptions import DownloadTimeoutError
from scrapy.http import Request, Response, TextResponse
from scrapy.settings import Settings as ScrapySettings

from crawlers.capture import Capture
from crawlers.egress import Egress
from crawlers.fetching import Fetcher
from crawlers.kinds.kind import Kind
from crawlers.source_file import Source
from crawlers.tally import UnitEnd
from crawlers.unit_crawl import Tools, UnitCrawl
from leads_db.records import FetchReport, Harvest, Unit, UnitState
from leads_db.settings import Settings
from tests.crawlers.line_kind import LineKind
from tests.crawlers.local_site import Page, Pages

HOST = "https://shop.example"
FAST = {"GI_RETRY_BASE_S": 0.001, "GI_RATE_WAIT_S": 0.001}


@dataclass
class Worked:
    """What a unit brought."""

    end: UnitEnd
    harvests: list[Harvest]
    asked: list[str]

    @property
    def items(self) -> list[str]:
        return sorted(seen.listing.item_id for harvest in self.harvests for seen in harvest.sightings)

    @property
    def reports(self) -> list[FetchReport]:
        return [told for harvest in self.harvests for told in harvest.reports]


@dataclass
class PaperSite:
    """Answers as the engine would; `wait_s` on a page means that it never answers."""

    pages: Pages
    asked: list[str] = field(default_factory=list)

    async def download(self, request: Request) -> Response:
        path = request.url.removeprefix(HOST)
        self.asked.append(path)
        await asyncio.sleep(0)
        found = self.pages.get(path, Page(status=404))
        if callable(found):
            found = found(self.asked.count(path) - 1)
        page = Page(body=found) if isinstance(found, str) else found
        if page.wait_s:
            raise DownloadTimeoutError("too late")
        body = page.body.encode() if isinstance(page.body, str) else page.body
        return TextResponse(request.url, status=page.status, headers=dict(page.headers), body=body, encoding="utf-8")


def work(
    folder: Path,
    pages: Pages,
    *,
    unit: dict[str, Any] | None = None,
    overrides: dict[str, Any] | None = None,
    known: set[str] | None = None,
    reader: Callable[[Source], Kind] = LineKind,
    **source: Any,
) -> Worked:
    """The unit of a source with these pages, worked to its end."""
    facts = {"name": "shop", "kind": "schema_org", "platform": "shop", "base_url": f"{HOST}/", "lists": ("list",)}
    made = Source(**{**facts, **source})
    site = PaperSite(pages)
    harvests: list[Harvest] = []
    settings = ScrapySettings()
    settings.setmodule("crawlers.settings")
    settings.setdict({**FAST, **(overrides or {})}, priority="cmdline")

    async def commit(harvest: Harvest) -> None:
        await asyncio.sleep(0)
        harvests.append(harvest)

    tools = Tools(
        source=made,
        kind=reader(made),
        fetcher=Fetcher(made, Egress.of(made, Settings()), settings, site.download),
        capture=Capture(folder, "shop", is_practice=False),
        commit=commit,
        known=known if known is not None else set(),
    )
    try:
        end = asyncio.run(UnitCrawl(make_unit(made, **(unit or {})), tools).work())
    finally:
        tools.capture.close()
    return Worked(end, harvests, site.asked)


def make_unit(source: Source, **changes: Any) -> Unit:
    facts = {"id": 1, "run_id": 1, "source": source.name, "term": "", "indication": "", "page_from": 1}
    facts |= {"page_to": source.max_pages, "state": UnitState.LEASED, "attempts": 1}
    return Unit(**{**facts, **changes})
