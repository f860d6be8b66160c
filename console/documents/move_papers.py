"""催办单, 督办单, 指定管辖通知书: written and kept for the move of which they tell, at once or soon after it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import Connection

from console.documents.handling_facts import last_round, print_bureau
from console.documents.issuing import issue_letter
from console.documents.letter_making import Desk, make_letter
from console.documents.letter_words import day_text
from console.documents.letters import HandlingFacts
from leads_db.lifecycle import RETURN_REASONS
from leads_db.records.account import SYSTEM_ACTOR, Actor
from leads_db.records.handling import DispatchKind, Handling, LeadEvent, Move
from leads_db.records.paper import Paper, PaperKind
from leads_db.store.accounts import read_shown_names
from leads_db.store.dispatches import read_dispatches
from leads_db.store.events import read_lead_events
from leads_db.store.numbered_moves import move_with_number, paper_of_move, read_numbered_event, read_owed
from leads_db.store.turns import take_turn

NOT_TOLD = "另见市局案卷"
"""Stands for what another bureau said: the paper goes to one that does not read it."""
OWED_MOST = 50


def move_with_paper(
    connection: Connection,
    desk: Desk,
    number: str,
    move: Move,
    actor: Actor,
    *,
    at: datetime,
    reason: str = "",
    facts: Mapping[str, object] | None = None,
    expected_version: int | None = None,
) -> Handling:
    """Make a move, and keep the paper that tells of it where there is one; all of it or nothing.

    Raises what `move_lead`, `make_letter` and `issue_letter` raise.
    """
    told = facts or {}
    moved = move_with_number(
        connection,
        number,
        move,
        actor,
        desk.organs,
        at=at,
        reason=reason,
        facts=told,
        expected_version=expected_version,
    )
    kind = paper_of_move(move, told)
    if kind is not None:
        _write(connection, desk, kind, read_lead_events(connection, number)[-1])
    return moved


def write_owed(connection: Connection, desk: Desk) -> tuple[Paper, ...]:
    """Write the papers of what the clock did; each once, whoever else is at it. Raises DocumentError, StoreFull."""
    take_turn(connection, "papers")
    return tuple(_write(connection, desk, kind, event) for kind, event in read_owed(connection, limit=OWED_MOST))


def _write(connection: Connection, desk: Desk, kind: PaperKind, event: LeadEvent) -> Paper:
    """The paper as of the event: number, day, reason and who acted are the event's."""
    events = read_lead_events(connection, event.lead)
    before = [one for one in events if one.at <= event.at]
    host = _host(before, event)
    shown = read_shown_names(connection, [event.actor])
    actor = replace(SYSTEM_ACTOR, name=event.actor, shown=shown.get(event.actor, ""))
    letter = make_letter(
        connection,
        desk,
        kind,
        [event.lead],
        actor,
        at=event.at,
        number=str(event.facts["number"]),
        host=host,
        reason=_demand(kind, event),
    )
    told = _dispute(desk, letter.handling, before, host) if kind is PaperKind.DESIGNATION else None
    handling = told or _reminded(letter.handling, event)
    subject = event.lead if kind is PaperKind.DESIGNATION else _sending(connection, event, host)
    return issue_letter(connection, desk, replace(letter, handling=handling), actor, at=event.at, subject=subject)


def _host(events: list[LeadEvent], event: LeadEvent) -> str:
    """To whom the paper goes: whom the event names, else whom the lead was last sent to."""
    sent = [str(one.facts.get("host", "")) for one in events if one.move is Move.DISPATCH]
    return str(event.facts.get("host") or (sent[-1] if sent else ""))


def _sending(connection: Connection, event: LeadEvent, host: str) -> str:
    """The uid of the sending that the paper is about; by it the bureau may read the paper."""
    hosted = (DispatchKind.HOST, DispatchKind.TRANSFER)
    sent = [one for one in read_dispatches(connection, event.lead) if one.kind in hosted and one.bureau == host]
    return sent[-1].uid if sent else event.lead


def _due_on(event: LeadEvent) -> date | None:
    told = event.facts.get("due_on")
    return date.fromisoformat(str(told)) if told else None


def _demand(kind: PaperKind, event: LeadEvent) -> str:
    """What is asked for; the clock gives the name of the limit as its reason."""
    by_clock = event.actor == SYSTEM_ACTOR.name
    if kind is PaperKind.DESIGNATION or (event.reason and not by_clock):
        return event.reason
    matter = f"“{event.reason}”" if event.reason else "办理"
    if kind is PaperKind.SUPERVISION:
        return f"{matter}已超过期限，请立即办理，并书面说明原因"
    due_on = _due_on(event)
    return f"请抓紧办理，于{day_text(due_on)}前完成{matter}" if due_on else "请抓紧办理并反馈"


def _reminded(handling: HandlingFacts, event: LeadEvent) -> HandlingFacts:
    due_on, late = _due_on(event) or handling.due_on, event.facts.get("overdue_days")
    is_urging = event.move is Move.URGE
    return replace(
        handling,
        due_on=due_on,
        overdue_days=late if isinstance(late, int) else handling.overdue_days,
        new_due_on=due_on if is_urging else None,
    )


def _dispute(desk: Desk, handling: HandlingFacts, events: list[LeadEvent], host: str) -> HandlingFacts:
    """The kinds of the reasons alone: what earlier bureaus wrote, and who they are, is not told to the next one."""
    returned = [event.facts for event in events if event.move is Move.RETURN]
    codes = dict.fromkeys(str(facts.get("return_reason", "")) for facts in returned)
    kinds = "、".join(RETURN_REASONS[code] for code in codes if code in RETURN_REASONS)
    proposed = any(facts.get("proposed_bureau") in (host, print_bureau(desk.names, host)) for facts in returned)
    return replace(
        handling,
        return_reason=f"先后退回{len(returned)}次（{kinds}）" if returned else "尚未派发",
        proposed_bureau=print_bureau(desk.names, host) if proposed else NOT_TOLD,
    )


def is_designated(connection: Connection, paper: Paper, bureau: str | None) -> bool:
    """True when the paper designates this bureau for the lead, and the lead was sent to it."""
    if paper.kind is not PaperKind.DESIGNATION or not bureau:
        return False
    event = read_numbered_event(connection, paper.subject, paper.number)
    if event is None or event.facts.get("host") != bureau:
        return False
    return bool(last_round(read_lead_events(connection, event.lead), bureau))
