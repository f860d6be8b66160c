"""One opinion event: its course and posts; posts taken out, events put together, either taken back."""

from typing import Annotated

from fastapi import APIRouter, Form, Path
from fastapi.responses import HTMLResponse, RedirectResponse

from console.desk.asking import see_other
from console.desk.context import DeskOf
from console.desk.language import translated as _
from console.desk.opinion_choice import refuse_foreign
from console.desk.opinion_event_view import read_event_view
from console.desk.opinion_refusals import refusal
from console.desk.security.access import CENTRE, ActorOf, allow
from leads_db.errors import DecisionRefused, NotFound
from leads_db.records.account import Role
from leads_db.store.engine import reading, writing
from leads_db.store.fold_decisions import merge_events, read_fold_decisions, split_event, take_back
from leads_db.store.opinion_events import read_event

router = APIRouter(prefix="/opinions/events", dependencies=[allow(*CENTRE)])
DECIDE = [allow(Role.REVIEWER)]
Number = Annotated[int, Path(ge=1, le=2**62)]
Id = Annotated[int, Form(ge=1, le=2**62)]
Reason = Annotated[str, Form(min_length=1, max_length=500, pattern=r"\S")]


@router.get("/{number}")
def event(desk: DeskOf, actor: ActorOf, number: Number) -> HTMLResponse:
    """The event; one of another city's indication is not there."""
    with reading(desk.engine) as connection:
        refuse_foreign(desk, actor, read_event(connection, number).indication)
        view = read_event_view(connection, desk, number)
    return desk.render("opinion_event.html", {"view": view})


@router.post("/{number}/split", dependencies=DECIDE)
def split(
    desk: DeskOf,
    actor: ActorOf,
    number: Number,
    reason: Reason,
    post: Annotated[list[int], Form(max_length=300)],
) -> RedirectResponse:
    """Take posts out into an event of their own."""
    here = f"/opinions/events/{number}"
    try:
        with writing(desk.engine) as connection:
            refuse_foreign(desk, actor, read_event(connection, number).indication)
            other = split_event(connection, number, post, actor, reason=reason, at=desk.clock())
    except DecisionRefused as fault:
        return see_other(here, told=refusal(fault), kind="bad")
    told = _("已拆出 {count} 条，另立事件 {other} 号。", count=len(set(post)), other=other)
    return see_other(here, told=told)


@router.post("/{number}/merge", dependencies=DECIDE)
def merge(desk: DeskOf, actor: ActorOf, number: Number, other: Id, reason: Reason) -> RedirectResponse:
    """Put another event's posts into this one."""
    here = f"/opinions/events/{number}"
    try:
        with writing(desk.engine) as connection:
            for one in (number, other):
                refuse_foreign(desk, actor, read_event(connection, one).indication)
            merge_events(connection, number, other, actor, reason=reason, at=desk.clock())
    except DecisionRefused as fault:
        return see_other(here, told=refusal(fault), kind="bad")
    return see_other(here, told=_("已并入事件 {other} 号的帖文。", other=other))


@router.post("/{number}/folds/{decision}/undo", dependencies=DECIDE)
def undo(desk: DeskOf, actor: ActorOf, number: Number, decision: Number, reason: Reason) -> RedirectResponse:
    """Take a split or a merge of this event back."""
    here = f"/opinions/events/{number}"
    try:
        with writing(desk.engine) as connection:
            refuse_foreign(desk, actor, read_event(connection, number).indication)
            if decision not in {one.id for one in read_fold_decisions(connection, number)}:
                raise NotFound(f"fold decision {decision}")
            take_back(connection, decision, actor, reason=reason, at=desk.clock())
    except DecisionRefused as fault:
        return see_other(here, told=refusal(fault), kind="bad")
    return see_other(here, told=_("已撤回拆分或合并。"))
