"""A collection asked for at the command line: planned, worked with a progress bar, told by outcome."""

from console.crawl_progress import CrawlProgress
from console.practice import practice_market
from console.run_sheet import print_run
from console.session import Session
from crawlers.kinds import make_kind
from leads_db.records import Run, RunState, Trigger
from leads_db.store.engine import reading
from leads_db.store.runs import read_run
from scheduler.planning import find_source, plan_run
from scheduler.runner import run_collection

EXIT_CODES = {RunState.FINISHED: 0, RunState.PARTIAL: 4}
"""Every other end means that the source was not seen: 1."""


def plan(session: Session, source_name: str, *, reason: str, indication: str | None, pages: int | None) -> int:
    """Queue the run; its number. Raises UnknownSource, UnknownReference, SourceFileBroken, SessionRefused."""
    source = find_source(session.settings, source_name)
    make_kind(source)  # one that only an officer reads is refused before a run stands there
    return plan_run(
        session.engine,
        session.settings,
        source,
        trigger=Trigger.ON_DEMAND,
        requested_by=session.user,
        reason=reason,
        indication=indication,
        pages=pages,
    )


def collect(session: Session, number: int) -> Run:
    """Work the run here, or follow whoever does; print how it ended."""
    with reading(session.engine) as connection:
        name = read_run(connection, number).source
    is_practice = find_source(session.settings, name).practice
    with practice_market(session.settings, is_needed=is_practice), CrawlProgress(f"{name} (run {number})") as progress:
        run = run_collection(session.engine, session.settings, number, on_event=progress.take)
    print_run(session, number)
    return run


def exit_code(run: Run) -> int:
    """0: the source was seen; 4: a part of it; 1: it was not seen, so nothing may be concluded."""
    return EXIT_CODES.get(run.state, 1)
