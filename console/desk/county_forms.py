"""What a bureau fills in for each move: the fields in their order, whom they ask, what is warned of."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from console.desk.language import translated as _
from console.lead_words import FACTS, MOVES
from leads_db.errors import FactsMissing, FactsRefused, MoveNotAllowed, SamePerson, StateError
from leads_db.lifecycle import NO_CASE_REASONS, PAUSE_KINDS, PLATFORM_ACTIONS, RETURN_REASONS, VERIFY_METHODS
from leads_db.lifecycle import open_moves as moves_of_table
from leads_db.move_guards import check_guards
from leads_db.records.account import OF_BUREAU, Actor
from leads_db.records.handling import Handling, Move


class FieldKind(StrEnum):
    """How a field is filled in."""

    TEXT = "text"
    LONG = "long"
    DAY = "day"
    MOMENT = "moment"
    YUAN = "yuan"
    YES_NO = "yes_no"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Field:
    """One fact of a move; its label is the fact's word."""

    name: str
    kind: FieldKind = FieldKind.TEXT
    is_needed: bool = True
    choices: Mapping[str, str] | None = None
    hint: str = ""


@dataclass(frozen=True, slots=True)
class CountyForm:
    """The form of one move."""

    fields: tuple[Field, ...] = ()
    reason: str = ""
    """Label of the reason; empty: none is asked."""
    act: str = ""
    """Shortcut."""
    limits: tuple[str, ...] = ()
    """Rules of clocks.yml of which the form warns."""
    is_grave: bool = False


M, F, K = Move, Field, FieldKind
DECIDED = F("decided_on", K.DAY)
FORMS: Mapping[Move, CountyForm] = {
    M.SIGN: CountyForm(act="county.sign"),
    M.RETURN: CountyForm(
        (
            F("return_reason", K.CHOICE, choices=RETURN_REASONS),
            F("proposed_bureau", is_needed=False, hint="非本辖区必填：应由哪个局承办；查不清的填“不明”"),
            F("lacking", is_needed=False, hint="材料不全必填：缺哪些"),
        ),
        reason="说明",
        act="county.return",
        is_grave=True,
    ),
    M.VERIFY: CountyForm(
        (
            F("checked_on", K.DAY),
            F("officers", hint="至少两名，用顿号分开"),
            F("method", K.CHOICE, choices=VERIFY_METHODS),
            F("subject_found", K.YES_NO),
            F("actual_address", hint="未找到的填“未找到”"),
            F("conclusion", K.LONG),
            F("sampled_on", K.DAY, is_needed=False),
        ),
        act="county.verify",
    ),
    M.PAUSE: CountyForm(
        (
            F("pause_kind", K.CHOICE, choices=PAUSE_KINDS),
            F("sent_out_on", K.DAY, is_needed=False, hint="空着为今天；不早于签收"),
        ),
        reason="送出情况",
    ),
    M.RESUME: CountyForm((F("came_back_on", K.DAY, is_needed=False, hint="空着为今天；不早于送出"),)),
    M.ASK_EXTENSION: CountyForm(reason="延期理由"),
    M.EXTEND: CountyForm(reason="延期理由"),
    M.FILE: CountyForm((F("case_number"), F("filed_on", K.DAY)), act="county.file"),
    M.ASK_NOT_FILE: CountyForm(
        (F("no_case_reason", K.CHOICE, choices=NO_CASE_REASONS), F("note", K.LONG, is_needed=False)),
        act="county.not_file",
    ),
    M.NOT_FILE: CountyForm(
        (F("no_case_reason", K.CHOICE, choices=NO_CASE_REASONS), F("note", K.LONG, is_needed=False)),
        act="county.not_file",
        is_grave=True,
    ),
    M.ASK_CRIMINAL: CountyForm(reason="涉嫌犯罪的事实", limits=("criminal_decision",)),
    M.TRANSFER_CRIMINAL: CountyForm(
        (DECIDED, F("handed_over_at", K.MOMENT, is_needed=False), F("police", is_needed=False)),
        reason="决定理由",
        limits=("criminal_decision", "criminal_handover"),
        is_grave=True,
    ),
    M.REFUSE: CountyForm(reason="不同意的理由"),
    M.MOVE_ON: CountyForm((F("moved_to", hint="机关全称"),), reason="移送理由", is_grave=True),
    M.POLICE_REFUSED: CountyForm(reason="公安机关的答复"),
    M.PUNISH: CountyForm(
        (
            F("decision_number"),
            DECIDED,
            F("party", is_needed=False),
            F("article", is_needed=False),
            F("fine_cny", K.YUAN, is_needed=False),
            F("confiscated_cny", K.YUAN, is_needed=False),
            F("value_cny", K.YUAN, is_needed=False),
            F("sign_misuse", K.YES_NO, is_needed=False),
            F("published_on", K.DAY, is_needed=False),
            F("platform_action", K.CHOICE, is_needed=False, choices=PLATFORM_ACTIONS),
        ),
    ),
    M.CLOSE_CASE: CountyForm(
        (F("no_case_reason", K.CHOICE, choices=NO_CASE_REASONS),), reason="撤案理由", is_grave=True
    ),
    M.FEED_BACK: CountyForm(
        (
            F("result", K.LONG),
            F("platform_action", K.CHOICE, is_needed=False, choices=PLATFORM_ACTIONS),
            F("proposal", K.LONG, is_needed=False),
        ),
        act="county.feed_back",
    ),
}
CODES: Mapping[str, Mapping[str, str]] = {
    field.name: field.choices for form in FORMS.values() for field in form.fields if field.choices
}
INLINE = (M.VERIFY, M.FILE, M.PUNISH, M.FEED_BACK)
"""Forms that stand open on the page; the others ask back."""


def offered(handling: Handling, actor: Actor) -> tuple[Move, ...]:
    """The moves that this person can make now on a lead that their bureau hosts."""
    return tuple(
        move
        for move in moves_of_table(handling, actor.roles & OF_BUREAU)
        if move in FORMS and _guards_hold(move, handling, actor)
    )


def _guards_hold(move: Move, handling: Handling, actor: Actor) -> bool:
    try:
        check_guards(move, handling, actor, {})
    except StateError:
        return False
    return True


def fault_word(fault: StateError) -> str:
    """Why the store refused, for the person who filled in the form."""
    if isinstance(fault, SamePerson):
        return _("须由另一人办理：报请的人不能自己审批。")
    if isinstance(fault, MoveNotAllowed):
        return _("线索现在的状态不能办理这一步，请刷新核对。")
    if isinstance(fault, FactsMissing):
        return _("没有保存，还缺：{fields}。", fields=_labels(str(fault.facts.get("missing", ""))))
    if isinstance(fault, FactsRefused):
        name = str(fault.facts.get("fact", ""))
        if name == "officers":
            return _("没有保存：核查人员至少两名，用顿号分开。")
        if name in ("sent_out_on", "came_back_on"):
            return _("没有保存：送出日不早于签收，返回日不早于送出，都不晚于今天。")
        return _("没有保存：「{field}」填写有误（格式、长度或选项不对）。", field=_labels(name or "?"))
    return _("没有保存，请刷新后重试。")


def _labels(names: str) -> str:
    return "、".join(_(FACTS.get(name, "说明")) for name in names.split(", "))


def facts_of(form: CountyForm, given: Mapping[str, str]) -> dict[str, object]:
    """The facts of the form's own fields out of what was sent; nothing else is taken."""
    facts: dict[str, object] = {}
    for field in form.fields:
        value = given.get(field.name, "").strip()
        if value:
            facts[field.name] = f"{value}+08:00" if field.kind is FieldKind.MOMENT and "+" not in value else value
    return facts


def told_word(name: str, value: object) -> str:
    """A fact as it was told, in words: codes by their word, true and false as 是 and 否."""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, list | tuple):
        return "、".join(map(str, value))
    return _(CODES[name].get(str(value), str(value))) if name in CODES else str(value)


def move_word(move: Move) -> str:
    """签收, 立案 …"""
    return _(MOVES[move])
