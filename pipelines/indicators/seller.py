"""The listed user behind the offer."""

from pipelines.facts.bundle import Facts, piled
from pipelines.facts.standing import Relationship, Standing
from pipelines.indicators.seen import UNSEEN, Seen, clear, found


def seller_authorised(facts: Facts) -> Seen:
    """The seller is a listed user, or sells a listed user's goods that the record names.

    Basis: list of authorised users on the day of the sighting; guide: right first.
    Score: 1.0 own goods, 0.9 resale by brand or maker's name; a bare code gives no right.
    Clear: this is the exonerating fact itself.
    """
    standing = facts.standing
    if standing.user is None or standing.valid is False or standing.covers is False:
        return UNSEEN
    if standing.relationship is Relationship.CODE_ONLY:  # a code is copied easily
        return UNSEEN
    strength = 1.0 if standing.relationship is Relationship.OWN else 0.9
    word = "经营者" if standing.relationship is Relationship.OWN else "页面所列品牌或生产者"
    return clear(strength, f"{word}“{standing.user.name}”在使用人名单内。", standing.quote)


def authorisation_not_in_term(facts: Facts) -> Seen:
    """A listed user's authorisation had ended, or not begun, on the day of the sighting.

    Basis: 地理标志专用标志使用管理办法; guide, further reading 14.
    Score: 0.7 by one mark of the user on the page, each further one adds.
    Clear: see seller_authorised.
    """
    standing = facts.standing
    if standing.user is None or standing.valid is not False:
        return UNSEEN
    user = standing.user
    term = f"{user.from_on or '未载'}至{user.to_on or '未载'}"
    return found(_told(standing), f"“{user.name}”的核准期为{term}，不含采集当日。", standing.quote)


def goods_not_covered(facts: Facts) -> Seen:
    """A listed user uses name or sign on goods that its authorisation does not cover.

    Basis: 地理标志专用标志使用管理办法; guide, further reading 14.
    Score: 0.7 by one mark of the user on the page, each further one adds.
    Clear: the goods' form is among the listed products, or is not told.
    """
    standing = facts.standing
    if standing.user is None or standing.covers is not False:
        return UNSEEN
    listed = "、".join(standing.user.products)
    return found(_told(standing), f"“{standing.user.name}”核准的商品为{listed}，本品不在其内。", standing.quote)


def _told(standing: Standing) -> float:
    return piled(0.7, standing.mark_count - 1)
