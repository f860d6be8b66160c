"""A post that writes no name → the indication that its words of place and goods point to, with how firmly.

Posts are collected under a watch term and often say no more than 这箱山药 or 武陟的米. What a post points to decides
nothing alone: `analysis` drops it again where the post is about something else.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import daachorse

from leads_db.records import Indication
from pipelines.opinions.words import PointingWords
from pipelines.text.folding import fold


class Pointing(StrEnum):
    """How firmly; from the firmest."""

    NAMED = "named"
    """The name is written, in whatever disguise."""
    LIKENED = "likened"
    """A weak alias, or place and goods far apart."""
    TRADE = "trade"
    """A word of the trade that only one of ours has (冰酒, 绞胎)."""
    PLACE_AND_GOODS = "place_and_goods"
    PLACE = "place"
    """Only a place word of its area."""
    GOODS = "goods"
    """Only a plain word for the goods."""
    CONTEXT = "context"
    """The post itself says nothing; the forum, thread or shop that it stands under is called by the name."""
    NOTHING = "nothing"


CONFIDENCE = {
    Pointing.NAMED: 0.98,
    Pointing.LIKENED: 0.8,
    Pointing.TRADE: 0.75,
    Pointing.PLACE_AND_GOODS: 0.75,
    Pointing.PLACE: 0.5,
    Pointing.GOODS: 0.45,
    Pointing.CONTEXT: 0.6,
    Pointing.NOTHING: 0.0,
}


@dataclass(frozen=True, slots=True)
class Pointed:
    """What a folded text points to, and the words that do."""

    slug: str | None
    how: Pointing
    spans: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class _Word:
    trade_of: str | None = None
    shared_of: str | None = None
    main_of: str | None = None
    place_of: tuple[str, ...] = ()
    goods_of: tuple[str, ...] = ()


NOTHING = Pointed(None, Pointing.NOTHING)
_ONE_LETTER_GOODS = "米葱参菊瓷窑粮稻蟹"
"""Goods of one letter count beside a place only."""


class PointingTable:
    """Built from a register's indications; holds no state between posts."""

    def __init__(self, indications: Iterable[Indication], words: PointingWords) -> None:
        held = {one.slug: one for one in indications}
        self._local = {slug for slug, one in held.items() if one.scope == "local"}
        self._words = _read_words(held, self._local, words)
        texts = sorted({*self._words, *words.not_goods})
        self._texts = texts
        self._automaton = daachorse.CharwiseDoubleArrayAhoCorasick(
            texts or ["\0"], daachorse.MATCH_KIND_LEFTMOST_LONGEST
        )

    def point(self, text: str) -> Pointed:
        """What a folded text without a written name points to."""
        seen = [(start, end, self._words.get(self._texts[number])) for start, end, number in self._automaton.find(text)]
        words = [(start, end, word) for start, end, word in seen if word is not None]
        if not words:
            return NOTHING
        places: dict[str, list[tuple[int, int]]] = defaultdict(list)
        goods: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for start, end, word in words:
            for slug in word.place_of:
                places[slug].append((start, end))
            for slug in word.goods_of:
                goods[slug].append((start, end))
        both = [slug for slug in places if slug in goods]
        if both:
            best = min(both, key=lambda slug: (-len(goods[slug]), -_longest(goods[slug]), slug))
            return Pointed(best, Pointing.PLACE_AND_GOODS, (*places[best], *goods[best]))
        return _single(words, places)


class GoodsWords:
    """Every word for goods of a register, where it stands in a text; holds no state between posts."""

    def __init__(self, indications: Iterable[Indication]) -> None:
        words = {word for one in indications for word in map(fold, (*one.goods, *one.neutral_words))}
        kept = sorted(word for word in words if len(word) > 1 and not word.isascii())
        self._automaton = daachorse.CharwiseDoubleArrayAhoCorasick(
            kept or ["\0"], daachorse.MATCH_KIND_LEFTMOST_LONGEST
        )

    def find(self, text: str) -> list[tuple[int, int]]:
        """Spans of a folded text; of several words that begin at one place the longest."""
        return [(start, end) for start, end, _ in self._automaton.find(text)]


def _single(words: list[tuple[int, int, _Word]], places: Mapping[str, list[tuple[int, int]]]) -> Pointed:
    for start, end, word in words:
        if word.trade_of is not None:
            return Pointed(word.trade_of, Pointing.TRADE, ((start, end),))
    for start, end, word in words:
        if word.shared_of is not None:
            return Pointed(word.shared_of, Pointing.GOODS, ((start, end),))
    if places:
        meant = next((word.main_of for _, _, word in words if word.main_of is not None), None)
        best = meant or min(places, key=lambda slug: (-len(places[slug]), places[slug]))
        return Pointed(best, Pointing.PLACE, tuple(places[best]))
    return NOTHING


def _longest(spans: list[tuple[int, int]]) -> int:
    return max(end - start for start, end in spans)


def _read_words(held: Mapping[str, Indication], local: set[str], words: PointingWords) -> dict[str, _Word]:
    trade = {word: slug for slug, more in words.more.items() if slug in held for word in more}
    shared = {word: slug for word, slug in words.shared.items() if slug in held}
    used = Counter(word for one in held.values() for word in {*one.neutral_words, *one.goods})
    places: dict[str, list[str]] = defaultdict(list)
    goods: dict[str, list[str]] = defaultdict(list)
    for slug in sorted(local, key=lambda slug: (_is_wide(held[slug]), slug)):
        one = held[slug]
        for word in _place_words(one):
            places[word].append(slug)
        for word in map(fold, {*one.goods, *one.neutral_words, *one.similar_goods}):
            if not word.isascii() and (len(word) > 1 or word in _ONE_LETTER_GOODS):
                goods[word].append(slug)
        for word in one.neutral_words:
            if used[word] == 1 and len(word) > 1 and not word.isascii():
                trade.setdefault(fold(word), slug)
    for word, slugs in goods.items():
        held_in = [slug for part, slug in trade.items() if word.startswith(part) and slug in slugs]
        if held_in and word not in trade:
            trade[word] = held_in[0]
    main = {word: slug for word, slug in words.main.items() if slug in held and word in places}
    return {
        word: _Word(
            trade.get(word), shared.get(word), main.get(word), tuple(places.get(word, ())), tuple(goods.get(word, ()))
        )
        for word in {*trade, *shared, *places, *goods}
    }


def _is_wide(indication: Indication) -> bool:
    """Its area is a whole prefecture: a county's own indication comes first."""
    return any(code.endswith("00") for code in indication.area.codes) or len(indication.area.codes) > 1


def _place_words(indication: Indication) -> Iterable[str]:
    words = (*indication.area.place_words, *indication.area.townships)
    return {fold(word) for word in words if len(word) > 1}
