"""Is a store what an undisturbed collection of the same market leaves? Nothing lost or doubled, all of it whole."""

from dataclasses import dataclass, fields
from itertools import pairwise
from typing import Self

from sqlalchemy import Connection, Engine, func, select, text

from leads_db.errors import EvidenceError
from leads_db.evidence_file import read_evidence
from leads_db.lead_tables import lead_listings, leads
from leads_db.records import RunState, UnitState
from leads_db.settings import Settings
from leads_db.store.audit import find_broken_audit
from leads_db.store.engine import reading
from leads_db.store.evidence import read_evidence_row
from leads_db.tables import counters, evidence, fetch_reports, listings, mentions, runs, snapshots
from leads_db.tables import units as unit_table


@dataclass(frozen=True, slots=True)
class Stock:
    """What a collection has gathered, by what it is known by."""

    listings: frozenset[str]
    mentions: frozenset[str]
    evidence: frozenset[str]
    """Digests."""
    leads: frozenset[tuple[str, str]]
    """Seller key and indication."""

    @classmethod
    def empty(cls) -> Self:
        """Nothing yet."""
        return cls(frozenset(), frozenset(), frozenset(), frozenset())

    def __or__(self, other: "Stock") -> "Stock":
        return Stock(*(getattr(self, item.name) | getattr(other, item.name) for item in fields(self)))

    def __str__(self) -> str:
        return ", ".join(f"{len(getattr(self, item.name))} {item.name}" for item in fields(self))


def read_stock(engine: Engine) -> Stock:
    """What is committed at this moment."""
    with reading(engine) as connection:
        return Stock(
            frozenset(connection.scalars(select(listings.c.key))),
            frozenset(connection.scalars(select(mentions.c.key))),
            frozenset(connection.scalars(select(evidence.c.digest))),
            frozenset((key, slug) for key, slug in connection.execute(select(leads.c.seller_key, leads.c.indication))),
        )


def find_faults(engine: Engine, settings: Settings, accepted: Stock, calm: Stock) -> list[str]:
    """Everything that is wrong with a store that was killed; `accepted`: what it held before some kill."""
    found = read_stock(engine)
    faults = []
    for item in fields(Stock):
        held, before, due = (getattr(stock, item.name) for stock in (found, accepted, calm))
        if before - held:
            faults.append(f"{len(before - held)} accepted {item.name} are lost")
        if item.name != "evidence" and due != held:  # pages with a clock or a counter have new bytes each time
            faults.append(f"{item.name}: {len(due - held)} missing, {len(held - due)} too many against the calm one")
    with reading(engine) as connection:
        faults += [*_doubled(connection), *_unfinished(connection), *_torn(connection)]
        faults += _damaged_evidence(connection, settings)
    return faults


def _doubled(connection: Connection) -> list[str]:
    faults = []
    query = select(snapshots.c.listing_id, snapshots.c.content_hash)
    rows = connection.execute(query.order_by(snapshots.c.listing_id, snapshots.c.seen_at, snapshots.c.id)).all()
    if same := [one for one, next_one in pairwise(rows) if one == next_one]:
        faults.append(f"{len(same)} snapshots repeat the one before")
    for table, columns in (
        (listings, (listings.c.key,)),
        (mentions, (mentions.c.key,)),
        (fetch_reports, (fetch_reports.c.uid,)),
        (leads, (leads.c.seller_key, leads.c.indication)),
        (unit_table, (unit_table.c.run_id, unit_table.c.term, unit_table.c.page_from)),
    ):
        if twice := connection.execute(select(*columns).group_by(*columns).having(func.count() > 1)).all():
            faults.append(f"{len(twice)} {table.name} stand twice")
    return faults


def _unfinished(connection: Connection) -> list[str]:
    whole = (RunState.FINISHED, RunState.PARTIAL)
    query = select(runs.c.id, runs.c.source, runs.c.state, runs.c.note).where(runs.c.state.not_in(whole))
    faults = [f"run {row.id} of {row.source} is {row.state}: {row.note}" for row in connection.execute(query)]
    open_units = select(func.count()).select_from(unit_table).where(unit_table.c.state != UnitState.DONE)
    if left := connection.execute(open_units).scalar_one():
        faults.append(f"{left} units are not done")
    return faults


def _torn(connection: Connection) -> list[str]:
    faults = []
    if (line := connection.execute(text("PRAGMA integrity_check")).scalar_one()) != "ok":
        faults.append(f"the database file is damaged: {line}")
    if list(connection.execute(text("PRAGMA foreign_key_check"))):
        faults.append("rows point to rows that are not there")
    if (number := find_broken_audit(connection)) is not None:
        faults.append(f"the audit is broken at row {number}")
    bare = select(func.count()).select_from(leads).where(leads.c.id.not_in(select(lead_listings.c.lead_id)))
    if lost := connection.execute(bare).scalar_one():
        faults.append(f"{lost} leads have no listing")
    numbered = select(func.sum(counters.c.value)).where(counters.c.name.like("GI-%"))
    given, used = connection.scalar(numbered) or 0, connection.scalar(select(func.count()).select_from(leads))
    if given != used:
        faults.append(f"{given} lead numbers were given for {used} leads")
    return faults


def _damaged_evidence(connection: Connection, settings: Settings) -> list[str]:
    faults = []
    for number in connection.scalars(select(evidence.c.id)).all():
        try:
            read_evidence(settings.evidence_folder, read_evidence_row(connection, number))
        except EvidenceError as fault:
            faults.append(f"evidence {number}: {fault}")
    kept = select(evidence.c.digest)
    named = snapshots.c.evidence_digest
    stray = select(func.count()).select_from(snapshots).where(named.is_not(None), named.not_in(kept))
    if count := connection.execute(stray).scalar_one():
        faults.append(f"{count} snapshots point to evidence that was never kept")
    return faults
