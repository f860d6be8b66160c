"""Who may belong on the list of irregular users of the special sign: never a lead, only what a bureau decided.

A candidate is a lead of irregular use (of an authorised user) on which the county found the use irregular: it punished,
or told of misuse of the sign. Whether somebody is put on the list is decided outside of this program.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from leads_db.lead_tables import leads
from leads_db.records import Verdict
from leads_db.records.account import Actor
from leads_db.records.handling import LeadState
from leads_db.store.lead_access import sees

DECIDED = (LeadState.NOT_FILED, LeadState.PUNISHED, LeadState.FEEDBACK, LeadState.ARCHIVED)
"""States in which the county has told what it found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AbnormalCandidate:
    """One proposal."""

    lead: str
    seller_name: str
    platform: str
    indication: str
    host: str
    """Bureau that decided."""
    decision_number: str
    """Empty: the use was found irregular, and no penalty was given."""
    decided_on: str
    """2026-11-26; empty as above."""
    sign_misuse: bool
    conclusion: str
    state_since: datetime
    is_practice: bool


def read_abnormal_candidates(
    connection: Connection, actor: Actor, *, limit: int = 200
) -> tuple[AbnormalCandidate, ...]:
    """The candidates among the leads that the actor sees, those decided last first."""
    names = ("number", "seller_name", "platform", "indication", "host", "outcome", "state_since", "is_practice")
    query = select(*(leads.c[name] for name in names)).where(
        sees(actor), leads.c.verdict == Verdict.IRREGULAR_USE, leads.c.state.in_(DECIDED)
    )
    rows = connection.execute(query.order_by(leads.c.state_since.desc()))
    found = (candidate for row in rows if (candidate := _candidate(row)) is not None)
    return tuple(candidate for candidate, _ in zip(found, range(limit), strict=False))


def _candidate(row: Row[Any]) -> AbnormalCandidate | None:
    """None while no bureau has decided that the use was irregular."""
    told = json.loads(row.outcome)
    decision = str(told.get("decision_number") or "")
    misuse = told.get("sign_misuse") is True
    if not decision and not misuse:
        return None
    return AbnormalCandidate(
        lead=row.number,
        seller_name=row.seller_name,
        platform=row.platform,
        indication=row.indication,
        host=row.host or "",
        decision_number=decision,
        decided_on=str(told.get("decided_on") or "")[:10],
        sign_misuse=misuse,
        conclusion=str(told.get("conclusion") or ""),
        state_since=row.state_since,
        is_practice=row.is_practice,
    )
