"""The kinds of source: one file each. A kind says which pages to ask for and reads what stands on them."""

from crawlers.kinds.feed import FeedKind
from crawlers.kinds.kind import Kind
from crawlers.kinds.schema_org import SchemaOrgKind
from crawlers.kinds.shopify import ShopifyKind
from crawlers.kinds.woocommerce import WooCommerceKind
from crawlers.source_file import Source

KINDS: dict[str, type[Kind]] = {
    "schema_org": SchemaOrgKind,
    "shopify": ShopifyKind,
    "woocommerce": WooCommerceKind,
    "feed": FeedKind,
}


def make_kind(source: Source) -> Kind:
    """The reader of a source."""
    return KINDS[source.kind](source)
