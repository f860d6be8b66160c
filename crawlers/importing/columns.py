"""Which column of a file holds which field of a listing: names that exports use, and the user's own --map."""

import unicodedata
from collections.abc import Iterable, Mapping, Set
from functools import lru_cache
from typing import ClassVar, Self

from leads_db.errors import ImportFileError

ALIASES: Mapping[str, tuple[str, ...]] = {
    "platform": ("平台", "平台名称", "来源平台", "电商平台", "site", "marketplace"),
    "item_id": (
        "商品id", "宝贝id", "商品编号", "商品号", "商品编码", "货号id", "sku", "skuid", "itemid", "goods_id",
        "goodsid", "num_iid", "nid", "product_id", "offer_id",
    ),
    "title": (
        "标题", "商品名称", "商品名", "宝贝标题", "商品标题", "宝贝名称", "产品名称", "品名", "name", "product_name",
        "goods_name", "item_title", "raw_title",
    ),
    "url": (
        "链接", "商品链接", "宝贝链接", "网址", "商品网址", "商品地址", "详情链接", "item_url", "link", "href",
        "detail_url", "goods_url", "product_url",
    ),
    "description": ("描述", "商品描述", "详情", "商品详情", "宝贝描述", "desc", "detail"),
    "category": ("类目", "分类", "商品分类", "类别", "cat", "category_name"),
    "price_cny": ("价格", "售价", "单价", "现价", "商品价格", "到手价", "价格(元)", "售价(元)", "price", "view_price"),
    "price_raw": ("价格原文",),
    "net_weight_kg": ("净重(千克)", "净重(kg)"),
    "sold_raw": (
        "销量", "月销量", "总销量", "成交量", "付款人数", "已售", "销售量", "sales", "sold", "view_sales", "volume",
    ),
    "shop_name": (
        "店铺", "店铺名称", "店名", "店铺名", "商家", "商家名称", "卖家", "卖家名称", "掌柜", "shop", "store", "seller",
        "nick", "shopname", "shop_title", "seller_name",
    ),
    "shop_id": ("店铺id", "店铺编号", "商家id", "卖家id", "shopid", "seller_id", "mall_id", "store_id"),
    "operator_name": ("经营者", "经营者名称", "公司", "公司名称", "企业名称", "营业执照名称", "company"),
    "operator_code": ("统一社会信用代码", "信用代码", "uscc"),
    "operator_address": ("住所", "经营地址", "公司地址", "注册地址", "营业执照地址"),
    "shop_location": ("店铺所在地", "所在地", "地区", "发货城市", "location", "item_loc", "provcity"),
    "ships_from": ("发货地", "发货地址", "发自", "ship_from"),
    "seen_at": ("采集时间", "抓取时间", "所见时间", "取证时间", "时间", "observed_at", "crawled_at", "fetched_at"),
    "search_term": ("搜索词", "关键词", "关键字", "keyword", "query"),
    "attributes": ("属性", "参数", "商品参数", "attrs"),
    "image_texts": ("图中文字", "图片文字"),
    "image_urls": ("图片", "图片链接", "主图", "图片地址", "image", "image_url", "pic_url"),
    "sold_count": (),
    "row_id": ("id",),
}  # fmt: skip
"""Field → column names that mean it, beside its own name; compared without case, spaces and width."""
ATTRIBUTES = frozenset(
    (
        "产地", "原产地", "省份", "城市", "品牌", "商标", "规格", "净含量", "生产厂家", "生产企业", "生产商", "厂名",
        "厂址", "执行标准", "产品标准号", "生产许可证编号", "等级", "品种", "包装方式",
    )
)  # fmt: skip
"""Columns that are kept as attributes under their own name."""


def plain_name(name: str) -> str:
    """A column name without what people vary: case, spaces, full width, underscores."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(character for character in folded if character not in " \t\r\n_-\ufeff")


_KNOWN = {plain_name(alias): field for field, names in ALIASES.items() for alias in (*names, field)}


class ColumnMap:
    """Column name → field; the user's own pairs come before the known names."""

    aliases: ClassVar[Mapping[str, tuple[str, ...]]] = ALIASES
    known: ClassVar[Mapping[str, str]] = _KNOWN
    """Plain column name → field."""
    wanted: ClassVar[str] = "no column of titles; name it with --map title=COLUMN"

    def __init__(self, own: Mapping[str, str] | None = None) -> None:
        """`own`: column name → field."""
        self._own = {plain_name(column): field for column, field in (own or {}).items()}
        self._taken = frozenset(self._own.values())
        self.field = lru_cache(maxsize=10_000)(self._field)

    @classmethod
    def parse(cls, pairs: Iterable[str]) -> Self:
        """From `field=column` as on the command line. Raises ImportFileError."""
        own = {}
        for pair in pairs:
            field, mark, column = (part.strip() for part in pair.partition("="))
            if not mark or not column or not (field in cls.aliases or field.removeprefix("attributes.") != field):
                known = ", ".join([*cls.aliases, "attributes.<name>"])
                raise ImportFileError(f"--map {pair!r}: write field=column; the fields are {known}")
            own[column] = field
        return cls(own)

    @property
    def is_own(self) -> bool:
        """True when the user mapped anything."""
        return bool(self._own)

    def is_heading(self, fields: Set[str]) -> bool:
        """True for the fields of a line of headings."""
        return "title" in fields

    def _field(self, column: str) -> str | None:
        """The field that a column holds; None: not used."""
        name = plain_name(column)
        if name in self._own:
            return self._own[name]
        known = self.known.get(name)
        if known is not None:
            return None if known in self._taken else known
        stripped = column.strip()
        return f"attributes.{stripped}" if stripped in ATTRIBUTES else None
