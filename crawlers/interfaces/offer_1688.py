"""The detail of an offer at 1688 → what its search row does not tell: company, place of dispatch, attributes."""

from typing import Any

from crawlers.interfaces.answers import at, list_at, text_at
from crawlers.interfaces.rows import Fields, price_at, row_facts
from crawlers.pages.markup import plain_text
from crawlers.pages.texts import clean
from leads_db.errors import PageChanged

FIELDS = Fields(
    item_id=("offerId",),
    title=("subject",),
    price=("productSaleInfo.priceRangeList.0.price", "productSkuInfos.0.price"),
    sold=("soldOut",),
    sold_period="total",
    shop_id=("sellerOpenId",),
    operator_name=("companyName",),
    ships_from=("productShippingInfo.sendGoodsAddressText",),
    category=("categoryName",),
    images=("productImage.images",),
)


def read_offer(told: Any) -> dict[str, Any]:
    """Facts of a listing, its price the lowest of all quantities. Raises PageChanged."""
    facts = row_facts(told, FIELDS)
    if "item_id" not in facts:
        raise PageChanged("A detail without offerId.")
    pairs = [(text_at(one, "attributeName"), text_at(one, "value")) for one in list_at(told, "productAttribute") or ()]
    facts["attributes"] = {name: value for name, value in pairs if name and value}
    facts["description"] = plain_text(clean(at(told, "description")))
    prices = [price_at(one, ("price",), FIELDS) for one in list_at(told, "productSaleInfo.priceRangeList") or ()]
    offered = [price for price in prices if price is not None and price.amount is not None]
    return {**facts, "price": min(offered, key=lambda price: price.amount or 0)} if offered else facts
