"""How the name is written and whether the goods are called by it."""

from pipelines.facts.bundle import FOREIGN, LOOSE, Facts, noisy_or
from pipelines.facts.name_role import Role
from pipelines.facts.name_use import NameUse
from pipelines.facts.page import Place
from pipelines.indicators.seen import UNSEEN, Seen, found
from pipelines.names.hit import NameKind

LOOKALIKE = frozenset({NameKind.BY_SOUND, NameKind.BY_SHAPE})
DISGUISED = frozenset({NameKind.SPLIT, NameKind.FILLED})
PLAIN = frozenset({NameKind.EXACT, NameKind.ALIAS, NameKind.TRADITIONAL})
_PLACE_WEIGHT = {Place.TITLE: 0.9, Place.PICTURE: 0.7, Place.ATTRIBUTE: 0.7, Place.DESCRIPTION: 0.5}
_PLACE_WORD = {
    Place.TITLE: "标题",
    Place.PICTURE: "图片文字",
    Place.ATTRIBUTE: "商品属性",
    Place.DESCRIPTION: "商品详情",
    Place.SHOP: "店铺名",
    Place.COMPANY: "经营者名称",
    Place.CATEGORY: "类目",
}


def place_word(use: NameUse) -> str:
    """Chinese word for where a use stands."""
    return _PLACE_WORD[use.place]


def _of(facts: Facts, kinds: frozenset[NameKind]) -> list[NameUse]:
    uses = [use for use in facts.used_as(Role.GOODS, Role.KIND) if use.kind in kinds]
    return sorted(uses, key=lambda use: -_PLACE_WEIGHT.get(use.place, 0.3)) if len(uses) > 1 else uses


def _strength(uses: list[NameUse]) -> float:
    return noisy_or([0.6 * _PLACE_WEIGHT.get(use.place, 0.3) * use.hit.confidence for use in uses])


def _is_kind_word(facts: Facts, use: NameUse) -> bool:
    """True where the filler is the word of kind itself: 库尔勒品种香梨 rides on the name and disguises nothing."""
    return use.role is Role.KIND and facts.page.by_field[use.hit.field].has("kind_suffix", use.hit.span)


def name_used(facts: Facts) -> Seen:
    """The goods are called by the protected name, or by one of its other forms.

    Basis: 地理标志产品保护办法 art. 30 (the protected name on same or similar goods).
    Score: one use in the title 0.54, each further use adds; a loose form counts by its confidence.
    Clear: never; without a use the indicator is silent.
    """
    uses = _of(facts, PLAIN | LOOSE)
    if not uses:
        return UNSEEN
    use = uses[0]
    return found(_strength(uses), f"{place_word(use)}以“{use.hit.quote}”称呼商品。", use.quote)


def name_lookalike(facts: Facts) -> Seen:
    """The goods are called by a homophone or look-alike of the name.

    Basis: 地理标志产品保护办法 art. 30 (a similar name that misleads); 商标法 57(2).
    Score: by the finder's confidence; text read from pictures is left out, since it misreads characters by itself.
    Clear: never.
    """
    uses = [use for use in _of(facts, LOOKALIKE) if use.place is not Place.PICTURE]
    if not uses:
        return UNSEEN
    use = uses[0]
    sentence = f"{place_word(use)}写作“{use.hit.quote}”，与“{use.hit.form}”音近或形近。"
    return found(noisy_or([0.5 * one.hit.confidence + 0.25 for one in uses]), sentence, use.quote)


def name_disguised(facts: Facts) -> Seen:
    """Marks, emoji or filler words stand between the characters of the name.

    Basis: 地理标志产品保护办法 art. 30 (a similar name); lexicon `insertions`.
    Score: by the finder's confidence. Alone it decides nothing (guide, further reading 3).
    Clear: never.
    """
    uses = [use for use in _of(facts, DISGUISED) if not _is_kind_word(facts, use)]
    if not uses:
        return UNSEEN
    use = uses[0]
    sentence = f"{place_word(use)}写作“{use.hit.quote}”，在“{use.hit.form}”中间插入字符或词语。"
    return found(_strength(uses), sentence, use.quote)


def name_translated(facts: Facts) -> Seen:
    """The name stands in pinyin, English or another translation.

    Basis: 地理标志产品保护办法 art. 30 (translation); China-EU agreement art. 4 where listed.
    Score: by the finder's confidence.
    Clear: never.
    """
    uses = _of(facts, FOREIGN)
    if not uses:
        return UNSEEN
    use = uses[0]
    return found(_strength(uses), f"{place_word(use)}以译名或拼音“{use.hit.quote}”指称“{use.hit.form}”。", use.quote)
