"""An intake as it was read → intakes with their indication, or why it cannot be taken."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from console.intake.listing import listing_of
from leads_db.errors import RowBroken
from leads_db.records import Assessment, Listing, Verdict
from leads_db.records.intake import Intake
from leads_db.register import Register
from pipelines.flow import Flow
from pipelines.masking import mask_personal

TOLD = 0.5
"""Likelihood of what was only told: a person thinks so, no page was read."""
MISSING = ("来件所述尚未在商品页面上核对", "商品页面截图和留存")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """One intake about one indication, with the listing it tells of."""

    intake: Intake
    listing: Listing
    assessment: Assessment


class Recogniser:
    """Built once a file; holds no state between rows."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._names = {
            name: item.slug for item in flow.register.indications.values() for name in (item.slug, item.name)
        }

    def read(self, intake: Intake, now: datetime) -> tuple[Recognised, ...] | RowBroken:
        """One for each indication that the sender states, else of those that the text names; ours only."""
        intake = replace(intake, title=mask_personal(intake.title), text=mask_personal(intake.text))
        listing = listing_of(intake, now)
        slugs = self._slugs(intake, listing)
        if not slugs:
            stated = intake.indication[:40]
            what = f"“{stated}”不在地理标志名录" if stated else "没有写明地理标志，文字中也没有认出"
            return RowBroken(f"{intake.where}: {what}")
        found = []
        for slug in slugs:
            assessment = self._asked(listing, slug)
            if self._flow.city_of(assessment) is not None:
                told = replace(intake, indication=slug, uid=_uid(intake, slug))
                found.append(Recognised(intake=told, listing=listing, assessment=assessment))
        if not found:
            return RowBroken(f"{intake.where}: 不是本市的地理标志")
        return tuple(found)

    def _slugs(self, intake: Intake, listing: Listing) -> Sequence[str]:
        if intake.indication:
            stated = self._names.get(intake.indication)
            return (stated,) if stated else self._flow.judge.recognise(replace(listing, title=intake.indication))[:1]
        named = self._flow.judge.recognise(listing)
        local = [slug for slug in named if self._flow.register.indications[slug].scope == "local"]
        return local or named[:1]

    def _asked(self, listing: Listing, slug: str) -> Assessment:
        """Facts are missing: what somebody tells of a seller is not what the seller's page says."""
        competence = self._flow.judge.jurisdiction.competence(listing)
        return Assessment(
            listing_key=listing.key,
            indication=slug,
            verdict=Verdict.INSUFFICIENT,
            likelihood=TOLD,
            bureau=competence.bureau,
            bureau_reason=competence.reason,
            missing=MISSING,
            readiness={"jurisdiction": round(competence.sure, 2)},
            model_version=self._flow.judge.model_version,
        )


def _uid(intake: Intake, slug: str) -> str:
    """The same number of the same sender, else the same content, is the same intake."""
    own = (intake.their_number,) if intake.their_number else (intake.title, intake.text, intake.url, intake.shop_name)
    seller = (intake.url, intake.shop_name, intake.operator_name) if intake.their_number else ()
    text = "\n".join((intake.kind, intake.sender, slug, *own, *seller))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:22]


def indication_choices(register: Register, cities: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Slug and name of the indications that a form offers, our own cities' first."""
    local = register.local(cities)
    other = [item for item in register.indications.values() if item.city is None]
    return tuple((item.slug, item.name) for item in (*local, *other))
