"""Figures over a time, out of the events: how fast people decide, what was taken back, what came of the cases."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from statistics import median
from typing import Any

from sqlalchemy import Connection, Result, Row, select

from leads_db.lead_tables import leads
from leads_db.records.handling import Move
from leads_db.shares import Share
from leads_db.store.events import PREFIX
from leads_db.store.statistics import Scope
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
TOLD = (Move.RETURN, Move.SIGN, Move.PUNISH, Move.FEED_BACK, Move.NOT_FILE, Move.CLOSE_CASE)
"""Moves whose facts are counted."""
YUAN = ("fine_cny", "confiscated_cny", "value_cny")


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveFigures:
    """What was done in a time."""

    moves: Mapping[Move, int]
    """How often each was made."""
    seconds_per_decision: float | None
    """Median time between two decisions of one reviewer without a break, a batch being one; None: too few."""
    returns: Mapping[str, int]
    """Reason → letters returned."""
    seal_checks: Share
    """Of the sealed packs checked when a bureau signed: how many were unchanged."""
    cases: Mapping[Move, int]
    """FILE, NOT_FILE, CLOSE_CASE, MOVE_ON, TRANSFER_CRIMINAL, PUNISH, FEED_BACK → leads, each once."""
    yuan: Mapping[str, Decimal]
    """fine_cny, confiscated_cny, value_cny → sums over the decisions of the time, each lead's last."""
    no_case_reasons: Mapping[str, int]
    platform_actions: Mapping[str, int]

    @property
    def undone(self) -> Share:
        """Decisions taken back by the reviewer."""
        return _share(self.moves.get(Move.UNDO, 0), sum(self.moves.get(move, 0) for move in DECISIONS))

    @property
    def sent_back(self) -> Share:
        """Confirmed leads that the approver sent back."""
        back = self.moves.get(Move.SEND_BACK, 0)
        return Share(back, back + self.moves.get(Move.APPROVE, 0))

    @property
    def returned(self) -> Share:
        """Letters that a bureau returned."""
        return _share(self.moves.get(Move.RETURN, 0), self.moves.get(Move.DISPATCH, 0))


def _share(part: int, whole: int) -> Share:
    """What answers an act of before the time is not counted beyond the acts of the time."""
    return Share(min(part, whole), whole)


@dataclass(slots=True)
class _Count:
    """What has been read so far."""

    moves: Counter[Move] = field(default_factory=Counter)
    last_at: dict[str, datetime] = field(default_factory=dict)
    gaps_s: list[float] = field(default_factory=list)
    facts: dict[Move, dict[str, dict[str, Any]]] = field(default_factory=dict)
    returns: Counter[str] = field(default_factory=Counter)
    held: int = 0
    faults: int = 0
    leads: dict[Move, set[str]] = field(default_factory=dict)

    def add(self, row: Row[Any]) -> None:
        if row.action == SEAL_FAULT:
            self.faults += 1
            return
        move = Move(row.action.removeprefix(PREFIX))
        self.moves[move] += 1
        self.leads.setdefault(move, set()).add(row.subject)
        if move in DECISIONS:
            self._pace(row.actor, row.at)
        if move in TOLD:
            self._tell(move, row.subject, json.loads(row.detail)["facts"])

    def _pace(self, actor: str, at: datetime) -> None:
        before = self.last_at.get(actor)
        self.last_at[actor] = at
        if before is not None and 0 < (gap := (at - before).total_seconds()) <= BREAK_S:
            self.gaps_s.append(gap)

    def _tell(self, move: Move, lead: str, facts: dict[str, Any]) -> None:
        if move is Move.RETURN:
            self.returns[str(facts.get("return_reason", ""))] += 1
        elif move is Move.SIGN:
            self.held += facts.get("seal_holds") is True
        else:
            self.facts.setdefault(move, {})[lead] = facts

    def of(self, *moves: Move) -> Iterator[dict[str, Any]]:
        """The last facts of each lead."""
        for move in moves:
            yield from self.facts.get(move, {}).values()


def read_move_figures(connection: Connection, scope: Scope) -> MoveFigures:
    """All of them in one reading of the events of the time, in batches whose leads are then looked up."""
    actions = [f"{PREFIX}{move}" for move in COUNTED]
    query = (
        select(audit.c.id, audit.c.at, audit.c.actor, audit.c.action, audit.c.subject, audit.c.detail)
        .where(audit.c.action.in_([*actions, SEAL_FAULT]), audit.c.at >= scope.since, audit.c.at < scope.until)
        .order_by(audit.c.id)
    )
    count, seen = _Count(), dict[str, bool]()
    read: Result[Any] = connection.execute(query, execution_options={"yield_per": BATCH})
    for batch in read.partitions():
        _look_up(connection, scope, {row.subject for row in batch}, seen)
        for row in batch:
            if seen[row.subject]:
                count.add(row)
    return _figures(count)


def _look_up(connection: Connection, scope: Scope, numbers: set[str], seen: dict[str, bool]) -> None:
    """Note which of these leads belong to the figures."""
    fresh = sorted(numbers - seen.keys())
    seen |= dict.fromkeys(fresh, False)
    for chunk in chunks(fresh):
        query = select(leads.c.number).where(leads.c.number.in_(chunk), *scope.of_leads())
        seen |= dict.fromkeys(connection.scalars(query), True)


def _figures(count: _Count) -> MoveFigures:
    ends = (
        Move.FILE,
        Move.NOT_FILE,
        Move.CLOSE_CASE,
        Move.MOVE_ON,
        Move.TRANSFER_CRIMINAL,
        Move.PUNISH,
        Move.FEED_BACK,
    )
    acts: dict[str, str] = {}
    for move in (Move.PUNISH, Move.FEED_BACK):  # what is told last of a lead counts
        told = count.facts.get(move, {}).items()
        acts |= {lead: str(facts["platform_action"]) for lead, facts in told if facts.get("platform_action")}
    reasons = Counter(str(facts.get("no_case_reason", "")) for facts in count.of(Move.NOT_FILE, Move.CLOSE_CASE))
    return MoveFigures(
        moves=dict(count.moves),
        seconds_per_decision=median(count.gaps_s) if count.gaps_s else None,
        returns=dict(count.returns.most_common()),
        seal_checks=Share(count.held, count.held + count.faults),
        cases={move: len(count.leads.get(move, ())) for move in ends},
        yuan={
            name: sum((Decimal(str(one.get(name) or 0)) for one in count.of(Move.PUNISH)), Decimal(0)) for name in YUAN
        },
        no_case_reasons=dict(reasons.most_common()),
        platform_actions=dict(Counter(acts.values()).most_common()),
    )
