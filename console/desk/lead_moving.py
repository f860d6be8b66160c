"""A form of the desk that moves a lead → the store's move, and what the person is told: done, refused, or moved first.

The forms name a move and its facts; who acts comes from the session, what may be done from the table of moves.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from console.desk.context import Desk
from console.desk.language import translated as _
from console.desk.paper_desk import papers_of
from console.documents.move_papers import move_with_paper
from console.lead_words import FACTS, LEAD_STATES, MOVES
from leads_db.errors import (
    DocumentError,
    FactsMissing,
    FactsRefused,
    MoveNotAllowed,
    NotReady,
    RegisterError,
    SamePerson,
    StaleLead,
    StateError,
)
from leads_db.lifecycle import RULES
from leads_db.records.account import CENTRE, Actor
from leads_db.records.handling import Handling, LeadState, Move
from leads_db.store.engine import reading, writing
from leads_db.store.handling import read_handling

Form = Mapping[str, str | list[str]]
LISTS = frozenset({"assistants", "copies"})
"""Facts of which a form may send several."""
OF_CENTRE = frozenset(rule.move for rule in RULES if CENTRE & set(rule.roles)) - {Move.DISPATCH, Move.OPEN, Move.RECUR}
"""What the centre's forms may ask for; letters are sent by /dispatches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What became of a form."""

    told: str
    """In the reader's language."""
    handling: Handling | None = None
    """None: nothing was changed."""
    stale: StaleLead | None = None
    """Somebody else moved first."""


def move_by_form(desk: Desk, number: str, move: Move, actor: Actor, form: Form) -> Moved:
    """Make the move. Raises NotFound, for a lead that the actor may not see too."""
    try:
        with writing(desk.engine) as connection:
            handling = move_in(connection, desk, number, move, actor, form)
    except StaleLead as fault:
        return Moved(told=_("没有保存：别人刚刚改动过"), stale=fault)
    except StateError as fault:
        return Moved(told=why_refused(fault))
    except (DocumentError, RegisterError):
        return Moved(told=_("文书没有做成，没有办理。请核对发文机关和模板。"))
    told = _(
        "{number}：{move}，现为「{state}」。", number=number, move=_(MOVES[move]), state=_(LEAD_STATES[handling.state])
    )
    return Moved(told=told, handling=handling)


def move_in(connection: Connection, desk: Desk, number: str, move: Move, actor: Actor, form: Form) -> Handling:
    """The same inside a transaction, with the paper that tells of it. Raises what `move_with_paper` raises."""
    named = {name for rule in RULES if rule.move is move for name in (*rule.needs, *rule.may)}
    facts = {name: form[name] for name in named if form.get(name)}
    return move_with_paper(
        connection,
        papers_of(desk),
        number,
        move,
        actor,
        at=desk.clock(),
        reason=str(form.get("reason", "")),
        facts=facts,
        expected_version=version_of(form),
    )


def version_of(form: Form) -> int | None:
    """What the person had before their eyes; None where the form does not say."""
    text = str(form.get("version", ""))
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def why_refused(fault: StateError) -> str:
    """A refusal as the person reads it."""
    facts = fault.facts
    if isinstance(fault, SamePerson):
        return _("须由他人办理：研判人与审签人不能是同一人。")
    if isinstance(fault, FactsMissing):
        named = "、".join(_(FACTS.get(name, name)) for name in _names(facts.get("missing")))
        return _("还须填写：{named}。", named=named.replace("reason", _("理由")))
    if isinstance(fault, FactsRefused):
        named = str(facts.get("fact") or facts.get("unknown") or "")
        return _("这一项填写有误：{named}。", named=_(FACTS.get(named, named)))
    if isinstance(fault, NotReady):
        return _("材料不齐，没有派发。请先在待补充中补齐主体、管辖或证据。")
    if isinstance(fault, StaleLead):
        return _("别人刚刚改动过，没有保存。")
    if isinstance(fault, MoveNotAllowed):
        return _("现在的状态或您的角色不能这样办理，没有改动。")
    return _("没有办理成功，没有改动。")


def _names(missing: object) -> list[str]:
    return [name.strip() for name in str(missing or "").split(",")]


def changes_of(desk: Desk, number: str, form: Form) -> tuple[Handling, list[tuple[str, str, str]]]:
    """Where the lead stands now, and (what, as you saw it, as it is now) for the page that tells a conflict."""
    with reading(desk.engine) as connection:
        now = read_handling(connection, number)
    seen = str(form.get("seen", ""))
    before = _(LEAD_STATES[LeadState(seen)]) if seen in set(LeadState) else "—"
    return now, [
        (_("状态"), before, _(LEAD_STATES[now.state])),
        (_("变动次数"), str(version_of(form) or "—"), str(now.version)),
        (_("最近办理"), "—", f"{_(MOVES[now.last_move])} · {now.last_by}"),
    ]
