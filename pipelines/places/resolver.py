"""Any Chinese address or place text → division codes, the finest that the words allow."""

import re
from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

import daachorse

from pipelines.places.divisions import ORDINARY, Division, Spelling, load_divisions, load_spellings, load_townships
from pipelines.places.seat_places import words_of_seat
from pipelines.text.folding import Folded, fold_with_map

GAP = 4
"""Signs between two parts of one address: spaces, marks, 省 or 市 written apart."""
TOWN_REACH = 14
"""Characters after a county in which its township is looked for."""
NOT_A_PLACE = frozenset("街路道巷里庄屯桥沟湾峪坡岭湖河江水洞塔寺庙堂楼苑城店宾酒饭烩菜面关")
"""What makes another word of a short name: 五常街道, 本溪湖, 当阳峪, 焦作路."""
PLACE_BEFORE = ("从", "自", "在", "由", "去", "到", "于", "产地", "产地:", "原料")
PLACE_AFTER = (
    "产",
    "种",
    "拉",
    "运",
    "收",
    "调",
    "本地",
    "当地",
    "境内",
    "农户",
    "老乡",
    "地里",
    "挖",
    "采",
    "基地",
    "那边",
)
READ_CAP = 20_000
WORDS_MOST = 1_000
"""Words of places that are read in one text; no honest page comes near."""
REMEMBERED = 8_192
"""Address fields whose places are kept."""
LEVELS = {"province": 0, "prefecture": 1, "county": 2}


class PlaceHit(NamedTuple):
    """One place named in a text."""

    code: str
    """Six digits: of the county, prefecture or province."""
    name: str
    level: str
    span: tuple[int, int]
    """In the raw text, from the coarsest to the finest word."""
    township: str | None
    sure: float
    """0..1: 1.0 full names that agree, 0.5 a bare short name."""


class _Word(NamedTuple):
    start: int
    end: int
    spellings: tuple[Spelling, ...]


class PlaceResolver:
    """Holds no state but its tables; `find` names every place, `resolve` the one that a field means."""

    def __init__(self, load: Callable[[], dict[str, tuple[Spelling, ...]]] = load_spellings) -> None:
        """`load`: gives the spellings, once, when the first text is read."""
        self._load = load

    @cached_property
    def _spellings(self) -> dict[str, tuple[Spelling, ...]]:
        return self._load()

    @cached_property
    def _texts(self) -> list[str]:
        return sorted(self._spellings)

    @cached_property
    def _automaton(self) -> daachorse.CharwiseDoubleArrayAhoCorasick:
        return daachorse.CharwiseDoubleArrayAhoCorasick(self._texts, daachorse.MATCH_KIND_LEFTMOST_LONGEST)

    def find(self, text: str, near: frozenset[str] = frozenset()) -> tuple[PlaceHit, ...]:
        """Every place in the order of the text; parts of one address are one hit.

        `near`: county codes that the page names elsewhere in full, whose short names and townships are understood too.
        """
        return self.find_folded(fold_with_map(text[:READ_CAP]), near)

    def find_folded(self, folded: Folded, near: frozenset[str] = frozenset()) -> tuple[PlaceHit, ...]:
        """The same for a text whose normal form is at hand."""
        words = _with_townships(self._words(folded.text), folded.text, near)
        hits = []
        chain: list[tuple[_Word, Spelling]] = []
        for word in words:
            if chain and _is_local_name(word, chain, folded.text):
                continue
            chosen = _choose(word, chain, folded.text, near)
            if chosen is None or (chain and not _continues(chain, word, chosen, folded.text)):
                hits += _hit(chain, folded)
                chain = []
                chosen = _choose(word, [], folded.text, near)
            if chosen is not None:
                chain.append((word, chosen))
        return tuple(hits + _hit(chain, folded))

    def find_short(self, text: str) -> tuple[PlaceHit, ...]:
        """The same for an address field, remembered: shops of one town repeat it."""
        return self._remembered(text)

    @cached_property
    def _remembered(self) -> Callable[[str], tuple[PlaceHit, ...]]:
        return lru_cache(maxsize=REMEMBERED)(self.find)

    def resolve(self, text: str) -> PlaceHit | None:
        """The finest and surest place of a field, the first of equals; None when no place is recognised."""
        return _finest(self.find(text))

    def resolve_short(self, text: str) -> PlaceHit | None:
        """The same for an address field, remembered."""
        return self._resolved(text)

    @cached_property
    def _resolved(self) -> Callable[[str], PlaceHit | None]:
        return lru_cache(maxsize=REMEMBERED)(lambda text: _finest(self.find_short(text)))

    def _words(self, text: str) -> list[_Word]:
        words = []
        for start, end, index in self._automaton.find(text)[:WORDS_MOST]:
            spelling = self._texts[index]
            if spelling.isascii() and not _stands_alone(text, start, end):
                continue
            kept = tuple([one for one in self._spellings[spelling] if one.is_full or _is_place(one, text, end)])
            if kept:
                words.append(_Word(start, end, kept))
        return words


def _with_townships(words: list[_Word], text: str, near: frozenset[str]) -> list[_Word]:
    """The words of a text and, where they leave room, the townships of the counties `near`."""
    extra = []
    for code in near:
        held = words_of_seat(code)
        if held is None:
            continue
        for start, end, index in held[0].find(text):
            if not any(start < word.end and word.start < end for word in words):
                extra.append(_Word(start, end, (held[1][index],)))
    return sorted((*words, *extra), key=lambda word: word.start) if extra else words


def _finest(hits: Sequence[PlaceHit]) -> PlaceHit | None:
    return max(hits, key=lambda hit: (hit.sure >= 0.5, LEVELS[hit.level], hit.sure, -hit.span[0]), default=None)


def _stands_alone(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (before.isascii() and before.isalpha()) and not (after.isascii() and after.isalpha())


def _is_place(spelling: Spelling, text: str, end: int) -> bool:
    """Of a short name: whether the letters behind it leave it a place."""
    after = text[end : end + 1]
    if after in NOT_A_PLACE and (_own_town(spelling, text, end) or _BESIDE.match(text, end)):
        return True
    if after in ("镇", "乡") or text[end : end + 2] == "街道":
        own = load_townships().get(spelling.division.code, ())
        return any(text.startswith(town, max(0, end - len(town) + 1)) or text[: end + 1].endswith(town) for town in own)
    return after not in NOT_A_PLACE or after == ""


_BESIDE = re.compile("城?[东南西北郊外里](?:边|面|郊|乡|部|头)?(?![方街路])|城[里关]|关[里外]")


def _own_town(spelling: Spelling, text: str, end: int) -> bool:
    """济源坡头镇: a township of the place follows, so that its first character makes no other word."""
    towns = load_townships().get(spelling.division.code, ())
    return any(text.startswith(town, end) for town in towns)


def _choose(
    word: _Word, chain: list[tuple[_Word, Spelling]], text: str, near: frozenset[str] = frozenset()
) -> Spelling | None:
    """The spelling that agrees with the address so far; alone, the one that can only mean one place."""
    if chain:
        parent = chain[-1][1].division
        inside = [one for one in word.spellings if _is_inside(one.division, parent) and one.division != parent]
        if inside:
            return min(inside, key=lambda one: LEVELS[one.division.level])
        same = [one for one in word.spellings if one.division == parent]
        if same:
            return same[0]
    meant = [one for one in word.spellings if one.division.code in near]
    if len(meant) == 1:
        return meant[0]
    coarse = [one for one in word.spellings if one.division.level != "county"]
    if coarse:
        return min(coarse, key=lambda one: LEVELS[one.division.level])
    fine = [one for one in word.spellings if one.is_full or _may_stand_alone(one, word, text)]
    return fine[0] if len({one.division.code for one in fine}) == 1 else None


def _may_stand_alone(spelling: Spelling, word: _Word, text: str) -> bool:
    if text[word.start : word.end] in ORDINARY:
        return False
    return not spelling.division.name.endswith("区") or _is_told_as_place(word, text)


def _is_told_as_place(word: _Word, text: str) -> bool:
    """A district's short name alone is a place where the words beside it say so: 从章丘, 番禺产."""
    before, after = text[max(0, word.start - 2) : word.start].strip(), text[word.end : word.end + 2]
    return before.endswith(PLACE_BEFORE) or after.startswith(PLACE_AFTER)


def _is_inside(inner: Division, outer: Division) -> bool:
    stem = (
        outer.code[:2] if outer.level == "province" else outer.code[:4] if outer.level == "prefecture" else outer.code
    )
    return inner.code.startswith(stem)


_BIG_OR_OLD = "老大小东西南北上下前后"


def _is_local_name(word: _Word, chain: list[tuple[_Word, Spelling]], text: str) -> bool:
    """True for a short name elsewhere that follows an address at once: 江苏无锡惠山阳山 names a town of 惠山."""
    last, spelling = chain[-1]
    apart = text[last.end : word.start]
    if (
        len(apart) > 1
        or (apart and apart not in _BIG_OR_OLD)
        or any(one.is_full and not one.township for one in word.spellings)
    ):
        return False
    return not any(_is_inside(one.division, spelling.division) for one in word.spellings)


_NEW_CLAUSE = re.compile("[，,。；;！!？?]")


def _continues(chain: list[tuple[_Word, Spelling]], word: _Word, chosen: Spelling, text: str) -> bool:
    last, spelling = chain[-1]
    between = text[last.end : word.start]
    if _NEW_CLAUSE.search(between) and any(sign.isalnum() for sign in between):
        return False
    return len(between) <= GAP and "\n" not in between and _is_inside(chosen.division, spelling.division)


def _hit(chain: list[tuple[_Word, Spelling]], folded: Folded) -> list[PlaceHit]:
    if not chain:
        return []
    finest = max((spelling for _, spelling in chain), key=lambda one: LEVELS[one.division.level])
    division = finest.division
    told = next((one.township for _, one in chain if one.township), "")
    town = told or _township(division, folded.text, chain[-1][0])
    sure = 1.0 if len(chain) > 1 else 0.7 if told else 0.9 if finest.is_full else 0.6
    if len(chain) == 1 and division.level != "county":
        sure = 0.9
    span = folded.span(chain[0][0].start, chain[-1][0].end)
    return [PlaceHit(division.code, division.name, division.level, span, town or None, sure)]


def _township(division: Division, text: str, word: _Word) -> str:
    if division.level != "county":
        return ""
    after = text[word.start : word.end + TOWN_REACH]
    towns = load_townships().get(division.code, ())
    return max((town for town in towns if town in after), key=len, default="")


def place_name(code: str) -> str:
    """The name of a division; the code itself where it is not known."""
    division = load_divisions().get(code)
    return division.name if division else code
