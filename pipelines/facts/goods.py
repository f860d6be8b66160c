"""What is really offered: the indication's goods, things made of them, or something else under the name."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from leads_db.records import Indication
from pipelines.facts.lexicon import Span
from pipelines.facts.name_role import Role
from pipelines.facts.name_use import NameUse
from pipelines.facts.page import Page, PageText, Place, Quote
from pipelines.facts.processed import read_processed


class Form(StrEnum):
    """The kind of offer."""

    SAME = "same"
    PROCESSED = "processed"
    """Food or other goods made with them."""
    PACKAGING = "packaging"
    PACKAGING_GENERIC = "packaging_generic"
    SEED = "seed"
    BOOK = "book"
    COURSE = "course"
    SERVICE = "service"
    TOUR = "tour"
    MACHINE = "machine"
    DISH = "dish"
    SOUVENIR = "souvenir"
    ANTIQUE = "antique"
    DISPENSARY = "dispensary"
    RECIPE = "recipe"
    UNNAMED = "unnamed"
    """Other goods than the indication's, as far as the title says."""


OTHER_GOODS = frozenset(Form) - {Form.SAME, Form.PROCESSED, Form.PACKAGING, Form.PACKAGING_GENERIC, Form.UNNAMED}
"""Forms in which the name is rightly mentioned."""

_WORD_CLASSES = {
    Form.ANTIQUE: "antique",
    Form.SEED: "seed",
    Form.BOOK: "book",
    Form.COURSE: "course",
    Form.SERVICE: "service",
    Form.TOUR: "tour",
    Form.MACHINE: "machine",
    Form.DISH: "dish",
    Form.SOUVENIR: "souvenir",
    Form.DISPENSARY: "dispensary",
    Form.RECIPE: "recipe",
}
_COVER_FORMS = {name: name.removeprefix("form_") for name in (
    "form_fresh", "form_slice", "form_powder", "form_dried", "form_tea", "form_shoot", "form_root", "form_steamed",
    "form_raw_root", "form_red_wine", "form_filling", "processed_food", "form_teaware", "form_tableware", "form_vessel",
    "form_censer", "form_jewel",
)}  # fmt: skip


CERAMICS = 21
"""Nice class of vessels."""
_ON_THE_GOODS = ("带", "有", "含", "贴", "送", "附")
_COOKED = re.compile(
    "(?:炖|炒|烧|焖|煨|烩|煲|扒|焗|拌|蒸|烤)(?:[土老仔乌]?[鸡鸭鹅鸽]|鱼|虾|[猪牛羊]?(?:肉|排|骨|腩|蹄|肚)|排骨|木耳|牛|羊)|[药参菊米酒]宴|人桌|人餐"
)
"""A dish in a title: 铁棍山药炖土鸡."""
_SOUP = re.compile(r"(?<![炖煲煮熬])(?:[鸡鸭鹅鸽鱼羊骨肚蹄腩]|牛肉|排骨)(?:煲|羹|盅|汤)(?![料包材底食袋])")
_MACHINE = re.compile(
    "(?<![可能进入用下])[挖开掘收刨起碾磨脱烘切削播插筛选洗榨粉压][\u4e00-\u9fff]{0,3}机(?![会关构制率能场遇缘智动票器])"
)
"""A machine in a title by what it does: 山药挖沟机, not 可进洗碗机."""
_EXPERIENCE = re.compile("体验(?![装价版店官款感])")
_PLANT = re.compile("(?<!参)苗(?=$|[\\s|/，,])|盆栽|绿植|植株|盆景")
_PLANT_TRADE = re.compile("苗木|种苗|绿植|盆栽|花卉|园艺|苗龄|盆径|株高|裸根")
"""A plant by its field or category, where the title says so: 地黄盆栽 beside 盆径."""
_OCCASION = re.compile("小时|人数|预约|场次|时段|亲子")
_EMPTY = re.compile(r"(?:^|[\s|｜/（(])空(?:$|[\s|｜/）)])")

_ONLY_CASES = re.compile("(?:只|光|单|专)[卖售做供发](?:空|纸|彩|礼)?(?:箱|盒|袋|瓶|罐)(?:子)?(?![装的])")
"""Only cases are sold: 只卖箱."""
_MADE_TO_ORDER = re.compile("贴牌|代工|oem|OEM|odm|ODM")
"""Goods filled for others' brands: 龙井茶 贴牌代工 100g铁罐."""
_CASE = re.compile("[箱盒袋瓶罐]")


@dataclass(frozen=True, slots=True)
class Goods:
    """The offer, with the words that say so."""

    form: Form
    cue: Quote | None
    cue_count: int
    """Words of the form on the page."""
    states: frozenset[str]
    """Names of the form_ classes met in title, attributes and pictures: fresh, slice, powder …"""
    made: str
    """What is made of them: 发糕; empty for other forms."""
    denied_words: tuple[str, ...]
    """Variety words that the page denies: 非京租."""
    named: bool
    """True when the title or an attribute names the goods by a head word of the indication."""


def read_goods(page: Page, uses: tuple[NameUse, ...], indication: Indication) -> Goods:
    """The form with the strongest evidence. A title word counts 2, attributes and category 1.5, seller 1, text 0.5."""
    named = _is_named(page, uses, indication)
    states = frozenset(
        _COVER_FORMS[name]
        for name in _COVER_FORMS.keys() & page.classes
        if page.stands(name, Place.TITLE, Place.ATTRIBUTE)
    )
    denied = _denied(page.title.raw, indication)
    packaging = _packaging(page)
    if packaging is not None and _score(page, "antique") < 2.0:
        count = page.count("packaging", *Place) + page.count("packaging_trade", *Place)
        return Goods(packaging, page.first("packaging", Place.TITLE), count, states, "", denied, named)
    best, form = _quoted_work(page, uses), Form.BOOK
    classes, told = page.classes, _told_otherwise(page, indication)
    for candidate, name in _WORD_CLASSES.items():
        if name not in classes and candidate not in told:
            continue
        if candidate is Form.DISPENSARY and _titled(uses) and not page.count("drug_approval", *Place):
            continue
        score = _form_score(page, candidate, name, indication, candidate in told)
        if score > best:
            best, form = score, candidate
    if best >= 2.0:
        name = _WORD_CLASSES[form]
        cue = page.first(name, Place.TITLE) or page.first(name, Place.ATTRIBUTE, Place.CATEGORY, Place.DESCRIPTION)
        return Goods(form, cue, page.count(name, *Place), states, "", denied, named)
    made = read_processed(page, uses, indication)
    if made is not None:
        return Goods(Form.PROCESSED, made[0], 1, states, made[1], denied, named)
    return Goods(Form.SAME if named else Form.UNNAMED, None, 0, states, "", denied, named)


def _denied(title: str, indication: Indication) -> tuple[str, ...]:
    if "非" not in title:
        return ()
    return tuple(word for word in indication.neutral_words if len(word) > 1 and f"非{word}" in title)


def _told_otherwise(page: Page, indication: Indication) -> list[Form]:
    """Dish, machine, course, plant and antique by what the title says without a word of the class: 炖土鸡, 挖沟机."""
    title, told = page.title.raw, []
    if _PLANT.search(title) and _PLANT_TRADE.search(_with_keys(page.at(Place.ATTRIBUTE, Place.CATEGORY))):
        told.append(Form.SEED)
    if _COOKED.search(title) or _SOUP.search(title):
        told.append(Form.DISH)
    if _MACHINE.search(title):
        told.append(Form.MACHINE)
    if _EXPERIENCE.search(title) and _OCCASION.search(_with_keys(page.texts)):
        told.append(Form.COURSE)
    if CERAMICS in indication.nice_classes and "antique_ware" in page.title.words:
        told.append(Form.ANTIQUE)
    return told


def _with_keys(texts: Iterable[PageText]) -> str:
    return "\n".join([f"{text.key} {text.raw}" for text in texts])


def _titled(uses: tuple[NameUse, ...]) -> bool:
    return any(use.role is Role.GOODS and use.place is Place.TITLE for use in uses)


def _quoted_work(page: Page, uses: tuple[NameUse, ...]) -> float:
    """2.5 where the title sets the name in book marks: 《…》."""
    opened, closed = page.title.raw.find("《"), page.title.raw.find("》")
    inside = any(use.place is Place.TITLE and 0 <= opened < use.hit.span[0] < closed for use in uses)
    return 2.5 if inside else 0.0


def _score(page: Page, name: str) -> float:
    attributes = page.count(name, Place.ATTRIBUTE) + sum(name in text.key_classes for text in page.texts)
    return (
        2.0 * len(_sold(page, name))
        + 1.5 * (attributes + page.count(name, Place.CATEGORY))
        + 1.0 * page.count(name, Place.SHOP, Place.COMPANY)
        + min(1.5, 0.5 * page.count(name, Place.DESCRIPTION, Place.PICTURE))
    )


def _sold(page: Page, name: str) -> list[Span]:
    """Title words of a class that are not given away with the goods (送开瓶器), nor what they look like (图鉴同款)."""
    title = page.title
    spans = (span for span in title.words.get(name, []) if not title.raw.startswith("同款", span[1]))
    return [span for span in spans if not _is_gift(title, span[0])]


def _is_gift(title: PageText, at: int) -> bool:
    phrase = title.phrase(at)
    if title.before("gift_cue", at, 1, phrase) is not None:
        return True
    cue = title.before("gift_cue", at, 8, phrase)
    return cue is not None and title.raw[cue[0]] in "送赠附买"


def _form_score(page: Page, form: Form, name: str, indication: Indication, told: bool) -> float:
    if form is Form.SOUVENIR and CERAMICS in indication.nice_classes and "杯" in page.title.raw:
        return 0.0  # a cup is what the kiln sells
    where = page.count(name, Place.ATTRIBUTE, Place.CATEGORY)
    if not (told or _sold(page, name) or where or form is Form.DISH):
        return 0.0
    score = _score(page, name) + (2.0 if told else 0.0)
    if form is Form.SEED:
        if page.title.words.get("seed_adopt"):
            return 0.0
        score += 0.5 * page.count("seed_trade", Place.TITLE, Place.DESCRIPTION, Place.SHOP)
        variety = any("种" in word and word in page.title.raw for word in indication.neutral_words)  # 西施种子, a yam
        alone = any(page.title.phrase(span[0]) == span for span in _sold(page, name))
        score -= 0.0 if alone and not variety else 0.25
    if form in (Form.DISH, Form.SERVICE, Form.MACHINE) and page.listing.net_weight_kg and score < 3:
        score -= 1.0
    return score


def _packaging(page: Page) -> Form | None:
    """Empty packaging: its word in the title plus a trade cue, an «empty» or a price below five yuan, and no weight."""
    title = page.title.raw
    words = [span for span in _sold(page, "packaging") if title[span[1] : span[1] + 1] != "装"]  # 真空袋装 holds goods
    bare = (_EMPTY.search(title) is not None and "盒" in title) or _only_cases(page)
    if (not words and not bare) or (_MADE_TO_ORDER.search(title) and not bare):
        return None
    listing = page.listing
    empty = bare or any("空" in title[start:end] for start, end in words)
    cues = page.count("packaging_trade", Place.TITLE, Place.DESCRIPTION, Place.SHOP, Place.COMPANY)
    cues += sum(text.key in ("材质", "印刷", "起订", "起订量", "印刷工艺") for text in page.at(Place.ATTRIBUTE))
    cues += sum(title[max(0, start - 1) : start] not in _ON_THE_GOODS for start, _ in _sold(page, "packaging_label"))
    cheap = listing.price_cny is not None and 0 < listing.price_cny < 5
    weighed = listing.net_weight_kg is not None and listing.net_weight_kg >= 0.3
    if weighed and not cheap and not empty and cues < 3:
        return None
    if not (empty or cues >= 1 or cheap) or (weighed and cues + cheap + empty < 2):
        return None
    blank = any(
        "packaging_generic" in text.words for text in page.at(Place.ATTRIBUTE) if text.key in ("印刷", "图案", "款式")
    )
    if not blank and not page.count("packaging_generic", Place.TITLE, Place.PICTURE):
        return Form.PACKAGING
    return Form.PACKAGING_GENERIC


def _only_cases(page: Page) -> bool:
    """True where a title of cases stands over a text that sells nothing else."""
    texts = page.at(Place.TITLE, Place.DESCRIPTION, Place.PICTURE)
    return _CASE.search(page.title.raw) is not None and any(_ONLY_CASES.search(text.raw) for text in texts)


def _is_named(page: Page, uses: tuple[NameUse, ...], indication: Indication) -> bool:
    if any(use.role in (Role.GOODS, Role.KIND) and use.place in (Place.TITLE, Place.ATTRIBUTE) for use in uses):
        return True
    title = page.title.raw
    return any(word in title for word in (*indication.goods, *indication.similar_goods, *indication.neutral_words))
