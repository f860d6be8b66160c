"""Who sells: the facts of a lead's seller from all its pages, and other sellers with the same licence."""

from dataclasses import dataclass

from sqlalchemy import Connection

from console.words import SELLER_FIELDS
from leads_db.records import Listing
from leads_db.store.sellers import SURE, KnownFact, best_fact, keys_of, read_same_operator, read_seller_facts

VALUES_SHOWN = 2
"""Of one field: a seller that changed its address is shown with both."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SellerSheet:
    """What the desk shows of a seller."""

    facts: tuple[KnownFact, ...]
    """In the order of SELLER_FIELDS, the surest and newest of each first."""
    same_operator: tuple[tuple[str, str], ...]
    """Name and platform of other sellers with the same credit code."""


def read_seller(connection: Connection, listing: Listing) -> SellerSheet:
    """The seller of a listing."""
    keys = keys_of(listing)
    stored = read_seller_facts(connection, keys)
    facts = [known for key in keys for known in stored.get(key, ())]
    ordered = sorted(facts, key=lambda known: (SURE.index(known.fact.how), -known.fact.seen_at.timestamp()))
    shown = tuple(
        known
        for field in SELLER_FIELDS
        for known in [known for known in ordered if known.fact.field == field][:VALUES_SHOWN]
    )
    code = best_fact(facts, "operator_code")
    others = read_same_operator(connection, code.value, but=keys) if code else {}
    return SellerSheet(facts=shown, same_operator=tuple(sorted(others.values())))
