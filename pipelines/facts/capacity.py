"""What the seller's own land or hands can give, as it says itself, beside what the page has sold."""

import re
from dataclasses import dataclass
from itertools import islice

from leads_db.records import Indication
from pipelines.facts.page import READ_CAP, Page, PageText, Place, Quote
from pipelines.text.numerals import WRITTEN, number_of

KG_PER_MU = 4_000.0
"""More than a good year's harvest of any watched crop on one 亩 (mem:m); the kinder reading."""
YEARS_ON_LAND, YEARS_BY_HAND = 3, 5
"""Years for which a sold count may have run."""
DAYS = 365
LANDS_READ = 12
TONS_A_DAY, TONS_A_YEAR = 300, 100_000
"""Output of one seller that no area of villages or townships gives (mem:m); kindly high."""
_OUTPUT = re.compile(
    rf"([日年])(?:均|可)?(?:供应?|发|出|销|产|走)(?:货|量)*(?:量)?(?:达|约|超过?|近|逾)?\s*({WRITTEN})(?:余|多|来)?(万)?(?:余|多)?吨"
)
_SOLD = re.compile(
    rf"(?:已售出?|售出|热销|热卖|累计销?售?|销量|卖出|卖了)(?:超过?|突破|逾|近)?\s*({WRITTEN})(?:多|余)?(万)?\+?\s*(?:[箱件单盒袋份罐瓶包]|斤装)"
)
_LAND = re.compile(rf"({WRITTEN})(?:来|多)?亩")
_ONLY_OWN = re.compile(
    r"不收(?:别|外|人家|旁人)|只卖自[家己]|不外[采购收]|不采购|自[产种]自销|全是自[家己]|都是自[家己]|不收一|不倒货|卖完(?:就|为止|即)"
)
_BY_HAND = re.compile(
    rf"(?:一|每)天(?:最多|顶多|只能|只|也就|仅|能|大概)*(?:能|出|做|烧|打|拉|画|捏|绣|产|完成)(?:得|个|成|完)?({WRITTEN})(?:来|多)?[只件个把套枚尊条]"
)
_ALONE = re.compile(r"一个人|独自|独立|亲手|一人|本人|不请|不外包|两口子|老两口|夫妻俩")


@dataclass(frozen=True, slots=True)
class Capacity:
    """A stated limit that the sales exceed; both None where nothing is exceeded."""

    over: str
    """What exceeds it, in Chinese: 已售600件、合3000吨."""
    quote: Quote
    """The seller's words that limit it, or the output that it claims."""


def read_capacity(page: Page, indication: Indication) -> Capacity | None:
    """The limit exceeded by the sales; None where none is told, or the sales keep within it."""
    claimed = _over_area(page, indication)
    if claimed is not None:
        return claimed
    sold = max(page.listing.sold_count or 0, _sold_told(page))
    if sold <= 0:
        return None
    for text in page.at(Place.TITLE, Place.DESCRIPTION):
        over = _over_land(text, page, sold) or _over_hands(text, sold)
        if over is not None:
            return over
    return None


def _over_area(page: Page, indication: Indication) -> Capacity | None:
    """Tons a day or a year that a few villages or townships cannot give one seller: 日供三千吨."""
    if not indication.area.townships:
        return None
    for text in page.at(Place.TITLE, Place.DESCRIPTION, Place.PICTURE):
        for match in islice(_OUTPUT.finditer(text.raw, 0, READ_CAP), LANDS_READ):
            tons = (number_of(match[2]) or 0) * (10_000 if match[3] else 1)
            limit = TONS_A_DAY if match[1] == "日" else TONS_A_YEAR
            if tons >= limit and not text.is_hearsay(match.start()) and not text.is_question(match.start()):
                return Capacity("而保护地只有几个乡村", text.quote(match.span()))
    return None


def _sold_told(page: Page) -> int:
    """Packs sold as title or pictures boast of them: 已售12万箱."""
    boasts = [match for text in page.at(Place.TITLE, Place.PICTURE) for match in _SOLD.finditer(text.raw, 0, READ_CAP)]
    return max((int((number_of(match[1]) or 0) * (10_000 if match[2] else 1)) for match in boasts), default=0)


def _over_land(text: PageText, page: Page, sold: int) -> Capacity | None:
    weight = page.listing.net_weight_kg
    if weight is None or not _ONLY_OWN.search(text.raw, 0, READ_CAP):
        return None
    for match in islice(_LAND.finditer(text.raw, 0, READ_CAP), LANDS_READ):
        size = number_of(match[1])
        told = text.has_any(("own_words", "own_pivot"), text.sentence(match.start()))
        own = told and not text.is_hearsay(match.start())
        total = sold * float(weight)
        if size and own and total > size * KG_PER_MU * YEARS_ON_LAND:
            return Capacity(f"且只售自产，已售{sold}件、合{total / 1_000:.0f}吨", text.quote(match.span()))
    return None


def _over_hands(text: PageText, sold: int) -> Capacity | None:
    match = _BY_HAND.search(text.raw, 0, READ_CAP)
    if match is None or not _ALONE.search(text.raw, 0, READ_CAP) or text.is_hearsay(match.start()):
        return None
    per_day = number_of(match[1])
    if per_day is None or sold <= per_day * DAYS * YEARS_BY_HAND:
        return None
    return Capacity(f"且出自人手，已售{sold}件", text.quote(match.span()))
