"""Leads at any place of the table, made by the moves that lead there, and the people who make them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from leads_db.lead_tables import leads
from leads_db.records.account import SYSTEM_ACTOR, Actor, Role
from leads_db.records.handling import Handling, LeadEvent, LeadState, Move
from leads_db.store.events import save_lead_events
from leads_db.store.handling import make_move, read_handling
from leads_db.store.lead_search import save_terms
from tests.factories import NOON

S, M = LeadState, Move
HOST = "huanren"
REVIEWER = Actor(name="rita", roles=frozenset({Role.REVIEWER}), cities=("benxi",))
APPROVER = Actor(name="anna", roles=frozenset({Role.APPROVER}), cities=("benxi",))
OFFICER = Actor(name="otto", roles=frozenset({Role.COUNTY}), cities=("benxi",), bureau=HOST)
HEAD = Actor(name="hans", roles=frozenset({Role.COUNTY_HEAD}), cities=("benxi",), bureau=HOST)
SYSTEM = SYSTEM_ACTOR

FACTS: Mapping[Move, Mapping[str, Any]] = {
    M.EXCLUDE: {"exclusion": "thin"},
    M.MERGE: {"into": "GI-benxi-20261120-9999"},
    M.APPROVE: {"host": HOST},
    M.ROUTE: {"host": HOST},
    M.REROUTE: {"host": HOST},
    M.DISPATCH: {"host": HOST, "number": "试〔2026〕1号", "round": 1, "seal": "EV-1"},
    M.RETURN: {"return_reason": "not_ours"},
    M.VERIFY: {
        "checked_on": "2026-11-25",
        "officers": ["甲", "乙"],
        "method": "on_site",
        "subject_found": True,
        "actual_address": "桓仁县某街1号",
        "conclusion": "属实",
    },
    M.PAUSE: {"pause_kind": "testing"},
    M.FILE: {"case_number": "桓市监立〔2026〕1号", "filed_on": "2026-11-26"},
    M.ASK_NOT_FILE: {"no_case_reason": "minor"},
    M.NOT_FILE: {"no_case_reason": "minor"},
    M.TRANSFER_CRIMINAL: {"decided_on": "2026-11-27"},
    M.MOVE_ON: {"moved_to": "五常市市场监督管理局"},
    M.PUNISH: {"decision_number": "桓市监罚〔2026〕1号", "decided_on": "2026-11-27"},
    M.CLOSE_CASE: {"no_case_reason": "no_act"},
    M.FEED_BACK: {"result": "已罚款"},
    M.ASK_MORE: {"lacking": "处罚决定书"},
    M.RECHECKED: {"gone": True, "seller_sells": False},
    M.RECUR: {"child": "GI-benxi-20261120-0002"},
}
"""What each move needs at least."""
SENT = ((M.CONFIRM, REVIEWER), (M.APPROVE, APPROVER), (M.DISPATCH, APPROVER))
FILED = (*SENT, (M.SIGN, OFFICER), (M.FILE, OFFICER))
FED_BACK = (*FILED, (M.PUNISH, OFFICER), (M.FEED_BACK, OFFICER))
WAYS: Mapping[LeadState, tuple[tuple[Move, Actor], ...]] = {
    S.NEW: (),
    S.HELD: ((M.HOLD, REVIEWER),),
    S.EXCLUDED: ((M.EXCLUDE, REVIEWER),),
    S.MERGED: ((M.MERGE, REVIEWER),),
    S.CONFIRMED: SENT[:1],
    S.APPROVED: SENT[:2],
    S.UNROUTABLE: (*SENT[:1], (M.MARK_UNROUTABLE, APPROVER)),
    S.DISPATCHED: SENT,
    S.RETURNED: (*SENT, (M.RETURN, OFFICER)),
    S.RECEIVED: (*SENT, (M.SIGN, OFFICER)),
    S.NOT_FILED: (*SENT, (M.SIGN, OFFICER), (M.NOT_FILE, HEAD)),
    S.FILED: FILED,
    S.MOVED: (*SENT, (M.SIGN, OFFICER), (M.MOVE_ON, OFFICER)),
    S.CRIMINAL: (*FILED, (M.TRANSFER_CRIMINAL, HEAD)),
    S.PUNISHED: (*FILED, (M.PUNISH, OFFICER)),
    S.FEEDBACK: FED_BACK,
    S.ARCHIVED: (*FED_BACK, (M.ARCHIVE, REVIEWER)),
}
"""State → the shortest way there."""


def open_lead(connection: Connection, number: str = "GI-benxi-20261120-0001", **changes: Any) -> str:
    """A bare lead without listings, as the save stage leaves it."""
    row = {
        "number": number,
        "seller_key": number[-32:],
        "seller_name": "某某粮油店",
        "platform": "taobao",
        "indication": "huanren-rice",
        "city": "benxi",
        "verdict": "infringing",
        "likelihood": 0.9,
        "bureau": HOST,
        "listing_count": 1,
        "first_seen_at": NOON,
        "last_seen_at": NOON,
        "first_run_id": 1,
        "state_since": NOON,
        "is_practice": False,
    }
    connection.execute(insert(leads).values({**row, **changes}))
    opening = LeadEvent(
        lead=number, move=M.OPEN, from_state=None, to_state=S.NEW, actor="system", role=Role.SYSTEM, at=NOON
    )
    save_lead_events(connection, [opening])
    lead_id, name = connection.execute(select(leads.c.id, leads.c.seller_name).where(leads.c.number == number)).one()
    save_terms(connection, [(lead_id, name)])
    return number


def step(connection: Connection, number: str, move: Move, actor: Actor, at: datetime = NOON, **facts: Any) -> Handling:
    """One move with what it needs at least and a reason."""
    told = {**FACTS.get(move, {}), **facts}
    if move is M.DISPATCH:
        told["round"] = read_handling(connection, number).round + 1
    return make_move(connection, number, move, actor, at=at, reason="理由", facts=told)


def bring_to(connection: Connection, number: str, state: LeadState) -> Handling:
    """The lead, moved to this state."""
    if state is S.MERGED and not connection.scalar(select(leads.c.id).where(leads.c.number == FACTS[M.MERGE]["into"])):
        open_lead(connection, FACTS[M.MERGE]["into"])
    for move, actor in WAYS[state]:
        step(connection, number, move, actor)
    return read_handling(connection, number)
