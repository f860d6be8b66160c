"""Queries about collecting: what each source was to show and what it showed. A source that was not seen is no zero."""

from sqlalchemy import Connection

from console.documents.briefs.brief import Params, Value
from console.documents.briefs.found import Found, scope_of
from console.documents.briefs.lead_queries import named
from leads_db.shares import NONE, Share
from leads_db.store.brief_lists import read_run_ids
from leads_db.store.due_runs import DueState
from leads_db.store.source_days import read_source_days
from leads_db.store.statistics import count_dues


def coverage(connection: Connection, params: Params) -> Found:
    """units, days (shares); sources, blind (counts); source.<name>, days.<name> (shares). `things`: the sources."""
    first, last = params.asked_days
    units: dict[str, Share] = dict.fromkeys(params.things, NONE)
    days: dict[str, Share] = dict.fromkeys(params.things, NONE)
    for one in read_source_days(connection, params.things, first=first, last=last):
        units[one.source] += Share(one.seen + one.empty, one.planned)
        days[one.source] += Share(int(one.is_whole), 1)
    values: dict[str, Value] = {"sources": len(units), "blind": sum(share.part == 0 for share in units.values())}
    for word, shares in (("source", units), ("days", days)):
        values |= {f"{word}.{name}": (share.part, share.whole) for name, share in shares.items()}
    total, whole = sum(units.values(), NONE), sum(days.values(), NONE)
    values |= {"units": (total.part, total.whole), "days": (whole.part, whole.whole)}
    values |= {"seen": total.part, "planned": total.whole}
    return Found(values, named("run", read_run_ids(connection, params.things, first=first, last=last)))


def dues(connection: Connection, params: Params) -> Found:
    """total, started, caught_up, missed, merged."""
    found = count_dues(connection, scope_of(params))
    return Found({**{state.value: found.get(state, 0) for state in DueState}, "total": sum(found.values())})
