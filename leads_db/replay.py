"""What the events of a lead add up to. Pure: the same events always give the same handling."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from leads_db.lifecycle import RULES, TAKES_DOWN
from leads_db.move_guards import ANSWERS
from leads_db.records.handling import Handling, LeadEvent, LeadFlag, LeadState, Move

OUTCOME = frozenset(
    {
        Move.SIGN,
        Move.VERIFY,
        Move.FILE,
        Move.NOT_FILE,
        Move.MOVE_ON,
        Move.TRANSFER_CRIMINAL,
        Move.PUNISH,
        Move.CLOSE_CASE,
        Move.FEED_BACK,
        Move.RECHECKED,
    }
)
"""Moves whose facts are the outcome that the county (or the check after it) tells."""
ROUTING = frozenset({Move.CONFIRM, Move.APPROVE, Move.ROUTE, Move.REROUTE, Move.DISPATCH})
APPROVING = frozenset({Move.APPROVE, Move.ROUTE, Move.REROUTE})
SETS = {rule.move: frozenset(rule.sets) for rule in RULES}
CLEARS = {rule.move: frozenset(rule.clears) for rule in RULES}
OF_ONE_STATE = frozenset({LeadFlag.AWAITING_HEAD, LeadFlag.PAUSED})
"""Flags that end with the state in which they were set."""


def replay(events: Iterable[LeadEvent]) -> Handling:
    """The handling after all of a lead's events, oldest first. Raises ValueError when the first does not open it."""
    handling: Handling | None = None
    for event in events:
        handling = opened(event) if handling is None else after(handling, event)
    if handling is None:
        raise ValueError("no events")
    return handling


def opened(event: LeadEvent) -> Handling:
    """The handling of a lead that this event opens."""
    if event.move is not Move.OPEN:
        raise ValueError(f"{event.lead}: the first event is {event.move}, not open")
    flags: Any = event.facts.get("flags", ())
    parent = event.facts.get("parent")
    return Handling(
        state=event.to_state,
        version=1,
        state_since=event.at,
        last_move=event.move,
        last_by=event.actor,
        opened_by=event.actor,
        parent=None if parent is None else str(parent),
        flags=frozenset(map(LeadFlag, flags)),
    )


def after(handling: Handling, event: LeadEvent) -> Handling:
    """The handling after one more event."""
    moved = event.to_state is not handling.state
    return replace(
        handling,
        state=event.to_state,
        version=handling.version + 1,
        state_since=event.at if moved else handling.state_since,
        last_move=event.move,
        last_by=event.actor,
        flags=_flags(handling, event, moved),
        **_persons(handling, event),
        **_triage(event, moved),
        **_asked(event, moved),
        **_sending(handling, event),
    )


def _flags(handling: Handling, event: LeadEvent, moved: bool) -> frozenset[LeadFlag]:
    flags = (handling.flags - CLEARS[event.move]) | SETS[event.move]
    if event.facts.get("waived"):  # an approver decided not to take it up
        flags -= {LeadFlag.SUPERVISED}
    if moved:
        flags -= OF_ONE_STATE
    if event.facts.get("platform_action") in TAKES_DOWN:
        flags |= {LeadFlag.TAKEN_DOWN}
    if event.move is Move.RECHECKED:
        if event.facts["gone"]:
            return (flags | {LeadFlag.TAKEN_DOWN}) - {LeadFlag.SEEN_AGAIN}
        if LeadFlag.TAKEN_DOWN in flags:
            return (flags - {LeadFlag.TAKEN_DOWN}) | {LeadFlag.SEEN_AGAIN}
    return flags


def _persons(handling: Handling, event: LeadEvent) -> dict[str, Any]:
    if event.to_state is LeadState.NEW:
        return {"reviewer": None, "approver": None, "host": None}
    values: dict[str, Any] = {}
    if event.move is Move.CONFIRM:
        values["reviewer"] = event.actor
    if event.move in APPROVING:
        values["approver"] = event.actor
    if event.move in ROUTING:
        values["host"] = event.facts.get("host", handling.host)
    return values


def _triage(event: LeadEvent, moved: bool) -> dict[str, Any]:
    """What holding, excluding and merging keep; gone with the state."""
    facts: Mapping[str, Any] = event.facts
    values: dict[str, Any] = {}
    if event.move is Move.HOLD:
        until = facts.get("until")
        values["hold_until"] = None if until is None else datetime.fromisoformat(until)
        values["hold_price_below"] = facts.get("price_below")
        values["hold_sightings"] = facts.get("sightings")
    elif moved:
        values |= {"hold_until": None, "hold_price_below": None, "hold_sightings": None}
    if moved:
        values["exclusion"] = facts.get("exclusion")
        values["excluded_acts"] = tuple(facts.get("acts", ()))
        values["merged_into"] = facts.get("into")
    return values


def _asked(event: LeadEvent, moved: bool) -> dict[str, Any]:
    if event.move in ANSWERS:
        return {"asked": ANSWERS[event.move], "asked_by": event.actor}
    if moved or event.move in (Move.EXTEND, Move.REFUSE):
        return {"asked": None, "asked_by": None}
    return {}


def _sending(handling: Handling, event: LeadEvent) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if event.move is Move.DISPATCH:
        values = {"round": event.facts["round"], "outcome": {}}
    if event.move is Move.RETURN:
        values["returns"] = handling.returns + 1
    if event.move in OUTCOME:
        values["outcome"] = {**handling.outcome, **event.facts}
    return values
