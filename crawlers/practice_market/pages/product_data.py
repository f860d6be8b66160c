"""A listing as schema.org Product: one object, with the varieties that real shops show."""

from collections.abc import Mapping
from decimal import Decimal

from crawlers.practice_market.pages.goods_facts import picture_paths
from crawlers.practice_market.pages.layout import embedded_json
from leads_db.records import Listing

Data = dict[str, object]


def product_data(shop: str, listing: Listing, url: str, *, number: int = 0) -> Data:
    """The document of one item; `number` (place in the shop) chooses the variety: offers, addresses, @graph."""
    data: Data = {
        "@type": "Product",
        "name": listing.title,
        "productID": listing.item_id,
        "sku": listing.item_id,
        "url": url,
        "description": listing.description,
        "category": listing.category,
        "brand": _named("Brand", listing.attributes.get("品牌")),
        "image": [f"{url[: url.index('/', 8)]}{path}" for path in picture_paths(shop, listing)],
        "weight": _weight(listing.net_weight_kg),
        "additionalProperty": [
            {"@type": "PropertyValue", "name": name, "value": value} for name, value in listing.attributes.items()
        ],
        "interactionStatistic": _sales(listing.sold_count),
        "offers": _offers(listing, url, number),
    }
    known = _known(data)
    if number % 10 == 5:
        return {"@context": "https://schema.org", "@graph": [_trail(listing), known]}
    return {"@context": "https://schema.org", **known}


def broken_json_ld(data: Data) -> str:
    """The same document with a raw newline in a text and a comma too many."""
    text = embedded_json(data).replace('"description": "', '"description": "\n', 1)
    return f"{text[:-1]},}}"


def _offers(listing: Listing, url: str, number: int) -> object:
    if listing.price_cny is None:
        return None
    low, high = str(listing.price_cny), str(listing.price_cny * 2)
    if number % 10 == 7:
        range_ = {"@type": "AggregateOffer", "lowPrice": low, "highPrice": high, "offerCount": 2}
        return _known({**range_, "priceCurrency": "CNY", "seller": _seller(listing, number)})
    prices = (high, low) if number % 10 == 3 else (low,)
    offers = [
        _known(
            {
                "@type": "Offer",
                "price": price,
                "priceCurrency": "CNY",
                "url": url,
                "availability": "https://schema.org/InStock",
                "availableAtOrFrom": _named("Place", listing.ships_from),
                "seller": _seller(listing, number),
            }
        )
        for price in prices
    ]
    return offers if len(offers) > 1 else offers[0]


def _seller(listing: Listing, number: int) -> Data:
    address: object = listing.operator_address
    if address and number % 3 == 1:
        address = {"@type": "PostalAddress", "streetAddress": address}
    return _known(
        {
            "@type": "Organization",
            "name": listing.shop_name,
            "identifier": listing.shop_id,
            "legalName": listing.operator_name,
            "taxID": listing.operator_code,
            "address": address,
            "location": _named("Place", listing.shop_location),
        }
    )


def _weight(kilograms: Decimal | None) -> Data | None:
    return None if kilograms is None else {"@type": "QuantitativeValue", "value": str(kilograms), "unitCode": "KGM"}


def _sales(count: int | None) -> Data | None:
    if count is None:
        return None
    counter = {"@type": "InteractionCounter", "interactionType": "https://schema.org/BuyAction"}
    return {**counter, "userInteractionCount": count}


def _trail(listing: Listing) -> Data:
    names = (listing.category or "全部商品").split(">")
    steps = [{"@type": "ListItem", "position": at, "name": name} for at, name in enumerate(names, 1)]
    return {"@type": "BreadcrumbList", "itemListElement": steps}


def _named(kind: str, name: str | None) -> Data | None:
    return {"@type": kind, "name": name} if name else None


def _known(data: Mapping[str, object]) -> Data:
    return {name: value for name, value in data.items() if value not in (None, [], "")}
