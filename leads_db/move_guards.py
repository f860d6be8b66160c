"""What a row of the table of moves cannot say: two persons, once only, one's own last move."""

from collections.abc import Callable, Mapping

from leads_db.errors import FactsMissing, MoveNotAllowed, SamePerson
from leads_db.lifecycle import RULES
from leads_db.records.account import Actor
from leads_db.records.handling import Handling, LeadFlag, Move

ANSWERS = {
    Move.ASK_EXTENSION: Move.EXTEND,
    Move.ASK_NOT_FILE: Move.NOT_FILE,
    Move.ASK_CRIMINAL: Move.TRANSFER_CRIMINAL,
}
"""What an officer asks → what the head then does."""
UNDOABLE = frozenset(rule.move for rule in RULES if rule.reversible)
RETURNS_BEFORE_DESIGNATION = 2

Guard = Callable[[Move, Handling, Actor, Mapping[str, object]], None]


def _two_persons(move: Move, handling: Handling, actor: Actor, facts: Mapping[str, object]) -> None:
    if handling.reviewer == actor.name:
        raise SamePerson(move=move, reviewer=actor.name)


def _designated(move: Move, handling: Handling, actor: Actor, facts: Mapping[str, object]) -> None:
    if handling.returns >= RETURNS_BEFORE_DESIGNATION and not facts.get("designated"):
        raise FactsMissing(move=move, missing="designated", returns=handling.returns)


def _once(move: Move, handling: Handling, actor: Actor, facts: Mapping[str, object]) -> None:
    if LeadFlag.EXTENDED in handling.flags:
        raise MoveNotAllowed(move=move, cause="extended already")


def _nothing_asked(move: Move, handling: Handling, actor: Actor, facts: Mapping[str, object]) -> None:
    if handling.asked is not None:
        raise MoveNotAllowed(move=move, cause=f"{handling.asked} waits for the head")


def _head_answers(move: Move, handling: Handling, actor: Actor, facts: Mapping[str, object]) -> None:
    if handling.asked_by == actor.name:
        raise SamePerson(move=move, asked_by=actor.name)
    if handling.asked not in (None, move):
        raise MoveNotAllowed(move=move, cause=f"{handling.asked} was asked")


def _head_refuses(move: Move, handling: Handling, actor: Actor, facts: Mapping[str, object]) -> None:
    if handling.asked is None:
        raise MoveNotAllowed(move=move, cause="nothing was asked")
    if handling.asked_by == actor.name:
        raise SamePerson(move=move, asked_by=actor.name)


def _running(move: Move, handling: Handling, actor: Actor, facts: Mapping[str, object]) -> None:
    if LeadFlag.PAUSED in handling.flags:
        raise MoveNotAllowed(move=move, cause="paused already")


def _paused(move: Move, handling: Handling, actor: Actor, facts: Mapping[str, object]) -> None:
    if LeadFlag.PAUSED not in handling.flags:
        raise MoveNotAllowed(move=move, cause="not paused")


def _own_last(move: Move, handling: Handling, actor: Actor, facts: Mapping[str, object]) -> None:
    if handling.approver is not None or handling.last_by != actor.name or handling.last_move not in UNDOABLE:
        raise MoveNotAllowed(move=move, cause=f"the last move was {handling.last_move} by {handling.last_by}")


GUARDS: Mapping[Move, tuple[Guard, ...]] = {
    Move.APPROVE: (_two_persons,),
    Move.ROUTE: (_two_persons, _designated),
    Move.REROUTE: (_two_persons, _designated),
    Move.UNDO: (_own_last,),
    Move.PAUSE: (_running,),
    Move.RESUME: (_paused,),
    Move.ASK_EXTENSION: (_once, _nothing_asked),
    Move.ASK_NOT_FILE: (_nothing_asked,),
    Move.ASK_CRIMINAL: (_nothing_asked,),
    Move.EXTEND: (_once, _head_answers),
    Move.NOT_FILE: (_head_answers,),
    Move.TRANSFER_CRIMINAL: (_head_answers,),
    Move.REFUSE: (_head_refuses,),
}


def check_guards(move: Move, handling: Handling, actor: Actor, facts: Mapping[str, object]) -> None:
    """Raises SamePerson, MoveNotAllowed or FactsMissing where a guard of the move does not hold."""
    for guard in GUARDS.get(move, ()):
        guard(move, handling, actor, facts)
