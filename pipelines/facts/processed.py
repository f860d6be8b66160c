"""What is made of or with the goods: 桓仁大米发糕, 自热米饭 选用五常大米, 八珍糕 怀山药 芡实, 怀菊花决明子茶."""

import re

from leads_db.records import Indication
from pipelines.facts.name_role import Role
from pipelines.facts.name_use import NameUse
from pipelines.facts.page import Page, Place, Quote

_SEVERAL = re.compile(r"[、，,/\s+].*[、，,/\s+]", re.DOTALL)
_TAKEN_WITH = ("泡酒", "药酒", "参酒", "枕头", "枕芯", "香囊")
"""Made things that a title names as what the goods are for."""
_FLAVOUR = re.compile(r"茶?(?:味|口味|风味)[\s·|｜/-]+(?=\S)")
Made = tuple[Quote, str]
"""The words that say so, and the made thing; empty where the mixture has no word of its own."""


def read_processed(page: Page, uses: tuple[NameUse, ...], indication: Indication) -> Made | None:
    """The made thing; None where the goods themselves are offered."""
    known = (*indication.goods, *indication.similar_goods)
    for judge in (_made_of, _made_first, _named_so, _compounded):
        made = judge(page, uses, known)
        if made is not None:
            return made
    return None


def _named_so(page: Page, uses: tuple[NameUse, ...], known: tuple[str, ...]) -> Made | None:
    """The word of a made thing that ends the name's own phrase: 桓仁大米发糕, not 桓仁山参 泡酒."""
    for use in uses:
        if use.role not in (Role.GOODS, Role.KIND) or use.place not in (Place.TITLE, Place.PICTURE):
            continue
        text = page.by_field[use.hit.field]
        limit = min(text.phrase(use.hit.span[0])[1], use.hit.span[1] + 8)
        flavour = _FLAVOUR.match(text.raw, use.hit.span[1])
        if flavour is not None:  # 西湖龙井茶味 曲奇饼干
            limit = max(limit, text.phrase(min(flavour.end(), len(text.raw) - 1))[1])
        for start, end in text.inside("processed_food", (use.hit.span[1] - 1, limit)):
            word = text.raw[start:end]
            aim = word in _TAKEN_WITH and end < text.phrase(use.hit.span[0])[1]  # 桓仁山参鲜货泡酒大棒槌
            if end > use.hit.span[1] and not aim and not any(word in goods for goods in known):
                return text.quote((use.hit.span[0], end)), word
    return None


def _made_of(page: Page, uses: tuple[NameUse, ...], known: tuple[str, ...]) -> Made | None:
    """自热米饭 选用五常大米: a made thing in the title, the name chosen for it."""
    title = page.title
    for use in uses:
        if use.place is Place.TITLE and title.before(
            "ingredient_cue", use.hit.span[0], 1, title.phrase(use.hit.span[0])
        ):
            for start, end in title.words.get("processed_food", []):
                word = title.raw[start:end]
                if end <= use.hit.span[0] and not any(word in goods for goods in known):
                    return title.quote((start, end)), word
    return None


def _compounded(page: Page, uses: tuple[NameUse, ...], known: tuple[str, ...]) -> Made | None:
    """A mixture whose title goes on behind the name and whose ingredients hold it among others: 怀菊花决明子茶."""
    phrases = [(use, page.title.phrase(use.hit.span[0])) for use in uses if use.place is Place.TITLE]
    if not any(
        use.hit.span[1] < phrase[1] and not page.title.raw[slice(*phrase)].endswith(known) for use, phrase in phrases
    ):
        return None
    for use in uses:
        text = page.by_field[use.hit.field]
        line = (0, len(text.raw)) if text.place is Place.ATTRIBUTE else text.sentence(use.hit.span[0])
        if use.role is Role.INGREDIENT and text.place is not Place.TITLE and _SEVERAL.search(text.raw[slice(*line)]):
            return use.quote, ""
    return None


def _made_first(page: Page, uses: tuple[NameUse, ...], known: tuple[str, ...]) -> Made | None:
    """八珍糕 茯苓 怀山药 芡实: a made thing begins the title, and what is in it follows in phrases of its own."""
    title = page.title
    spans = [use.hit.span for use in uses if use.place is Place.TITLE]
    if not spans or any(title.phrase(span[0]) != span for span in spans):
        return None
    head = title.phrase(0)
    if title.raw[slice(*head)].endswith(known):
        return None
    for start, end in title.inside("processed_food", head):
        word = title.raw[start:end]
        if end == head[1] < spans[0][0] and word not in _TAKEN_WITH:
            return title.quote((start, end)), word
    return None
