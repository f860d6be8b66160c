"""Lives of generated leads: the moves that lead to each state, in the mix of an office that has worked for a year."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from leads_db.lifecycle import find_rule
from leads_db.records.account import Role
from leads_db.records.handling import LeadEvent, LeadState, Move

S, R = LeadState, Role
FACTS: Mapping[str, Mapping[str, object]] = {
    "exclude": {"exclusion": "other_goods", "acts": []},
    "hold": {"sightings": 99},
    "return": {"return_reason": "not_ours"},
    "verify": {"checked_on": "2026-09-01", "officers": ["甲", "乙"], "method": "on_site", "subject_found": True},
    "file": {"case_number": "立〔2026〕1号", "filed_on": "2026-09-02"},
    "not_file": {"no_case_reason": "minor"},
    "punish": {"decision_number": "罚〔2026〕1号", "decided_on": "2026-09-20", "fine_cny": "3000"},
    "feed_back": {"result": "已处罚", "platform_action": "taken_down"},
}
SENT = "confirm approve dispatch"
FED_BACK = f"{SENT} sign verify file punish feed_back"
MIX: Mapping[str, int] = {
    "": 7,
    "hold": 6,
    "exclude": 27,
    "confirm": 2,
    "confirm approve": 2,
    "confirm mark_unroutable": 2,
    SENT: 5,
    f"{SENT} return": 2,
    f"{SENT} sign": 6,
    f"{SENT} sign verify": 5,
    f"{SENT} sign verify not_file": 2,
    f"{SENT} sign verify file": 5,
    f"{SENT} sign verify file punish": 2,
    FED_BACK: 3,
    f"{FED_BACK} archive": 24,
}
"""Moves after the opening → share in per cent."""
ROLES = {R.REVIEWER: "rita", R.APPROVER: "anna", R.COUNTY: "otto", R.COUNTY_HEAD: "hans"}


def live(number: str, moves: str, host: str, letter: str, opened_at: datetime) -> Iterator[LeadEvent]:
    """The events of one life, a day and an hour apart."""
    state: LeadState = S.NEW
    yield LeadEvent(
        lead=number, move=Move.OPEN, from_state=None, to_state=state, actor="system", role=R.SYSTEM, at=opened_at
    )
    for step, name in enumerate(moves.split(), 1):
        found = find_rule(Move(name), state, frozenset(ROLES))
        if found is None:
            raise ValueError(f"{name} from {state}")
        rule, role = found
        facts = dict(FACTS.get(name, {}))
        if name in ("approve", "dispatch"):
            facts["host"] = host
        if name == "dispatch":
            facts |= {"number": letter, "round": 1, "seal": f"EV-{number}-01"}
        yield LeadEvent(
            lead=number,
            move=rule.move,
            from_state=state,
            to_state=rule.to_state or state,
            actor=ROLES[role],
            role=role,
            at=opened_at + step * timedelta(days=1, hours=1),
            reason="理由" if rule.needs_reason else "",
            facts=facts,
        )
        state = rule.to_state or state
