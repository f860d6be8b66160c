"""What people did, counted out of the events by day, city and stock.

Of a lead that a case was opened for twice only the last time counts. So a day's figures also say what they take back
from an earlier day, for the sums in which both stand.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Result, Row, select

from leads_db.clocks import shanghai_day
from leads_db.lead_tables import leads
from leads_db.records.handling import Move
from leads_db.store.events import PREFIX
from leads_db.store.figure_days import DayFigures, Stock, fen
from leads_db.store.upsert import chunks
from leads_db.tables import audit

DECISIONS = (Move.CONFIRM, Move.HOLD, Move.EXCLUDE, Move.MERGE)
"""What a reviewer decides."""
BATCH = 5_000
BREAK_S = 600
"""A longer time between two decisions of one person is a break, not a decision."""
SEAL_FAULT = "seal.fault"
COUNTED = (
    *DECISIONS, Move.UNDO, Move.APPROVE, Move.SEND_BACK, Move.DISPATCH, Move.RECALL, Move.SIGN, Move.RETURN,
    Move.FILE, Move.NOT_FILE, Move.CLOSE_CASE, Move.MOVE_ON, Move.TRANSFER_CRIMINAL, Move.PUNISH, Move.FEED_BACK,
    Move.URGE, Move.SUPERVISE,
)  # fmt: skip
ONCE = (
    Move.FILE, Move.NOT_FILE, Move.CLOSE_CASE, Move.MOVE_ON, Move.TRANSFER_CRIMINAL, Move.PUNISH, Move.FEED_BACK,
)  # fmt: skip
"""Of these the last of each lead counts."""
REFUSED = (Move.NOT_FILE, Move.CLOSE_CASE)
YUAN_NAMES = ("fine_cny", "confiscated_cny", "value_cny")
MOVE, GAP, RETURNED, CASE, NO_CASE, ACT, YUAN = "move|", "gap|", "return|", "case|", "no_case|", "act|", "yuan|"
"""Beginnings of the figures' names; what follows: a move, whole seconds, a code, the name of an amount."""
HELD, FAULTS = "seal|held", "seal|fault"
ACTIONS = (*(f"{PREFIX}{move}" for move in COUNTED), SEAL_FAULT)
OF_ONCE = frozenset(f"{PREFIX}{move}" for move in ONCE)
COLUMNS = (audit.c.id, audit.c.at, audit.c.actor, audit.c.action, audit.c.subject, audit.c.detail)


@dataclass(slots=True)
class _Reading:
    """What has been read so far."""

    found: dict[Stock, DayFigures] = field(default_factory=dict)
    stocks: dict[str, tuple[str, bool] | None] = field(default_factory=dict)
    """Lead → its city and stock; None: no lead, as those that were wiped."""
    decided_at: dict[tuple[date, str], datetime] = field(default_factory=dict)
    """Day and reviewer → the last decision."""
    last: dict[tuple[str, str], tuple[date, Counter[str]]] = field(default_factory=dict)
    """Lead and what counts once → when it was last, and what it counted."""
    known: set[str] = field(default_factory=set)
    """Leads whose earlier events were looked up."""

    def add(self, row: Row[Any]) -> None:
        """Count one event of the time."""
        stock = self.stocks[row.subject]
        if stock is None:
            return
        day = shanghai_day(row.at)
        figures = self.found.setdefault((day, *stock), DayFigures())
        if row.action == SEAL_FAULT:
            figures.add(FAULTS)
            return
        move = Move(row.action.removeprefix(PREFIX))
        figures.add(MOVE + move)
        if move in DECISIONS:
            self._pace(figures, day, row)
        elif move is Move.RETURN:
            figures.add(RETURNED + str(_facts(row).get("return_reason", "")))
        elif move is Move.SIGN:
            figures.add(HELD, _facts(row).get("seal_holds") is True)
        elif move in ONCE:
            self._count_once(figures, day, row)

    def _pace(self, figures: DayFigures, day: date, row: Row[Any]) -> None:
        before = self.decided_at.get((day, row.actor))
        self.decided_at[day, row.actor] = row.at
        if before is not None and 0 < (gap_s := (row.at - before).total_seconds()) <= BREAK_S:
            figures.add(f"{GAP}{round(gap_s)}")

    def _count_once(self, figures: DayFigures, day: date, row: Row[Any]) -> None:
        for name, counts in _once(row):
            figures.counts.update(counts)
            if before := self.last.get((row.subject, name)):
                figures.again.setdefault(before[0].isoformat(), Counter()).update(before[1])
            self.last[row.subject, name] = day, counts

    def note(self, row: Row[Any]) -> None:
        """An event of before the time: it is not counted, but what follows may take it back."""
        for name, counts in _once(row):
            self.last[row.subject, name] = shanghai_day(row.at), counts


def _facts(row: Row[Any]) -> Mapping[str, Any]:
    facts: Mapping[str, Any] = json.loads(row.detail)["facts"]
    return facts


def _once(row: Row[Any]) -> Iterator[tuple[str, Counter[str]]]:
    """What an event says of its lead that a later event of the kind replaces: (kind, figures)."""
    move, facts = Move(row.action.removeprefix(PREFIX)), _facts(row)
    counts = Counter({CASE + move: 1})
    if move is Move.PUNISH:
        counts.update({YUAN + name: amount for name in YUAN_NAMES if (amount := fen(facts.get(name)))})
    elif move in REFUSED:
        counts[NO_CASE + str(facts.get("no_case_reason", ""))] += 1
    yield CASE + move, counts
    if move in (Move.PUNISH, Move.FEED_BACK) and facts.get("platform_action"):
        yield ACT, Counter({f"{ACT}{facts['platform_action']}": 1})


def count_moves(
    connection: Connection, since: datetime, until: datetime, known: datetime | None
) -> Mapping[Stock, DayFigures]:
    """A `DayCount`: the events of the time in one reading, in batches whose leads are then looked up."""
    query = select(*COLUMNS).where(audit.c.action.in_(ACTIONS), audit.c.at >= since, audit.c.at < until)
    so_far = _Reading()
    read: Result[Any] = connection.execute(query.order_by(audit.c.id), execution_options={"yield_per": BATCH})
    for batch in read.partitions():
        fresh = {row.subject for row in batch} - so_far.stocks.keys()
        _look_up(connection, fresh, so_far)
        if known is None or known < since:
            once = {row.subject for row in batch if row.action in OF_ONCE}
            _note_earlier(connection, once - so_far.known, so_far, since, known)
        for row in batch:
            so_far.add(row)
    return so_far.found


def _look_up(connection: Connection, numbers: Iterable[str], so_far: _Reading) -> None:
    for chunk in chunks(sorted(numbers)):
        so_far.stocks.update(dict.fromkeys(chunk))
        query = select(leads.c.number, leads.c.city, leads.c.is_practice).where(leads.c.number.in_(chunk))
        so_far.stocks.update({row.number: (row.city, row.is_practice) for row in connection.execute(query)})


def _note_earlier(
    connection: Connection, numbers: set[str], so_far: _Reading, since: datetime, known: datetime | None
) -> None:
    so_far.known.update(numbers)
    for chunk in chunks(sorted(numbers)):
        query = select(*COLUMNS).where(audit.c.subject.in_(chunk)).order_by(audit.c.id)
        rows: Iterable[Row[Any]] = connection.execute(query)
        for row in rows:
            if row.action in OF_ONCE and row.at < since and (known is None or row.at >= known):
                so_far.note(row)
