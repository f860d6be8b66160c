"""JSON in scripts, and the price that stands nowhere else."""

import pytest

from crawlers.pages.embedded import embedded_values, read_state
from crawlers.pages.item_page import read_item
from crawlers.pages.markup import parse_markup
from leads_db.errors import PageChanged
from tests.crawlers.fetched_pages import page

HEAD = "<h1>桓仁大米 5kg</h1>"


@pytest.mark.parametrize(
    ("script", "value"),
    [
        ('window.__S__ = {"a": 1}', {"a": 1}),
        ("window['__S__']={a:undefined,b:NaN,'c':[1,2,],/* x */}", {"a": None, "b": None, "c": [1, 2]}),
        ("var __S__ = {a: 'it\\'s \"so\"', u: 'http://x/{1}'}; go()", {"a": 'it\'s "so"', "u": "http://x/{1}"}),
        ('self.__S__=JSON.parse("{\\"k\\":\\"\\u7c73\\"}")', {"k": "米"}),
        ("let __S__ = {price: 39.90}", {"price": "39.90"}),
        ("__S__ = {run: function(){ return 1 }}", None),
        ("if (x === {}) { __T__ = 1 }", None),
        ("window.__S__ = {", None),
    ],
)
def test_a_variable_is_read_as_javascript_writes_it(script: str, value: object) -> None:
    assert read_state(parse_markup(f"<script>{script}</script>"), "__S__") == value


def test_json_scripts_are_named_by_their_id() -> None:
    html = (
        '<script type="application/json" id="state">{"a":"&quot;"}</script>'
        '<script id="RENDER_DATA" type="application/json">%7B%22b%22%3A1%7D</script>'
        '<script type="application/ld+json" id="ld">{"c":1}</script>'
    )
    assert list(embedded_values(parse_markup(html))) == [("state", {"a": "&quot;"}), ("RENDER_DATA", {"b": 1})]


@pytest.mark.parametrize(
    ("script", "price", "raw"),
    [
        ("{goods:{goodsName:'桓仁大米 5kg',priceFen:3990}}", "39.9", "39.9 CNY"),
        ("{goods:{name:'桓仁大米 5kg',sku:{price:'39.90',currency:'CNY'}}}", "39.90", "39.90 CNY"),
        ("{rec:[{name:'五常大米',price_fen:1}],item:{name:'桓仁大米 5kg',price_fen:3990}}", "39.9", "39.9 CNY"),
        ("{goods:{name:'桓仁大米 5kg',price:3990}}", None, "3990"),  # yuan or fen: nobody says
    ],
)
def test_the_price_beside_the_very_title_is_read(script: str, price: str | None, raw: str) -> None:
    read = read_item(page(f"{HEAD}<script>window.S = {script};</script>"), "test-shop")
    assert (read.listing.price_cny and str(read.listing.price_cny), read.listing.price_raw) == (price, raw)
    assert "price_from_script" in read.notes


def test_a_price_of_other_goods_is_none_of_this_page() -> None:
    with pytest.raises(PageChanged):
        read_item(page(f"{HEAD}<script>window.S = {{rec:[{{name:'五常大米',price_fen:1}}]}};</script>"), "test-shop")


def test_the_sources_currency_counts_where_the_page_names_none() -> None:
    body = f"{HEAD}<p>¥39.90</p>"
    assert read_item(page(body), "test-shop").listing.price_cny is None
    assert str(read_item(page(body), "test-shop", "CNY").listing.price_cny) == "39.90"
    assert (
        read_item(page(f"{HEAD}<meta property='product:price:amount' content='$9'>"), "t", "CNY").listing.price_cny
        is None
    )


@pytest.mark.parametrize("currency", ["元", "CNY", "人民币", "RMB"])
def test_yuan_is_known_by_its_names(currency: str) -> None:
    data = f'{{"@type":"Product","name":"米","offers":{{"price":"9.9","priceCurrency":"{currency}"}}}}'
    read = read_item(page(f'<script type="application/ld+json">{data}</script>'), "test-shop")
    assert str(read.listing.price_cny) == "9.9"


def test_recommended_products_are_not_what_the_page_is_about() -> None:
    other = '{"@type":"Product","name":"五常大米","url":"/item/7.html","offers":{"price":"9","priceCurrency":"CNY"}}'
    body = f'{HEAD}<p>¥39.90元</p><script type="application/ld+json">[{other},{other}]</script>'
    listing = read_item(page(body), "test-shop").listing
    assert (listing.title, str(listing.price_cny)) == ("桓仁大米 5kg", "39.90")
