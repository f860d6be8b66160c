"""Where the goods come from, against the area."""

from functools import lru_cache

from pipelines.facts.area import Relation
from pipelines.facts.bundle import Facts, noisy_or
from pipelines.facts.claim_kind import ClaimKind
from pipelines.facts.goods import Form
from pipelines.facts.origin_claim import MADE_HERE_IS_ORIGIN, TITLE_INSIDE_MOST, OriginClaim
from pipelines.indicators.seen import UNSEEN, Seen, clear, found, missing

KEPT = 8
"""Listings whose sums are kept: several indicators and the verdict ask for them."""
FAINT = 0.1
"""Share of a second bare place."""
MILLS_MOST = 0.5
"""Summed strength of mills, makers, licences and addresses outside, which say where goods were worked, not grown."""
LEAST_SHARE, WIDER_SHARE = 0.02, 0.25
"""Share of a contradicted claim that adds nothing, and of one that only holds the area."""
DECIDES = 0.55
"""Summed strength from which origin claims decide."""
_KIND_WORD = {
    ClaimKind.FIELD: "产地栏填写",
    ClaimKind.RAW: "原料来源写明",
    ClaimKind.LABEL: "包装或证书标示产地",
    ClaimKind.GROWN: "文字说明货出",
    ClaimKind.TITLE_GOODS: "以他处地名称呼商品",
    ClaimKind.PRINTED: "包装上以他处地名称呼商品",
    ClaimKind.TITLE: "提到",
    ClaimKind.MADE: "制作或加工于",
    ClaimKind.MAKER: "生产者位于",
    ClaimKind.DENIED: "自称并非",
    ClaimKind.ADDRESS: "经营地址在",
    ClaimKind.LICENCE: "生产许可证号指向",
}
_MADE_KINDS = (ClaimKind.FIELD, ClaimKind.MADE, ClaimKind.MAKER, ClaimKind.ADDRESS, ClaimKind.LICENCE, ClaimKind.TITLE)


_STATED = (
    ClaimKind.FIELD, ClaimKind.RAW, ClaimKind.LABEL, ClaimKind.GROWN, ClaimKind.TITLE_GOODS, ClaimKind.PRINTED,
    ClaimKind.TITLE,
)  # fmt: skip
"""Claims that state an origin; a mill or an address in the area states none."""


@lru_cache(maxsize=KEPT)
def outside_strength(facts: Facts) -> float:
    """0..1, how plainly the goods are from outside. Making places of processed goods do not count."""
    return _summed(_outside(facts))


def _summed(claims: list[OriginClaim]) -> float:
    """Noisy-or over claims; of places that merely stand there only the first counts whole, mills count to a limit."""
    strengths, bare = [], 0
    mills = [claim for claim in claims if claim.kind in _WORKED and claim.strength < MADE_HERE_IS_ORIGIN]
    if mills:
        strengths.append(min(MILLS_MOST, noisy_or([claim.strength for claim in mills])))
    for claim in claims:
        if claim in mills:
            continue
        faint = claim.kind is ClaimKind.TITLE and bare
        bare += claim.kind is ClaimKind.TITLE
        strengths.append(claim.strength * (FAINT if faint else 1.0))
    return noisy_or(strengths)


@lru_cache(maxsize=KEPT)
def inside_strength(facts: Facts) -> float:
    """0..1, how plainly the goods are said to be from inside; claims of one kind count once."""
    return _best_of_kinds(_inside(facts))


def _best_of_kinds(claims: list[OriginClaim]) -> float:
    """What only the title says, or the pack beside the name, decides nothing alone (guide, further reading 1)."""
    best: dict[ClaimKind, float] = {}
    titled: dict[ClaimKind, float] = {}
    for claim in claims:
        held = titled if claim.quote.field == "title" or claim.kind is ClaimKind.PRINTED else best
        held[claim.kind] = max(held.get(claim.kind, 0.0), claim.strength)
    return noisy_or([*best.values(), min(TITLE_INSIDE_MOST, noisy_or(list(titled.values())))])


def _stated_share(facts: Facts, stated: list[OriginClaim]) -> float:
    """What the stated claims add to the strength inside: contradicting them never weighs more than they exonerate."""
    claims = _inside(facts)
    added = _best_of_kinds(claims) - _best_of_kinds([claim for claim in claims if claim not in stated])
    return added if claims else WIDER_SHARE


_MILLS = (ClaimKind.MADE, ClaimKind.MAKER, ClaimKind.ADDRESS)
_WORKED = (*_MILLS, ClaimKind.LICENCE)
_CALLED = (ClaimKind.TITLE_GOODS, ClaimKind.TITLE)


@lru_cache(maxsize=KEPT)
def _outside(facts: Facts) -> list[OriginClaim]:
    return _counted(facts, facts.outside)


@lru_cache(maxsize=KEPT)
def _inside(facts: Facts) -> list[OriginClaim]:
    return _counted(facts, facts.inside)


def _counted(facts: Facts, claims: tuple[OriginClaim, ...]) -> list[OriginClaim]:
    stated = any(claim.kind in (ClaimKind.FIELD, ClaimKind.RAW, ClaimKind.LABEL) for claim in facts.inside)
    if stated:  # another place beside it in the title is a search word at most
        claims = tuple(claim for claim in claims if claim.kind not in _CALLED or claim.relation is Relation.INSIDE)
        told = {claim.code for claim in facts.inside}  # 博爱的怀山药，不叫温县 denies another county of the area
        claims = tuple(claim for claim in claims if claim.kind is not ClaimKind.DENIED or claim.code in told)
    if "powder" in facts.goods.states:  # 产地 of a milled thing is the mill's unless it lies elsewhere
        mills = {claim.code[:4] for claim in facts.claims if claim.kind in _MILLS}
        claims = tuple(claim for claim in claims if claim.kind is not ClaimKind.FIELD or claim.code[:4] not in mills)
    if facts.goods.form is not Form.PROCESSED:
        return list(claims)
    return [claim for claim in claims if claim.kind not in _MADE_KINDS]


def origin_outside_area(facts: Facts) -> Seen:
    """The record states or implies that the goods come from outside the area.

    Basis: 地理标志产品保护办法 art. 30 (goods from outside the area under the name).
    Score: noisy-or over claims: field 0.90, raw goods 0.95, label 0.93, told 0.85, title 0.40-0.65, maker 0.25.
    Clear: see origin_inside_area.
    """
    claims = _outside(facts)
    strength = _summed(claims)
    if not claims or strength < 0.3:
        return UNSEEN
    claim = claims[0]
    sentence = f"{_KIND_WORD[claim.kind]}“{claim.quote.text}”，在保护范围之外。"
    return found(strength, sentence, claim.quote)


def origin_contradicted(facts: Facts) -> Seen:
    """An origin inside the area is claimed while other facts of the record name one outside.

    Basis: 产品质量法 arts 30, 37 (forged origin); 广告法 28 for primary farm products.
    Score: strength outside × what the stated claims add to the strength inside.
    Clear: never.
    """
    outside = outside_strength(facts)
    if outside < DECIDES:
        return UNSEEN
    other = _outside(facts)[0]
    stated = [claim for claim in facts.inside if _states(claim, other)]
    stated = stated or [claim for claim in facts.claims if _is_wider_rival(facts, claim, other)]
    if not stated:
        return UNSEEN
    inside = stated[0]
    if other.kind in (ClaimKind.DENIED, ClaimKind.FIELD) and inside.kind in (
        ClaimKind.TITLE,
        ClaimKind.TITLE_GOODS,
        ClaimKind.PRINTED,
    ):
        return UNSEEN  # the seller states the true origin in its field: no forged one
    sentence = f"“{other.quote.text}”与另一处所称产地“{inside.quote.text}”矛盾，涉嫌伪造产地。"
    return found(outside * max(LEAST_SHARE, _stated_share(facts, stated)), sentence, other.quote)


_WORDED = (ClaimKind.GROWN, ClaimKind.TITLE, ClaimKind.TITLE_GOODS)


def _states(claim: OriginClaim, other: OriginClaim) -> bool:
    """An origin that the page states, apart from the text that tells the other one: an open tale forges nothing."""
    if not claim.code and claim.kind in _WORDED and other.kind in (ClaimKind.FIELD, ClaimKind.GROWN):
        return False  # 怀庆府道地 beside an origin that is told openly
    if claim.kind is ClaimKind.GROWN and claim.quote.field == other.quote.field:
        return False
    return claim.kind in _STATED or claim.strength >= MADE_HERE_IS_ORIGIN


def _is_wider_rival(facts: Facts, claim: OriginClaim, other: OriginClaim) -> bool:
    """A stated origin that holds the area (the county of the villages) and cannot hold the other place.

    A field that names the other place itself (武陟县宁郭镇 beside 宁郭镇) contradicts nothing.
    """
    if claim.relation is not Relation.WIDER or claim.kind not in (ClaimKind.FIELD, ClaimKind.LABEL, ClaimKind.GROWN):
        return False
    if other.quote.text in facts.page.by_field[claim.quote.field].raw:
        return False
    stem = claim.code.rstrip("0")
    return len(stem) >= 2 and not other.code.startswith(stem)


def origin_inside_area(facts: Facts) -> Seen:
    """The record says that the goods are from the area.

    Basis: guide: origin first, licence second; 集体商标、证明商标注册和管理规定 (fair use of a true origin).
    Score: noisy-or over claims: field 0.80, label 0.80, told 0.75, maker or address 0.60, title 0.30.
    Clear: this is the exonerating fact itself; unknown where nothing decides.
    """
    strength = inside_strength(facts)
    if strength >= DECIDES and outside_strength(facts) < DECIDES:
        claim = _inside(facts)[0]
        return clear(
            strength, f"{_KIND_WORD[claim.kind]}“{claim.quote.text}”，在保护范围之内，页面无相反说法。", claim.quote
        )
    claims = _inside(facts)
    if outside_strength(facts) >= DECIDES:
        if not claims:
            return UNSEEN
        claim = claims[0]
        return clear(0.6 * strength, f"{_KIND_WORD[claim.kind]}“{claim.quote.text}”，但页面另有相反说法。", claim.quote)
    return missing("页面未写明能判断是否在保护范围内的产地。")
