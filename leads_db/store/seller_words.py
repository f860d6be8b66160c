"""What a person found out about a seller, by call, licence or answer of another bureau: facts like those of pages."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, select

from leads_db.errors import FactsMissing, FactsRefused, NotFound
from leads_db.lead_tables import leads
from leads_db.move_facts import read_text
from leads_db.records import SellerFact
from leads_db.records.account import Actor
from leads_db.store.audit import save_audit
from leads_db.store.lead_access import sees
from leads_db.store.sellers import save_seller_facts

FIELDS = ("operator_name", "operator_code", "operator_address")
HOW = "person"


def fill_seller_facts(
    connection: Connection, number: str, actor: Actor, *, at: datetime, facts: Mapping[str, object], basis: str
) -> tuple[SellerFact, ...]:
    """Fill in what the to-fill list names. `basis`: where the actor has it from, in Chinese.

    Raises NotFound, FactsRefused, FactsMissing (no fact or no basis).
    """
    columns = (leads.c.seller_key, leads.c.first_run_id, leads.c.is_practice)
    row = connection.execute(select(*columns).where(leads.c.number == number, sees(actor))).one_or_none()
    if row is None or not actor.is_centre:
        raise NotFound(f"lead {number[:60]}")
    if set(facts) - set(FIELDS):
        raise FactsRefused(unknown=", ".join(sorted(set(facts) - set(FIELDS)))[:200])
    try:
        told = {name: text for name, value in facts.items() if (text := read_text(value))}
        source = read_text(basis)[:100]
    except ValueError as fault:
        raise FactsRefused(cause=str(fault)[:200]) from fault
    if not told or not source:
        raise FactsMissing(missing="a fact and its basis")
    filled = tuple(
        SellerFact(
            seller_key=row.seller_key,
            field=name,
            value=value,
            how=HOW,
            url="",
            source=source,
            seen_at=at,
            is_practice=row.is_practice,
        )
        for name, value in told.items()
    )
    save_seller_facts(connection, filled, run_id=row.first_run_id)
    detail = {"facts": told, "basis": source}
    save_audit(connection, at=at, actor=actor.name, action="seller.fill", subject=number, detail=detail)
    return filled
