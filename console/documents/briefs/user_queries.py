"""Queries of the yearly report: the list of authorised users, and what bureaus decided about the use of the sign."""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import Connection

from console.documents.briefs.brief import Params, Value
from console.documents.briefs.found import Found
from console.documents.briefs.lead_queries import named
from leads_db.records.account import SYSTEM_ACTOR, Actor, Role
from leads_db.store.abnormal_list import read_abnormal_candidates
from leads_db.store.source_days import shanghai_day

ABNORMAL_MOST = 2_000


def users(_connection: Connection, params: Params) -> Found:
    """valid, listed, ended, undated (no start known); indication.<slug>. `things`: lines `slug|credit code|from|to`."""
    last = shanghai_day(params.until - timedelta(microseconds=1)).isoformat()
    first = shanghai_day(params.since).isoformat()
    values: dict[str, Value] = {"listed": len(params.things), "valid": 0, "ended": 0, "undated": 0, "begun": 0}
    counts: dict[str, int] = {}
    for line in params.things:
        slug, _code, begins, ends = line.split("|")
        if ends and ends < first:
            continue
        _add(counts, "undated", not begins)
        _add(counts, "begun", bool(begins) and first <= begins <= last)
        _add(counts, "ended", bool(ends) and first <= ends <= last)
        is_valid = begins <= last and (not ends or ends >= last)
        _add(counts, "valid", is_valid)
        _add(counts, f"indication.{slug}", is_valid)
    return Found({**values, **counts}, named("user", (line.split("|")[1] for line in params.things)))


def _add(counts: dict[str, int], name: str, does: bool) -> None:
    counts[name] = counts.get(name, 0) + does


def abnormal(connection: Connection, params: Params) -> Found:
    """total, punished; 1.lead, 1.seller, 1.indication, 1.host, 1.decision …"""
    actor = Actor(name=SYSTEM_ACTOR.name, roles=frozenset({Role.REVIEWER}), cities=params.cities)
    found = [
        one
        for one in read_abnormal_candidates(connection, actor, limit=ABNORMAL_MOST)
        if params.since <= one.state_since < params.until and one.is_practice == params.is_practice
    ]
    values: dict[str, Value] = {"total": len(found), "punished": sum(bool(one.decision_number) for one in found)}
    for place, one in enumerate(found, 1):
        told: Mapping[str, Value] = {
            "lead": one.lead,
            "seller": one.seller_name,
            "indication": one.indication,
            "host": one.host,
            "decision": one.decision_number,
            "decided_on": one.decided_on,
        }
        values |= {f"{place}.{name}": value for name, value in told.items()}
    return Found(values, named("lead", (one.lead for one in found)))
