"""The terms of a run: all of them, or for the daily collection those on which the day's budget is best spent."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import Connection, Engine

from crawlers.kinds.addresses import ADDRESSES
from crawlers.source_file import Source
from leads_db.records import Run, WatchTerm
from leads_db.register import load_register
from leads_db.register.seasons import load_seasons
from leads_db.settings import Settings
from leads_db.store.engine import reading
from leads_db.store.record_json import to_json
from leads_db.store.source_days import WHOLE, day_start, shanghai_day
from leads_db.store.term_history import read_term_history
from scheduler.planning import WHOLE_SITE, find_terms
from scheduler.search_plan import PlannedTerm, plan_day

HISTORY_DAYS = 60
"""What lies further back weighs next to nothing."""


def plan_terms(
    connection: Connection, settings: Settings, source: Source, day: date, *, before_run: int | None = None
) -> tuple[PlannedTerm, ...]:
    """Every term of the source with its fate on `day`, from the searches of earlier days (and of earlier runs).

    The same run is planned the same way again, so a crash between planning and cutting changes nothing. Empty for a
    source that is read as a whole. Raises RegisterError.
    """
    if not source.is_searched:
        return ()
    known = load_register(settings.register_folder).indications
    since = day_start(day - timedelta(days=HISTORY_DAYS))
    return plan_day(
        find_terms(settings, source, None),
        read_term_history(connection, source.name, since=since, before_run=before_run),
        day,
        budget=source.daily_requests or source.max_requests,
        usual_cost=source.max_pages,
        seasons=load_seasons(known, settings.register_folder),
    )


def terms_of_run(engine: Engine, settings: Settings, run: Run, source: Source) -> Sequence[WatchTerm]:
    """The terms that the run searches, the most valuable first; of a probe the first one only."""
    indication = run.params.get("indication")
    is_probe = bool(run.params.get("probe"))
    if run.params.get(ADDRESSES):  # the addresses, then one search: does the seller offer it again?
        wanted = find_terms(settings, source, indication) if isinstance(indication, str) and source.is_searched else ()
        return (WHOLE_SITE, *wanted[:1])
    if not source.is_searched:
        return (WHOLE_SITE,)
    if to_json(run.params) not in WHOLE and not is_probe:
        return find_terms(settings, source, indication if isinstance(indication, str) else None)
    with reading(engine) as connection:
        planned = plan_terms(connection, settings, source, shanghai_day(run.queued_at), before_run=run.id)
    asked = tuple(one.term for one in planned if one.is_asked)
    return asked[:1] if is_probe else asked
