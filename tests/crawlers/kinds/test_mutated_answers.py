"""Good answers of open kinds with one thing wrong: each ends in a named outcome, its body kept, nothing silent."""

import gzip
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from crawlers.kinds import make_kind
from leads_db.evidence_file import read_evidence
from leads_db.records import Outcome
from leads_db.store.engine import reading
from leads_db.store.evidence import read_evidence_of
from tests.crawlers.conftest import Crawled
from tests.crawlers.interfaces.test_mutated_answers import mutations
from tests.crawlers.local_site import Page, Pages, serve
from tests.crawlers.unit_harness import Worked, work

PRODUCT = {
    "@context": "https://schema.org", "@type": "Product", "name": "桓仁大米", "sku": "A-1", "description": "产地桓仁",
    "brand": {"@type": "Brand", "name": "某牌"}, "image": ["https://shop.example/1.jpg"],
    "offers": {"@type": "Offer", "price": "39.90", "priceCurrency": "CNY",
               "seller": {"@type": "Organization", "name": "某店"}},
}  # fmt: skip
SHOPIFY = {
    "id": 1, "title": "桓仁大米", "handle": "rice", "body_html": "<p>产地桓仁</p>", "vendor": "某店",
    "product_type": "粮", "tags": ["米"],
    "variants": [{"id": 11, "title": "5kg", "price": "39.90", "grams": 5000, "available": True}],
    "images": [{"id": 1, "src": "https://shop.example/1.jpg"}], "options": [{"name": "规格", "values": ["5kg"]}],
}  # fmt: skip
WOO = {
    "id": 1, "name": "桓仁大米", "permalink": "https://shop.example/product/rice/", "description": "<p>产地桓仁</p>",
    "short_description": "", "images": [{"src": "https://shop.example/1.jpg"}], "categories": [{"name": "粮"}],
    "prices": {"price": "3990", "currency_code": "CNY", "currency_minor_unit": 2},
    "attributes": [{"name": "产地", "terms": [{"name": "桓仁"}]}],
}  # fmt: skip
POST = {
    "id": "p1", "url": "https://shop.example/p/1", "title": "桓仁大米", "content_text": "陈米味",
    "date_published": "2026-01-15T01:20:00Z", "authors": [{"name": "甲"}], "tags": ["米"],
}  # fmt: skip
ROW = {"title": "桓仁大米", "href": "/item/1", "price": "39.90", "shop": "某店"}
IN_JSON = {
    "rows": "items", "total": "total",
    "fields": {"title": "title", "url": "href", "price": "price", "shop_name": "shop"},
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Case:
    """One kind: its source, its good answer, and the site around it."""

    name: str
    path: str
    answer: Any
    write: Callable[[Any], str] = lambda answer: json.dumps(answer, ensure_ascii=False)
    source: Mapping[str, Any]
    around: Pages = field(default_factory=dict)


def other(row: Mapping[str, Any], **changes: Any) -> dict[str, Any]:
    return {**row, **changes}


def item_page(data: Any) -> str:
    script = json.dumps(data, ensure_ascii=False)
    return f'<html><body><h1>桓仁大米</h1><script type="application/ld+json">{script}</script></body></html>'


LIST = '<html><body><a href="/item/1">一</a> <a href="/item/2">二</a></body></html>'
CASES = {
    case.name: case
    for case in (
        Case(
            name="schema_org",
            path="/item/1",
            answer=PRODUCT,
            write=item_page,
            source={"item_url": "/item/"},
            around={"/list": LIST, "/item/2": item_page(other(PRODUCT, sku="A-2", name="本溪辽五味子"))},
        ),
        Case(
            name="shopify",
            path="/products.json?limit=250&page=1",
            answer={"products": [SHOPIFY, other(SHOPIFY, id=2, handle="b")]},
            source={"kind": "shopify", "lists": (), "currency": "CNY"},
            around={"/products.json?limit=250&page=2": '{"products": []}'},
        ),
        Case(
            name="woocommerce",
            path="/wp-json/wc/store/v1/products?per_page=100&page=1",
            answer=[WOO, other(WOO, id=2)],
            source={"kind": "woocommerce", "lists": ()},
            around={"/wp-json/wc/store/v1/products?per_page=100&page=2": "[]"},
        ),
        Case(
            name="feed",
            path="/feed.json",
            answer={"version": "https://jsonfeed.org/version/1.1", "items": [POST, other(POST, id="p2", url="/p/2")]},
            source={"kind": "feed", "feed": "feed.json", "lists": ()},
        ),
        Case(
            name="json_search",
            path="/api?page=1",
            answer={"items": [ROW, other(ROW, href="/item/2")], "total": 2},
            source={"kind": "json_search", "lists": ("api?page={page}",), "layout": IN_JSON, "max_pages": 2},
            around={"/api?page=2": '{"items": [], "total": 2}'},
        ),
    )
}
BY_NAME = pytest.mark.parametrize("case", CASES.values(), ids=lambda case: case.name)
DOCUMENTED_EMPTY = ('"products": []', "[]", '"items": []')


@pytest.fixture(autouse=True)
def _no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.fsync", lambda handle: None)


def crawl_unit(case: Case, page: Page | str, folder: Path) -> Worked:
    source = {"kind": "schema_org", **case.source}
    return work(folder, {**case.around, case.path: page}, reader=make_kind, **source)


def check(label: str, worked: Worked, body: bytes, folder: Path) -> None:
    records = [seen.listing for harvest in worked.harvests for seen in harvest.sightings]
    posts = [post for harvest in worked.harvests for post in harvest.mentions]
    assert worked.reports, label
    assert all(told.outcome in set(Outcome) for told in worked.reports), label
    assert all(told.reason for told in worked.reports if not told.outcome.is_seen), label
    if worked.end.outcome in (Outcome.OK, Outcome.PARTIAL):
        assert records or posts, label
        assert all(one.item_id and one.title for one in records), label
    elif worked.end.outcome is Outcome.EMPTY:
        assert "[]" in label or body in (b"[]", b'{"products": []}'), label
    else:
        assert worked.end.cause, label
    kept = [read_evidence(folder, one).body for harvest in worked.harvests for one in harvest.evidence]
    assert body in kept or not body, label


@BY_NAME
def test_every_single_change_of_an_answer(case: Case, tmp_path: Path) -> None:
    outcomes: dict[Outcome, int] = {}
    for at, (label, value) in enumerate(mutations(case.answer)):
        text = case.write(value)
        worked = crawl_unit(case, text, tmp_path / str(at))
        check(label, worked, text.encode(), tmp_path / str(at))
        outcomes[worked.end.outcome] = outcomes.get(worked.end.outcome, 0) + 1
    assert outcomes[Outcome.OK] > 20


@BY_NAME
def test_answers_that_are_something_else(case: Case, tmp_path: Path) -> None:
    whole = case.write(case.answer).encode()
    bodies = {
        "a page": b"<html><head><title>maintenance</title></head><body>sorry</body></html>",
        "an error in JSON": '{"error": {"code": 500, "message": "系统繁忙"}}'.encode(),
        "nothing": b"", "null": b"null", "a number": b"0", "a text": b'"ok"', "an object": b"{}",
        "a cut": whole[: len(whole) // 2],
        "a packed cut": gzip.compress(whole)[: len(whole) // 3],
        "other bytes": bytes(range(256)),
        "depth": b"[" * 100_000,
    }  # fmt: skip
    for label, body in bodies.items():
        for status in (200, 500):
            folder = tmp_path / f"{label}{status}"
            worked = crawl_unit(case, Page(body=body, status=status), folder)
            bad = [told for told in worked.reports if told.url.endswith(case.path)]
            wanted = Outcome.SCHEMA_CHANGED if status == 200 else Outcome.TRANSPORT_ERROR
            assert {told.outcome for told in bad} == {wanted}, (label, status, bad)
            assert worked.end.outcome in (wanted, Outcome.PARTIAL), (label, status)
            assert worked.end.outcome is wanted or case.name == "schema_org", (label, status)
            if status == 200:
                check(label, worked, body, folder)


@pytest.mark.slow
@BY_NAME
def test_a_torn_packed_answer_is_kept_as_it_came(case: Case, crawl: Callable[..., Crawled]) -> None:
    packed = gzip.compress(case.write(case.answer).encode() * 50)
    torn = Page(body=packed[: len(packed) // 2], headers={"Content-Encoding": "gzip", "Content-Type": "text/html"})
    html = {"Content-Type": "text/html; charset=utf-8"}
    around = {path: Page(body=body, headers=html) for path, body in case.around.items() if isinstance(body, str)}
    with serve({**around, case.path: torn}) as site:
        source = {"kind": "schema_org", **case.source, "lists": list(case.source.get("lists", ("list",)))}
        crawled = crawl(site, source=source, overrides={"kind": "real"})
    (told,) = [one for one in crawled.reports if one.url.endswith(case.path)]
    assert told.outcome is Outcome.SCHEMA_CHANGED
    assert told.reason
    assert told.evidence_digest is not None
    with reading(crawled.engine) as connection:
        ((_, evidence),) = read_evidence_of(connection, told.evidence_digest)
    assert read_evidence(crawled.settings.evidence_folder, evidence).body == packed[: len(packed) // 2]
