"""Years of growth as the page tells them, for goods that must have a number of them: 籽货满8年, 种满五年起货."""

import re
from collections.abc import Iterator
from itertools import islice

from pipelines.facts.page import READ_CAP, Page, PageText, Quote
from pipelines.text.numerals import WRITTEN, number_of

_YEARS = re.compile(
    rf"(?:(?:抬的(?:都|全)?是|起的(?:都|全)?是|挖的(?:都|全)?是|满|够|足|长了|长足|长满|种了|种满|养了|生长|参龄|年限)\s*[:：]?\s*({WRITTEN})\s*年)"
    rf"|(?:(?<![\d零一二三四五六七八九十])({WRITTEN})\s*年\s*(?:的|生)?\s*(?:起货|货|鲜?参|参龄|园参|籽货|出土|就起|起的?货)(?!\s*[\d一二两三四五六七八九十百]))"
    rf"|(?:({WRITTEN})\s*年(?:以上|起步|往上|开外|陈|皮|老皮))"
    rf"|(?:陈化?了?\s*({WRITTEN})\s*年)"
)
_MONTHS = re.compile(rf"(?:刚好|才|刚|只|陈化?了?|晒了?|存了?|放了?|已经?|差不多)\s*({WRITTEN})\s*个?(?:多|来)?月")
"""Months since the goods were taken in: 去年冬至剥的皮，到今天刚好八个月."""
_GROWN = re.compile("参|货|籽|棵|苗|龄|地里|种|起|抬|挖|长|土|陈|皮")
_NO_AGE = re.compile(r"店|从业|经验|保质|有效|质保|干了|做了|卖了|合作|会员|老客|质检|经营|行当|手艺")
MOST_YEARS = 60
AGES_READ = 24
"""Ages that are read in one text; a page that tells more says nothing new."""


def too_young(page: Page, least: int) -> Iterator[Quote]:
    """Every stated age below `least`; none where an age that suffices stands on the page too."""
    told = [(text, span, years) for text in page.of_goods for span, years in _ages(text)]
    if any(years >= least for _, _, years in told):
        return
    for text, span, _ in told:
        yield text.quote(span)


def _ages(text: PageText) -> Iterator[tuple[tuple[int, int], float]]:
    for match in islice(_YEARS.finditer(text.raw, 0, READ_CAP), AGES_READ):
        years = number_of(match[1] or match[2] or match[3] or match[4])
        clause = text.clause(match.start())
        said = text.raw[clause[0] : clause[1]]
        if years is None or years > MOST_YEARS or not _GROWN.search(said) or _NO_AGE.search(said):
            continue
        told = text.before("negation_before", match.start(), 4, clause) is None
        if told and not text.is_question(match.start()) and not text.is_hearsay(match.start()):
            yield match.span(), years
    yield from _aged_months(text)


def _aged_months(text: PageText) -> Iterator[tuple[tuple[int, int], float]]:
    """Months for which peel has been kept, told of these goods and not of their keeping."""
    for match in islice(_MONTHS.finditer(text.raw, 0, READ_CAP), AGES_READ):
        said = text.raw[slice(*text.sentence(match.start()))]
        months = number_of(match[1])
        aged = re.search("剥|陈化|陈了|晒|新皮", said) and not re.search("保质|可存|能放|能存|冷藏|食用", said)
        if months and aged and not text.is_question(match.start()) and not text.is_hearsay(match.start()):
            yield match.span(), months / 12
