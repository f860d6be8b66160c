"""A source whose fields thin out has changed before it is empty: this run's fields against its own last weeks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from sqlalchemy import Connection

from leads_db.records import Run
from leads_db.store.field_coverage import FieldCount, count_fields, read_fields, save_fields

WEEKS = timedelta(weeks=4)
"""How far the source's own past reaches; what it leaves out for longer is its new custom."""
RUNS_LEAST = 3
"""Earlier runs that are needed before anything can be said."""
LISTINGS_LEAST = 20
"""Listings of a run below which its shares say nothing."""
DROP_LEAST = 0.2
"""Fall of the share that counts …"""
KEPT_MOST = 0.7
"""… where no more than this part of the usual share is left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThinField:
    """One field that fewer listings tell than before."""

    field: str
    usual: float
    """Median share over the source's last weeks, 0..1."""
    now: float


def keep_fields(connection: Connection, run: Run, now: datetime) -> tuple[ThinField, ...]:
    """Count and keep the fields of a run that ended; those that thinned out.

    A run that asked for a part of its source is counted too: what its listings tell does not hang on how many they are.
    """
    counts = count_fields(connection, run.id)
    earlier = read_fields(connection, run.source, since=now - WEEKS, before_run=run.id)
    thin = find_thin_fields(counts, earlier)
    save_fields(connection, run.source, counts, thin={one.field for one in thin}, now=now)
    return thin


def find_thin_fields(counts: Mapping[str, FieldCount], earlier: Sequence[FieldCount]) -> tuple[ThinField, ...]:
    """The fields that thinned out, the worst first; `earlier`: counts of the source's runs of the last weeks."""
    shares: dict[str, list[float]] = {}
    for one in earlier:
        if one.total >= LISTINGS_LEAST:
            shares.setdefault(one.field, []).append(one.share)
    found = [
        ThinField(field=name, usual=median(shares[name]), now=one.share)
        for name, one in counts.items()
        if one.total >= LISTINGS_LEAST and len(shares.get(name, ())) >= RUNS_LEAST
    ]
    thin = [one for one in found if one.usual - one.now >= DROP_LEAST and one.now <= one.usual * KEPT_MOST]
    return tuple(sorted(thin, key=lambda one: one.now - one.usual))
