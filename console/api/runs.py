"""Collections: what ran, and one on demand, by the same limits as the desk's form."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import BeforeValidator, Field
from sqlalchemy import Connection

from console.api.access import CallerOf, only
from console.api.answers import CONFLICT
from console.api.forms import READABLE, Form, Slug, Yes, whole
from console.api.models import RunLine
from console.api.repeats import RepeatsOf
from console.desk.context import DeskOf
from console.desk.pages.ops_collect import MINUTES_MOST, PAGES_MOST, REQUESTS_MOST, offered_sources
from leads_db.errors import UnknownReference, UnknownSource
from leads_db.records.account import CENTRE, Role
from leads_db.store.engine import reading
from leads_db.store.runs import read_run, read_runs
from scheduler.ordering import Order, find_order_terms, save_order

router = APIRouter(tags=["采集"])


class RunOrder(Form):
    """One collection of one source."""

    source: Slug
    indication: Slug | None = None
    pages: Annotated[int, Field(ge=1, le=PAGES_MOST), BeforeValidator(whole)] | None = None
    requests: Annotated[int, Field(ge=1, le=REQUESTS_MOST), BeforeValidator(whole)] | None = None
    minutes: Annotated[int, Field(ge=1, le=MINUTES_MOST), BeforeValidator(whole)] | None = None
    urgent: Yes = False
    reason: Annotated[str, Field(min_length=2, max_length=200, pattern=READABLE)]


@router.get("/runs", dependencies=[only(*CENTRE, Role.OPS, Role.AUDITOR)])
def list_runs(desk: DeskOf, limit: Annotated[int, Query(ge=1, le=200)] = 50) -> list[RunLine]:
    """The newest collections."""
    with reading(desk.engine) as connection:
        return [RunLine.model_validate(run) for run in read_runs(connection, limit=limit)]


@router.post("/runs", status_code=201, response_model=RunLine, responses=CONFLICT, dependencies=[only(Role.OPS)])
def order_collection(desk: DeskOf, actor: CallerOf, repeats: RepeatsOf, order: RunOrder) -> Response:
    """Queue a collection; the scheduler starts it. 409 `not_on_offer`: no such source or indication here."""
    if order.source not in {line.name for line in offered_sources(desk)}:
        raise UnknownSource
    if order.indication is not None and order.indication not in desk.names.indications:
        raise UnknownReference
    wanted = Order(
        source=order.source,
        indication=order.indication,
        pages=order.pages,
        requests=order.requests,
        minutes=order.minutes,
        is_urgent=order.urgent,
        reason=order.reason.strip(),
    )
    source, _ = find_order_terms(desk.settings, wanted)

    def act(connection: Connection) -> RunLine:
        number = save_order(connection, source, wanted, requested_by=actor.name, at=desk.clock())
        return RunLine.model_validate(read_run(connection, number))

    return repeats.once(order, act, status=201)
