"""Food production licence numbers (SC and fourteen digits) → where the maker sits: digits 4 to 9 are a division."""

import re
from collections.abc import Iterator

from pipelines.facts.area import AreaMap, Relation
from pipelines.facts.claim_kind import ClaimKind
from pipelines.facts.origin_claim import STRENGTH_INSIDE, STRENGTH_OUTSIDE, OriginClaim
from pipelines.facts.page import READ_CAP, Page
from pipelines.places.divisions import load_divisions
from pipelines.places.resolver import PlaceHit

_LICENCE = re.compile(r"(?<![A-Za-z])SC\s?\d{3}(\d{6})\d{5}(?!\d)", re.IGNORECASE)


def licence_claims(page: Page, area: AreaMap) -> Iterator[OriginClaim]:
    """One weak claim for each licence number whose division is known; a maker's place is not the goods' origin."""
    divisions = load_divisions()
    for text in page.of_goods:
        for found in _LICENCE.finditer(text.raw, 0, READ_CAP) if "sc" in text.folded.text else ():
            division = divisions.get(found[1]) or divisions.get(f"{found[1][:4]}00")
            if division is None:
                continue
            relation = area.relation(PlaceHit(division.code, division.name, division.level, found.span(), None, 1.0))
            strengths = {Relation.INSIDE: STRENGTH_INSIDE, Relation.OUTSIDE: STRENGTH_OUTSIDE}.get(relation, {})
            strength = strengths.get(ClaimKind.LICENCE, 0.0)
            quote = text.quote(found.span())
            yield OriginClaim(ClaimKind.LICENCE, relation, division.code, division.name, strength, quote)
