"""The offers of a schema.org product → price, seller and place of dispatch."""

from collections.abc import Iterator
from typing import Any

from crawlers.pages.facts import Facts, known
from crawlers.pages.json_ld import Node, first_text, text_of, types_of, values_of
from crawlers.pages.prices import Price, is_yuan, read_price
from crawlers.pages.texts import clean, one_line

_REGULAR = ("listprice", "strikethroughprice", "srp", "msrp", "invoiceprice")
OFFERS_MOST = 1_000


def offer_facts(product: Node) -> dict[str, Any]:
    """Lowest price of what can be bought, first seller that is told, first place of dispatch."""
    offers = list(_offers(product))[:OFFERS_MOST]
    facts: dict[str, Any] = {"price": _lowest(offers)}
    for offer in (*offers, product):
        for seller in values_of(offer, "seller") or values_of(offer, "offeredBy"):
            facts = {**seller_facts(seller), **known(facts)}
        facts = {"ships_from": place_text(values_of(offer, "availableAtOrFrom")), **known(facts)}
    return known(facts)


def is_sold_out(product: Node) -> bool:
    """True when every offer says that nothing can be bought."""
    offers = list(_offers(product))[:OFFERS_MOST]
    return bool(offers) and not any(_is_available(offer) for offer in offers)


def seller_facts(seller: object) -> Facts:
    """Shop and operator; a bare text is the shop's name."""
    if not isinstance(seller, dict):
        return known({"shop_name": one_line(seller)})
    return known(
        {
            "shop_name": first_text(seller, "name"),
            "shop_id": first_text(seller, "identifier"),
            "operator_name": first_text(seller, "legalName"),
            "operator_code": first_text(seller, "taxID", "vatID"),
            "operator_address": place_text(values_of(seller, "address")),
            "shop_location": place_text(values_of(seller, "location")),
        }
    )


def place_text(places: list[Any]) -> str:
    """A place or postal address as one text, from the large to the small."""
    for place in places:
        if not isinstance(place, dict):
            told = clean(place)
        else:
            country = first_text(place, "addressCountry")
            parts = [first_text(place, name) for name in ("addressRegion", "addressLocality", "streetAddress")]
            joined = "".join(_without_repeats([] if country.upper() in ("CN", "CHN", "中国") else [country], parts))
            told = first_text(place, "name") or joined or place_text(values_of(place, "address"))
        if told:
            return told
    return ""


def _without_repeats(country: list[str], parts: list[str]) -> list[str]:
    """Parts that are not already the beginning of the next one, spaces between Latin ones."""
    told = [part for part in (*country, *parts) if part]
    kept = [part for at, part in enumerate(told) if not any(later.startswith(part) for later in told[at + 1 :])]
    latin = any(part[-1:].isascii() for part in kept)
    return [" ".join(kept)] if latin else kept


def _offers(product: Node) -> Iterator[Node]:
    """Offers of the product and of its variants, those inside an AggregateOffer included; data-vocabulary.org too."""
    for owner in (product, *(one for one in values_of(product, "hasVariant") if isinstance(one, dict))):
        for offer in values_of(owner, "offers") or values_of(owner, "offerDetails"):
            if not isinstance(offer, dict):
                continue
            yield offer
            yield from (inner for inner in values_of(offer, "offers") if isinstance(inner, dict))


def _lowest(offers: list[Node]) -> Price | None:
    usable = [offer for offer in offers if _is_available(offer)] or offers
    prices = [price for offer in usable for price in _prices(offer)]
    named = next((price.currency for price in prices if price.currency), "")
    prices = [
        price if price.currency or not named else Price(price.amount, named, f"{price.raw} {named}") for price in prices
    ]
    positive = [price for price in prices if price.amount]
    in_yuan = [price for price in positive if is_yuan(price.currency)]
    alike = in_yuan or [price for price in positive if price.currency == positive[0].currency]
    return min(alike, key=lambda price: price.amount or 0) if alike else next(iter(prices), None)


def _prices(offer: Node) -> Iterator[Price]:
    own_currency = first_text(offer, "priceCurrency", "currency")
    own = first_text(offer, "lowPrice") if "aggregateoffer" in types_of(offer) else ""
    own = own or first_text(offer, "price", "lowPrice")
    if own:
        yield read_price(own, own_currency)
        return
    for told in values_of(offer, "priceSpecification"):
        kind = text_of(told.get("priceType") if isinstance(told, dict) else "").rsplit("/", 1)[-1].lower()
        if not isinstance(told, dict) or kind in _REGULAR or values_of(told, "referenceQuantity"):
            continue
        price = first_text(told, "price", "minPrice")
        if price:
            yield read_price(price, first_text(told, "priceCurrency") or own_currency)


def _is_available(offer: Node) -> bool:
    word = first_text(offer, "availability").rsplit("/", 1)[-1].lower().replace(" ", "").replace("_", "")
    return word not in ("outofstock", "soldout", "discontinued")
