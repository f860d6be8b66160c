"""A seller's facts: one row a value, the surest statement counts, one licence joins several shops."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import Engine, func, select

from leads_db.records import SellerFact
from leads_db.source_tables import seller_facts
from leads_db.store.engine import reading, writing
from leads_db.store.leads import seller_key
from leads_db.store.sellers import (
    best_fact,
    facts_of_listings,
    keys_of,
    read_fresh_sellers,
    read_seller_facts,
    save_seller_facts,
    site_key,
)
from tests.factories import NOON, listing

DAY = timedelta(days=1)


def fact(value: str = "辽宁省本溪市桓仁县", **changes: object) -> SellerFact:
    facts = {"seller_key": "k" * 32, "field": "operator_address", "how": "licence", "url": "https://shop.example/l"}
    return SellerFact(**{**facts, "value": value, "source": "shop", "seen_at": NOON, **changes})  # type: ignore[arg-type]


def save(engine: Engine, *facts: SellerFact) -> None:
    with writing(engine) as connection:
        save_seller_facts(connection, facts, run_id=1)


def test_the_same_fact_again_only_moves_its_last_seen(engine: Engine) -> None:
    for back in (0, 3, 1):
        save(engine, fact(seen_at=NOON - back * DAY))
    save(engine, fact(seen_at=NOON + DAY), fact(seen_at=NOON + 2 * DAY))
    with reading(engine) as connection:
        (known,) = read_seller_facts(connection, ["k" * 32])["k" * 32]
        assert connection.scalar(select(func.count()).select_from(seller_facts)) == 1
    assert (known.fact.seen_at, known.first_seen_at) == (NOON + 2 * DAY, NOON)


def test_a_new_value_stands_beside_the_old_one_the_newest_first(engine: Engine) -> None:
    save(engine, fact("旧址"), fact("新址", seen_at=NOON + DAY))
    with reading(engine) as connection:
        told = read_seller_facts(connection, ["k" * 32])["k" * 32]
    assert [known.fact.value for known in told] == ["新址", "旧址"]


def test_a_licence_counts_before_a_newer_footer(engine: Engine) -> None:
    save(engine, fact("证照住所"), fact("页脚地址", how="footer", seen_at=NOON + DAY))
    with reading(engine) as connection:
        best = best_fact(read_seller_facts(connection, ["k" * 32])["k" * 32], "operator_address")
    assert best is not None
    assert best.value == "证照住所"


def test_what_one_listing_tells_counts_for_the_sellers_others() -> None:
    first = listing("1", operator_address=" 辽宁省本溪市桓仁县 ")
    (told,) = facts_of_listings([first, listing("2")], source="shop", now=NOON)
    assert (told.seller_key, told.value, told.how) == (seller_key(listing("2")), "辽宁省本溪市桓仁县", "listing")


def test_a_listing_without_a_shop_tells_nothing_of_others() -> None:
    lonely = listing("1", shop_id=None, shop_name=None, operator_address="某地")
    assert facts_of_listings([lonely], source="shop", now=NOON) == ()


def test_only_pages_read_lately_make_a_seller_fresh(engine: Engine) -> None:
    save(engine, fact(), fact("x", seller_key="l" * 32, how="listing"), fact("y", seller_key="o" * 32, source="other"))
    with reading(engine) as connection:
        assert read_fresh_sellers(connection, "shop", since=NOON) == {"k" * 32}
        assert read_fresh_sellers(connection, "shop", since=NOON + DAY) == frozenset()


def test_a_site_has_a_key_of_its_own() -> None:
    own, site = keys_of(listing("1", platform="my-shop"))
    assert own != site
    assert site == site_key("my-shop") == keys_of(replace(listing("9", platform="my-shop"), shop_id="s9"))[1]
