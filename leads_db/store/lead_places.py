"""Leads whose bureau was not known when they were made, and the bureau that is found for them later."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, or_, select, update

from leads_db.lead_tables import leads
from leads_db.lifecycle import CLOSED
from leads_db.store.sellers import site_key
from leads_db.store.upsert import chunks

UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unplaced:
    """One lead without a bureau."""

    id: int
    keys: tuple[str, str]
    """Under which facts of its seller may stand: the seller's own, and the site's."""


def read_unplaced(connection: Connection, keys: Iterable[str]) -> tuple[Unplaced, ...]:
    """Open leads of these sellers, or on the sites of these, whose bureau is not known and that nobody routed."""
    wanted = frozenset(keys)
    sites = {
        platform for platform in connection.scalars(select(leads.c.platform).distinct()) if site_key(platform) in wanted
    }
    found = {}
    for chunk in chunks(sorted(wanted)):
        query = select(leads.c.id, leads.c.seller_key, leads.c.platform).where(
            or_(leads.c.seller_key.in_(chunk), leads.c.platform.in_(sorted(sites))),
            leads.c.bureau == UNKNOWN,
            leads.c.host.is_(None),
            leads.c.state.not_in(sorted(CLOSED)),
        )
        for row in connection.execute(query):
            found[row.id] = Unplaced(id=row.id, keys=(row.seller_key, site_key(row.platform)))
    return tuple(found.values())


def save_bureaus(connection: Connection, bureaus: Mapping[int, str]) -> None:
    """Lead id → bureau, where it is still not known."""
    still = update(leads).where(leads.c.id == bindparam("of_id"), leads.c.bureau == UNKNOWN, leads.c.host.is_(None))
    rows = [{"of_id": lead_id, "found": bureau} for lead_id, bureau in sorted(bureaus.items())]
    connection.execute(still.values(bureau=bindparam("found")), rows)
