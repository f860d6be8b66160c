"""An indication → what is asked of a text when something of its name was seen: its places and its goods."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from leads_db.records import Indication
from pipelines.names.forms import Form, is_chinese, read_forms
from pipelines.names.hit import NameKind
from pipelines.names.kin import digits, kin, parts
from pipelines.names.sounds import read_spoken, readings, spellings
from pipelines.names.words import load_words
from pipelines.places.divisions import load_divisions, load_spellings, short_name
from pipelines.text.folding import compact

PARTED_LEAST = 4
"""Letters from which a name speaks for itself even where no goods word ends it."""


class Strength(Enum):
    """How a place word belongs to an indication."""

    NAME = "name"
    """It stands in the name itself, or in an alias."""
    POINTER = "pointer"
    """It points into the area (浑江, 怀川)."""
    COUNTY = "county"
    """A county of the area; says something only where nothing else on the page does."""


@dataclass(frozen=True)
class Head:
    """A place word of one indication, with the goods that make a name of it."""

    profile: "Profile"
    plain: str
    sounds: tuple[str, ...]
    """Reading of each character; empty for Latin spellings."""
    goods: tuple[str, ...]
    """Compact, the longest first."""
    strength: "Strength"

    @property
    def is_strong(self) -> bool:
        """Stands in the name itself."""
        return self.strength is Strength.NAME

    @cached_property
    def far_goods(self) -> frozenset[str]:
        """The goods that make a name of it even where they stand far away."""
        return frozenset(word for word in self.profile.core_goods if word in self.goods and self.plain not in word)

    @property
    def is_latin(self) -> bool:
        """True for pinyin and Western spellings."""
        return not self.sounds

    @cached_property
    def pattern(self) -> "re.Pattern[str]":
        """Any of the goods."""
        return re.compile("|".join(map(re.escape, self.goods)) or r"(?!)")

    @cached_property
    def firsts(self) -> frozenset[str]:
        """Letters with which it may begin, disguised or not."""
        return frozenset(self.plain[0]) if self.is_latin else _firsts(self.plain[0], self.sounds[0])


@dataclass(frozen=True)
class Tail:
    """A goods word that ends the name, with the reading of each character."""

    plain: str
    sounds: tuple[str, ...]

    @cached_property
    def firsts(self) -> frozenset[str]:
        """Letters with which it may begin, disguised or not."""
        return _firsts(self.plain[0], self.sounds[0])


def _firsts(character: str, sound: str) -> frozenset[str]:
    pieces = (pieces[0] for pieces in parts(character))
    return frozenset((character, sound[:1], *kin(character, sound), *pieces, *digits(sound)))


@dataclass(frozen=True)
class Profile:
    """One indication as the finder sees it."""

    slug: str
    name: str
    is_local: bool
    is_one_word: bool
    """The name has no place part (香槟): it speaks of the goods only beside other words for them."""
    forms: tuple[Form, ...]
    tails: tuple[Tail, ...]
    """Of two characters or more, from its Chinese forms."""
    goods: tuple[str, ...]
    """All words for its goods, compact, the longest first."""
    spelt_goods: frozenset[str]
    """Those of them that are pinyin."""
    core_goods: tuple[str, ...]
    """Those that are enough when the place stands far away: they share a character with a tail."""
    places: tuple[str, ...]
    """Chinese place words, those of its forms and of its area."""
    goods_beside: tuple[str, ...]
    """Same and similar goods: what must stand near a name that is one word."""


def read_profile(indication: Indication) -> Profile:
    """The profile of one indication; all of it comes from the register."""
    forms = read_forms(indication)
    ended = [(form.tail, form.sounds[-len(form.tail) :]) for form in forms if is_chinese(form.plain) and form.tail]
    tails = tuple(Tail(plain, sounds) for plain, sounds in dict.fromkeys(ended) if len(plain) > 1)
    words = [compact(word) for word in indication.goods] + [tail.plain for tail in tails]
    abroad = load_words().abroad
    foreign = (other for word in words for other in abroad.get(word, ()))
    spelt = [spelling for tail in tails for spelling in spellings(tail.plain, tail.sounds)]
    goods = _longest_first([*words, *foreign, *spelt])
    letters = {letter for tail in tails for letter in tail.plain}
    return Profile(
        slug=indication.slug,
        name=indication.name,
        is_local=indication.scope == "local",
        is_one_word=len(compact(indication.name)) < PARTED_LEAST and not any(form.head for form in forms),
        forms=forms,
        tails=tails,
        goods=goods,
        spelt_goods=frozenset(spelt),
        core_goods=tuple(word for word in goods if len(word) > 1 and is_chinese(word) and letters & set(word)),
        places=_longest_first(
            [form.head for form in forms if is_chinese(form.head) and form.kind is not NameKind.WEAK_ALIAS]
            + [compact(word) for word in indication.area.place_words]
        ),
        goods_beside=_longest_first(map(compact, (*indication.goods, *indication.similar_goods))),
    )


def _longest_first(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({word for word in words if word}, key=lambda word: (-len(word), word)))


def read_heads(profile: Profile, indication: Indication) -> tuple[Head, ...]:
    """Its place words: those of the name first, then other places that name its goods, then words of the area."""
    held: dict[str, Head] = {}
    spoken = read_spoken(indication)
    for plain, goods in _named(profile, indication).items():
        held[plain] = Head(profile, plain, readings(plain, spoken) if is_chinese(plain) else (), goods, Strength.NAME)
    for word in indication.area.place_words:
        plain = compact(word)
        if len(plain) > 1 and is_chinese(plain):
            held.setdefault(plain, Head(profile, plain, readings(plain, spoken), profile.core_goods, Strength.POINTER))
    for head in [head for head in held.values() if head.is_strong and head.sounds]:
        spelt = "".join(head.sounds)
        held.setdefault(spelt, Head(profile, spelt, (), head.goods, Strength.NAME))
    for plain in _counties(indication) if profile.is_local else ():
        held.setdefault(plain, Head(profile, plain, readings(plain, spoken), profile.core_goods, Strength.COUNTY))
    return tuple(held.values())


def _counties(indication: Indication) -> Iterable[str]:
    divisions = load_divisions()
    names = (short_name(divisions[code].name) for code in indication.area.codes if code in divisions)
    return (name for name in names if len(name) > 1)


def _named(profile: Profile, indication: Indication) -> dict[str, tuple[str, ...]]:
    """Head → goods. The head of the name itself goes with all goods, that of an alias with the alias's own."""
    places = {compact(word) for word in indication.area.place_words}
    held: dict[str, tuple[str, ...]] = {}
    main = next((form.head for form in profile.forms if form.kind is NameKind.EXACT), "")
    for form in profile.forms:
        if not form.head or form.kind is NameKind.WEAK_ALIAS or len(form.head) < min(2, len(main)):
            continue
        if form.head == main or form.is_latin or (main and len(main) > 1 and main in form.head):
            held[form.head] = _longest_first([*profile.goods, *map(compact, indication.neutral_words)])
        elif is_chinese(form.head) and (form.head in places or _is_small_place(form.head)):
            held[form.head] = _longest_first([*held.get(form.head, ()), form.tail])
    return held


def _is_small_place(word: str) -> bool:
    levels = {one.division.level for one in load_spellings().get(word, ())}
    return bool(levels) and "province" not in levels
