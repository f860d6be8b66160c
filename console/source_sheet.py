"""Sources on the terminal: the list, a new one, and what a check would read."""

from collections.abc import Iterator

from console.practice import practice_market
from console.screen import print_lines, print_table
from console.session import Session
from console.source_file_writer import write_source
from console.words import moment
from crawlers.check_report import CheckStep
from crawlers.source_check import check_source
from crawlers.source_file import PACKAGED, Source, load_source
from leads_db.errors import SourceFileBroken
from leads_db.settings import Settings
from leads_db.store.engine import reading
from leads_db.store.run_views import read_last_looks
from scheduler.planning import find_source, find_terms


def print_sources(session: Session) -> None:
    """Every source with its last run; a file that cannot be read is named below, and the others are still listed."""
    found = dict(_load_all(session.settings))
    sources = {name: one for name, one in found.items() if isinstance(one, Source)}
    with reading(session.engine) as connection:
        looks = {look.source: look for look in read_last_looks(connection, sources)}
    rows = []
    for name, source in sources.items():
        run = looks[name].run
        ended = (run.state, run.id, moment(looks[name].seen_at)) if run else ("never", "", "—")
        daily = "daily" if source.enabled else "off"
        rows.append((name, source.title, source.kind, source.platform, daily, *ended))
    heads = ("source", "title", "kind", "platform", "collected", "last run", "run", "all seen at")
    print_table("Sources (Asia/Shanghai)", heads, rows)
    for fault in found.values():
        if isinstance(fault, SourceFileBroken):
            print_lines(f"Not readable: {fault}")


def save_source(settings: Settings, *, name: str, kind: str, url: str, platform: str) -> str:
    """Write a source file that is switched off; its path. Raises SourceFileBroken, StoreFull."""
    return write_source(settings, name=name, kind=kind, url=url, platform=platform)


def print_check(settings: Settings, name: str, term: str) -> int:
    """Try the source and print each request and every field that was read; exit code 1 when nothing was.

    `term` empty: the first name that is watched. Raises UnknownSource, SourceFileBroken, RegisterError, CrawlError.
    """
    source = find_source(settings, name)
    term = term or find_terms(settings, source, None)[0].text
    with practice_market(settings, is_needed=source.practice):
        report = check_source(source, settings, term)
    title = f"Check of {name}" + (f", searched for {report.term}" if report.term else "")
    heads = ("what", "address", "outcome", "status", "ms", "bytes", "items", "links", "source says", "why, notes")
    print_table(title, heads, map(_step, report.steps))
    if report.is_readable:
        print_table("What was read", ("field", "value"), report.told)
        print_lines("Nothing was saved. An empty value: the page does not tell it.")
    else:
        print_lines("Nothing could be read; nothing was saved.")
    print_lines(*(f"Hint: {hint}" for hint in report.hints))
    return 0 if report.is_readable else 1


def _step(step: CheckStep) -> tuple[object, ...]:
    why = "; ".join(text for text in (step.reason, *step.notes) if text)
    size = (step.http_status, step.elapsed_ms, step.size, step.items, step.links, step.total_claimed)
    return (step.purpose, step.url, step.outcome, *size, why)


def _load_all(settings: Settings) -> Iterator[tuple[str, Source | SourceFileBroken]]:
    """Name and source of every file, an installation's own after the packaged ones, or why it cannot be read."""
    for folder in (PACKAGED, settings.sources_folder):
        for path in sorted(folder.glob("*.yml")) if folder.is_dir() else ():
            try:
                yield path.stem, load_source(path, settings)
            except SourceFileBroken as fault:
                yield path.stem, fault
