"""`gi-leads import` from file to final table: what was read, what it became, what could not be read."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from console.import_flow import Tally, import_rows
from console.import_progress import ImportProgress
from console.import_run import ImportRun, import_run
from console.screen import print_lines, print_table
from console.session import Session
from console.words import VERDICTS
from crawlers.capture import Capture
from crawlers.importing.broken_rows import BrokenRows
from crawlers.importing.chosen_file import ChosenFile, Format, choose_file
from crawlers.importing.columns import ColumnMap
from crawlers.importing.identity import PlatformNames
from crawlers.importing.kept_pages import KeptPages
from crawlers.importing.mention_columns import MentionColumns
from crawlers.importing.mention_reader import MentionReader
from crawlers.importing.page_reader import PageReader
from crawlers.importing.reading import holds_posts, read_posts, read_sightings
from crawlers.importing.row_reader import RowReader
from crawlers.pages.authors import load_salt
from leads_db.errors import ImportFileError, RowBroken
from leads_db.records import PRACTICE, Evidence, Mention, RunState, Sighting
from leads_db.register import load_register
from leads_db.store.engine import reading
from leads_db.store.evidence import read_evidence_of
from leads_db.store.runs import count_run, read_run
from pipelines.flow import Flow
from pipelines.judge import Judge
from pipelines.opinions.viewing import LateAnalyst

SHOWN_BROKEN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """The sightings and posts of a file, the evidence that belongs to them, and what was left aside."""

    rows: Iterator[Sighting | Mention | RowBroken]
    take_evidence: Callable[[], tuple[Evidence, ...]]
    left_aside: Callable[[], str]
    """A line for the report; empty: nothing was."""


def run_import(
    session: Session, path: Path, column_map: Sequence[str], platform: str | None, *, mentions: bool = False
) -> int:
    """Import one file; exit code 0: every row; 4: some rows broke; 1: no row could be read.

    Raises ImportFileError, ImportFileBroken, StoreBusy, StoreFull; batches that were committed before stay.
    """
    columns = (MentionColumns if mentions else ColumnMap).parse(column_map)
    _check_platform(platform)
    file = choose_file(path)
    register = load_register(session.settings.register_folder)
    platforms = PlatformNames(register.platforms.values())
    judge, tally = Judge(register), Tally()
    with import_run(session, file, column_map, platform, tally) as run, ImportProgress(file.name) as progress:
        broken = BrokenRows(session.settings.home / "imports" / f"run-{run.number}.broken.txt", shown=SHOWN_BROKEN)
        flow = Flow(
            register=register,
            judge=judge,
            engine=session.engine,
            cities=session.settings.cities,
            clock=lambda: run.moment,
            analyst=LateAnalyst(register),
        )

        def go_on(tally: Tally) -> bool:
            progress.show(tally)
            return run.is_open()

        with broken, _opened(run, file, platforms, columns, platform) as given:
            import_rows(
                flow,
                run.number,
                given.rows,
                tally,
                on_broken=broken.take,
                on_batch=go_on,
                take_evidence=given.take_evidence,
            )
    return _report(session, run.number, tally, broken, given.left_aside())


def _check_platform(platform: str | None) -> None:
    if platform == PRACTICE:
        raise ImportFileError(f"--platform {PRACTICE}: belongs to the practice market and would be wiped; name another")
    if platform and not re.fullmatch(r"[a-z0-9][a-z0-9_.-]{0,39}", platform):
        raise ImportFileError(f"--platform {platform!r}: small letters, digits, hyphens; at most 40")


@contextmanager
def _opened(
    run: ImportRun, file: ChosenFile, platforms: PlatformNames, columns: ColumnMap, platform: str | None
) -> Iterator[Input]:
    """The file through the reader of its kind; a file of pages writes its evidence into a WARC of its own."""
    source = f"import:{file.name}"
    if file.format not in (Format.PAGES, Format.HAR):
        yield _table(run, file, platforms, columns, platform)
        return
    capture = Capture(run.session.settings.evidence_folder, f"import-{run.number}", is_practice=False)
    try:
        kept = KeptPages(capture, lambda digest: _is_kept(run.session, digest), run.moment)
        pages = PageReader(source, platforms, kept.keep, platform)
        yield Input(
            rows=pages.read_all(file),
            take_evidence=kept.take,
            left_aside=lambda: f"entries that are no pages: {pages.passed_over}" if pages.passed_over else "",
        )
    finally:
        capture.close()


def _table(
    run: ImportRun, file: ChosenFile, platforms: PlatformNames, columns: ColumnMap, platform: str | None
) -> Input:
    """A file of rows: of posts where they were asked for or where its columns say so, else of listings."""
    given = columns if isinstance(columns, MentionColumns) else None
    salt = load_salt(run.session.settings.home)
    posts = MentionReader(platforms, given, platform, salt=salt, moment=run.moment)
    reader = RowReader(f"import:{file.name}", platforms, columns, platform)
    is_posts = given is not None or (not columns.is_own and holds_posts(file, posts))
    unused = posts.unused if is_posts else reader.unused
    return Input(
        rows=read_posts(file, posts) if is_posts else read_sightings(file, reader),
        take_evidence=tuple,
        left_aside=lambda: f"columns not used: {', '.join(unused)}" if unused else "",
    )


def _is_kept(session: Session, digest: str) -> bool:
    with reading(session.engine) as connection:
        return bool(read_evidence_of(connection, digest))


def _report(session: Session, number: int, tally: Tally, broken: BrokenRows, left_aside: str) -> int:
    with reading(session.engine) as connection:
        run = read_run(connection, number)
        counts = count_run(connection, number)
    rows: list[tuple[object, object]] = [
        ("rows read", tally.rows),
        ("rows broken", tally.broken),
        *((("posts", tally.posts),) if tally.posts else ()),
        ("listings new", tally.fresh),
        ("listings known already", tally.known),
        ("of these older than what is known", tally.late),
        ("new snapshots", counts["snapshots_new"]),
        ("listings that name an indication", tally.named),
        *((f"  {VERDICTS[verdict]} ({verdict})", count) for verdict, count in sorted(tally.verdicts.items())),
        ("leads new", counts["leads_new"]),
    ]
    print_table(f"Import, run {number}: {run.params['file']}", ("what", "count"), rows)
    print_lines(f"sha256 {run.params['sha256']}, {run.params['size']} bytes")
    if left_aside:
        print_lines(left_aside)
    if tally.broken:
        print_lines(*broken.first, *(("…",) if tally.broken > len(broken.first) else ()))
        print_lines(f"All {tally.broken} broken rows: {broken.path}")
    if run.state is RunState.CANCELLED:
        print_lines(f"Cancelled after {tally.rows} rows; what was committed stays.")
    return 1 if not tally.saved else 4 if tally.broken or run.state is RunState.CANCELLED else 0
