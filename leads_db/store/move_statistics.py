"""Figures over a time, out of the events: how fast people decide, what was taken back, what came of the cases.

Counted day by day (`count_moves`), so that past days can be kept: store/figure_days.py.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Connection

from leads_db.records.handling import Move
from leads_db.shares import Share
from leads_db.store.figure_days import FigureKind, sum_days, yuan
from leads_db.store.move_counting import (
    ACT,
    CASE,
    DECISIONS,
    FAULTS,
    GAP,
    HELD,
    MOVE,
    NO_CASE,
    ONCE,
    RETURNED,
    YUAN,
    YUAN_NAMES,
    count_moves,
)
from leads_db.store.statistics import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveFigures:
    """What was done in a time."""

    moves: Mapping[Move, int]
    """How often each was made."""
    seconds_per_decision: float | None
    """Median time between two decisions of one reviewer on one day without a break, in whole seconds, a batch being
    one; None: too few."""
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


def read_move_figures(connection: Connection, scope: Scope) -> MoveFigures:
    """All of them."""
    sums = sum_days(connection, FigureKind.MOVES, count_moves, scope)
    ends = _named(sums, CASE)
    held = sums[HELD]
    return MoveFigures(
        moves={Move(name): count for name, count in _named(sums, MOVE).items()},
        seconds_per_decision=_median({int(gap): count for gap, count in _named(sums, GAP).items()}),
        returns=_named(sums, RETURNED),
        seal_checks=Share(held, held + sums[FAULTS]),
        cases={move: ends.get(move, 0) for move in ONCE},
        yuan={name: yuan(sums[YUAN + name]) for name in YUAN_NAMES},
        no_case_reasons=_named(sums, NO_CASE),
        platform_actions=_named(sums, ACT),
    )


def _named(sums: Counter[str], kind: str) -> dict[str, int]:
    """The figures whose names begin so, without the beginning, the most first; none that are nought."""
    found = Counter({name.removeprefix(kind): count for name, count in sums.items() if name.startswith(kind) and count})
    return dict(found.most_common())


def _median(counts: Mapping[int, int]) -> float | None:
    """The median of values that were counted; None without any."""
    values = sorted(counts)
    whole = sum(counts.values())
    places = ((whole - 1) // 2, whole // 2)
    middle, passed = [], 0
    for value in values:
        middle += [value for place in places if passed <= place < passed + counts[value]]
        passed += counts[value]
    return sum(middle) / 2 if middle else None
