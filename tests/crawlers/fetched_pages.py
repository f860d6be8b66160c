"""Fetched pages for tests that need no network."""

from datetime import UTC, datetime

from crawlers.fetched import Ask, FetchedPage, Purpose
from crawlers.source_file import Source
from leads_db.records import Unit, UnitState

FETCHED_AT = datetime(2026, 1, 15, 2, 30, tzinfo=UTC)
SHOP = "https://shop.example.test/"


def page(
    body: str | bytes,
    url: str = f"{SHOP}item/1001.html",
    *,
    purpose: Purpose = Purpose.ITEM,
    headers: dict[str, str] | None = None,
    number: int | None = None,
    term: str = "",
    depth: int = 0,
) -> FetchedPage:
    raw = body if isinstance(body, bytes) else body.encode("utf-8", "surrogatepass")
    text = body if isinstance(body, str) else body.decode("utf-8", "replace")
    return FetchedPage(
        ask=Ask(url=url, purpose=purpose, page=number, term=term, depth=depth),
        url=url,
        headers=headers or {},
        body=raw,
        text=text,
        fetched_at=FETCHED_AT,
        evidence_digest="d" * 64,
    )


def source(kind: str = "schema_org", **changes: object) -> Source:
    facts: dict[str, object] = {"name": "test-shop", "kind": kind, "platform": "test-shop", "base_url": SHOP}
    return Source.model_validate(facts | changes)


def unit(term: str = "", page_from: int = 1, page_to: int = 5) -> Unit:
    return Unit(
        id=1,
        run_id=1,
        source="test-shop",
        term=term,
        indication="",
        page_from=page_from,
        page_to=page_to,
        state=UnitState.LEASED,
        attempts=1,
    )
