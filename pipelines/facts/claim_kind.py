"""How a place is tied to the goods by the words and fields around it."""

import re
from enum import StrEnum

from leads_db.records import Indication
from pipelines.facts.lexicon import Span
from pipelines.facts.page import PageText, Place
from pipelines.facts.passing_place import is_of_accessories, is_of_elsewhere, is_of_people
from pipelines.facts.told_origin import (
    answers_question,
    is_of,
    is_own_land,
    is_own_village,
    is_told_grown,
    is_visited,
    lives_there,
)
from pipelines.places.resolver import PlaceHit


class ClaimKind(StrEnum):
    """How a place is tied to the goods."""

    FIELD = "field"
    """The seller's own origin field."""
    RAW = "raw"
    """Where the raw goods grew, by a field or label."""
    LABEL = "label"
    """Origin on a label or certificate in a picture."""
    GROWN = "grown"
    """Told in words: grown, dug, bought there."""
    TITLE_GOODS = "title_goods"
    """The title calls the goods by another place: 四川龙井茶."""
    TITLE = "title"
    """The place alone in the title."""
    MADE = "made"
    """Made, milled or filled there."""
    MAKER = "maker"
    """A maker's name or address."""
    DENIED = "denied"
    """The seller says that they are not from the area."""
    PRINTED = "printed"
    """A box or label calls the goods by another place: 安丘大葱 on the carton."""
    ADDRESS = "address"
    """The operator's address."""
    LICENCE = "licence"
    """Place digits of a production licence."""


_KEY_KINDS = (
    ("raw_key", ClaimKind.RAW),
    ("origin_key", ClaimKind.FIELD),
    ("maker_name_key", ClaimKind.MAKER),
    ("maker_key", ClaimKind.MADE),
)


_PARTS_OF_ORIGIN = frozenset({"省份", "城市", "区县", "县区", "产地省份", "产地城市", "产地区县"})
"""Fields over which marketplaces spread the origin of fresh goods."""
_GROWING_KEY = re.compile(
    r"(?:[种养栽采捕捞挖]|出塘|出栏|出产|产(?!品)|原料|货源|塘口|田块|园区)[^发退收仓品：:，,]{0,3}(?:地|区|区域|基地|位置|所在|地点|来源)$"
)
"""Names of fields that ask where the goods grew, however the shop puts it: 种植区域, 出塘地."""


def kind_of_claim(text: PageText, hit: PlaceHit, indication: Indication, by_batch: bool) -> ClaimKind | None:
    """The kind; None where the place says nothing of the goods. `by_batch`: a wholesaler without a fixed source."""
    start = hit.span[0]
    if "other_address" in text.key_classes or _follows_other_address(text, start):
        return None
    if text.place is Place.ATTRIBUTE:
        for name, kind in _KEY_KINDS:
            if name in text.key_classes:
                return None if kind is ClaimKind.FIELD and by_batch and text.key.startswith(("供应", "货源")) else kind
        if text.key in _PARTS_OF_ORIGIN:
            return ClaimKind.FIELD
        if _GROWING_KEY.search(text.key):
            return ClaimKind.RAW
    if text.is_question(start):
        return ClaimKind.GROWN if text.place is Place.DESCRIPTION and is_own_land(text, hit.span) else None
    key = key_before(text, start)
    if key is not None:
        return _keyed(text, key, start)
    if text.place is Place.PICTURE and _GROWING_KEY.search(text.raw[max(0, start - 12) : start].rstrip(" :：")):
        return ClaimKind.LABEL
    return _told(text, hit, indication)


def _follows_other_address(text: PageText, at: int) -> bool:
    """退货地址：浙江义乌…: an address of something else."""
    cue = text.before("other_address", at, 6, text.sentence(at))
    return cue is not None and text.raw[cue[1] : at].strip(" :：为在是") == ""


def key_before(text: PageText, at: int) -> str | None:
    """The class of a key that stands right before the place: 产地：辽宁盘锦, 原料 安平."""
    within = text.sentence(at)
    for name, _ in _KEY_KINDS:
        key = text.before(name, at, 12, within)
        if key is None:
            continue
        between = text.raw[key[1] : at].strip()
        if between[:1] in (":", "：", "】") and not text.has("maker_key", (key[1], at)):
            return name
        if between[-1:] in ("(", "（") and between[:-1].isalnum():
            return name  # 原料 冰葡萄汁（甘肃张掖）
        if len(between) > 5:
            continue
        if not between.strip(" :：为是在·-|\t印写") or (len(between) < 3 and not between.isalnum()):
            return name
    return None


def _keyed(text: PageText, key: str, at: int) -> ClaimKind:
    kind = dict(_KEY_KINDS)[key]
    if kind is ClaimKind.MADE and text.place is Place.DESCRIPTION and is_visited(text, at):
        return ClaimKind.GROWN
    return ClaimKind.LABEL if kind is ClaimKind.FIELD and text.place is Place.PICTURE else kind


def _told(text: PageText, hit: PlaceHit, indication: Indication) -> ClaimKind | None:
    """The kind of a claim in running words, from the words of its clause; None where it says nothing of the goods."""
    start, end = hit.span
    unit = _bracketed(text, hit.span) or (text.unit(start)[0], text.unit(end - 1)[1])
    if text.is_hearsay(start) or is_of_elsewhere(text, hit.span):
        return None
    if text.before("negation_before", start, 3, unit) and not text.has("contrast_trap", text.sentence(start)):
        return ClaimKind.DENIED
    if _is_seed_or_standard(text, hit.span):
        return None
    pointed, goods = _pointed_at(text, start, unit, indication), _goods_follow(text, end, indication)
    if not pointed and not goods and is_of_accessories(text, hit.span):
        return None
    plain = text.place is Place.DESCRIPTION and not text.has_any(_TALK, text.sentence(start))
    own = text.place is Place.DESCRIPTION and is_own_village(text, hit.span)
    if pointed or own or _hauled(text, hit.span) or (plain and is_told_grown(text, hit.span, indication)):
        return ClaimKind.GROWN
    answer = (_is_answer(text, start) or answers_question(text, hit.span)) and not text.inside("logistics", unit)
    if goods:
        taken = _TAKEN_FROM.search(text.raw, unit[0], start) is not None
        told = ClaimKind.GROWN if answer or (plain and (hit.township or taken)) else None
        return {Place.TITLE: ClaimKind.TITLE_GOODS, Place.PICTURE: ClaimKind.PRINTED}.get(text.place, told)
    if _is_answered(text, end, answer, plain, indication):
        return ClaimKind.GROWN
    return _by_words(text, hit.span, unit)


def _is_answered(text: PageText, end: int, answer: bool, plain: bool, indication: Indication) -> bool:
    """答：定陶的; or the place and one letter of the goods: 盘锦米."""
    if text.place is not Place.DESCRIPTION:
        return False
    return (answer and text.raw[end : end + 1] in ("的", "产", "货")) or (
        plain and _one_goods_letter(text, end, indication)
    )


def _is_seed_or_standard(text: PageText, span: Span) -> bool:
    """Where the seed is from, or a place that the goods are measured by."""
    clause = text.clause(span[0])
    if _VARIETY.match(text.raw, span[1]):  # 章丘种
        return True
    seed = text.before("seed", span[0], 5, clause)
    if seed is not None and text.place is Place.DESCRIPTION:  # 种子从盘锦买的
        return True
    if text.has("seed_use", clause) and (text.has("seed", clause) or "种" in text.raw[clause[0] : clause[1]]):
        return True
    return bool(text.after("equal_after", span[1], 4, clause) or text.before("equal_before", span[0], 3, clause))


_VARIETY = re.compile(r"(?:老|本地|原)?种(?=$|[\s，,、/|｜。；;）)])")
_TALK = ("difference", "story", "buyer_voice")


def _is_answer(text: PageText, at: int) -> bool:
    """True in the seller's answer to a question: A：…, 答：…."""
    return text.raw[text.sentence(at)[0] :].lstrip("　 ")[:1] in ("A", "a", "答", "店", "商", "卖", "客", "掌", "回")


_OF = re.compile("(?:[\u4e00-\u9fff]{0,2}的)?")


def _one_goods_letter(text: PageText, end: int, indication: Indication) -> bool:
    """广西浦北皮, 章丘绣惠的葱: the place and the last character of a goods word, and no longer word."""
    letters = {word[-1] for word in indication.goods if not word.isascii()}
    of = _OF.match(text.raw, end)
    at = end if of is None else of.end()
    return text.raw[at : at + 1] in letters and not text.raw[at + 1 : at + 2].isalpha()


_HAUL = re.compile(
    r"[^，,。；;？?！!\s]{0,6}?[拉运收调进弄倒搞整批采买购挖摘捕捞割带装起背扛驮捎淘拿匀凑](?![奖证照风访研修学团评看车人])"
)
_HANDS = re.compile("[^，,。；;]{0,3}?[带雇请叫找招](?:了)?(?:人|工|师傅)")
"""Hands fetched from a place: 从四川带人来采."""
_BOUGHT = re.compile(
    r"[^，,。；;？?！!\s]{0,9}?(?:[收定订买批进包租挑选](?=[了的一鲜货翻返回来\d二三四五六七八九十两几])|采购|收购|订货|进货|包地|租地|承包)"
)
_FROM = ("从", "自", "由", "打", "去", "到")


def _hauled(text: PageText, place: Span) -> bool:
    """从盘锦拉回来, 去菏泽收的: goods fetched from the place."""
    before = text.raw[max(0, place[0] - 2) : place[0]].strip()
    if before.endswith(("在", "喺")):
        return _BOUGHT.match(text.raw, place[1]) is not None
    if not before.endswith(_FROM) or before.endswith(("来自", "到到")):
        return False
    return _HAUL.match(text.raw, place[1]) is not None and not _HANDS.match(text.raw, place[1])


def _pointed_at(text: PageText, at: int, unit: Span, indication: Indication) -> bool:
    """这批是亳州的: these goods are said to be from the place, with no word of shipping between."""
    before = text.raw[max(unit[0], at - 14) : at]
    lot = text.before("this_lot", at, 4, unit) or _LOT.search(before) or is_of(before, indication)
    return bool(lot) and not text.inside("logistics", unit)


def _bracketed(text: PageText, span: Span) -> Span | None:
    """小白嘴那边（蠡县南庄）大棚储的: what stands on both sides of a bracket speaks of the place in it."""
    start, end = text.clause(span[0])
    enclosed = text.raw[start - 1 : start] in ("(", "（") and text.raw[end : end + 1] in (")", "）")
    if not enclosed or text.place is not Place.DESCRIPTION or end - span[1] > 4 or span[0] > start:
        return None
    return (text.clause(max(0, start - 2))[0], text.clause(min(end + 1, len(text.raw)))[1])


_TAKEN_FROM = re.compile("(?:来自|产自|取自|选自|采自|源自|选用|采用|用的是|用了)[\u4e00-\u9fff]{0,3}$")
"""Right before a place whose goods are then named: 原料来自山东定陶的新鲜山药."""
_LOT = re.compile(r"(?:到的|来的|进的|上的|[这那两三几][车箱批筐袋锅船]货?|货)[^，,。；;？?是不]{0,5}(?:都|全|就)?是$")
_TOWN = re.compile(r"^[\u4e00-\u9fff]{1,4}?[镇乡村屯沟山](?=的)")


def _goods_follow(text: PageText, end: int, indication: Indication) -> bool:
    tail = _TOWN.sub("", text.raw[end : end + 12].lstrip("市县区省"))[:8]
    heads = (*indication.goods, *indication.neutral_words)
    return any(tail.startswith(heads, at) for at in range(3))


BARE_LINE_MOST = 16
"""Characters of a line in a picture in which a place alone may be the goods' place."""
_SPECIALTY = re.compile("[省市县区镇]?(?:的)?(?:土)?特产")


def _by_words(text: PageText, span: Span, unit: Span) -> ClaimKind | None:
    start, end = span
    wide = (unit[0], min(unit[1], end + 16))
    grow, make = text.inside("grow", wide), text.inside("make", wide)
    logistics = text.inside("logistics", wide)
    if logistics and not _nearer(grow, logistics, span):
        return None
    if text.place in (Place.DESCRIPTION, Place.PICTURE) and is_of_people(text, span, unit):
        return None
    own = _is_own(text, unit)
    if grow and not own and text.place is Place.DESCRIPTION and text.has("lore", text.sentence(start)):
        return None
    if grow or own or (text.place is Place.DESCRIPTION and _lives(text, span)):
        return ClaimKind.GROWN
    if _SPECIALTY.match(text.raw, end):
        return ClaimKind.TITLE
    if make:
        return ClaimKind.MADE
    if text.has("story", unit) or text.has("difference", text.sentence(start)):
        return None
    return ClaimKind.TITLE if _stands_bare(text, span, unit) else None


def _lives(text: PageText, span: Span) -> bool:
    return not text.has_any((*_TALK, "lore"), text.sentence(span[0])) and lives_there(text, span)


_SELF_SERVICE = re.compile("自己(?:也|就|先|都|可以|能|去|来|到|上门|开车)*[来去取吃洗蒸煮看挑选喝用买拿送算切拆定]")


def _is_own(text: PageText, unit: Span) -> bool:
    """Words of one's own land or house; 自己来取 is none."""
    return any(_SELF_SERVICE.match(text.raw, one[0]) is None for one in text.inside("own_words", unit))


def _stands_bare(text: PageText, span: Span, unit: Span) -> bool:
    """A place alone in a title, or in a short line of a picture; not one of a list (北京、上海、广州)."""
    listed = "、" in (text.raw[span[1] : span[1] + 1], text.raw[span[0] - 1 : span[0]])
    short = text.place is Place.PICTURE and unit[1] - unit[0] <= BARE_LINE_MOST
    return not listed and (text.place is Place.TITLE or short)


def _nearer(grow: list[Span], logistics: list[Span], place: Span) -> bool:
    """True when a growing word stands at least as near to the place as the nearest word of shipping."""
    if not grow:
        return False

    def distance(one: Span) -> int:
        return max(one[0] - place[1], place[0] - one[1], 0)

    return min(map(distance, grow)) <= min(map(distance, logistics))
