"""A lead with its listings, seal and register → the facts that a paper prints of it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime

from console.documents.letters import EvidenceFacts, FoundFact, LeadFacts, PageFacts, SellerFacts
from console.naming import Names
from console.words import ACTS, SHANGHAI, field_word
from leads_db.records import Finding, FindingState, GroundRef, Indication, Lead, Listing
from leads_db.records.seal import Seal
from leads_db.register import Register
from leads_db.register.law_days import grounds_on
from leads_db.store.lead_views import LeadListing

PAGES_SHOWN = 20
PROTECTIONS = {
    "pgi": "地理标志产品",
    "cm": "证明商标",
    "coll": "集体商标",
    "tm": "普通商标",
    "agi": "农产品地理标志（登记）",
}
NOT_KNOWN = "未查明"


def make_lead_facts(
    lead: Lead, items: Sequence[LeadListing], seal: Seal | None, register: Register, names: Names, *, on: date
) -> LeadFacts:
    """What a paper of the day `on` tells of the lead; its gravest listing comes first.

    Law is cited as in force on the day on which the page was last seen; what came after stands apart.
    """
    judged = items[0].assessment if items else None
    findings = judged.findings if judged else ()
    found = [finding for finding in findings if finding.state is FindingState.FOUND]
    act_on = lead.last_seen_at.astimezone(SHANGHAI).date()
    law = [_law(finding, register, act_on, on) for finding in found]
    gaps = [finding.sentence for finding in findings if finding.state is FindingState.UNKNOWN]
    indication = register.indications.get(lead.indication)
    return LeadFacts(
        number=lead.number,
        indication=names.indication(lead.indication),
        protection="；".join(_rights(indication)) if indication else "",
        holder=names.holder(lead.indication),
        seller=_seller(lead, items, register),
        acts=tuple(ACTS[act] for act in judged.acts) if judged else (),
        found=tuple(_fact(finding, grounds) for finding, (grounds, _) in zip(found, law, strict=True)),
        later_grounds=tuple(dict.fromkeys(ground for _, later in law for ground in later)),
        counter=tuple(finding.sentence for finding in findings if finding.state is FindingState.CLEAR),
        missing=tuple(dict.fromkeys((*(judged.missing if judged else ()), *gaps))),
        pages=tuple(_page(item) for item in items[:PAGES_SHOWN]),
        page_count=lead.listing_count,
        evidence=tuple(_sealed(seal) if seal else _kept(items)),
        pack=seal.name if seal else "",
        pack_digest=seal.manifest_digest if seal else "",
        bureau_reason=judged.bureau_reason if judged else "",
        first_seen_at=lead.first_seen_at,
        last_seen_at=lead.last_seen_at,
    )


def _law(
    finding: Finding, register: Register, act_on: date, on: date
) -> tuple[tuple[GroundRef, ...], tuple[GroundRef, ...]]:
    codes = [ground.ground for ground in finding.grounds]
    law = grounds_on(register, (), codes, act_on=act_on, handled_on=on)
    return law.grounds or _unconfirmed(finding), law.later


def _unconfirmed(finding: Finding) -> tuple[GroundRef, ...]:
    """The finding's own citations where the register no longer knows them."""
    return tuple(replace(ground, confirmed=False) for ground in finding.grounds)


def _fact(finding: Finding, grounds: tuple[GroundRef, ...]) -> FoundFact:
    return FoundFact(
        sentence=finding.sentence,
        quote=finding.quote,
        place=field_word(finding.field) if finding.field else "",
        grounds=grounds,
        refuted_by=finding.refuted_by,
    )


def _rights(indication: Indication) -> Iterator[str]:
    for right in indication.protections:
        since = f"，{right.from_on.year}年起" if right.from_on else ""
        yield f"{PROTECTIONS.get(right.kind, right.kind)}（公告或者注册号：{right.number or NOT_KNOWN}{since}）"


def _seller(lead: Lead, items: Sequence[LeadListing], register: Register) -> SellerFacts:
    platform = register.platforms.get(lead.platform)

    def first(field: str) -> str:
        return next((value for item in items if (value := getattr(item.listing, field))), "")

    return SellerFacts(
        shop=lead.seller_name,
        platform=platform.name if platform else lead.platform,
        platform_operator=platform.operator if platform else "",
        operator=first("operator_name"),
        credit_code=first("operator_code"),
        address=first("operator_address"),
        location=first("shop_location"),
        source="采集的商品页面" if items else "",
    )


def _page(item: LeadListing) -> PageFacts:
    listing = item.listing
    return PageFacts(
        title=listing.title,
        url=listing.url or "",
        item_id=listing.item_id,
        price=_price(listing),
        sold=listing.sold_raw or ("" if listing.sold_count is None else str(listing.sold_count)),
        seen_at=item.last_seen_at,
    )


def _price(listing: Listing) -> str:
    return listing.price_raw or ("" if listing.price_cny is None else f"{listing.price_cny:f}元")


def _sealed(seal: Seal) -> Iterator[EvidenceFacts]:
    for page in seal.pages:
        yield EvidenceFacts(
            name=str(page["file"]),
            source=str(page["url"]),
            proves="页面当时的显示内容",
            size=int(page["bytes"]),
            digest=str(page["sha256"]),
            kept_at=datetime.fromisoformat(page["captured_at"]),
        )


def _kept(items: Sequence[LeadListing]) -> Iterator[EvidenceFacts]:
    for item in items:
        if item.evidence_digest:
            yield EvidenceFacts(
                name=f"商品页面（{item.listing.item_id}）",
                source=item.listing.url or "",
                proves="页面当时的显示内容",
                digest=item.evidence_digest,
                kept_at=item.last_seen_at,
            )
