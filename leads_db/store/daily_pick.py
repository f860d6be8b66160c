"""Which approved leads go out today: a county gets no more than its cap, the aged rank decides, shops stay together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, Select, func, select

from leads_db.lead_tables import dispatches, leads
from leads_db.priority import aged
from leads_db.records.handling import DispatchKind, LeadState
from leads_db.store.readiness import Gap, read_gaps

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY_S = 86_400
MOST = 5_000
"""Approved leads that one look takes in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyPick:
    """One bureau's leads of today, in the order in which they should go."""

    bureau: str
    sent_today: int
    numbers: tuple[str, ...]
    waiting: int
    """Ready leads that the cap leaves for another day."""
    not_ready: Mapping[str, tuple[Gap, ...]]
    """Lead number → what must be filled in first."""


def pick_for_today(
    connection: Connection, cities: Sequence[str], *, caps: Mapping[str, int], default_cap: int, now: datetime
) -> tuple[DailyPick, ...]:
    """The approved leads of these cities by bureau. A shop whose leads exceed the cap alone goes out whole."""
    columns = [leads.c[name] for name in ("number", "seller_key", "host", "priority", "state_since", "gaps")]
    query: Select[Any] = select(*columns).where(leads.c.city.in_(cities), leads.c.state == LeadState.APPROVED)
    rows = connection.execute(query.order_by(leads.c.priority.desc(), leads.c.id.desc()).limit(MOST)).all()
    gaps = read_gaps(connection, rows)
    sent = _count_today(connection, now)
    by_host: dict[str, list[Row[Any]]] = {}
    for row in rows:
        by_host.setdefault(row.host or "", []).append(row)
    return tuple(
        _pick(host, group, gaps, sent.get(host, 0), caps.get(host, default_cap), now)
        for host, group in sorted(by_host.items())
    )


def _pick(
    host: str, rows: Sequence[Row[Any]], gaps: Mapping[str, tuple[Gap, ...]], sent: int, cap: int, now: datetime
) -> DailyPick:
    shops: dict[str, list[Row[Any]]] = {}
    for row in rows:
        if row.number not in gaps:
            shops.setdefault(row.seller_key, []).append(row)
    ranks = {row.number: _rank(row, now) for shop in shops.values() for row in shop}
    picked: list[str] = []
    for shop in sorted(shops.values(), key=lambda shop: -max(ranks[row.number] for row in shop)):
        if sent + len(picked) + len(shop) <= cap or (not picked and not sent and cap > 0):
            picked += [row.number for row in sorted(shop, key=lambda row: -ranks[row.number])]
    return DailyPick(
        bureau=host,
        sent_today=sent,
        numbers=tuple(picked),
        waiting=sum(map(len, shops.values())) - len(picked),
        not_ready={row.number: gaps[row.number] for row in rows if row.number in gaps},
    )


def _rank(row: Row[Any], now: datetime) -> float:
    return aged(row.priority, (now - row.state_since).total_seconds() / DAY_S)


def _count_today(connection: Connection, now: datetime) -> dict[str, int]:
    """Bureau → leads sent to it as host since midnight in Shanghai."""
    midnight = datetime.combine(now.astimezone(SHANGHAI).date(), time(), SHANGHAI)
    query = select(dispatches.c.bureau, func.count().label("leads")).where(
        dispatches.c.sent_at >= midnight, dispatches.c.kind.in_((DispatchKind.HOST, DispatchKind.TRANSFER))
    )
    return {row.bureau: row.leads for row in connection.execute(query.group_by(dispatches.c.bureau))}
