"""A listing → its texts, each with its word hits, sentences and clauses; read once, used by every fact."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from leads_db.records import Listing
from pipelines.facts.lexicon import Lexicon, Span
from pipelines.text.folding import Folded, compact_with_map, fold_with_map

READ_CAP = 12_000
"""Characters of one text that are read for facts; names are looked for in all of it."""

_ENDS = r"[。！？!?；;\n\r｜|★▲●◆■▼【~～…]|<br ?/?>|&nbsp;|\s{2,}|#(?=\S)|(?<=[a-z])\. |——"
_SENTENCE = re.compile(_ENDS)
_SPOKEN_SENTENCE = re.compile(
    _ENDS + r"|(?<![A-Za-z])(?=[QqAa问答]\s?(?:[（(][^（）()]{0,6}[)）])?\s?[:：])"
    r"|(?=(?:店家|商家|卖家|客服|掌柜|店主)?(?:回复|回答|答复)\s?[:：])"
    r"|(?=(?:店家|商家|已?买家|卖家|客服|掌柜的?|店主|老板|主播)[:：])"
)
_BUYER = re.compile(r"[\s·•\-—>]*(?:已?买家|顾客|客人|网友|粉丝|追评|[问Qq])(?:\d{1,2}|[A-Za-z])?\s?[:：]")
"""Who speaks at the head of a sentence: a buyer tells nothing of where the goods grew."""
_SPACED = re.compile("(?:[\u4e00-\u9fff] ){3}")
"""Picture text in which the recogniser set every character apart."""
_CLAUSE = re.compile(r"[,，、—（）()\[\]「」】]|\s-\s")
_PHRASE = re.compile(r"\s+|[+＋/]")


class Place(StrEnum):
    """Where on the page a text stands."""

    TITLE = "title"
    DESCRIPTION = "description"
    ATTRIBUTE = "attribute"
    PICTURE = "picture"
    SHOP = "shop"
    COMPANY = "company"
    CATEGORY = "category"


class Quote(NamedTuple):
    """Raw characters of one field, as the reviewer finds them."""

    field: str
    span: Span
    text: str


OF_THE_SELLER = frozenset({Place.SHOP, Place.COMPANY, Place.CATEGORY})
"""Names of shops and firms, and the shelf, say nothing of the goods themselves."""
_NONE: frozenset[str] = frozenset()


class PageText:
    """One field of the listing with everything that later facts ask of it. Spans count raw characters."""

    def __init__(self, field: str, place: Place, raw: str, lexicon: Lexicon, key: str = "") -> None:
        """`key`: an attribute's name; empty elsewhere."""
        self.field, self.place, self.raw, self.lexicon, self.key = field, place, raw, lexicon, key
        self.key_classes = lexicon.classes_in(key) if key else _NONE
        """Classes of the attribute's name."""
        read = raw[:READ_CAP]
        spaced = place is Place.PICTURE and _SPACED.search(read) is not None
        self.folded: Folded = compact_with_map(read) if spaced else fold_with_map(read)
        """The light normal form of what is read, with the way back."""
        self.words: dict[str, list[Span]] = lexicon.find_words(self.folded)
        """Class → spans, in order."""

    @cached_property
    def _sentences(self) -> "_Units":
        spoken = ":" in self.raw or "：" in self.raw
        return _Units(self.raw, _SPOKEN_SENTENCE if spoken else _SENTENCE)

    @cached_property
    def _clauses(self) -> "_Units":
        return _Units(self.raw, _CLAUSE, self._sentences.breaks)

    @cached_property
    def _phrases(self) -> "_Units":
        return _Units(self.raw, _PHRASE, self._clauses.breaks)

    def sentence(self, at: int) -> Span:
        """The sentence around a position."""
        return self._sentences[at]

    def clause(self, at: int) -> Span:
        """The part of a sentence between commas around a position."""
        return self._clauses[at]

    def phrase(self, at: int) -> Span:
        """The run without spaces around a position: the unit of titles."""
        return self._phrases[at]

    def unit(self, at: int) -> Span:
        """Phrase in Chinese titles, where clauses are written with spaces; clause elsewhere."""
        spaced = self.raw[at : at + 1].isascii()
        return self.phrase(at) if self.place is Place.TITLE and not spaced else self.clause(at)

    def is_question(self, at: int) -> bool:
        """True when the sentence asks: it ends with a question mark or holds a question word."""
        if self.place in (Place.TITLE, Place.ATTRIBUTE):
            return False
        start, end = self.sentence(at)
        colon = max(self.raw.rfind("：", start, at), self.raw.rfind(":", start, at))
        if any(cue[1] < colon - 1 for cue in self.inside("question_cue", (start, max(start, colon)))):
            start = colon + 1  # 有人问怎么这么白：麻山药嘛: the answer follows its question at once
        return self.raw[end : end + 1] in ("?", "？") or self.has("question_cue", (start, end))

    def is_of_others(self, at: int) -> bool:
        """True when the sentence speaks of other shops' goods up to `at`: 市面上多是…; 我们 turns it back."""
        start, _ = self.sentence(at)
        rivals = self.inside("rival_shops", (start, at))
        return bool(rivals) and not self.has("own_pivot", (rivals[-1][1], at))

    def is_hearsay(self, at: int) -> bool:
        """True in the words of a buyer, or about other shops' goods."""
        start, end = self.sentence(at)
        quoted = self.place is Place.DESCRIPTION and (
            self.has("buyer_voice", (start, end)) or _BUYER.match(self.raw, start) is not None
        )
        return quoted or self.is_of_others(at)

    def inside(self, name: str, span: Span) -> list[Span]:
        """Spans of a class that lie within `span`."""
        held = self.words.get(name)
        if not held:
            return []
        low = bisect_left(held, (span[0], -1))
        return [one for one in held[low : bisect_right(held, (span[1], 0))] if one[1] <= span[1]]

    def has(self, name: str, span: Span) -> bool:
        """True when a word of the class lies within `span`."""
        return name in self.words and bool(self.inside(name, span))

    def has_any(self, names: Iterable[str], span: Span) -> bool:
        """True when a word of one of the classes lies within `span`."""
        return any(self.has(name, span) for name in names)

    def before(self, name: str, at: int, reach: int, within: Span) -> Span | None:
        """The nearest word of a class that ends at most `reach` characters before `at`, inside `within`."""
        if name not in self.words:
            return None
        for one in reversed(self.inside(name, (within[0], at))):
            return one if at - one[1] <= reach else None
        return None

    def after(self, name: str, at: int, reach: int, within: Span) -> Span | None:
        """The nearest word of a class that begins at most `reach` characters after `at`, inside `within`."""
        if name not in self.words:
            return None
        for one in self.inside(name, (at, within[1])):
            return one if one[0] - at <= reach else None
        return None

    def quote(self, span: Span) -> Quote:
        """The raw characters of a span."""
        return Quote(self.field, span, self.raw[span[0] : span[1]])


class _Units(dict[int, Span]):
    """A text cut at its breaks: position → the stretch around it; fills itself."""

    def __init__(self, raw: str, pattern: "re.Pattern[str]", further: Iterable[Span] = ()) -> None:
        """`further`: breaks of coarser units."""
        super().__init__()
        self.breaks = sorted([*further, *[found.span() for found in pattern.finditer(raw, 0, READ_CAP)]])
        self._length = len(raw)

    def __missing__(self, at: int) -> Span:
        breaks, length = self.breaks, self._length
        index = bisect_right(breaks, (at, length + 1))
        while index and breaks[index - 1][1] > at:
            index -= 1
        start = breaks[index - 1][1] if index else 0
        end = length
        for following in range(index, len(breaks)):
            if breaks[following][0] >= at:
                end = breaks[following][0]
                break
        held = self[at] = start, end if end > start else start
        return held


class Page:
    """A listing and its texts."""

    def __init__(self, listing: Listing, texts: Sequence[PageText]) -> None:
        """`texts`: the title first."""
        self.listing, self.texts, self.title = listing, texts, texts[0]
        self.of_goods = [text for text in texts if text.place not in OF_THE_SELLER]
        """What is written of the goods: title, attributes, pictures, text."""
        self._at: dict[tuple[Place, ...], list[PageText]] = {}
        self.by_field = {text.field: text for text in texts}
        self._tally = _count(texts)
        """Class → place → how many of its words stand there."""
        self.classes = frozenset(self._tally).union(*[text.key_classes for text in texts if text.key])
        """Every class of which a word stands somewhere, in an attribute's name too."""

    @cached_property
    def whole(self) -> str:
        """All raw texts, a line each: a word that is not in it stands nowhere."""
        return "\n".join([text.raw for text in self.texts])

    def at(self, *places: Place) -> Sequence[PageText]:
        """Texts that stand at one of `places`, in page order."""
        held = self._at.get(places)
        if held is None:
            held = self._at[places] = [text for text in self.texts if text.place in places]
        return held

    def stands(self, name: str, *places: Place) -> bool:
        """True when a word of a class stands at one of `places`."""
        held = self._tally.get(name)
        return held is not None and not held.keys().isdisjoint(places)

    def count(self, name: str, *places: Place) -> int:
        """How often words of a class stand at `places`."""
        held = self._tally.get(name)
        return 0 if held is None else sum([held.get(place, 0) for place in places])

    def first(self, name: str, *places: Place) -> Quote | None:
        """The first word of a class at `places`."""
        for text in self.at(*places):
            held = text.words.get(name)
            if held:
                return text.quote(held[0])
        return None


def _count(texts: Iterable[PageText]) -> dict[str, dict[Place, int]]:
    found: dict[str, dict[Place, int]] = {}
    for text in texts:
        place = text.place
        for name, spans in text.words.items():
            held = found.setdefault(name, {})
            held[place] = held.get(place, 0) + len(spans)
    return found


def read_page(listing: Listing, lexicon: Lexicon) -> Page:
    """The texts of a listing in the order in which a person reads them; empty ones are left out."""
    texts = [PageText("title", Place.TITLE, listing.title, lexicon)]
    for name, value in listing.attributes.items():
        if value:
            texts.append(PageText(f"attributes.{name}", Place.ATTRIBUTE, value, lexicon, name))
    for number, value in enumerate(listing.image_texts):
        if value:
            texts.append(PageText(f"image_texts.{number}", Place.PICTURE, value, lexicon))
    for name, place, held in (
        ("description", Place.DESCRIPTION, listing.description),
        ("shop_name", Place.SHOP, listing.shop_name),
        ("operator_name", Place.COMPANY, listing.operator_name),
        ("category", Place.CATEGORY, listing.category),
    ):
        if held:
            texts.append(PageText(name, place, held, lexicon))
    return Page(listing, texts)
