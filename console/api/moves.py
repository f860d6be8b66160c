"""Move a lead by the table of moves; a lead that somebody moved first is answered with what happened since."""

from fastapi import APIRouter
from fastapi.responses import Response
from sqlalchemy import Connection

from console.api.access import CallerOf, only
from console.api.answers import CONFLICT
from console.api.forms import Number
from console.api.models import Moved
from console.api.move_bodies import MAKERS, MoveBody, facts_of
from console.api.repeats import RepeatsOf
from console.desk.context import DeskOf
from console.desk.paper_desk import papers_of
from console.documents.move_papers import move_with_paper
from leads_db.errors import StaleLead
from leads_db.records.account import Actor
from leads_db.records.handling import Handling, Move
from leads_db.store.events import read_lead_events

router = APIRouter(tags=["线索"], dependencies=[only(*sorted(MAKERS))])


@router.post("/leads/{number}/moves", response_model=Moved, responses=CONFLICT)
def make_move(desk: DeskOf, actor: CallerOf, repeats: RepeatsOf, number: Number, order: MoveBody) -> Response:
    """One move. The roles that may make it, and the facts it takes, stand in the table of moves.

    409: not allowed from this state, or `stale_lead` with what happened since `expected_version`. Signing and
    returning are receipts of a dispatch: POST /v1/dispatches/{uid}/receipts.
    """

    def act(connection: Connection) -> Moved:
        try:
            handling = move_with_paper(
                connection,
                papers_of(desk),
                number,
                Move(order.move),
                actor,
                at=desk.clock(),
                reason=order.reason,
                facts=facts_of(order),
                expected_version=order.expected_version,
            )
        except StaleLead as fault:
            raise told_since(connection, fault, number, actor) from fault
        return moved(number, handling)

    return repeats.once(order, act)


def moved(number: str, handling: Handling) -> Moved:
    """The answer to a move."""
    return Moved(
        number=number,
        state=handling.state,
        version=handling.version,
        state_since=handling.state_since,
        flags=sorted(handling.flags),
    )


def told_since(connection: Connection, fault: StaleLead, number: str, actor: Actor) -> StaleLead:
    """The same refusal with the moves that the caller had not seen; a bureau is not told of the centre's."""
    expected = int(fault.facts.get("expected", 0))
    events = read_lead_events(connection, number)[expected:]
    since = [
        {"move": event.move, "from": event.from_state, "to": event.to_state, "at": event.at.isoformat()}
        for event in events
        if actor.is_centre or event.role in actor.roles
    ]
    facts = {name: fault.facts[name] for name in ("expected", "version", "state") if name in fault.facts}
    return StaleLead(**facts, since=since[-20:])
