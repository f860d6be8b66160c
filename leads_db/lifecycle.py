"""THE table of lead states and moves: who may move what, from where to where, and with what.

The store refuses every move that is not a row here. What a fact may hold: move_facts.py. What a row cannot say (two
persons, once only): move_guards.py. What a move changes: replay.py. Which clock runs: register/clocks.yml.
"""

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass

from leads_db.records.account import Role
from leads_db.records.handling import Handling, LeadFlag, LeadState, Move

S, M, F, R = LeadState, Move, LeadFlag, Role
CASE = (S.RECEIVED, S.FILED)
AT_BUREAU = frozenset({S.DISPATCHED, S.RECEIVED, S.NOT_FILED, S.FILED, S.MOVED, S.CRIMINAL, S.PUNISHED})
"""States in which the host bureau holds the lead."""
CLOSED = frozenset({S.EXCLUDED, S.MERGED, S.ARCHIVED})
REVIEWER, APPROVER, HEAD = (R.REVIEWER,), (R.APPROVER,), (R.COUNTY_HEAD,)
OFFICER, BUREAU = (R.COUNTY,), (R.COUNTY, R.COUNTY_HEAD)
CENTRE, CLOCK, SIGHTING = (R.REVIEWER, R.APPROVER), (R.SYSTEM, R.APPROVER), (R.SYSTEM, R.REVIEWER)


@dataclass(frozen=True, slots=True)
class MoveRule:
    """One row of the table."""

    move: Move
    from_states: tuple[LeadState, ...]
    to_state: LeadState | None
    """None: the state stays."""
    roles: tuple[Role, ...]
    _: KW_ONLY
    needs: tuple[str, ...] = ()
    """Facts without which the move is refused."""
    may: tuple[str, ...] = ()
    """Further facts that it takes; any other is refused."""
    needs_reason: bool = False
    reversible: bool = False
    """True: one key does it; others ask back in a dialog."""
    sets: tuple[LeadFlag, ...] = ()
    clears: tuple[LeadFlag, ...] = ()


ROUTING = ("assistants", "copies")
SENT = ("host", "number", "round", "seal")
SENT_TOO = (*ROUTING, "batch", "designated")
VERIFYING = ("checked_on", "officers", "method", "subject_found", "actual_address", "conclusion")
"""What a verification tells: day, at least two officers, 现场/约谈/网络, yes or no, address, text."""
DECISION = ("decision_number", "decided_on")
CASE_FACTS = (
    "party",
    "article",
    "fine_cny",
    "confiscated_cny",
    "value_cny",
    "sign_misuse",
    "published_on",
    "platform_action",
)
FED_BACK = ("platform_action", "proposal", "sign_misuse")
AWAITING, TOLD = (F.AWAITING_HEAD,), (F.URGED, F.SUPERVISED)

RULES: tuple[MoveRule, ...] = (
    MoveRule(M.OPEN, (), S.NEW, SIGHTING, may=("parent", "intake", "named_informer", "flags")),
    # the centre: triage
    MoveRule(M.CONFIRM, (S.NEW, S.HELD), S.CONFIRMED, REVIEWER, may=("host", "note"), reversible=True),
    MoveRule(
        M.HOLD,
        (S.NEW, S.HELD, S.UNROUTABLE),
        S.HELD,
        CENTRE,
        may=("until", "price_below", "sightings", "missing"),
        reversible=True,
    ),
    MoveRule(M.EXCLUDE, (S.NEW, S.HELD), S.EXCLUDED, REVIEWER, needs=("exclusion",), may=("note",), reversible=True),
    MoveRule(
        M.EXCLUDE,
        (S.UNROUTABLE, S.RETURNED),
        S.EXCLUDED,
        APPROVER,
        needs=("exclusion",),
        may=("note",),
        needs_reason=True,
    ),
    MoveRule(M.MERGE, (S.NEW, S.HELD), S.MERGED, REVIEWER, needs=("into",), reversible=True),
    MoveRule(M.UNMERGE, (S.MERGED,), S.NEW, REVIEWER),
    MoveRule(M.REOPEN, (S.EXCLUDED,), S.NEW, (R.REVIEWER, R.APPROVER, R.SYSTEM), needs_reason=True),
    MoveRule(M.WAKE, (S.HELD,), S.NEW, SIGHTING, may=("cause",)),
    MoveRule(M.UNDO, (S.CONFIRMED, S.HELD, S.EXCLUDED, S.MERGED), S.NEW, REVIEWER),
    # the centre: approval and dispatch
    MoveRule(M.SEND_BACK, (S.CONFIRMED,), S.NEW, APPROVER, needs_reason=True),
    MoveRule(M.APPROVE, (S.CONFIRMED,), S.APPROVED, APPROVER, needs=("host",), may=ROUTING),
    MoveRule(
        M.MARK_UNROUTABLE,
        (S.CONFIRMED, S.APPROVED, S.RETURNED),
        S.UNROUTABLE,
        APPROVER,
        may=("asked_of",),
        needs_reason=True,
    ),
    MoveRule(
        M.ROUTE,
        (S.UNROUTABLE,),
        S.APPROVED,
        APPROVER,
        needs=("host",),
        may=(*ROUTING, "designated", "number"),
        needs_reason=True,
    ),
    MoveRule(M.DISPATCH, (S.APPROVED,), S.DISPATCHED, APPROVER, needs=SENT, may=SENT_TOO, clears=(*TOLD, F.EXTENDED)),
    MoveRule(M.RECALL, (S.DISPATCHED,), S.APPROVED, APPROVER, needs_reason=True),
    MoveRule(
        M.REROUTE,
        (S.RETURNED,),
        S.APPROVED,
        APPROVER,
        needs=("host",),
        may=(*ROUTING, "designated", "number"),
        needs_reason=True,
    ),
    MoveRule(M.URGE, tuple(sorted(AT_BUREAU)), None, CLOCK, may=("number", "due_on"), sets=(F.URGED,)),
    MoveRule(
        M.SUPERVISE,
        tuple(sorted(AT_BUREAU)),
        None,
        CLOCK,
        may=("number", "due_on", "overdue_days", "waived"),
        sets=(F.SUPERVISED,),
    ),
    # the county
    MoveRule(M.SIGN, (S.DISPATCHED,), S.RECEIVED, BUREAU, may=("seal_holds",)),
    MoveRule(
        M.RETURN,
        (S.DISPATCHED,),
        S.RETURNED,
        BUREAU,
        needs=("return_reason",),
        may=("proposed_bureau", "lacking"),
        needs_reason=True,
        clears=TOLD,
    ),
    MoveRule(M.VERIFY, CASE, None, BUREAU, needs=VERIFYING, may=("photos", "sampled_on")),
    MoveRule(
        M.PAUSE, CASE, None, BUREAU, needs=("pause_kind",), may=("sent_out_on",), needs_reason=True, sets=(F.PAUSED,)
    ),
    MoveRule(M.RESUME, CASE, None, BUREAU, may=("came_back_on",), clears=(F.PAUSED,)),
    MoveRule(M.ASK_EXTENSION, (S.RECEIVED,), None, OFFICER, needs_reason=True, sets=AWAITING),
    MoveRule(M.EXTEND, CASE, None, HEAD, needs_reason=True, sets=(F.EXTENDED,), clears=AWAITING),
    MoveRule(M.FILE, (S.RECEIVED,), S.FILED, BUREAU, needs=("case_number", "filed_on")),
    MoveRule(M.ASK_NOT_FILE, (S.RECEIVED,), None, OFFICER, needs=("no_case_reason",), may=("note",), sets=AWAITING),
    MoveRule(M.NOT_FILE, (S.RECEIVED,), S.NOT_FILED, HEAD, needs=("no_case_reason",), may=("note",), clears=AWAITING),
    MoveRule(M.ASK_CRIMINAL, CASE, None, OFFICER, needs_reason=True, sets=AWAITING),
    MoveRule(
        M.TRANSFER_CRIMINAL,
        CASE,
        S.CRIMINAL,
        HEAD,
        needs=("decided_on",),
        may=("handed_over_at", "police"),
        needs_reason=True,
        clears=AWAITING,
    ),
    MoveRule(M.REFUSE, CASE, None, HEAD, needs_reason=True, clears=AWAITING),
    MoveRule(M.MOVE_ON, (S.RECEIVED,), S.MOVED, BUREAU, needs=("moved_to",), needs_reason=True),
    MoveRule(M.POLICE_REFUSED, (S.CRIMINAL,), S.FILED, BUREAU, needs_reason=True),
    MoveRule(M.PUNISH, (S.FILED, S.CRIMINAL), S.PUNISHED, BUREAU, needs=DECISION, may=CASE_FACTS),
    MoveRule(M.CLOSE_CASE, (S.FILED,), S.NOT_FILED, HEAD, needs=("no_case_reason",), needs_reason=True),
    MoveRule(
        M.FEED_BACK,
        (S.NOT_FILED, S.MOVED, S.CRIMINAL, S.PUNISHED),
        S.FEEDBACK,
        BUREAU,
        needs=("result",),
        may=FED_BACK,
        clears=TOLD,
    ),
    # back at the centre
    MoveRule(M.ASK_MORE, (S.FEEDBACK,), S.RECEIVED, CENTRE, needs=("lacking",), needs_reason=True),
    MoveRule(
        M.RECHECKED,
        (S.FEEDBACK, S.ARCHIVED),
        None,
        SIGHTING,
        needs=("gone", "seller_sells"),
        may=("run", "looked_at"),
    ),
    MoveRule(M.ARCHIVE, (S.FEEDBACK,), S.ARCHIVED, CENTRE, may=("note",)),
    MoveRule(M.RECUR, (S.ARCHIVED,), None, SIGHTING, needs=("child",)),
)


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
VERIFY_METHODS: Mapping[str, str] = {"on_site": "现场", "talk": "约谈", "online": "网络"}
PLATFORM_ACTIONS: Mapping[str, str] = {
    "none": "未处置",
    "taken_down": "下架",
    "link_cut": "断开链接",
    "points": "扣分",
    "shop_closed": "关店",
}
TAKES_DOWN = frozenset({"taken_down", "link_cut", "shop_closed"})
"""What a platform did after which the listing should be gone."""
