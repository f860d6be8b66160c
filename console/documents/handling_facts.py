"""What the events, dispatches and clocks of a lead tell → the facts that forms print of its handling."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import Connection

from console.documents.letters import HandlingFacts
from console.naming import Names
from console.words import SHANGHAI
from leads_db.lifecycle import NO_CASE_REASONS, RETURN_REASONS, VERIFY_METHODS
from leads_db.records.clock import Clock
from leads_db.records.handling import Handling, LeadEvent, LeadState, Move
from leads_db.store.accounts import read_shown_names
from leads_db.store.clocks import TimeRules, read_clocks
from leads_db.store.events import read_lead_events
from leads_db.store.handling import read_handling

TOLD: Mapping[str, str] = {
    "checked_on": "核查日期",
    "officers": "核查人员",
    "method": "核查方式",
    "conclusion": "核查情况",
    "subject_found": "主体是否查实",
    "actual_address": "实际经营地",
    "case_number": "案号",
    "filed_on": "立案日期",
    "no_case_reason": "未立案理由",
    "decision_number": "处罚决定书文号",
    "decided_on": "处罚日期",
    "article": "适用条款",
    "fine_cny": "罚没金额",
    "value_cny": "货值金额",
    "published_on": "公示日期",
    "platform_action": "平台处置",
    "result": "处理结果",
    "proposal": "建议",
}
"""Fact of a move → the name under which templates print it."""
YES_NO = {True: "是", False: "否"}


def read_handling_facts(
    connection: Connection, number: str, by: TimeRules, names: Names, now: datetime, *, host: str
) -> HandlingFacts:
    """How far the lead is with this host, in the last round that went to it; nothing of any other host's round.

    Before anything went to it, only its name. Raises NotFound.
    """
    handling = read_handling(connection, number)
    events = last_round(read_lead_events(connection, number), host)
    if not events:
        return HandlingFacts(host=print_bureau(names, host) if host else "")
    sent, signed, returned = events[0], _last(events, Move.SIGN), _last(events, Move.RETURN)
    is_here = handling.host == host and handling.round == sent.facts.get("round")
    clock = _tightest(read_clocks(connection, number, by, now)) if is_here else None
    shown = read_shown_names(connection, [signed.actor] if signed else [])
    return HandlingFacts(
        host=print_bureau(names, host),
        letter_number=str(sent.facts.get("number") or ""),
        sent_on=_day(sent.at),
        signed_on=_day(signed.at) if signed else None,
        signed_by=shown.get(signed.actor, signed.actor) if signed else "",
        due_on=_day(clock.due_at) if clock and clock.due_at else None,
        overdue_days=max(0, -clock.workdays_left) if clock else 0,
        urged=sum(event.move in (Move.URGE, Move.SUPERVISE) and not event.facts.get("waived") for event in events),
        return_reason=_return_reason(returned),
        proposed_bureau=print_bureau(names, str(returned.facts.get("proposed_bureau") or "")) if returned else "",
        told=tell(handling) if is_here else {},
    )


def last_round(events: Sequence[LeadEvent], host: str) -> Sequence[LeadEvent]:
    """A lead's events from the newest sending to this host to the next sending; empty: nothing was sent to it."""
    sendings = [place for place, event in enumerate(events) if event.move is Move.DISPATCH]
    mine = [place for place in sendings if events[place].facts.get("host") == host]
    if not mine:
        return ()
    after = [place for place in sendings if place > mine[-1]]
    return events[mine[-1] : after[0] if after else len(events)]


def tell(handling: Handling) -> dict[str, str]:
    """The county's facts as a form prints them."""
    told = {name: _print(handling.outcome[key]) for key, name in TOLD.items() if handling.outcome.get(key) is not None}
    if "核查方式" in told:
        told["核查方式"] = VERIFY_METHODS.get(told["核查方式"], told["核查方式"])
    code = told.get("未立案理由", "")
    told |= {"未立案理由": NO_CASE_REASONS.get(code, code)} if code else {}
    if told.get("案号"):
        told["是否立案"] = "是"
    elif code:
        told["是否立案"] = "否"
    if handling.state is LeadState.CRIMINAL:
        told["是否移送公安"] = "是"
    return told


def print_bureau(names: Names, bureau: str) -> str:
    """A bureau as a letter addresses it; an authority outside the city by the name of its place."""
    kind, _, code = bureau.partition(":")
    if kind == "transfer":
        return f"{names.divisions[code]}市场监督管理局" if code in names.divisions else ""
    return names.bureau(bureau) if bureau in names.bureaus else bureau


def _tightest(clocks: Sequence[Clock]) -> Clock | None:
    """The open deadline that comes first."""
    waiting = [clock for clock in clocks if clock.ended_at is None and clock.due_at is not None]
    return min(waiting, key=lambda clock: str(clock.due_at), default=None)


def _return_reason(event: LeadEvent | None) -> str:
    if event is None:
        return ""
    code = str(event.facts.get("return_reason") or "")
    return "：".join(part for part in (RETURN_REASONS.get(code, code), event.reason) if part)


def _last(events: Sequence[LeadEvent], move: Move) -> LeadEvent | None:
    return next((event for event in reversed(events) if event.move is move), None)


def _print(value: object) -> str:
    if isinstance(value, bool):
        return YES_NO[value]
    if isinstance(value, list | tuple):
        return "、".join(map(str, value))
    return str(value)


def _day(at: datetime) -> date:
    return at.astimezone(SHANGHAI).date()
