"""What is collected: sources to collect daily, the run for one of them, and the units that the run is cut into."""

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine

from crawlers.source_file import PACKAGED, Source, load_source
from leads_db.errors import SourceFileBroken, UnknownReference, UnknownSource
from leads_db.queue import UnitQueue
from leads_db.records import Run, Trigger, WatchTerm
from leads_db.register import Register, load_register
from leads_db.register.watch import watch_terms
from leads_db.settings import Settings
from leads_db.store.engine import writing
from leads_db.store.runs import save_new_run
from leads_db.store.units import SqlUnitQueue, utc_now
from scheduler.search_plan import DISGUISE

PAGES_PER_UNIT = 5
"""Result pages in one unit: small enough to be repeated after a crash."""
WHOLE_SITE = WatchTerm(indication="", text="", kind="")
"""The one term of a source that is read as a whole."""


def sources_to_collect(
    settings: Settings, on_fault: Callable[[SourceFileBroken], None] | None = None
) -> tuple[Source, ...]:
    """The sources of the daily collection: those switched on; practice ones only while no real one is.

    A broken file is told to `on_fault` and holds back only itself. Without `on_fault` it raises SourceFileBroken.
    """
    found: dict[str, Source] = {}
    is_whole = True
    for path in _source_files(settings):
        found.pop(path.stem, None)
        try:
            found[path.stem] = load_source(path, settings)
        except SourceFileBroken as fault:
            if on_fault is None:
                raise
            on_fault(fault)
            is_whole = False
    enabled = [source for source in found.values() if source.enabled]
    real = tuple(source for source in enabled if not source.practice)
    return real if real or not settings.practice or not is_whole else tuple(enabled)


def find_source(settings: Settings, name: str) -> Source:
    """The source of this name; other files may be broken. Raises UnknownSource, SourceFileBroken."""
    path = next((path for path in reversed(_source_files(settings)) if path.stem == name), None)
    if path is None:
        raise UnknownSource(name)
    return load_source(path, settings)


def _source_files(settings: Settings) -> list[Path]:
    """The packaged files, then the installation's own, which replace those of the same name."""
    return [path for folder in (PACKAGED, settings.sources_folder) for path in sorted(folder.glob("*.yml"))]


def plan_run(
    engine: Engine,
    settings: Settings,
    source: Source,
    *,
    trigger: Trigger,
    requested_by: str,
    reason: str = "",
    indication: str | None = None,
    pages: int | None = None,
    clock: Callable[[], datetime] = utc_now,
) -> int:
    """Queue a run with its units; return its number.

    `indication`: only this one's names; `pages`: result pages a name instead of the source's own cap.
    Raises UnknownReference for an indication that is not searched for.
    """
    terms = find_terms(settings, source, indication)
    params = {"indication": indication, "pages": pages}
    with writing(engine) as connection:
        run_id = save_planned_run(
            connection, source, trigger=trigger, requested_by=requested_by, reason=reason, params=params, now=clock()
        )
    SqlUnitQueue(engine, clock).add(run_id, source.name, terms, page_ranges(source, pages))
    return run_id


def save_planned_run(
    connection: Connection,
    source: Source,
    *,
    trigger: Trigger,
    requested_by: str,
    reason: str,
    now: datetime,
    params: Mapping[str, object] | None = None,
) -> int:
    """Queue a run without its units; `cut_units` brings them when the run starts. Return its number."""
    return save_new_run(
        connection,
        source=source.name,
        trigger=trigger,
        requested_by=requested_by,
        now=now,
        reason=reason,
        params=params or {"indication": None, "pages": None},
        is_practice=source.practice,
    )


def cut_units(run: Run, source: Source, terms: Sequence[WatchTerm], queue: UnitQueue) -> int:
    """The units of the run over these terms, each once: mends a run whose planning was cut short. Returns how many."""
    pages = run.params.get("pages")
    ranges = page_ranges(source, pages if isinstance(pages, int) else None)
    return queue.add(run.id, source.name, terms, ranges)


def find_terms(settings: Settings, source: Source, indication: str | None) -> Sequence[WatchTerm]:
    """The terms to search on the source; one empty term for a source that is read as a whole.

    The register's names in the source's languages, then the names as sellers disguise them, where Chinese is asked.
    """
    if not source.is_searched:
        return (WHOLE_SITE,)
    register = load_register(settings.register_folder)
    terms = watch_terms(register, settings.cities, source.languages)
    if source.disguises and "zh" in source.languages:
        terms += _disguised(register, settings.cities, {term.text.casefold() for term in terms})
    if indication is None:
        return terms
    wanted = tuple(term for term in terms if term.indication == indication)
    if not wanted:
        raise UnknownReference(f"no names to search for: {indication}")
    return wanted


def _disguised(register: Register, cities: Iterable[str], known: Container[str]) -> tuple[WatchTerm, ...]:
    from pipelines.names.searched import disguises_to_search  # its tables are large: only where a search is planned

    return tuple(
        WatchTerm(indication=item.slug, text=text, kind=DISGUISE)
        for item in register.local(cities)
        for text in disguises_to_search(item)
        if text not in known
    )


def page_ranges(source: Source, pages: int | None) -> list[tuple[int, int]]:
    """Result pages 1..n in ranges of PAGES_PER_UNIT, both ends included."""
    last = source.max_pages if pages is None else max(1, pages)
    if not source.is_searched or source.is_read_from_page_1:
        return [(1, last)]
    return [(first, min(first + PAGES_PER_UNIT - 1, last)) for first in range(1, last + 1, PAGES_PER_UNIT)]
