"""What the page says of its supply: this year's crop ready before its harvest, blends, foreign processes, standards."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from leads_db.records import Indication
from pipelines.facts.grown_years import too_young
from pipelines.facts.lexicon import Lexicon, Span
from pipelines.facts.page import READ_CAP, Page, PageText, Place, Quote

WORDS_READ = 48
"""Words of one class that are read in one text; a page that repeats them more often says nothing new."""
_REFUSED = re.compile("[不无未免零0非拒没莫勿禁绝]")
"""Signs that turn the word after them round: 不打蜡不催熟不浸泡药水."""


@dataclass(frozen=True, slots=True)
class Supply:
    """Crop claims against the calendar."""

    before_harvest: bool
    """New crop offered before the first day of the harvest."""
    harvest_from: str | None
    quotes: tuple[Quote, ...]
    """Every place that says so."""


@dataclass(frozen=True, slots=True)
class Process:
    """How the goods were made, where that is foreign to the indication's product."""

    foreign: tuple[Quote, ...]
    blend: tuple[Quote, ...]
    ordinary_standard: tuple[Quote, ...]
    own_standard: Quote | None


def read_supply(page: Page, indication: Indication, day: date | None) -> Supply:
    """Before harvest: a new crop of this year, told plainly, on a day between the old crop's end and its first."""
    start = indication.harvest_from
    none = Supply(False, start, ())
    if day is None or start is None:
        return none
    month, dom = (int(part) for part in start.split("-"))
    if not 0 < (date(day.year, month, dom) - day).days <= 150:
        return none
    told = tuple(_told_days(page, date(day.year, month, dom))) if 31 in indication.nice_classes else ()
    if _is_kept(page, "old_stock") or (_is_kept(page, "presale") and not told):
        return none
    if told:
        return Supply(True, start, told)
    quotes = tuple(_vintages(page, indication, day)) + tuple(
        text.quote(span)
        for text in page.at(Place.TITLE, Place.DESCRIPTION, Place.PICTURE)
        for span in text.words.get("new_crop", ())
        if _sentence_with_year(text, span, day) and not text.is_question(span[0])
    )
    return Supply(bool(quotes), start, quotes)


_SENT_ON = re.compile(
    r"(?<!\d)(1[0-2]|0?[1-9])月(3[01]|[12]\d|0?[1-9])[号日](?:前后?|起|就|开始|准时|统一|陆续|左右|那天|当天|一早|凌晨)*"
    r"(?:发(?!酵|芽|现|布)|寄出|出货|到货|送到|能吃上|吃上|开捞|开捕|开挖|开割|开摘|开采)"
)
READY_DAYS = 60
"""Days before the harvest within which a day of delivery speaks of the new crop, not of one that was stored."""


def _told_days(page: Page, start: date) -> Iterator[Quote]:
    """Days before the harvest on which fresh goods are to be sent: 9月5号就发, where the lake opens on the 20th."""
    for text in page.at(Place.TITLE, Place.DESCRIPTION, Place.PICTURE, Place.ATTRIBUTE):
        for match in _SENT_ON.finditer(text.raw):
            month, dom = int(match[1]), int(match[2])
            if dom > 28 or text.is_question(match.start()) or text.is_of_others(match.start()):
                continue
            if 0 < (start - date(start.year, month, dom)).days <= READY_DAYS:
                yield text.quote(match.span())


_VINTAGE_KEY = re.compile("收割|采收|收获|采摘|采挖|年份|新粮|产季")
_VINTAGE_TOLD = re.compile(r"(20\d\d)年?份(?!起)")


def _vintages(page: Page, indication: Indication, day: date) -> Iterator[Quote]:
    """The running year told as the year of a crop that is not in yet: 2026年份. Roots are dug in spring too."""
    year = str(day.year)
    for text in page.at(Place.ATTRIBUTE):
        named = _VINTAGE_KEY.search(text.key) and not text.key.startswith("生产")
        if named and year in text.raw and (31 not in indication.nice_classes or text.key != "年份"):
            yield text.quote((text.raw.find(year), text.raw.find(year) + 4))
    for match in _VINTAGE_TOLD.finditer(page.title.raw):
        if match[1] == year:
            yield page.title.quote(match.span())


_OF_RIVALS = re.compile("谁家|谁还|别家|人家|他们|你们")
_SCORNED = re.compile("[^，,。；;]{0,3}?(?:骗|坑人|忽悠|割韭菜|都拉黑|的别来|一粒没有|一点没有|一概没有|没有的)")


def _is_kept(page: Page, name: str) -> bool:
    """True where a word of advance sale or of old stock stands, neither denied nor told of others."""
    texts = page.at(Place.TITLE, Place.DESCRIPTION)
    return any(not _denied(text, span) for text in texts for span in text.words.get(name, ()))


def _denied(text: PageText, span: Span) -> bool:
    clause = text.clause(span[0])
    denied = text.before("negation_before", span[0], 3, clause) or text.after("contrast_trap", span[1], 3, clause)
    rivals = _OF_RIVALS.search(text.raw, clause[0], span[0]) is not None or text.is_of_others(span[0])
    return denied is not None or rivals or _SCORNED.match(text.raw, span[1]) is not None


def _sentence_with_year(text: PageText, span: tuple[int, int], day: date) -> bool:
    start, end = text.sentence(span[0])
    near = (max(start, span[0] - 20), min(end, span[1] + 20))
    said = text.raw[near[0] : near[1]]
    early = any(word in text.raw[span[0] : span[1]] for word in ("第一批", "头一", "第一网", "头批", "提前", "首批"))
    return str(day.year) in said or early or text.has("this_year", near)


def read_process(page: Page, indication: Indication, lexicon: Lexicon) -> Process:
    """Foreign processes of the indication's kind of goods, blends and quoted standards."""
    foreign: list[Quote] = []
    heads = "\n".join((*indication.goods, indication.category, indication.name))
    for name, row in lexicon.processes_of(heads):
        foreign += _plain_words(page, name)
        foreign += too_young(page, row.least_years) if row.least_years else ()
    return Process(
        foreign=tuple(foreign),
        blend=(*_plain_words(page, "blend"), *_shared(page)),
        ordinary_standard=tuple(_ordinary_standards(page, indication)),
        own_standard=_own_standard(page, indication),
    )


def _shared(page: Page) -> Iterator[Quote]:
    """Each share of the goods beside another share or another source in one sentence: 本地米三成，其余外地米."""
    for text in page.of_goods:
        yield from _mixed_in_parts(text)
        for span in text.words.get("blend_share", ())[:WORDS_READ]:
            sentence = text.sentence(span[0])
            if text.has("cooking", sentence) or text.is_of_others(span[0]) or _is_eaten(text, span[0]):
                continue
            beside = [*text.inside("blend_share", sentence)[1:], *text.inside("blend_source", sentence)]
            if beside and not text.is_question(span[0]) and not text.has("buyer_voice", sentence):
                yield text.quote((span[0], max(span[1], beside[-1][1])))


_RATIO = re.compile(r"(?<!\d)([1-9]\d)\s*[%％](?![a-zA-Z度])[^。；;\n%％]{1,24}?(?<!\d)([1-9]\d)\s*[%％]")
RATIOS_READ = 24
"""Ratios that are read in one text; a page that tells more says nothing new."""
_MIXED = re.compile("配比|比例|混比|拼比|调配")


def _mixed_in_parts(text: PageText) -> Iterator[Quote]:
    """Two parts that make the whole, under a word of mixing: 【配比】武陟米70%，射阳米30%."""
    if "%" not in text.raw and "％" not in text.raw:
        return
    for match in islice(_RATIO.finditer(text.raw, 0, READ_CAP), RATIOS_READ):
        line = text.raw[slice(*text.sentence(match.start()))] + text.key
        if int(match[1]) + int(match[2]) == 100 and _MIXED.search(line) and not text.is_question(match.start()):
            yield text.quote(match.span())


_SIZES = re.compile(
    "[大小粗细长短][的个根]?[^，,。；;]{0,3}?[大小粗细长短][的个根]?(?:都有|一起|一块)?[^，,。；;]{0,2}?混"
)
"""细的粗的混着来: sizes are mixed, not goods."""
_RANGE = ("主营", "经营", "店内", "另售", "本店还", "另有售", "其他品种")


def _of_the_shop(text: PageText, at: int) -> bool:
    """主营：菜山药、药用山药: the shop's range, not these goods."""
    return text.raw[text.sentence(at)[0] : at].lstrip(" 【·-").startswith(_RANGE)


_PARCELS = re.compile(
    r"[^，,。；;]{1,4}?(?:发(?![酵霉芽])|寄|送|留|卖|销|客|顾客|回头|朋友|订单|单子|老人|孩子|学生|利润|人(?!工))"
)
_EATEN = re.compile("(?:[吃喝卖送留给用坏烂死]|[订买拉拿收抢运带]走)了?$")


def _is_eaten(text: PageText, at: int) -> bool:
    """鸟吃一半人吃一半, 一半发北京: shares of buyers, parcels and meals, not of what the goods are made of."""
    before, after = text.raw[max(0, at - 3) : at], text.raw[at : at + 10]
    return _EATEN.search(before) is not None or _PARCELS.match(after) is not None


def _plain_words(page: Page, name: str) -> Iterator[Quote]:
    """The words of a class that are neither denied nor asked about."""
    if name not in page.classes:
        return
    for text in page.of_goods:
        for span in text.words.get(name, ())[:WORDS_READ]:
            clause = text.clause(span[0])
            denied = text.before("negation_before", span[0], 4, clause) or text.after(
                "negation_after", span[1], 4, clause
            )
            refused = _REFUSED.search(text.raw, max(clause[0], span[0] - 3), span[0])
            promised = text.after("contrast_trap", span[1], 3, clause) or _of_the_shop(text, span[0])
            scorned = _SCORNED.match(text.raw, span[1]) or (
                name == "blend" and _SIZES.search(text.raw, clause[0], min(clause[1], READ_CAP))
            )
            elsewhere = text.is_question(span[0]) or text.is_of_others(span[0])
            if not (denied or refused or promised or scorned or elsewhere):
                yield text.quote(span)


_STANDARD_KEY = re.compile("执行标准|产品标准|标准号|标准代号")
_PRODUCT_STANDARD = re.compile(r"(?<![A-Za-z])(?:GB|NY|GH|SB|LY|QB|SC)\s?/?\s?T\s?\d{2,6}", re.IGNORECASE)
"""A standard of the state or a trade for goods of a kind; DB… and T/… may be the indication's own."""


def _ordinary_standards(page: Page, indication: Indication) -> Iterator[Quote]:
    """Standards of ordinary goods; whatever a field or line of standards states, where the indication has its own."""
    for text in page.at(Place.ATTRIBUTE, Place.PICTURE, Place.TITLE):
        known = text.words.get("ordinary_standard", ())
        yield from (text.quote(span) for span in known)
        stated = None if known or not indication.standards else _stated_standard(text)
        if stated is not None:
            yield text.quote(stated)


def _stated_standard(text: PageText) -> Span | None:
    """The number behind a word for standards, or in a field named so."""
    cue = _STANDARD_KEY.search(text.raw, 0, READ_CAP)
    if cue is None and not _STANDARD_KEY.search(text.key):
        return None
    number = _PRODUCT_STANDARD.search(text.raw, 0 if cue is None else cue.end(), READ_CAP)
    return None if number is None else number.span()


_NUMBERED = re.compile(r"([A-Z]+\d*(?:/T)?)\s?(\d+)")


def _own_standard(page: Page, indication: Indication) -> Quote | None:
    """The indication's own standard, with or without a space in its number: GB/T 25504, GB/T25504-2010."""
    for told in indication.standards:
        number = _NUMBERED.match(told)
        if number is None:
            continue
        wanted = re.compile(rf"{number[1]}\s?{number[2]}(?!\d)")
        for text in page.at(Place.ATTRIBUTE, Place.PICTURE, Place.DESCRIPTION):
            found = wanted.search(text.raw, 0, READ_CAP)
            if found is not None:
                return text.quote(found.span())
    return None
