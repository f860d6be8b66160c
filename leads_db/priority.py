"""In which order leads are looked at and sent: harm × certainty × feasibility, on a scale of 0..100. Pure.

- harm: what the act is (VERDICT_HARM) × how far it reaches: turnover in yuan where price and sales are shown, else the
  number of listings at LISTING_CNY each; a decade of yuan more counts as one step of eight.
- certainty: the calibrated likelihood.
- feasibility: how complete subject, act, origin, evidence and jurisdiction are (mean of the five gauges, at least
  LEAST_READY) × where it can be done: own county 1, another authority OUTSIDE, no bureau known NOWHERE × a local
  indication 1, a national one NATIONAL.
- A seller on the black list comes before all others (+100); a lead that waits gains AGEING a day, so that a county's
  daily cap never keeps one waiting for ever.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from leads_db.records.assessment import Verdict

VERDICT_HARM = {
    Verdict.INFRINGING: 1.0,
    Verdict.IRREGULAR_USE: 0.6,
    Verdict.UNLICENSED_LOCAL: 0.4,
    Verdict.INSUFFICIENT: 0.3,
}
LISTING_CNY = 100
DECADES = 8
LEAST_REACH = 0.2
LEAST_READY = 0.1
OUTSIDE, NOWHERE, NATIONAL = 0.6, 0.4, 0.7
BLACKLISTED = 100.0
AGEING = 2.0
"""Points a day of waiting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """What the rank of a lead rests on."""

    verdict: Verdict
    likelihood: float
    listing_count: int
    price_cny: Decimal | None = None
    sold_count: int | None = None
    readiness: Mapping[str, float]
    bureau: str | None
    is_local: bool
    """The indication belongs to one of the installation's cities."""
    is_blacklisted: bool = False


def priority_of(lead: Weighed) -> float:
    """0..100, black-listed sellers 100..200; 0 for a lead that no person must see."""
    harm = VERDICT_HARM.get(lead.verdict, 0.0) * _reach(lead)
    if not harm:
        return 0.0
    points = 100 * harm * min(1.0, max(0.0, lead.likelihood)) * _feasibility(lead)
    return round(points + (BLACKLISTED if lead.is_blacklisted else 0.0), 4)


def _reach(lead: Weighed) -> float:
    turnover = Decimal(LISTING_CNY) * lead.listing_count
    if lead.price_cny is not None and lead.sold_count:
        turnover = max(turnover, lead.price_cny * lead.sold_count)
    steps = math.log10(1 + float(min(turnover, Decimal(10) ** DECADES)))
    return min(1.0, LEAST_REACH + (1 - LEAST_REACH) * steps / DECADES)


def _feasibility(lead: Weighed) -> float:
    gauges = lead.readiness.values()
    ready = max(LEAST_READY, sum(gauges) / len(gauges)) if gauges else LEAST_READY
    place = 1.0
    if lead.bureau is None or lead.bureau in ("unknown", "overseas"):
        place = NOWHERE
    elif lead.bureau.startswith("transfer:"):
        place = OUTSIDE
    return ready * place * (1.0 if lead.is_local else NATIONAL)


def aged(priority: float, waiting_days: float) -> float:
    """The rank of a lead that has waited so long."""
    return priority + AGEING * max(0.0, waiting_days)
