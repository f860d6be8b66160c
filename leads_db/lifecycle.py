"""THE table of lead states and moves: who may move what, from where to where, with what, and which clock runs.

The store refuses every move that is not a row here. Rules for the words and the limits: register/clocks.yml.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from leads_db.records.account import Role
from leads_db.records.handling import Handling, LeadFlag, LeadState, Move

S, M, R = LeadState, Move, Role
CASE = (S.RECEIVED, S.FILED)
AT_BUREAU = frozenset({S.DISPATCHED, S.RECEIVED, S.NOT_FILED, S.FILED, S.MOVED, S.CRIMINAL, S.PUNISHED})
"""States in which the host bureau holds the lead."""
CLOSED = frozenset({S.EXCLUDED, S.MERGED, S.ARCHIVED})


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveRule:
    """One row of the table."""

    move: Move
    from_states: tuple[LeadState, ...]
    to_state: LeadState | None
    """None: the state stays."""
    roles: tuple[Role, ...]
    needs: tuple[str, ...] = ()
    """Facts without which the move is refused."""
    may: tuple[str, ...] = ()
    """Further facts that it takes; any other is refused."""
    needs_reason: bool = False
    reversible: bool = False
    """True: one key does it; others ask back in a dialog."""
    sets: tuple[LeadFlag, ...] = ()
    clears: tuple[LeadFlag, ...] = ()


VERIFYING = ("checked_on", "officers", "method", "subject_found", "actual_address", "conclusion")
"""What a verification tells: day, at least two officers, 现场/约谈/网络, yes or no, address, text."""
CASE_FACTS = (
    "decision_number",
    "decided_on",
    "party",
    "article",
    "fine_cny",
    "value_cny",
    "published_on",
    "platform_action",
)

RULES: tuple[MoveRule, ...] = (
    MoveRule(move=M.OPEN, from_states=(), to_state=S.NEW, roles=(R.SYSTEM, R.REVIEWER), may=("parent", "intake", "flags")),
    # the centre: triage
    MoveRule(move=M.CONFIRM, from_states=(S.NEW, S.HELD), to_state=S.CONFIRMED, roles=(R.REVIEWER,), may=("host", "note"), reversible=True),
    MoveRule(
        move=M.HOLD, from_states=(S.NEW, S.HELD, S.UNROUTABLE), to_state=S.HELD, roles=(R.REVIEWER, R.APPROVER),
        may=("until", "price_below", "sightings", "missing"), reversible=True,
    ),
    MoveRule(
        move=M.EXCLUDE, from_states=(S.NEW, S.HELD), to_state=S.EXCLUDED, roles=(R.REVIEWER,),
        needs=("exclusion",), may=("note",), reversible=True,
    ),
    MoveRule(
        move=M.EXCLUDE, from_states=(S.UNROUTABLE, S.RETURNED), to_state=S.EXCLUDED, roles=(R.APPROVER,),
        needs=("exclusion",), may=("note",), needs_reason=True,
    ),
    MoveRule(move=M.MERGE, from_states=(S.NEW, S.HELD), to_state=S.MERGED, roles=(R.REVIEWER,), needs=("into",), reversible=True),
    MoveRule(move=M.UNMERGE, from_states=(S.MERGED,), to_state=S.NEW, roles=(R.REVIEWER,)),
    MoveRule(move=M.REOPEN, from_states=(S.EXCLUDED,), to_state=S.NEW, roles=(R.REVIEWER, R.APPROVER), needs_reason=True),
    MoveRule(move=M.WAKE, from_states=(S.HELD,), to_state=S.NEW, roles=(R.SYSTEM, R.REVIEWER), may=("cause",)),
    MoveRule(
        move=M.UNDO, from_states=(S.CONFIRMED, S.HELD, S.EXCLUDED, S.MERGED), to_state=S.NEW, roles=(R.REVIEWER,),
    ),
    # the centre: approval and dispatch
    MoveRule(move=M.SEND_BACK, from_states=(S.CONFIRMED,), to_state=S.NEW, roles=(R.APPROVER,), needs_reason=True),
    MoveRule(
        move=M.APPROVE, from_states=(S.CONFIRMED,), to_state=S.APPROVED, roles=(R.APPROVER,), needs=("host",),
        may=("assistants", "copies"),
    ),
    MoveRule(
        move=M.MARK_UNROUTABLE, from_states=(S.CONFIRMED, S.APPROVED, S.RETURNED), to_state=S.UNROUTABLE, roles=(R.APPROVER,),
        may=("asked_of",), needs_reason=True,
    ),
    MoveRule(
        move=M.ROUTE, from_states=(S.UNROUTABLE,), to_state=S.APPROVED, roles=(R.APPROVER,), needs=("host",),
        may=("assistants", "copies"), needs_reason=True,
    ),
    MoveRule(
        move=M.DISPATCH, from_states=(S.APPROVED,), to_state=S.DISPATCHED, roles=(R.APPROVER,),
        needs=("host", "number", "round", "seal"), may=("assistants", "copies", "batch"), clears=(LeadFlag.URGED, LeadFlag.SUPERVISED),
    ),
    MoveRule(move=M.RECALL, from_states=(S.DISPATCHED,), to_state=S.APPROVED, roles=(R.APPROVER,), needs_reason=True),
    MoveRule(
        move=M.REROUTE, from_states=(S.RETURNED,), to_state=S.APPROVED, roles=(R.APPROVER,), needs=("host",),
        may=("assistants", "copies", "designated"), needs_reason=True,
    ),
    MoveRule(
        move=M.URGE, from_states=tuple(AT_BUREAU), to_state=None, roles=(R.SYSTEM, R.APPROVER), may=("number", "due_on"),
        sets=(LeadFlag.URGED,),
    ),
    MoveRule(
        move=M.SUPERVISE, from_states=tuple(AT_BUREAU), to_state=None, roles=(R.SYSTEM, R.APPROVER),
        may=("number", "due_on", "overdue_days", "waived"), sets=(LeadFlag.SUPERVISED,),
    ),
    # the county
    MoveRule(move=M.SIGN, from_states=(S.DISPATCHED,), to_state=S.RECEIVED, roles=(R.COUNTY, R.COUNTY_HEAD), may=("seal_holds",)),
    MoveRule(
        move=M.RETURN, from_states=(S.DISPATCHED,), to_state=S.RETURNED, roles=(R.COUNTY, R.COUNTY_HEAD),
        needs=("return_reason",), may=("proposed_bureau", "lacking"), needs_reason=True,
    ),
    MoveRule(move=M.VERIFY, from_states=CASE, to_state=None, roles=(R.COUNTY, R.COUNTY_HEAD), needs=VERIFYING, may=("photos", "sampled_on")),
    MoveRule(
        move=M.PAUSE, from_states=CASE, to_state=None, roles=(R.COUNTY, R.COUNTY_HEAD), needs=("pause_kind",), needs_reason=True,
        sets=(LeadFlag.PAUSED,),
    ),
    MoveRule(move=M.RESUME, from_states=CASE, to_state=None, roles=(R.COUNTY, R.COUNTY_HEAD), clears=(LeadFlag.PAUSED,)),
    MoveRule(
        move=M.ASK_EXTENSION, from_states=(S.RECEIVED,), to_state=None, roles=(R.COUNTY,), needs_reason=True, sets=(LeadFlag.AWAITING_HEAD,),
    ),
    MoveRule(
        move=M.EXTEND, from_states=CASE, to_state=None, roles=(R.COUNTY_HEAD,), needs_reason=True,
        sets=(LeadFlag.EXTENDED,), clears=(LeadFlag.AWAITING_HEAD,),
    ),
    MoveRule(move=M.FILE, from_states=(S.RECEIVED,), to_state=S.FILED, roles=(R.COUNTY, R.COUNTY_HEAD), needs=("case_number", "filed_on")),
    MoveRule(
        move=M.ASK_NOT_FILE, from_states=(S.RECEIVED,), to_state=None, roles=(R.COUNTY,), needs=("no_case_reason",), may=("note",),
        sets=(LeadFlag.AWAITING_HEAD,),
    ),
    MoveRule(
        move=M.NOT_FILE, from_states=(S.RECEIVED,), to_state=S.NOT_FILED, roles=(R.COUNTY_HEAD,), needs=("no_case_reason",), may=("note",),
        clears=(LeadFlag.AWAITING_HEAD,),
    ),
    MoveRule(
        move=M.ASK_CRIMINAL, from_states=CASE, to_state=None, roles=(R.COUNTY,), needs_reason=True, sets=(LeadFlag.AWAITING_HEAD,),
    ),
    MoveRule(
        move=M.TRANSFER_CRIMINAL, from_states=CASE, to_state=S.CRIMINAL, roles=(R.COUNTY_HEAD,), needs=("decided_on",),
        may=("handed_over_at", "police"), needs_reason=True, clears=(LeadFlag.AWAITING_HEAD,),
    ),
    MoveRule(
        move=M.REFUSE, from_states=CASE, to_state=None, roles=(R.COUNTY_HEAD,), needs_reason=True, clears=(LeadFlag.AWAITING_HEAD,),
    ),
    MoveRule(move=M.MOVE_ON, from_states=(S.RECEIVED,), to_state=S.MOVED, roles=(R.COUNTY, R.COUNTY_HEAD), needs=("moved_to",), needs_reason=True),
    MoveRule(move=M.POLICE_REFUSED, from_states=(S.CRIMINAL,), to_state=S.FILED, roles=(R.COUNTY, R.COUNTY_HEAD), needs_reason=True),
    MoveRule(
        move=M.PUNISH, from_states=(S.FILED, S.CRIMINAL), to_state=S.PUNISHED, roles=(R.COUNTY, R.COUNTY_HEAD),
        needs=("decision_number", "decided_on"), may=CASE_FACTS,
    ),
    MoveRule(move=M.CLOSE_CASE, from_states=(S.FILED,), to_state=S.NOT_FILED, roles=(R.COUNTY_HEAD,), needs=("no_case_reason",), needs_reason=True),
    MoveRule(
        move=M.FEED_BACK, from_states=(S.NOT_FILED, S.MOVED, S.CRIMINAL, S.PUNISHED), to_state=S.FEEDBACK,
        roles=(R.COUNTY, R.COUNTY_HEAD), needs=("result",), may=("platform_action", "proposal"),
    ),
    # back at the centre
    MoveRule(
        move=M.ASK_MORE, from_states=(S.FEEDBACK,), to_state=S.RECEIVED, roles=(R.REVIEWER, R.APPROVER), needs=("lacking",), needs_reason=True,
    ),
    MoveRule(move=M.RECHECKED, from_states=(S.FEEDBACK, S.ARCHIVED), to_state=None, roles=(R.SYSTEM, R.REVIEWER), needs=("gone", "seller_sells"), may=("run", "looked_at")),
    MoveRule(move=M.ARCHIVE, from_states=(S.FEEDBACK,), to_state=S.ARCHIVED, roles=(R.REVIEWER, R.APPROVER), may=("note",)),
    MoveRule(move=M.RECUR, from_states=(S.ARCHIVED,), to_state=None, roles=(R.SYSTEM, R.REVIEWER), needs=("child",)),
)  # fmt: skip


def find_rule(move: Move, state: LeadState | None, roles: frozenset[Role]) -> tuple[MoveRule, Role] | None:
    """The row that lets one of these roles make the move from this state, with that role; None: not allowed."""
    for rule in RULES:
        starts = state is None and not rule.from_states
        if rule.move is move and (starts or state in rule.from_states):
            for role in rule.roles:
                if role in roles:
                    return rule, role
    return None


def open_moves(handling: Handling, roles: frozenset[Role]) -> tuple[Move, ...]:
    """The moves that somebody with these roles could make now, in the order of the table."""
    return tuple(dict.fromkeys(rule.move for rule in RULES if find_rule(rule.move, handling.state, roles)))


EXCLUSIONS: Mapping[str, str] = {
    "authorised": "授权用标",
    "descriptive": "描述性地名",
    "generic": "通用名称",
    "other_goods": "品类不符",
    "wrong_facts": "信息错误",
    "thin": "证据不足",
    "gone": "已下架且无货",
    "duplicate": "重复",
}
"""Reasons of exclusion in the order of their letters a, b, c …; the words stand on the key sheet."""
RETURN_REASONS: Mapping[str, str] = {
    "not_ours": "非本辖区",
    "no_subject": "主体查无",
    "lacking": "材料不全",
    "not_our_duty": "非本部门职责",
    "duplicate": "重复",
}
NO_CASE_REASONS: Mapping[str, str] = {
    "minor": "违法行为轻微并及时改正，没有造成危害后果",
    "first_slight": "初次违法且危害后果轻微并及时改正",
    "no_fault": "当事人有证据足以证明没有主观过错",
    "no_act": "经核查违法事实不成立",
    "no_subject": "经核查无法找到当事人",
    "other": "其他",
}
PAUSE_KINDS: Mapping[str, str] = {
    "testing": "检测检验",
    "identification": "权利人鉴别辨认",
    "appraisal": "鉴定",
    "hearing": "听证",
    "notice": "公告送达",
}
