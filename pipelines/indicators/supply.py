"""Price and season that the area cannot give."""

from decimal import Decimal

from pipelines.facts.bundle import Facts, piled
from pipelines.facts.page import Quote
from pipelines.indicators.seen import UNSEEN, Seen, clear, found


def price_below_floor(facts: Facts) -> Seen:
    """The price is below half of the register's low price for the same unit.

    Basis: guide, further reading 4; a clue under 产品质量法 and 反不正当竞争法.
    Score: 0.6 just below the floor, up to 1.0 at a fifth of it.
    Clear: words on the page explain it (sample, broken goods, deposit); unknown without price or weight.
    """
    asked, price = facts.indication.price, facts.price
    if asked is None or price.cny is None or not facts.is_called_itself:
        return UNSEEN
    floor = asked.low_cny / 2
    if price.cny >= floor:
        return UNSEEN
    if price.excuse is not None:
        return clear(0.3, f"价格偏低，页面写明“{price.excuse.text}”。", price.excuse)
    ratio = float(price.cny / floor) if floor else 1.0
    shown = str(facts.listing.price_cny)
    per = f"每{_unit(price.unit)}{price.cny.quantize(Decimal('0.01'))}元"
    sentence = f"折合{per}（{price.how}），低于常价下限一半{floor.normalize():f}元。"
    return found(0.6 + 0.5 * (1 - ratio), sentence, Quote("price_cny", (0, len(shown)), shown))


def before_harvest(facts: Facts) -> Seen:
    """A crop of this year is offered ready before its harvest.

    Basis: domain notes §4 (delivery before the harvest is one of the best clues); guide act implausible_supply.
    Score: 0.7 for one such word, each further one adds.
    Clear: never; presale and cold store stock are no such offer.
    """
    if not facts.supply.before_harvest or not facts.is_called_itself:
        return UNSEEN
    quote = facts.supply.quotes[0]
    strength = piled(0.7, len(facts.supply.quotes) - 1)
    return found(strength, f"采集日早于新货上市期（约{facts.supply.harvest_from}），页面却称“{quote.text}”。", quote)


def sold_beyond_capacity(facts: Facts) -> Seen:
    """More was sold than the seller's own land, or hands, as it tells them, can give.

    Basis: guide act implausible_supply (sales that the area cannot give); a clue under 反不正当竞争法.
    Score: 0.8; the limit is read kindly (three years of the best harvest, five years of every day's work).
    Clear: never; silent where no limit of one's own is told.
    """
    over = facts.capacity
    if over is None or not facts.is_called_itself:
        return UNSEEN
    return found(0.8, f"页面自称“{over.quote.text}”，{over.over}，超出所能产出。", over.quote)


def _unit(unit: str) -> str:
    return {"kg": "公斤", "piece": "件", "bottle_375ml": "瓶（375毫升）"}.get(unit, unit)
