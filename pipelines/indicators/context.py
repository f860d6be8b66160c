"""What else the name may be doing on the page: other goods, denial, ingredient, shop name, search word."""

from pipelines.facts.bundle import Facts, noisy_or, piled
from pipelines.facts.goods import OTHER_GOODS, Form
from pipelines.facts.name_role import Role
from pipelines.facts.name_use import NameUse
from pipelines.facts.page import Place
from pipelines.indicators.name_use import place_word
from pipelines.indicators.seen import UNSEEN, Seen, clear, found, missing
from pipelines.names.hit import NameKind

LOOSELY = frozenset({NameKind.ASSEMBLED, NameKind.FILLED, NameKind.REVERSED})
"""A firm registered as 温县…山药专业合作社 tells its seat and its trade, not the name."""
_FORM_WORD = {
    Form.SEED: "种子种苗",
    Form.BOOK: "图书资料",
    Form.COURSE: "课程或体验",
    Form.SERVICE: "招聘或服务",
    Form.TOUR: "旅游产品",
    Form.MACHINE: "机械或材料",
    Form.DISH: "餐饮菜品",
    Form.SOUVENIR: "器具或文创",
    Form.ANTIQUE: "古旧收藏",
    Form.DISPENSARY: "药品或复方",
    Form.RECIPE: "菜谱",
}


def empty_packaging(facts: Facts) -> Seen:
    """Empty packaging, labels or rings with the name are sold.

    Basis: 商标法 57(4) (making or selling mark labels); guide, further reading 10.
    Score: 0.5, each word of packaging and each use of the name adds; unknown where it is marked 通用.
    Clear: never.
    """
    if facts.goods.form is Form.PACKAGING_GENERIC:
        return missing("所售为通用包装，是否印有名称未见。")
    if facts.goods.form is not Form.PACKAGING or not facts.uses:
        return UNSEEN
    use = facts.uses[0]
    strength = piled(0.5, facts.goods.cue_count + len(facts.uses), 0.2)
    return found(strength, f"出售带“{use.hit.quote}”字样的空包装或标签。", facts.goods.cue)


def goods_are_other(facts: Facts) -> Seen:
    """The offer is a seed, book, tour, machine, dish or the like that rightly mentions the name.

    Basis: guide, verdict `lawful`; domain notes §4.
    Score: 0.95.
    Clear: this is the exonerating fact itself.
    """
    if facts.goods.form not in OTHER_GOODS:
        return UNSEEN
    return clear(0.95, f"所售为{_FORM_WORD[facts.goods.form]}，不是该地理标志的商品。", facts.goods.cue)


def made_with_it(facts: Facts) -> Seen:
    """The goods are made of or with the product; where the raw goods grew is not told.

    Basis: guide, doubtful cases (processed goods made outside: insufficient).
    Score: 0.5.
    Clear: this mitigates; the record must say where the raw goods are from.
    """
    if facts.goods.form is not Form.PROCESSED:
        return UNSEEN
    return clear(0.5, "所售为以其为原料的加工品，原料产地需另行核实。", facts.goods.cue)


def name_denied(facts: Facts) -> Seen:
    """The seller says that the goods are not the protected product, or tells the two apart.

    Basis: guide, verdict `lawful` (negation; comparison without free-riding).
    Score: 0.9 negated, 0.7 told apart.
    Clear: this is the exonerating fact itself.
    """
    negated, apart = facts.used_as(Role.NEGATED), facts.used_as(Role.CONTRASTED)
    if negated:
        return clear(0.9, f"{place_word(negated[0])}明确表示不是“{negated[0].hit.quote}”。", negated[0].quote)
    if apart:
        return clear(0.7, f"{place_word(apart[0])}提到“{apart[0].hit.quote}”是为说明区别。", apart[0].quote)
    return UNSEEN


def name_is_ingredient(facts: Facts) -> Seen:
    """The name stands in an ingredient list or prescription.

    Basis: guide, doubtful cases; 集体商标、证明商标注册和管理规定 (place name of a raw material).
    Score: 0.8.
    Clear: this is the exonerating fact itself.
    """
    uses = facts.used_as(Role.INGREDIENT)
    if not uses:
        return UNSEEN
    return clear(0.8, f"“{uses[0].hit.quote}”只列在配料或处方里。", uses[0].quote)


def _is_shop_of(facts: Facts, use: NameUse) -> bool:
    """True for a shop, not a firm, whose loosely written name holds the goods too: 温县老李山药, not 温县人家果蔬."""
    return use.place is not Place.COMPANY and any(word in use.hit.quote for word in facts.indication.goods)


def shop_name_used(facts: Facts) -> Seen:
    """Shop, account or company carries the name.

    Basis: 反不正当竞争法 (names of shops and accounts that confuse); guide, further reading 13.
    Score: 0.7 for one, each further one adds.
    Clear: never.
    """
    uses = [use for use in facts.used_as(Role.SELLER) if use.kind not in LOOSELY or _is_shop_of(facts, use)]
    if not uses:
        return UNSEEN
    strength = noisy_or([0.7 * use.hit.confidence for use in uses])
    return found(strength, f"{place_word(uses[0])}使用“{uses[0].hit.quote}”。", uses[0].quote)


def keyword_only(facts: Facts) -> Seen:
    """The name is a hashtag or search word.

    Basis: 反不正当竞争法 (another's name as search keyword).
    Score: 0.6 for one, each further one adds.
    Clear: never.
    """
    uses = facts.used_as(Role.KEYWORD)
    if not uses:
        return UNSEEN
    return found(
        noisy_or([0.6] * len(uses)), f"{place_word(uses[0])}把“{uses[0].hit.quote}”用作话题或搜索词。", uses[0].quote
    )
