"""One geographical indication of the register, with every fact dated and sourced."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class NameForm:
    """One way in which the indication's name is written."""

    text: str
    """As written, not normalised."""
    kind: str
    """name, alias, traditional, pinyin, english, translation or weak_alias."""
    language: str = "zh"
    """BCP 47 primary tag."""
    source: str = ""
    """Where it was seen, or `mem:h|m|l` (from memory)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Protection:
    """One right in the name; its status is a dated fact."""

    kind: str
    """pgi (announced product), cm (certification mark), coll (collective), tm (ordinary) or agi (old register)."""
    number: str | None = None
    """Announcement or registration number; None means not established, never «none»."""
    mark: str | None = None
    """Text of the mark where it differs from the name."""
    holder: str | None = None
    from_on: date | None = None
    """First day in force; where only the year is known, its first of January."""
    to_on: date | None = None
    """Last day in force; None while in force or not established."""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """The production area."""

    codes: tuple[str, ...] = ()
    """GB/T 2260 codes of counties or, ending in 00, of whole prefectures; empty: only the text is known."""
    townships: tuple[str, ...] = ()
    """Narrower places as announced; empty: the whole of `codes`."""
    place_words: tuple[str, ...] = ()
    """Words that point into the area (桓龙湖, 怀庆府); never a proof."""
    text: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceRange:
    """The usual retail price."""

    low_cny: Decimal
    high_cny: Decimal
    unit: str = "kg"
    """kg, bottle_375ml or piece."""
    year: int | None = None
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Indication:
    """A protected name, its area, its goods and the words around it."""

    slug: str
    """Stable id, as in the labelled sets: huanren-rice."""
    name: str
    scope: str
    """local (searched for, home bureau known) or national (recognised and judged when met)."""
    city: str | None = None
    """City id of the home bureau; None for national ones."""
    home_bureau: str | None = None
    """Bureau id; None: not established."""
    names: tuple[NameForm, ...] = ()
    """All protected forms, the name itself first."""
    neutral_words: tuple[str, ...] = ()
    """Variety, technique and goods words that anybody may use: 稻花香, 铁棍山药 alone, 绞胎."""
    neighbours: tuple[str, ...] = ()
    """Other places' goods that are confused with it."""
    protections: tuple[Protection, ...] = ()
    area: Area = field(default_factory=Area)
    category: str = ""
    """The goods as the register words them."""
    goods: tuple[str, ...] = ()
    """Words for the same goods, head words of a title: 大米, 粳米."""
    similar_goods: tuple[str, ...] = ()
    """Words for similar goods: 山药粉 for 山药."""
    nice_classes: tuple[int, ...] = ()
    processed: bool | None = None
    """True: processed goods (产品质量法 applies); False: primary farm products; None: both occur."""
    standards: tuple[str, ...] = ()
    price: PriceRange | None = None
    harvest_from: str | None = None
    """First day of the new crop as MM-DD; None: not known or sold all year."""
    harvest_source: str = ""
    annual_output_kg: Decimal | None = None
    eu_listed: str | None = None
    """What is known of the China-EU list; None: nothing found."""
    traps: tuple[str, ...] = ()
    """Notes for the reviewer (Chinese or English), shown, never scored."""
    certainty: Mapping[str, str] = field(default_factory=dict)
    """Fact → high, medium, low or none."""
