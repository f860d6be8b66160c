"""Who sells and whose goods they are, against the list of authorised users on the day of the sighting."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from leads_db.records import AuthorisedUser, Indication
from pipelines.facts.brand_mark import find_brand
from pipelines.facts.goods import Form, Goods
from pipelines.facts.lexicon import Span
from pipelines.facts.page import Page, PageText, Place, Quote


class Relationship(StrEnum):
    """How the seller stands to a listed user."""

    OWN = "own"
    """The operator is the user."""
    RESALE = "resale"
    """The record names the user as maker, or its brand."""
    CODE_ONLY = "code_only"
    """Only the user's code is printed."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The listed user behind the offer; `user` None: nobody on the list is named."""

    list_known: bool
    """False: no list of users is at hand for this indication, so nothing follows from not being on it."""
    user: AuthorisedUser | None = None
    relationship: Relationship | None = None
    valid: bool | None = None
    """Whether the authorisation covers the day; None: the day is not known."""
    covers: bool | None = None
    """Whether it covers these goods; None: the goods' form is not told."""
    quote: Quote | None = None
    """The first of the marks by which the user is told."""
    mark_count: int = 0
    """How many of its marks the page shows: code, name, brand."""
    makes: Quote | None = None
    """The word in the seller's own name by which it grows or makes: 米厂; None for a plain trader."""


class UserDirectory:
    """The users of all indications, looked up by name, code and brand."""

    def __init__(self, users: tuple[AuthorisedUser, ...]) -> None:
        self._of: Mapping[str, tuple[AuthorisedUser, ...]] = {}
        gathered: dict[str, list[AuthorisedUser]] = {}
        for user in users:
            gathered.setdefault(user.indication, []).append(user)
        self._of = {slug: tuple(held) for slug, held in gathered.items()}

    def users_of(self, slug: str) -> tuple[AuthorisedUser, ...]:
        """All users of an indication, past and future ones too."""
        return self._of.get(slug, ())

    def has_list(self, indication: Indication) -> bool:
        """True where not being on the list means something: its users are listed, or ours are and it is local."""
        return bool(self._of.get(indication.slug)) or (bool(self._of) and indication.scope == "local")


def read_standing(
    page: Page, goods: Goods, indication: Indication, directory: UserDirectory, day: date | None
) -> Standing:
    """The best match: own before resale before a bare code; of several rows of one user the one valid that day."""
    users, makes = directory.users_of(indication.slug), page.first("producer", Place.COMPANY)
    best: tuple[int, Standing] | None = None
    for user in users:
        marks = tuple(_marks(page, user, indication))
        if not marks:
            continue
        relationship, quote = marks[0]
        valid = None if day is None else user.is_valid_on(day)
        made = _is_made_thing(page, indication, user.products)
        covers = False if made else covers_goods(user.products, goods)
        rank = 4 * (2 - list(Relationship).index(relationship)) + 2 * (valid is not False) + (covers is not False)
        if best is None or rank > best[0]:
            best = rank, Standing(True, user, relationship, valid, covers, quote, len(marks), makes)
    return best[1] if best else Standing(list_known=directory.has_list(indication), makes=makes)


def _marks(page: Page, user: AuthorisedUser, indication: Indication) -> Iterator[tuple[Relationship, Quote]]:
    """Every mark of the user on the page, the strongest first."""
    listing = page.listing
    if user.credit_code and listing.operator_code == user.credit_code:
        yield Relationship.OWN, Quote("operator_code", (0, len(user.credit_code)), user.credit_code)
    if listing.operator_name and _plain(listing.operator_name) == _plain(user.name):
        yield Relationship.OWN, Quote("operator_name", (0, len(listing.operator_name)), listing.operator_name)
    for text in page.texts:
        at = text.raw.find(user.name)
        denied = at >= 0 and text.before("negation_before", at, 4, text.clause(at)) is not None
        if at >= 0 and not denied and text.place is not Place.COMPANY:
            yield Relationship.RESALE, text.quote((at, at + len(user.name)))
    found = find_brand(page, user.brand, indication)
    if found is not None:
        yield Relationship.RESALE, found
    for code in (user.sign_code, user.credit_code):
        for text in page.of_goods:
            at = text.raw.find(code) if len(code) == 18 else -1
            if at >= 0:
                yield Relationship.CODE_ONLY, text.quote((at, at + 18))


def _plain(name: str) -> str:
    return name.strip().replace("(", "（").replace(")", "）").replace("（个体工商户）", "")


_FOR_WHICH = frozenset("做可熬煮配当蒸炖煎泡无蔗低少零")
"""Before a made thing in a title: what a buyer may make of the goods (可做发糕), or what is not in them (无糖)."""


def _is_made_thing(page: Page, indication: Indication, products: tuple[str, ...]) -> bool:
    """True where the title calls the goods a thing that no listed product nor the indication's own name is."""
    known, title = "、".join((*products, *indication.goods, indication.name)), page.title
    made = (*title.words.get("processed_food", ()), *title.words.get("made_thing", ()))
    return bool(products) and any(
        title.raw[slice(*span)] not in known and not _is_purpose(title, span) for span in made
    )


def _is_purpose(title: PageText, span: Span) -> bool:
    """What the goods are for or do not hold, or what is given away with them."""
    before, word = title.raw[max(0, span[0] - 2) : span[0]], title.raw[slice(*span)]
    given = title.before("gift_cue", span[0], 4, title.phrase(span[0]))
    return word[0] in _FOR_WHICH or not _FOR_WHICH.isdisjoint(before) or given is not None


_COVERS = {
    "fresh": ("鲜",),
    "slice": ("片", "干", "段", "饮片"),
    "powder": ("粉",),
    "dried": ("干", "片", "段", "饮片"),
    "tea": ("茶",),
    "shoot": ("嫩", "芽", "茎叶"),
    "root": ("根",),
    "steamed": ("熟",),
    "raw_root": ("生",),
    "teaware": ("茶", "杯", "壶", "盏"),
    "tableware": ("餐", "碗", "盘", "碟"),
    "vessel": ("瓶", "尊", "罐", "陈设", "摆件", "艺术", "赏"),
    "censer": ("香", "炉"),
    "jewel": ("饰", "坠", "链", "环", "镯"),
}
_EXCLUSIVE = ("filling", "processed_food", "red_wine")


def covers_goods(products: tuple[str, ...], goods: Goods) -> bool | None:
    """True when a listed product may be these goods, False when the page says that they are something else."""
    if not products:
        return None
    listed = "、".join(products)
    if goods.form is Form.PROCESSED and goods.made and not any(goods.made in product for product in products):
        return False
    if "red_wine" in goods.states and "红" not in listed:
        return False
    if goods.denied_words and all(any(word in p for word in goods.denied_words) for p in products):
        return False
    if "filling" in goods.states and not any(mark in listed for mark in ("膏", "枕", "酱")):
        return False
    told = [name for name in goods.states if name in _COVERS]
    if not told:
        return None
    fitting = [name for name in told if any(mark in listed for mark in _COVERS[name])]
    bound = [name for name in _COVERS if any(mark in listed for mark in _COVERS[name])]
    return bool(fitting) or not bound
