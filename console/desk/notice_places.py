"""Where a notice leads: the page about which it speaks, if its reader may open that page; else nowhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from leads_db.records.account import Actor, Role
from leads_db.records.handling import DispatchKind
from leads_db.records.notice import Notice, NoticeKind
from leads_db.store.county_views import COUNTY, CountyFilter, CountyRow, read_county_rows
from leads_db.store.lead_access import read_seen_numbers

SENDINGS_MOST = 2_000


@dataclass(frozen=True, slots=True)
class Place:
    """A link; `word` is a Chinese text of the catalogue."""

    word: str
    path: str


def places_of(connection: Connection, notices: Sequence[Notice], actor: Actor) -> dict[str, Place]:
    """Uid of a notice → where it leads; without those that lead nowhere for this person."""
    leads = sorted({notice.lead for notice in notices if notice.lead})
    seen = read_seen_numbers(connection, leads, actor) if actor.is_centre and leads else frozenset()
    sent = _sendings(connection, leads, actor) if actor.is_of_bureau and leads else {}
    found = {notice.uid: _place(notice, actor, seen, sent) for notice in notices}
    return {uid: place for uid, place in found.items() if place}


def _sendings(connection: Connection, leads: Sequence[str], actor: Actor) -> dict[str, CountyRow]:
    """Lead → the newest sending of it that lies with the actor's bureau."""
    wanted = CountyFilter(kinds=tuple(DispatchKind), numbers=tuple(leads))
    rows = read_county_rows(connection, actor, wanted, limit=SENDINGS_MOST)
    return {row.lead: row for row in reversed(rows)}


def _place(
    notice: Notice, actor: Actor, seen: frozenset[str], sent: Mapping[str, CountyRow]
) -> Place | None:  # fmt: skip
    if notice.lead in seen:
        return Place("打开线索", f"/leads/{notice.lead}")
    if row := sent.get(notice.lead or ""):
        return _sending_place(row, actor)
    if notice.kind is NoticeKind.ALERT and actor.is_centre:
        return Place("去舆情预警", "/opinions/alerts")
    if notice.kind is NoticeKind.SYSTEM and Role.OPS in actor.roles:
        return Place("去系统页", "/ops/system")
    is_draft = notice.kind is NoticeKind.BY_HAND and not notice.lead
    return Place("去文书页", "/papers") if is_draft and actor.is_centre else None


def _sending_place(row: CountyRow, actor: Actor) -> Place | None:
    if row.kind is DispatchKind.ASSISTANCE:
        return Place("打开协查", f"/county/assistance/{row.uid}")
    return Place("打开来文", f"/county/lead/{row.uid}") if actor.roles & COUNTY else None
