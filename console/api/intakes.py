"""Hand in a lead: what another authority or a hotline forwards, one a call."""

from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import Field
from sqlalchemy import Connection

from console.api.access import CallerOf, only
from console.api.answers import CONFLICT
from console.api.forms import READABLE, Day, Form, Line, Slug, Yes
from console.api.models import Taken
from console.api.repeats import RepeatsOf
from console.desk.context import DeskOf
from console.desk.intake_form import empty_day, intake_desk, session_of
from console.intake.running import Order
from console.words import SHANGHAI
from leads_db.errors import ImportFileBroken
from leads_db.records.account import CENTRE
from leads_db.records.intake import IntakeKind

router = APIRouter(tags=["来件"], dependencies=[only(*CENTRE)])


class IntakeOrder(Form):
    """What was handed over, in the sender's words."""

    kind: IntakeKind
    sender: Annotated[str, Field(min_length=1, max_length=100, pattern=READABLE)]
    their_number: Annotated[str, Field(max_length=100)] = ""
    received_on: Day | None = None
    due_on: Day | None = None
    """By when the sender wants an answer."""
    indication: Slug | None = None
    """Empty: read from title and text."""
    title: Line
    text: Annotated[str, Field(max_length=20_000)] = ""
    url: Annotated[str, Field(max_length=2_000)] = ""
    platform: Annotated[str, Field(max_length=100)] = ""
    shop_name: Annotated[str, Field(max_length=200)] = ""
    operator_name: Annotated[str, Field(max_length=200)] = ""
    operator_address: Annotated[str, Field(max_length=400)] = ""
    named_informer: Yes = False


CELLS = (
    "their_number",
    "title",
    "text",
    "url",
    "platform",
    "shop_name",
    "operator_name",
    "operator_address",
)


@router.post("/intake", status_code=201, response_model=Taken, responses=CONFLICT)
def hand_in(desk: DeskOf, actor: CallerOf, repeats: RepeatsOf, order: IntakeOrder) -> Response:
    """It opens a lead, joins the seller's lead, or is known already. 409: no indication of ours is named in it."""
    if (told := repeats.kept(order)) is not None:
        return told
    cells: dict[str, object] = {name: getattr(order, name) for name in CELLS}
    cells |= {"indication": order.indication or "", "named_informer": "yes" if order.named_informer else ""}
    today = desk.clock().astimezone(SHANGHAI).date()
    head = Order(
        kind=order.kind,
        sender=" ".join(order.sender.split()),
        received_on=empty_day(order.received_on or "") or today,
        due_on=empty_day(order.due_on or ""),
    )
    taken = intake_desk(desk.settings.register_folder).take_one(session_of(desk, actor), cells, head)
    if not taken.tally.saved:
        raise ImportFileBroken("nothing was taken in", cause="; ".join(taken.broken)[:300])
    tally = taken.tally
    answer = Taken(
        opened=tally.opened, joined=tally.joined, known=tally.known, run=taken.run_id, broken=list(taken.broken)
    )

    def act(_: Connection) -> Taken:
        return answer

    return repeats.once(order, act, status=201)
