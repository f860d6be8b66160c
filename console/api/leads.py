"""Leads for the centre: a list with filters and a cursor, one lead, its events."""

import base64
import binascii
from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy import Connection

from console.api.access import CallerOf, only
from console.api.forms import Number, Slug
from console.api.models import Event, LeadLine, LeadPage, LeadWhole, Offer
from console.desk.context import DeskOf
from leads_db.errors import NotFound
from leads_db.lifecycle import open_moves
from leads_db.records import FindingState, Verdict
from leads_db.records.account import CENTRE, Actor
from leads_db.records.handling import LeadFlag, LeadState
from leads_db.store.engine import reading
from leads_db.store.events import read_lead_events
from leads_db.store.handling import read_handling
from leads_db.store.lead_access import refuse_unseen
from leads_db.store.lead_views import LeadListing, read_lead_listings
from leads_db.store.queue_views import QueueFilter, QueueRow, read_queue

router = APIRouter(tags=["线索"], dependencies=[only(*CENTRE)])
LISTINGS_MOST = 50
AFTER = r"^[A-Za-z0-9_-]{4,80}$"


@router.get("/leads")
def list_leads(
    desk: DeskOf,
    actor: CallerOf,
    state: LeadState | None = None,
    verdict: Verdict | None = None,
    flag: LeadFlag | None = None,
    indication: Slug | None = None,
    platform: Slug | None = None,
    host: Annotated[str | None, Query(pattern=r"^[a-z0-9:_-]{1,60}$")] = None,
    after: Annotated[str | None, Query(pattern=AFTER, description="上一页的 next_after")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> LeadPage:
    """Leads of the caller's cities, the first in rank first."""
    wanted = QueueFilter(
        states=None if state is None else (state,),
        verdict=verdict,
        flag=flag,
        indication=indication,
        platform=platform,
        host=host,
        with_decided=True,
    )
    place = None if after is None else _place_of(after)
    with reading(desk.engine) as connection:
        rows = read_queue(connection, wanted, actor, limit=limit + 1, after=place)
    more = _cursor_of(rows[limit - 1]) if len(rows) > limit else None
    return LeadPage(items=[LeadLine.model_validate(_plain(row)) for row in rows[:limit]], next_after=more)


def _cursor_of(row: QueueRow) -> str:
    priority, number = row.place
    return base64.urlsafe_b64encode(f"{priority.hex()}:{number}".encode()).decode().rstrip("=")


def _place_of(after: str) -> tuple[float, int]:
    """Raises NotFound for what is no cursor of ours."""
    try:
        priority, _, number = base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)).decode("ascii").partition(":")
        place = float.fromhex(priority), int(number[:18])
    except (ValueError, OverflowError, binascii.Error) as fault:
        raise NotFound("cursor") from fault
    return place


def _plain(row: QueueRow) -> dict[str, object]:
    return {name: getattr(row, name) for name in row.__slots__} | {"flags": sorted(row.flags)}


@router.get("/leads/{number}")
def one_lead(desk: DeskOf, actor: CallerOf, number: Number) -> LeadWhole:
    """One lead, its listings with the reasons, and the moves that the caller could make now."""
    with reading(desk.engine) as connection:
        refuse_unseen(connection, [number], actor)
        row = read_row(connection, number, actor)
        handling = read_handling(connection, number)
        items = read_lead_listings(connection, [number], per_lead=LISTINGS_MOST).get(number, ())
    more = {
        "moves": list(open_moves(handling, actor.roles)),
        "reviewer": handling.reviewer,
        "approver": handling.approver,
        "hold_until": handling.hold_until,
        "outcome": dict(handling.outcome),
        "listings": [_offer(item) for item in items],
    }
    return LeadWhole.model_validate({**_plain(row), **more})


def read_row(connection: Connection, number: str, actor: Actor) -> QueueRow:
    """The line of one lead. Raises NotFound."""
    wanted = QueueFilter(text=number, with_lawful=True)
    found = [row for row in read_queue(connection, wanted, actor, limit=200) if row.number == number]
    if not found:
        raise NotFound(f"lead {number[:60]}")
    return found[0]


def _offer(item: LeadListing) -> Offer:
    judged, told = item.assessment, item.listing
    return Offer(
        title=told.title,
        url=told.url,
        item_id=told.item_id,
        price_raw=told.price_raw,
        shop_name=told.shop_name,
        operator_name=told.operator_name,
        operator_address=told.operator_address,
        first_seen_at=item.first_seen_at,
        last_seen_at=item.last_seen_at,
        acts=list(judged.acts) if judged else [],
        reasons=[found.sentence for found in judged.findings if found.state is FindingState.FOUND] if judged else [],
        missing=list(judged.missing) if judged else [],
    )


@router.get("/leads/{number}/events")
def lead_events(desk: DeskOf, actor: CallerOf, number: Number) -> list[Event]:
    """Every move of the lead, the oldest first."""
    with reading(desk.engine) as connection:
        refuse_unseen(connection, [number], actor)
        return [Event.model_validate(event) for event in read_lead_events(connection, number)]
