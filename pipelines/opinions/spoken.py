"""Shops, platforms and places that a post names, each where it stands. A name that nobody could check is left out."""

import re
from collections.abc import Iterable, Mapping
from functools import cached_property

import daachorse

from leads_db.records import Mention, Platform
from leads_db.records.opinion import SpokenOf
from pipelines.opinions.post_text import PostText
from pipelines.opinions.reading import ReadPost
from pipelines.text.folding import fold

MOST = 8
"""Of one kind in one post."""
_SHOP_KINDS = (
    "官方旗舰店|旗舰店|专营店|专卖店|直营店|自营店|特产店|生鲜店|茶行|粮行|商行|商贸|经营部|批发部|直播间|超市|便利店|大药房|药店|"
    "合作社|酒庄|有限公司|公司|食品厂|米业|酒业|药业|农场|小店|店铺"
)
_KIND = re.compile(_SHOP_KINDS)
_KIND_OR_SHOP = re.compile(rf"(?:{_SHOP_KINDS}|店)")
_ENDS_AS_SHOP = re.compile(rf"(?:{_SHOP_KINDS}|店)$")
_QUOTED = re.compile(
    rf"[“\"「『【《]([^“”\"「」『』【】《》\n]{{2,24}}?)[”\"」』】》](?:的)?(?:这家)?(?=(?:{_SHOP_KINDS}|店|直播间)?)"
)
_NAMED = re.compile(rf"([一-龥A-Za-z0-9·]{{2,14}}?(?:{_SHOP_KINDS}))(?![一-龥]*(?:协会|商会))")
_BEGINS = re.compile(
    r"^.*?(?:[在从去到找问上由给被叫是买有个说看见及与和向对]|这家|那家|一家|三家|几家|两家|购买了?|举报|投诉|自称|所谓的?|来自|经销商|商家)(?=.{3,})"
)
_NOBODY = re.compile(
    r"^[某本该这那一两几各]|某|我们|你们|他们|多家|部分|很多|所有|这个|那个|一个|隔壁|楼下|门口|外地|外省|本地|当地|外国|网上|附近|热门|直播间直播间"
)
_ONLY_KIND = re.compile(
    rf"^(?:{_SHOP_KINDS}|官方|品牌|京东|淘宝|天猫|拼多多|抖音|自营|线下|实体|社区|大型|连锁|商业|相关|电商|龙头)+$"
)
PLATFORM_WORDS = {
    "某宝": "taobao",
    "桃宝": "taobao",
    "某猫": "tmall",
    "某东": "jd",
    "狗东": "jd",
    "某多多": "pdd",
    "拼夕夕": "pdd",
    "多多": "pdd",
    "某音": "douyin",
    "抖店": "douyin",
    "某手": "kuaishou",
    "小红薯": "xiaohongshu",
    "某鱼": "goofish",
    "咸鱼": "goofish",
}
"""How people write a platform without writing it."""


class PlatformWords:
    """Names of platforms, as the register has them and as people disguise them."""

    def __init__(self, platforms: Iterable[Platform]) -> None:
        self._ids: Mapping[str, str] = {
            **PLATFORM_WORDS,
            **{fold(part): one.id for one in platforms for part in one.name.split() if len(part) > 1},
        }
        self._words = sorted(self._ids)

    @cached_property
    def _automaton(self) -> daachorse.CharwiseDoubleArrayAhoCorasick:
        return daachorse.CharwiseDoubleArrayAhoCorasick(self._words, daachorse.MATCH_KIND_LEFTMOST_LONGEST)

    def find(self, post: PostText) -> tuple[SpokenOf, ...]:
        """Each platform named, at its first place."""
        found: dict[str, SpokenOf] = {}
        for start, end, number in self._automaton.find(post.folded.text):
            word = self._words[number]
            found.setdefault(
                self._ids[word], _spoken(post, start, end, 0.7 if word in PLATFORM_WORDS else 0.9, self._ids[word])
            )
        return tuple(found.values())[:MOST]


def find_shops(mention: Mention, read: ReadPost) -> tuple[SpokenOf, ...]:
    """Shops, makers and live rooms with a name of their own; «某店», «这家超市» are nobody."""
    post, text = read.post, read.post.folded.text
    found: dict[str, SpokenOf] = {}
    for start, end, confidence in (*_quoted_shops(text), *_plain_shops(read)):
        found.setdefault(text[start:end], _spoken(post, start, end, confidence, None))
    if mention.target and _ENDS_AS_SHOP.search(mention.target) and not _NOBODY.search(mention.target):
        name = mention.target[:60]
        found.setdefault(name, SpokenOf(text=name, field="target", span=(0, len(name)), confidence=0.8))
    return tuple(found.values())[:MOST]


def _quoted_shops(text: str) -> Iterable[tuple[int, int, float]]:
    for match in _QUOTED.finditer(text):
        name = match[1]
        kind = _KIND_OR_SHOP.match(text[match.end() : match.end() + 5])
        if (kind or _ENDS_AS_SHOP.search(name)) and not _NOBODY.search(name) and not _ONLY_KIND.match(name):
            yield match.start(1), match.end(1), 0.9


_NO_NAME = re.compile(
    r"[一有是这那某家同刚今明昨拆拿查待不止边检处给让被把就也都还很太去到在从说问找买卖看叫的了吗呢吧啊我你他她它们哪谁什么几多每各]"
)
"""Letters of a sentence, not of a shop's name."""
_WHEN = re.compile(
    r"^(?:今晚|明晚|今天|明天|昨天|昨晚|周[一二三四五六日末]|晚上|早上|下午)*(?:[零一二三四五六七八九十0-9]+点半?)?"
)
_KIND_AT_END = re.compile(rf"(?:{_SHOP_KINDS})$")


def _own_name(name: str, places: frozenset[str]) -> bool:
    """Before the kind of shop stands a name of its own: no words of a sentence, no mere place."""
    stem = _KIND_AT_END.sub("", name)
    return len(stem) > 1 and not _NO_NAME.search(stem) and stem not in places


def _plain_shops(read: ReadPost) -> Iterable[tuple[int, int, float]]:
    post, text = read.post, read.post.folded.text
    if _KIND.search(text) is None:
        return
    places = frozenset(text[start:end] for start, end in (post.folded_span(*place.span) for place in read.places))
    for match in _NAMED.finditer(text):
        lead = _BEGINS.match(match[1])
        start = match.start(1) + (lead.end() if lead else 0)
        when = _WHEN.match(text[start : match.end(1)])
        start += when.end() if when else 0
        name = text[start : match.end(1)]
        if len(name) > 3 and not _NOBODY.search(name) and not _ONLY_KIND.match(name) and _own_name(name, places):
            begins = bool(lead) or start == 0 or not text[start - 1].isalnum() or bool(when and when.end())
            yield start, match.end(1), 0.6 if begins else 0.4


def find_places(read: ReadPost) -> tuple[SpokenOf, ...]:
    """Places outside the names, each once."""
    found: dict[str, SpokenOf] = {}
    for place in read.places:
        start, end = read.post.folded_span(*place.span)
        if not any(start < stop and begin < end for begin, stop in read.written):
            found.setdefault(place.code, _spoken(read.post, start, end, place.sure, place.code))
    return tuple(found.values())[:MOST]


def _spoken(post: PostText, start: int, end: int, confidence: float, known: str | None) -> SpokenOf:
    field, span = post.field_span(start, end)
    return SpokenOf(text=post.text_of(field, span), field=field, span=span, confidence=round(confidence, 2), id=known)
