"""A lead as one line of a list: what its gravest listing is called, with the marked words, and why it is there."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from console.desk.highlight import Piece, show_title
from leads_db.records import Assessment, FindingState, Lead, Verdict
from leads_db.store.lead_views import LeadListing, read_lead_listings
from leads_db.store.queue_views import QueueRow

REASONS_SHOWN = 2
MISSING_SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadLine:
    """One row of a list of leads."""

    lead: Lead | QueueRow
    title: tuple[Piece, ...]
    """Of the gravest listing; empty where none is left."""
    reason: str
    """Its strongest reasons, or what is missing where that is the verdict."""


def read_lead_lines(connection: Connection, leads: Sequence[Lead | QueueRow]) -> tuple[LeadLine, ...]:
    """The lines of these leads, in their order."""
    gravest = read_lead_listings(connection, [lead.number for lead in leads], per_lead=1)
    return tuple(_line(lead, gravest.get(lead.number, ())) for lead in leads)


def read_titles(connection: Connection, numbers: Sequence[str]) -> dict[str, tuple[Piece, ...]]:
    """Number → title of the gravest listing, with the marked words; leads without a listing are left out."""
    gravest = read_lead_listings(connection, numbers, per_lead=1)
    return {
        number: show_title(items[0].listing, items[0].assessment.findings if items[0].assessment else ())
        for number, items in gravest.items()
        if items
    }


def _line(lead: Lead | QueueRow, items: Sequence[LeadListing]) -> LeadLine:
    judged = items[0].assessment if items else None
    title = show_title(items[0].listing, judged.findings if judged else ()) if items else ()
    return LeadLine(lead=lead, title=title, reason=_reason(judged) if judged else "最新快照已不含这一名称。")


def _reason(judged: Assessment) -> str:
    if judged.verdict is Verdict.INSUFFICIENT and judged.missing:
        named = "、".join(fact.split("（")[0] for fact in judged.missing[:MISSING_SHOWN])
        more = f"等 {len(judged.missing)} 项" if len(judged.missing) > MISSING_SHOWN else ""
        return f"还缺：{named}{more}。"
    found = [finding for finding in judged.findings if finding.state is FindingState.FOUND]
    strongest = sorted(found, key=lambda finding: -finding.weight)[:REASONS_SHOWN]
    return "".join(finding.sentence for finding in strongest) or "没有可疑要点。"
