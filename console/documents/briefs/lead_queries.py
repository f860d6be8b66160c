"""Queries about leads: what was new, what was done, how right the machine was, what waits."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from sqlalchemy import Connection

from console.documents.briefs.brief import Params, Value
from console.documents.briefs.found import ITEMS_MOST, Found, scope_of
from leads_db.records import Verdict
from leads_db.records.handling import Move
from leads_db.shares import NONE, Share
from leads_db.store.brief_lists import (
    count_due,
    count_moves_by_host,
    count_waiting_states,
    read_moved,
    read_new_leads,
)
from leads_db.store.limit_statistics import read_punctuality, sum_by_rule
from leads_db.store.move_counting import COUNTED
from leads_db.store.move_statistics import MoveFigures, read_move_figures
from leads_db.store.statistics import Grouping, count_days, count_leads, read_precision

TOP = 3
AHEAD = timedelta(days=3)
HOST_MOVES = (Move.DISPATCH, Move.SIGN, Move.RETURN, Move.VERIFY, Move.FILE, Move.PUNISH, Move.FEED_BACK)


def named(kind: str, names: Iterable[object]) -> tuple[str, ...]:
    """lead:GI-…, run:12."""
    return tuple(f"{kind}:{name}" for name in names)


def pair(share: Share) -> tuple[int, int]:
    """A share as a value."""
    return share.part, share.whole


def new_leads(connection: Connection, params: Params) -> Found:
    """total, verdict.*, indication.*, platform.*"""
    scope = scope_of(params)
    values: dict[str, Value] = {}
    for grouping in (Grouping.VERDICT, Grouping.INDICATION, Grouping.PLATFORM):
        counts = count_leads(connection, scope, grouping)
        values |= {f"{grouping}.{name}": count for name, count in counts.items()}
        values["total"] = sum(counts.values())
    return Found(values, named("lead", (one.number for one in read_new_leads(connection, scope, limit=ITEMS_MOST))))


def top_leads(connection: Connection, params: Params) -> Found:
    """1.number, 1.indication, 1.platform, 1.verdict, 1.shop, … of the first three that the machine finds infringing."""
    ranked = read_new_leads(connection, scope_of(params), limit=ITEMS_MOST)
    found = [one for one in ranked if one.verdict is Verdict.INFRINGING][:TOP]
    values: dict[str, Value] = {"count": len(found)}
    for place, one in enumerate(found, 1):
        values |= {
            f"{place}.number": one.number,
            f"{place}.indication": one.indication,
            f"{place}.shop": one.seller_name,
        }
        values |= {f"{place}.platform": one.platform, f"{place}.verdict": one.verdict.value}
        values |= {f"{place}.state": one.state.value}
    return Found(values, named("lead", (one.number for one in found)))


def moves(connection: Connection, params: Params) -> Found:
    """confirm, exclude …; case.file …; yuan.fine_cny …; undone, sent_back, returned (shares); reason.*, platform.*"""
    scope = scope_of(params)
    return Found(
        _move_values(read_move_figures(connection, scope)),
        named("lead", read_moved(connection, scope, COUNTED, limit=ITEMS_MOST)),
    )


def _move_values(figures: MoveFigures) -> Mapping[str, Value]:
    values: dict[str, Value] = {move.value: count for move, count in figures.moves.items()}
    values |= {f"case.{move}": count for move, count in figures.cases.items()}
    values |= {f"yuan.{name}": str(amount) for name, amount in figures.yuan.items()}
    values |= {f"reason.{code}": count for code, count in figures.no_case_reasons.items()}
    values |= {f"platform.{code}": count for code, count in figures.platform_actions.items()}
    shares = {"undone": figures.undone, "sent_back": figures.sent_back, "returned": figures.returned}
    return values | {name: pair(share) for name, share in shares.items()}


def hosts(connection: Connection, params: Params) -> Found:
    """<move>.<bureau>: leads, each once."""
    scope = scope_of(params)
    values: dict[str, Value] = {}
    for move in HOST_MOVES:
        counts = count_moves_by_host(connection, scope, move)
        values |= {f"{move}.{host}": count for host, count in counts.items()}
        values[move.value] = sum(counts.values())
    return Found(values, named("lead", read_moved(connection, scope, HOST_MOVES, limit=ITEMS_MOST)))


def precision(connection: Connection, params: Params) -> Found:
    """total, indication.* (shares)."""
    scope = scope_of(params)
    found = read_precision(connection, scope)
    values: dict[str, Value] = {f"indication.{slug}": pair(share) for slug, share in found.items()}
    values["total"] = pair(sum(found.values(), NONE))
    decided = (Move.CONFIRM, Move.EXCLUDE)
    return Found(values, named("lead", read_moved(connection, scope, decided, limit=ITEMS_MOST)))


def punctual(connection: Connection, params: Params) -> Found:
    """total, rule.* (shares)."""
    found = read_punctuality(connection, scope_of(params))
    values: dict[str, Value] = {f"rule.{rule}": pair(share) for rule, share in sum_by_rule(found).items()}
    return Found(values | {"total": pair(sum((one.kept for one in found), NONE))})


def waiting(connection: Connection, params: Params) -> Found:
    """<state>: leads now."""
    return Found(dict(count_waiting_states(connection, scope_of(params))))


def due(connection: Connection, params: Params) -> Found:
    """soon, late."""
    soon, late = count_due(connection, scope_of(params), ahead=AHEAD)
    return Found({"soon": soon, "late": late})


def months(connection: Connection, params: Params) -> Found:
    """<2026-11>: leads first seen in it."""
    values: dict[str, Value] = {}
    for day, count in count_days(connection, scope_of(params)).items():
        held = values.get(day[:7], 0)
        values[day[:7]] = (held if isinstance(held, int) else 0) + count
    return Found(values)
