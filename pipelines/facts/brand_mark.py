"""A listed user's brand on a page: as a brand, not as ordinary words that happen to be the same (海棠花, 海棠果蔬)."""

import re
from collections.abc import Iterable

from leads_db.records import Indication
from pipelines.facts.page import Page, PageText, Place, Quote

_SHOP_TAILS = ("官方", "旗舰", "品牌", "专卖", "直营", "自营", "自有", "工厂", "食品", "牌", "店")
_FIRM_TAILS = (
    "米业", "酒业", "酒庄", "参业", "药业", "怀药", "茶业", "农业", "农场", "农庄", "合作社", "谷物",
    "粮油", "陶瓷", "窑",
)  # fmt: skip
_LETTER = re.compile(r"[\u4e00-\u9fffA-Za-z0-9]")


def find_brand(page: Page, brand: str, indication: Indication) -> Quote | None:
    """The brand in its field, before the goods in title or picture, as the shop's name, or with 牌 in the text."""
    if len(brand) < 2:
        return None
    goods = tuple(_goods_words(indication))
    for text in page.texts:
        at = text.raw.find(brand)
        if at >= 0 and _is_brand(text, at, at + len(brand), goods):
            return text.quote((at, at + len(brand)))
    return None


def _goods_words(indication: Indication) -> Iterable[str]:
    yield from (word for word in (*indication.goods, *indication.similar_goods, *indication.neutral_words) if word)
    yield from (word[:2] for word in (form.text for form in indication.names) if len(word) > 1)
    yield from indication.area.place_words


def _is_brand(text: PageText, at: int, end: int, goods: tuple[str, ...]) -> bool:
    rest = text.raw[end:]
    if text.place is Place.ATTRIBUTE:
        return "牌" in text.key or rest.startswith(("牌", "®"))
    if text.place is Place.DESCRIPTION:
        return rest.startswith(("牌", "合作社", "农场", "®"))
    if text.place is Place.SHOP:
        return at == 0 and (not rest or rest.startswith((*_SHOP_TAILS, *_FIRM_TAILS, *goods)))
    if text.place not in (Place.TITLE, Place.PICTURE):
        return False
    if at and _LETTER.match(text.raw, at - 1):
        return False
    return not _LETTER.match(rest) or rest.startswith(("牌", *_FIRM_TAILS, *goods))
