"""What a sighting does to leads that rest: held ones wake, a new act opens excluded ones, removal is disproved."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from leads_db.lead_tables import lead_listings, leads
from leads_db.records import Verdict
from leads_db.records.account import SYSTEM_ACTOR
from leads_db.records.handling import LeadFlag, LeadState, Move
from leads_db.records.seller_list import SellerList
from leads_db.store.handling import make_move
from leads_db.store.lead_opening import SHANGHAI, Judged
from leads_db.store.seller_lists import lists_of, read_active_marks
from leads_db.store.upsert import chunks

RESTING = (LeadState.HELD, LeadState.EXCLUDED, LeadState.FEEDBACK)
COLUMNS = [
    leads.c[name]
    for name in (
        "number", "seller_key", "indication", "state", "state_since", "flags", "listing_count", "excluded_acts",
        "hold_until", "hold_price_below", "hold_sightings",
    )
]  # fmt: skip
NEW_ACT = "出现排除时没有的疑似行为"

Answer = tuple[Move, str, Mapping[str, object]]
"""Move, reason, facts."""


def react_to_sightings(connection: Connection, judged: Sequence[Judged], now: datetime) -> None:
    """Let the resting leads of these listings answer to what was seen; call it after the leads were refreshed."""
    seen: dict[int, list[Judged]] = {}
    for item in judged:
        seen.setdefault(item.listing_id, []).append(item)
    found: dict[str, tuple[Row[Any], list[Judged]]] = {}
    for chunk in chunks(sorted(seen)):
        query: Select[Any] = select(*COLUMNS, lead_listings.c.listing_id)
        query = query.join(lead_listings, lead_listings.c.lead_id == leads.c.id)
        resting = query.where(lead_listings.c.listing_id.in_(chunk), leads.c.state.in_(RESTING)).order_by(leads.c.id)
        for row in connection.execute(resting):
            held = found.setdefault(row.number, (row, []))[1]
            held += [item for item in seen[row.listing_id] if item.assessment.indication == row.indication]
    for number, (row, items) in found.items():
        answer = _answer(connection, row, items, now) if items else None
        if answer is not None:
            move, reason, facts = answer
            make_move(connection, number, move, SYSTEM_ACTOR, at=now, reason=reason, facts=facts)


def _answer(connection: Connection, row: Row[Any], items: Sequence[Judged], now: datetime) -> Answer | None:
    if row.state == LeadState.HELD:
        cause = wake_cause(row, items, now)
        return (Move.WAKE, "", {"cause": cause}) if cause else None
    if row.state == LeadState.EXCLUDED:
        return (Move.REOPEN, NEW_ACT, {}) if _has_new_act(connection, row, items, now) else None
    again = any((item.listing.seen_at or now) > row.state_since for item in items)
    if again and LeadFlag.TAKEN_DOWN in row.flags.split():
        return Move.RECHECKED, "", {"gone": False, "seller_sells": True}
    return None


def wake_cause(row: Row[Any], items: Sequence[Judged], now: datetime) -> str:
    """Why a held lead wakes, in Chinese; empty: it sleeps on."""
    if row.hold_until is not None and row.hold_until <= now:
        return "暂存期满"
    if row.hold_sightings is not None and row.listing_count >= row.hold_sightings:
        return f"链接数已达 {row.listing_count} 个"
    prices = [item.listing.price_cny for item in items if item.listing.price_cny is not None]
    if row.hold_price_below is not None and prices and min(prices) < Decimal(row.hold_price_below):
        return f"已见价格 {min(prices)} 元，低于 {row.hold_price_below} 元"
    return ""


def _has_new_act(connection: Connection, row: Row[Any], items: Sequence[Judged], now: datetime) -> bool:
    acts = {act for item in items if item.assessment.verdict is Verdict.INFRINGING for act in item.assessment.acts}
    if not acts - set(row.excluded_acts.split()):
        return False
    marks = read_active_marks(connection, [row.seller_key], now.astimezone(SHANGHAI).date())
    return SellerList.WHITE not in lists_of(marks, row.seller_key, row.indication)
