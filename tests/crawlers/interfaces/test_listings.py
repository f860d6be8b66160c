"""What the good answers become: every field of every interface, and pages followed to their end."""

from decimal import Decimal
from pathlib import Path

import pytest

from leads_db.records import Listing, Outcome
from tests.crawlers.interfaces.cases import CASES, Case
from tests.crawlers.interfaces.paper import work
from tests.crawlers.interfaces.samples import OFFERS
from tests.crawlers.interfaces.stub import Stub, reply

BY_NAME = pytest.mark.parametrize("case", CASES.values(), ids=lambda case: case.name)
PER_APPLICATION = ("jd_union", "taobao_tbk", "pdd_ddk")


def first(name: str, folder: Path) -> Listing:
    return work(name, Stub(CASES[name]), folder).listings[0]


@BY_NAME
def test_all_offers_are_read_over_short_pages(case: Case, tmp_path: Path) -> None:
    stub = Stub(case)
    worked = work(case.name, stub, tmp_path)
    assert worked.end.outcome is Outcome.OK, worked.end
    assert [one.title for one in sorted(worked.listings, key=lambda one: one.item_id)] == [one.title for one in OFFERS]
    assert stub.refused == []


@BY_NAME
def test_facts_are_those_of_the_offer(case: Case, tmp_path: Path) -> None:
    worked = work(case.name, Stub(case, size=5), tmp_path)
    shops = [one.shop_name or one.operator_name for one in sorted(worked.listings, key=lambda one: one.item_id)]
    assert [(shop or "?").removesuffix("有限公司") for shop in shops if shop] == [
        one.shop for one in OFFERS if case.name != "alibaba1688" or "桓仁大米" in one.title
    ]
    for listing, offer in zip(sorted(worked.listings, key=lambda one: one.item_id), OFFERS, strict=True):
        assert listing.price_cny == (Decimal(offer.fen) / 100 if case.priced_in_yuan else None)
        assert listing.price_raw
        assert (listing.url is not None) == case.has_url
        assert all(url.startswith("https://") for url in listing.image_urls)
        assert listing.image_urls


@BY_NAME
def test_no_address_promotes_or_tracks(case: Case, tmp_path: Path) -> None:
    for listing in work(case.name, Stub(case), tmp_path).listings:
        assert "?" not in (listing.url or "") or case.name == "douyin_buyin"
        assert not any(word in repr(listing) for word in ("click.", "cpsId", "campid", "promotion=1", "tag=centre"))


@BY_NAME
def test_ids_of_one_application_say_so(case: Case, tmp_path: Path) -> None:
    notes = work(case.name, Stub(case), tmp_path).sightings[0].notes
    assert any(note.startswith("id_per_app") for note in notes) == (case.name in PER_APPLICATION)


def test_places(tmp_path: Path) -> None:
    assert first("taobao_tbk", tmp_path / "a").shop_location == "辽宁 本溪"
    assert first("ebay_browse", tmp_path / "b").ships_from == "CN 辽宁 本溪"
    assert first("etsy_v3", tmp_path / "c").shop_location == "CN"
    detail = first("alibaba1688", tmp_path / "d")
    assert (detail.ships_from, detail.operator_name, detail.shop_id) == ("辽宁省本溪市", "子鼠粮行有限公司", "BBB1")
    assert detail.attributes == {"产地": "辽宁本溪"}
    assert detail.price_cny == Decimal("89.00")


def test_tmall_shops_stand_apart_from_taobao(tmp_path: Path) -> None:
    listings = work("taobao_tbk", Stub(CASES["taobao_tbk"]), tmp_path).listings
    assert {one.item_id: one.platform for one in listings} == {
        f"TbEnc{number}-x53G": "tmall" if number % 2 else "taobao" for number in range(1, 6)
    }


def test_ids_beyond_what_a_float_holds_stay_whole(tmp_path: Path) -> None:
    assert first("douyin_buyin", tmp_path).item_id == "3700000000000000001"


def test_numbers_may_come_as_texts(tmp_path: Path) -> None:
    row = {"product_id": "3700000000000000009", "title": "怀山药", "price": "1989", "sales": "15321", "shop_id": "7"}
    answer = {"code": "10000", "data": {"total": "1", "products": [row]}}
    (listing,) = work(
        "douyin_buyin", Stub(CASES["douyin_buyin"], script=lambda page, times: reply(answer)), tmp_path
    ).listings
    assert (listing.item_id, listing.price_cny, listing.sold_count) == ("3700000000000000009", Decimal("19.89"), 15321)


def test_the_other_dialect_of_kuaishou(tmp_path: Path) -> None:
    row = {
        "relItemId": 21,
        "itemTitle": "怀姜",
        "zkFinalPrice": 1990,
        "soldCountDesc": "1.5万+",
        "itemImgUrl": "//p/x.jpg",
    }
    answer = {"result": 1, "data": {"pcursor": "no_more", "goodsList": [], "itemList": [row]}}
    stub = Stub(CASES["kuaishou_cps"], script=lambda page, times: reply(answer))
    (listing,) = work("kuaishou_cps", stub, tmp_path).listings
    assert (listing.item_id, listing.price_cny, listing.sold_count) == ("21", Decimal("19.90"), 15000)


def test_the_old_spelling_of_jd_is_read(tmp_path: Path) -> None:
    new = CASES["jd_union"].make(OFFERS[:1], 1)["jd_union_open_goods_query_responce"]["queryResult"]
    old = {"jd_union_open_goods_query_response": {"result": new, "code": "0"}}
    stub = Stub(CASES["jd_union"], script=lambda page, times: reply(old))
    assert len(work("jd_union", stub, tmp_path).listings) == 1


def test_only_offers_that_carry_the_term_cost_a_detail(tmp_path: Path) -> None:
    stub = Stub(CASES["alibaba1688"], size=5)
    worked = work("alibaba1688", stub, tmp_path / "a")
    assert [told.url.rpartition("=")[2] for told in worked.reports if "offerId" in told.url] == [
        "880000000001", "880000000002", "880000000003",
    ]  # fmt: skip
    assert len(worked.listings) == 5
    spared = work("alibaba1688", Stub(CASES["alibaba1688"], size=5), tmp_path / "b", details=False)
    assert len(spared.reports) == 1
    assert len(spared.listings) == 5


def test_a_unit_of_later_pages_begins_there_where_the_interface_allows_it(tmp_path: Path) -> None:
    later = {"page_from": 2, "page_to": 3}
    stub = Stub(CASES["jd_union"])
    assert len(work("jd_union", stub, tmp_path / "a", unit=later).listings) == 2
    assert stub.pages == [2, 3]
    stub = Stub(CASES["pdd_ddk"])
    work("pdd_ddk", stub, tmp_path / "b", unit=later)
    assert stub.pages == [1, 2]


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (400, {"error_code": "gw.APIUnsupported"}, Outcome.PARTIAL),
        (403, {"error_code": "gw.APIACLDecline"}, Outcome.PERMISSION_DENIED),
        (400, {"error_code": "gw.QosAppFrequencyLimit"}, Outcome.RATE_LIMITED),
        (500, {}, Outcome.PARTIAL),
        (200, {"result": {"success": True, "result": {}}}, Outcome.PARTIAL),
    ],
)
def test_what_the_search_told_is_kept_where_a_detail_does_not_come(
    status: int, body: object, outcome: Outcome, tmp_path: Path
) -> None:
    stub = Stub(CASES["alibaba1688"], size=5, script=lambda page, times: reply(body, status) if page < 0 else None)
    worked = work("alibaba1688", stub, tmp_path)
    assert worked.end.outcome is outcome, worked.end
    assert sorted(one.title for one in worked.listings) == sorted(one.title for one in OFFERS)
    assert all(seen.evidence_digest for seen in worked.sightings)


def test_what_the_search_told_is_kept_where_the_budget_ends(tmp_path: Path) -> None:
    worked = work("alibaba1688", Stub(CASES["alibaba1688"], size=5), tmp_path, max_requests=2)
    assert worked.end.is_budget_spent
    assert len(worked.listings) == 5
