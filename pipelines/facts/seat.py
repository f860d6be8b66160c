"""The seller's own seat in its words: a village that its firm is named after, and land it calls its own."""

import re
from collections.abc import Iterator
from itertools import islice

from pipelines.facts.area import AreaMap, Relation
from pipelines.facts.claim_kind import ClaimKind
from pipelines.facts.origin_claim import OriginClaim
from pipelines.facts.page import READ_CAP, Page, PageText, Place
from pipelines.places.divisions import ORDINARY
from pipelines.places.resolver import PlaceHit

OWN_LAND = 0.62
"""Strength of land called one's own by a grower who sits outside: no place is told beside it."""
VILLAGE_SURE = 0.7
SEATS_READ = 24
"""Villages and lands that are read in one text."""
_VILLAGE = re.compile(r"[\u4e00-\u9fff]{2}(?=[村屯寨])")
_TOWN = re.compile(r"[县区市旗]([\u4e00-\u9fff]{2,3}?)[镇乡]")
_GROWER = re.compile(r"合作社|家庭农场|农场|农庄|种植|养殖|果园|茶园|参场|生态园|种植户")
_OWN_LAND = re.compile(
    r"(?:自家|俺家|俺自[己家]|我家|我们家|我们自[己家]|咱家|咱自[己家]|自己|自有)(?:的|嘞|滴|这)?"
    r"(?:[一二两三四五六七八九十百千\d]+(?:来|多)?亩)?(?:垆土|沙土|黄土|黑土)?(?:地|田|塘|园|基地|棚|参棚|果园|茶园|水田|稻田|种植基地)"
    r"|(?:承?包|流转|租)了?(?!邮)[^，,。；\s]{0,6}?亩"
    r"|(?:自家|自己|亲手|我家|俺家|俺们|我们|我)(?:家)?种的(?!子)"
)
_TOLD = (ClaimKind.FIELD, ClaimKind.RAW, ClaimKind.LABEL, ClaimKind.GROWN, ClaimKind.DENIED, ClaimKind.PRINTED)


def village_hits(
    text: PageText, page: Page, seats: tuple[PlaceHit, ...], known: tuple[PlaceHit, ...]
) -> Iterator[PlaceHit]:
    """Villages after which the firm, or its address, is named, and the address's township; one county only.

    授贤村 for 授贤山药购销部, 陈集 for …区陈集镇. `known`: places that are read already.
    """
    counties = {hit.code: hit for hit in seats if hit.level == "county"}
    if len(counties) != 1 or text.place is not Place.DESCRIPTION:
        return
    for hit in _own_places(text, page, next(iter(counties.values()))):
        if not any(hit.span[0] < other.span[1] and other.span[0] < hit.span[1] for other in known):
            yield hit


_STREET_TOWN = re.compile(r"[县区市旗]([\u4e00-\u9fff]{2,3}?)(?:街道|镇|乡)")


def at_home(text: PageText, page: Page, seats: tuple[PlaceHit, ...], hits: tuple[PlaceHit, ...]) -> Iterator[PlaceHit]:
    """The hits, with the short name of a far county read as the seller's own township: 会昌 for 孟州市会昌街道."""
    town = _STREET_TOWN.search(page.listing.operator_address or "")
    home = next((seat for seat in seats if seat.level == "county"), None)
    for hit in hits:
        if town and home and text.raw[slice(*hit.span)] == town[1] and hit.code != home.code:
            yield PlaceHit(home.code, home.name, "county", hit.span, town[1], VILLAGE_SURE)
        else:
            yield hit


def _own_places(text: PageText, page: Page, seat: PlaceHit) -> Iterator[PlaceHit]:
    named = f"{page.listing.operator_name or ''} {page.listing.operator_address or ''}"
    for match in islice(_VILLAGE.finditer(text.raw, 0, READ_CAP), SEATS_READ):
        if match[0] in named:
            span = (match.start(), match.end() + 1)
            yield PlaceHit(seat.code, seat.name, "county", span, match[0] + "村", VILLAGE_SURE)
    town = _TOWN.search(page.listing.operator_address or "")
    at = text.raw.find(town[1]) if town and town[1] not in ORDINARY else -1
    if town and at >= 0:
        yield PlaceHit(seat.code, seat.name, "county", (at, at + len(town[1])), town[1], VILLAGE_SURE)


def own_land_claims(
    page: Page, claims: tuple[OriginClaim, ...], seat: PlaceHit, area: AreaMap
) -> tuple[OriginClaim, ...]:
    """A grower outside the area who calls the land its own, where the page tells no other origin."""
    told = any(claim.kind in _TOLD and claim.relation is not Relation.WIDER for claim in claims)
    firm = page.listing.operator_name or ""
    if (
        told
        or not _GROWER.search(firm)
        or area.relation(seat, page.listing.operator_address or "") is not Relation.OUTSIDE
    ):
        return ()
    for text in page.at(Place.DESCRIPTION, Place.TITLE):
        for match in islice(_OWN_LAND.finditer(text.raw, 0, READ_CAP), SEATS_READ):
            clause = text.clause(match.start())
            denied = text.before("negation_before", match.start(), 4, clause) is not None
            if not denied and not text.is_question(match.start()) and not text.is_hearsay(match.start()):
                quote = text.quote(match.span())
                return (OriginClaim(ClaimKind.GROWN, Relation.OUTSIDE, seat.code, seat.name, OWN_LAND, quote),)
    return ()
