import json
from collections import Counter

from crawlers.practice_market import manifest
from crawlers.practice_market.shops import FEED_SITES, HOSTILE_SHOPS, SHOPS, divide_goods, find_goods
from crawlers.practice_market.stock import FOLDER, USERS_FILE, load_hostile_goods, load_posts, load_stock


def test_stock_carries_no_labels() -> None:
    lines = [line for name in ("stock", "posts") for line in (FOLDER / f"{name}.jsonl").read_text("utf-8").splitlines()]
    rows = [json.loads(line) for line in lines]
    assert len(rows) == 570
    assert not any({"truth", "url", "platform"} & set(row) for row in rows)


def test_each_listing_stands_in_exactly_one_shop() -> None:
    divided = Counter(item_id for shop in SHOPS for item_id in manifest()[shop])
    assert set(divided) == {listing.item_id for listing in (*load_stock(), *load_hostile_goods())}
    assert set(divided.values()) == {1}


def test_each_post_stands_on_exactly_one_feed_site() -> None:
    divided = Counter(post_id for site in FEED_SITES for post_id in manifest()[site])
    assert set(divided) == {post.post_id for post in load_posts()}
    assert set(divided.values()) == {1}


def test_shops_have_about_the_sizes_they_promise() -> None:
    sizes = {name: len(ids) for name, ids in manifest().items()}
    assert all(sizes[name] == shop.size + (name in HOSTILE_SHOPS) for name, shop in SHOPS.items() if name != "ld")
    assert max(SHOPS, key=sizes.__getitem__) == "ld"


def test_manifest_is_the_same_each_time() -> None:
    assert manifest() == manifest()


def test_numeric_shops_take_ids_that_a_number_holds() -> None:
    assert all(item_id.isdigit() and len(item_id) <= 15 for name in ("shopify", "woo") for item_id in manifest()[name])


def test_search_finds_words_in_title_attribute_and_shop_name() -> None:
    goods = divide_goods()["ld"]
    named = next(listing for listing in goods if listing.attributes.get("产地") and listing.shop_name)
    for words in (named.title[2:6], named.attributes["产地"], named.shop_name or "", f"没有的词 {named.title[:4]}"):
        assert named in find_goods(goods, words)


def test_search_ignores_single_characters() -> None:
    assert find_goods(divide_goods()["ld"], "山 药") == []


def test_users_file_has_one_row_a_user_and_product() -> None:
    lines = USERS_FILE.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("indication_id,name,credit_code")
    assert len(lines) == 44
