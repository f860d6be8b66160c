"""`gi-leads import` from file to final table: one run, its custody facts, its broken rows."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from console.import_flow import Tally, import_rows
from console.import_progress import ImportProgress
from console.screen import print_lines, print_table
from console.session import Session
from console.words import VERDICTS
from crawlers.importing.broken_rows import BrokenRows
from crawlers.importing.chosen_file import ChosenFile, choose_file
from crawlers.importing.columns import ColumnMap
from crawlers.importing.identity import PlatformNames
from crawlers.importing.reading import read_sightings
from crawlers.importing.row_reader import RowReader
from leads_db.errors import GILeadsError, ImportFileError
from leads_db.records import PRACTICE, Run, RunState, Trigger
from leads_db.register import Register, load_register
from leads_db.store.engine import reading, writing
from leads_db.store.imports import DIGEST, read_first_import
from leads_db.store.runs import count_run, read_run, save_new_run, save_run_state
from leads_db.store.units import utc_now
from pipelines.flow import Flow
from pipelines.judge import Judge

SHOWN_BROKEN = 20


def run_import(session: Session, path: Path, column_map: Sequence[str], platform: str | None) -> int:
    """Import one file; exit code 0: every row; 4: some rows broke; 1: no row could be read.

    Raises ImportFileError, ImportFileBroken before anything is stored; StoreBusy and StoreFull with what was kept.
    """
    columns = ColumnMap.parse(column_map)
    _check_platform(platform)
    file = choose_file(path)
    register = load_register(session.settings.register_folder)
    reader = RowReader(f"import:{file.name}", PlatformNames(register.platforms.values()), columns, platform)
    number, moment = _start_run(session, file, column_map, platform)
    broken = BrokenRows(session.settings.home / "imports" / f"run-{number}.broken.txt", shown=SHOWN_BROKEN)
    tally = Tally()
    with _ended(session, number, tally), broken, ImportProgress(file.name) as progress:
        flow = _make_flow(session, register, moment)
        import_rows(flow, number, read_sightings(file, reader), tally, on_broken=broken.take, on_batch=progress.show)
    return _report(session, number, tally, broken, reader)


def _check_platform(platform: str | None) -> None:
    if platform == PRACTICE:
        raise ImportFileError(f"--platform {PRACTICE}: belongs to the practice market and would be wiped; name another")
    if platform and not re.fullmatch(r"[a-z0-9][a-z0-9_.-]{0,39}", platform):
        raise ImportFileError(f"--platform {platform!r}: small letters, digits, hyphens; at most 40")


def _start_run(
    session: Session, file: ChosenFile, column_map: Sequence[str], platform: str | None
) -> tuple[int, datetime]:
    """Number of the run, and the moment at which this very file was first imported."""
    params = {
        "file": file.name,
        DIGEST: file.digest,
        "size": file.size,
        "format": file.format,
        "map": list(column_map),
        "platform": platform,
    }
    now = utc_now()
    with writing(session.engine) as connection:
        first = read_first_import(connection, file.digest)
        number = save_new_run(
            connection,
            source=f"import:{file.name}"[:100],
            trigger=Trigger.IMPORT,
            requested_by=session.user,
            now=now,
            params=params,
        )
        save_run_state(connection, number, RunState.RUNNING, now=now)
    return number, first or now


def _make_flow(session: Session, register: Register, moment: datetime) -> Flow:
    judge = Judge(register)
    return Flow(
        register=register, judge=judge, engine=session.engine, cities=session.settings.cities, clock=lambda: moment
    )


@contextmanager
def _ended(session: Session, number: int, tally: Tally) -> Iterator[None]:
    """Write the run's end whatever happens; what was committed stays, and the note says how far it came."""
    cause = "中断"
    try:
        yield
        cause = ""
    except GILeadsError as fault:
        cause = str(fault)
        raise
    finally:
        state = RunState.FINISHED if tally.stored and not tally.broken and not cause else RunState.PARTIAL
        state = state if tally.stored else RunState.FAILED
        note = f"读 {tally.rows} 行，不能读 {tally.broken} 行"
        with writing(session.engine) as connection:
            save_run_state(connection, number, state, now=utc_now(), note=f"{note}；{cause}" if cause else note)


def _report(session: Session, number: int, tally: Tally, broken: BrokenRows, reader: RowReader) -> int:
    with reading(session.engine) as connection:
        run: Run = read_run(connection, number)
        counts = count_run(connection, number)
    rows: list[tuple[object, object]] = [
        ("rows read", tally.rows),
        ("rows broken", tally.broken),
        ("listings new", tally.fresh),
        ("listings known already", tally.known),
        ("of these older than what is known", tally.late),
        ("new snapshots", counts["snapshots_new"]),
        ("listings that name an indication", tally.named),
        *((f"  {VERDICTS[verdict]} ({verdict})", count) for verdict, count in sorted(tally.verdicts.items())),
        ("leads new", counts["leads_new"]),
    ]
    print_table(f"Import, run {number}: {run.source}", ("what", "count"), rows)
    print_lines(f"sha256 {run.params[DIGEST]}, {run.params['size']} bytes")
    if reader.unused:
        print_lines(f"Columns not used: {', '.join(reader.unused)}")
    if tally.broken:
        print_lines(*broken.first, *(("…",) if tally.broken > len(broken.first) else ()))
        print_lines(f"All {tally.broken} broken rows: {broken.path}")
    return 1 if not tally.stored else 4 if tally.broken else 0
