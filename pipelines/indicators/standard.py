"""Goods that are not the protected product although they may be from the area."""

from pipelines.facts.bundle import Facts, piled
from pipelines.indicators.seen import UNSEEN, Seen, found


def foreign_process(facts: Facts) -> Seen:
    """The page states a process, age or variety that the protected product does not have.

    Basis: 地理标志产品保护办法 art. 30 (goods inside the area that do not meet the standard).
    Score: 0.7 for one such word, each further one adds.
    Clear: never.
    """
    quotes = facts.process.foreign
    if not quotes or not facts.is_called:
        return UNSEEN
    quote = quotes[0]
    sentence = f"页面写明“{quote.text}”，与该地理标志产品的要求不符。"
    return found(piled(0.7, len(quotes) - 1), sentence, quote)


def goods_blended(facts: Facts) -> Seen:
    """The page says that the goods are blended or mixed with others.

    Basis: 地理标志产品保护办法 art. 30; 产品质量法 50 (adulteration).
    Score: 0.7 for one such word, each further one adds.
    Clear: never.
    """
    quotes = facts.process.blend
    if not quotes or not facts.is_called:
        return UNSEEN
    quote = quotes[0]
    return found(piled(0.7, len(quotes) - 1), f"页面写明“{quote.text}”，商品为掺配或混装。", quote)


def ordinary_standard(facts: Facts) -> Seen:
    """The pack quotes the standard of ordinary goods.

    Basis: 地理标志产品保护办法 art. 30; a clue only, decisive for listed users (guide, further reading 14).
    Score: 0.7.
    Clear: the indication's own standard is quoted beside it.
    """
    quotes = facts.process.ordinary_standard
    if not quotes or facts.process.own_standard is not None:
        return UNSEEN
    quote = quotes[0]
    return found(piled(0.7, len(quotes) - 1), f"执行标准写“{quote.text}”，是普通商品的标准。", quote)
