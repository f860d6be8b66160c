"""Moves of which a numbered paper tells: the number goes into the move's event, in one transaction with it.

The paper itself is written by console/documents/move_papers.py: at once for what a person does, soon after for what
the clock does. A number whose paper is not there yet is owed.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, exists, select

from leads_db.errors import FactsRefused, NotFound
from leads_db.lead_tables import leads, letter_numbers
from leads_db.move_facts import YES_NO
from leads_db.paper_tables import papers
from leads_db.records.account import Actor
from leads_db.records.handling import Handling, LeadEvent, Move
from leads_db.records.paper import Organ, PaperKind
from leads_db.register.organs import number_word, organ_of_city
from leads_db.store.events import read_lead_events
from leads_db.store.handling import move_lead
from leads_db.store.letter_numbers import ISSUED, take_letter_number

PAPERS: Mapping[Move, PaperKind] = {
    Move.URGE: PaperKind.URGING,
    Move.SUPERVISE: PaperKind.SUPERVISION,
    Move.ROUTE: PaperKind.DESIGNATION,
    Move.REROUTE: PaperKind.DESIGNATION,
}
OWED_KINDS = tuple(dict.fromkeys(PAPERS.values()))


def paper_of_move(move: Move, facts: Mapping[str, object]) -> PaperKind | None:
    """The paper that tells of such a move: none where it is waived, or nobody is designated."""
    kind = PAPERS.get(move)
    if kind is PaperKind.SUPERVISION and facts.get("waived"):
        return None
    if kind is PaperKind.DESIGNATION and not YES_NO.get(str(facts.get("designated", "")).strip().lower()):
        return None
    return kind


def move_with_number(
    connection: Connection,
    number: str,
    move: Move,
    actor: Actor,
    organs: Mapping[str, Organ],
    *,
    at: datetime,
    reason: str = "",
    facts: Mapping[str, object] | None = None,
    expected_version: int | None = None,
) -> Handling:
    """`move_lead`, with the number of the paper that tells of it. Raises what that raises; then no number is used.

    Call it in a transaction that ends with the fault. Raises RegisterFileBroken where no organ signs for the city.
    """
    told = dict(facts or {})
    kind = paper_of_move(move, told)
    if kind is not None:
        if "number" in told:
            raise FactsRefused(move=move, fact="number", cause="taken from the organ's numbers")
        told["number"] = _take(connection, number, kind, actor, organs, at)
    return move_lead(
        connection, number, move, actor, at=at, reason=reason, facts=told, expected_version=expected_version
    )


def _take(
    connection: Connection, number: str, kind: PaperKind, actor: Actor, organs: Mapping[str, Organ], at: datetime
) -> str:
    row = connection.execute(select(leads.c.city, leads.c.is_practice).where(leads.c.number == number)).one_or_none()
    if row is None:
        raise NotFound(f"lead {number[:60]}")
    word = number_word(organ_of_city(organs, row.city), kind)
    return take_letter_number(
        connection, organ=word, kind=kind, subject=number, at=at, actor=actor.name, is_practice=row.is_practice
    )


def read_owed(connection: Connection, *, limit: int) -> tuple[tuple[PaperKind, LeadEvent], ...]:
    """Moves whose paper is not written yet, the oldest first."""
    same = (papers.c.kind == letter_numbers.c.kind, papers.c.number == letter_numbers.c.number)
    written = exists(select(papers.c.id).where(*same))
    columns = (letter_numbers.c.kind, letter_numbers.c.number, letter_numbers.c.subject)
    owed = (letter_numbers.c.kind.in_(OWED_KINDS), letter_numbers.c.state == ISSUED, ~written)
    rows = connection.execute(select(*columns).where(*owed).order_by(letter_numbers.c.id).limit(limit)).all()
    found = ((PaperKind(row.kind), read_numbered_event(connection, row.subject, row.number)) for row in rows)
    return tuple((kind, event) for kind, event in found if event is not None)


def read_numbered_event(connection: Connection, lead: str, number: str) -> LeadEvent | None:
    """The event of the lead that bears this number as its own; None where none does."""
    events = read_lead_events(connection, lead)
    return next((event for event in events if event.move in PAPERS and event.facts.get("number") == number), None)
