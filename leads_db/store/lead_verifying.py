"""Do the events of the audit rebuild every lead as it is stored, and are all numbers of letters there?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import Connection, select

from leads_db.lead_tables import leads
from leads_db.records.handling import Handling, LeadEvent
from leads_db.replay import replay
from leads_db.store.events import read_events_of_all
from leads_db.store.handling import COLUMNS, handling_of
from leads_db.store.letter_numbers import find_number_gaps
from leads_db.store.upsert import chunks

TOGETHER = 1_000
"""Leads compared at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadCheck:
    """What the check found."""

    leads: int
    differing: tuple[str, ...]
    """Numbers of leads that are stored otherwise than their events tell, or that have no events."""
    number_gaps: tuple[str, ...]
    """Rows of letter numbers in which one is missing."""

    @property
    def holds(self) -> bool:
        """True when nothing differs and no number is missing."""
        return not self.differing and not self.number_gaps


def verify_leads(connection: Connection) -> LeadCheck:
    """Replay all events and compare; leads that were wiped with the practice market are passed over."""
    unseen = set(connection.scalars(select(leads.c.number)))
    count, differing = len(unseen), []
    for batch in _batches(connection):
        stored = _read_stored(connection, [number for number, _ in batch])
        for number, told in batch:
            unseen.discard(number)
            if number in stored and stored[number] != told:
                differing.append(number)
    gaps = find_number_gaps(connection)
    return LeadCheck(leads=count, differing=(*differing, *sorted(unseen)), number_gaps=gaps)


def _batches(connection: Connection) -> Iterator[list[tuple[str, Handling | None]]]:
    batch: list[tuple[str, Handling | None]] = []
    for number, events in groupby(read_events_of_all(connection), key=lambda event: event.lead):
        batch.append((number, _replay(list(events))))
        if len(batch) == TOGETHER:
            yield batch
            batch = []
    yield batch


def _replay(events: Sequence[LeadEvent]) -> Handling | None:
    try:
        return replay(events)
    except ValueError:
        return None  # its first event does not open it: told as differing


def _read_stored(connection: Connection, numbers: Sequence[str]) -> dict[str, Handling]:
    found: dict[str, Handling] = {}
    for chunk in chunks(numbers):
        for row in connection.execute(select(leads.c.number, *COLUMNS).where(leads.c.number.in_(chunk))):
            found[row.number] = handling_of(row)
    return found
