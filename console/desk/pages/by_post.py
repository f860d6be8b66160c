"""What authorities without an account answer by post, entered by the approver through the store's own moves."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse, Response

from console.desk.asking import see_other
from console.desk.context import DeskOf
from console.desk.county_forms import FORMS, facts_of, fault_word, move_word, offered
from console.desk.language import translated as _
from console.desk.lead_moving import version_of
from console.desk.pages.county_work import FormOf
from console.desk.paper_desk import file_answer, papers_of
from console.desk.security.access import ActorOf, allow
from console.documents.county_papers import check_return
from console.documents.letter_making import make_letter, render_letter
from console.documents.sending import asking_kind
from leads_db.errors import NotFound, StateError
from leads_db.lifecycle import AT_BUREAU
from leads_db.records.account import Actor, Role
from leads_db.records.handling import Handling, Move, ReceiptKind
from leads_db.store.assistance import note_receipt
from leads_db.store.engine import reading, writing
from leads_db.store.events import read_last_events
from leads_db.store.handling import move_lead, read_handling
from leads_db.store.lead_access import PLATFORM, TRANSFER, refuse_unseen
from leads_db.store.leads import read_lead

router = APIRouter(dependencies=[allow(Role.APPROVER)])
NOT_BY_POST = frozenset({Move.ASK_EXTENSION, Move.ASK_NOT_FILE, Move.ASK_CRIMINAL, Move.REFUSE})
"""What officers ask their head: another authority's own affair."""
Text = Annotated[str, Form(max_length=2_000)]


def posted_moves(handling: Handling, actor: Actor) -> tuple[Move, ...]:
    """What the approver may enter for the authority outside the city that holds the lead."""
    outside = (handling.host or "").startswith(TRANSFER) and handling.state in AT_BUREAU
    if not outside or Role.APPROVER not in actor.roles:
        return ()
    found = offered(handling, replace(actor, roles=actor.roles | {Role.COUNTY, Role.COUNTY_HEAD}))
    return tuple(move for move in found if move not in NOT_BY_POST)


@router.post("/leads/{number}/by-post/{move}")
def enter(desk: DeskOf, actor: ActorOf, number: str, move: Move, form: FormOf) -> RedirectResponse:
    """One move as it was told by letter."""
    with reading(desk.engine) as connection:
        refuse_unseen(connection, [number], actor)
        if move not in posted_moves(read_handling(connection, number), actor):
            raise NotFound(f"move {move} of {number[:60]}")
    values = {name: value for name, value in form.multi_items() if isinstance(value, str)}
    back = f"/leads/{number}"
    try:
        facts = facts_of(FORMS[move], values)
        if move is Move.RETURN:
            check_return(facts)
        with writing(desk.engine) as connection:
            seen, reason = version_of(values), values.get("reason", "")
            move_lead(
                connection, number, move, actor, at=desk.clock(), reason=reason, facts=facts, expected_version=seen
            )
    except StateError as fault:
        return see_other(back, told=fault_word(fault), kind="bad")
    return see_other(back, told=_("已登记对方来函：{move}。", move=move_word(move)))


@router.post("/dispatches/{uid}/answer")
def answer(
    desk: DeskOf,
    actor: ActorOf,
    uid: str,
    operator_name: Text = "",
    operator_code: Text = "",
    operator_address: Text = "",
    telephone: Text = "",
    answer: Text = "",
) -> RedirectResponse:
    """What a platform or an authority outside the city answered to a request."""
    told: Mapping[str, str] = {
        "operator_name": operator_name,
        "operator_code": operator_code,
        "operator_address": operator_address,
        "telephone": telephone,
        "answer": answer,
    }
    facts = {name: value for name, value in told.items() if value.strip()}
    try:
        with writing(desk.engine) as connection:
            note_receipt(connection, uid, ReceiptKind.ANSWERED, actor, at=desk.clock(), facts=facts)
    except StateError as fault:
        if isinstance(fault, NotFound):
            raise
        return see_other("/dispatches?tab=asked", told=fault_word(fault), kind="bad")
    return see_other("/dispatches?tab=asked", told=_("已登记回函。"))


@router.get("/dispatches/{number}/request.docx")
def request_draft(desk: DeskOf, actor: ActorOf, number: str) -> Response:
    """The request that was thought of when the lead was found to have no known seller, as a draft. Raises NotFound."""
    with reading(desk.engine) as connection:
        refuse_unseen(connection, [number], actor)
        event = read_last_events(connection, [number], (Move.MARK_UNROUTABLE,)).get(number)
        asked_of = str(event.facts.get("asked_of", "")) if event else ""
        named = [(name, code) for code, name in desk.names.divisions.items() if asked_of and name in asked_of]
        platform = PLATFORM + read_lead(connection, number).platform
        to = TRANSFER + max(named, key=lambda pair: len(pair[0]))[1] if named else platform
        papers = papers_of(desk)
        letter = make_letter(
            connection, papers, asking_kind(to), [number], actor, at=desk.clock(), host=to, is_draft=True
        )
    return file_answer(render_letter(letter, desk.settings), f"draft-{number}.docx")
