"""The kinds of source: one file each. A kind says which pages to ask for and reads what stands on them."""

from crawlers.kinds.alibaba1688 import Alibaba1688Kind
from crawlers.kinds.aliexpress_affiliate import AliexpressAffiliateKind
from crawlers.kinds.amazon_creators import AmazonCreatorsKind
from crawlers.kinds.douyin_buyin import DouyinBuyinKind
from crawlers.kinds.ebay_browse import EbayBrowseKind
from crawlers.kinds.etsy_v3 import EtsyV3Kind
from crawlers.kinds.feed import FeedKind
from crawlers.kinds.html_search import HtmlSearchKind
from crawlers.kinds.jd_union import JdUnionKind
from crawlers.kinds.json_search import JsonSearchKind
from crawlers.kinds.kind import Kind
from crawlers.kinds.kuaishou_cps import KuaishouCpsKind
from crawlers.kinds.pdd_ddk import PddDdkKind
from crawlers.kinds.people_board import PeopleBoardKind
from crawlers.kinds.rednet_board import RednetBoardKind
from crawlers.kinds.rsshub import RsshubKind
from crawlers.kinds.samr_board import SamrBoardKind
from crawlers.kinds.schema_org import SchemaOrgKind
from crawlers.kinds.shopify import ShopifyKind
from crawlers.kinds.taobao_tbk import TaobaoTbkKind
from crawlers.kinds.vip_union import VipUnionKind
from crawlers.kinds.weibo_mobile import WeiboMobileKind
from crawlers.kinds.woocommerce import WooCommerceKind
from crawlers.source_file import Source
from leads_db.errors import SessionRefused

KINDS: dict[str, type[Kind]] = {
    "schema_org": SchemaOrgKind,
    "shopify": ShopifyKind,
    "woocommerce": WooCommerceKind,
    "feed": FeedKind,
    "json_search": JsonSearchKind,
    "html_search": HtmlSearchKind,
    "people_board": PeopleBoardKind,
    "rednet_board": RednetBoardKind,
    "rsshub": RsshubKind,
    "samr_board": SamrBoardKind,
    "weibo_mobile": WeiboMobileKind,
    "pdd_ddk": PddDdkKind,
    "taobao_tbk": TaobaoTbkKind,
    "jd_union": JdUnionKind,
    "alibaba1688": Alibaba1688Kind,
    "douyin_buyin": DouyinBuyinKind,
    "kuaishou_cps": KuaishouCpsKind,
    "vip_union": VipUnionKind,
    "ebay_browse": EbayBrowseKind,
    "amazon_creators": AmazonCreatorsKind,
    "aliexpress_affiliate": AliexpressAffiliateKind,
    "etsy_v3": EtsyV3Kind,
}


def make_kind(source: Source) -> Kind:
    """The reader of a source. Raises SessionRefused for one that only an officer's own session reads."""
    if source.kind == "officer":
        raise SessionRefused(f"{source.name}: read by an officer alone: gi-leads officer open --source {source.name}")
    return KINDS[source.kind](source)
