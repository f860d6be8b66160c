"""How far a lead is ready for a bureau: subject, act, origin, evidence, jurisdiction, each 0..1."""

from collections.abc import Mapping

from pipelines.facts.bundle import Facts
from pipelines.indicators.origin import inside_strength, outside_strength
from pipelines.jurisdiction import Competence

_UNKNOWN_ORIGIN = "货物的真实产地（进货凭证、种植或生产记录）"


def read_readiness(facts: Facts, competence: Competence, weighed: float) -> Mapping[str, float]:
    """The five gauges. `weighed`: summed log-odds of the findings found."""
    listing = facts.listing
    subject = 0.4 * bool(listing.operator_name) + 0.4 * bool(listing.operator_code) + 0.2 * bool(listing.shop_name)
    evidence = (
        0.3 * bool(listing.url) + 0.2 * bool(listing.seen_at) + 0.3 * bool(listing.image_texts or listing.image_urls)
        + 0.2 * (listing.price_cny is not None)
    )  # fmt: skip
    gauges = {
        "subject": subject,
        "act": min(1.0, max(0.0, weighed) / 6.0),
        "origin": max(outside_strength(facts), inside_strength(facts)),
        "evidence": evidence,
        "jurisdiction": competence.sure,
    }
    return {name: round(value, 2) for name, value in gauges.items()}


def missing_facts(facts: Facts, competence: Competence) -> tuple[str, ...]:
    """What would decide and is not on the record, in Chinese."""
    listing, lacking = facts.listing, []
    if max(outside_strength(facts), inside_strength(facts)) < 0.55:
        lacking.append(_UNKNOWN_ORIGIN)
    if not listing.operator_name:
        lacking.append("经营者名称（平台亮照信息）")
    elif not listing.operator_code:
        lacking.append("经营者统一社会信用代码")
    if competence.sure < 0.6:
        lacking.append("经营者实际经营地")
    if not facts.standing.list_known:
        lacking.append("该地理标志的使用人名单")
    if facts.price.cny is None:
        lacking.append(f"可比单价（{facts.price.how}）")
    if not listing.image_texts:
        lacking.append("商品包装、标签图片上的文字")
    if listing.seen_at is None:
        lacking.append("采集时间")
    return tuple(lacking)
