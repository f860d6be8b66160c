"""The run row of an import, from its custody facts to its end, held by a lease so that nobody takes it for idle."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from console.session import Session
from crawlers.importing.chosen_file import ChosenFile
from leads_db.errors import GILeadsError, ImportFileError
from leads_db.records import RunState, Trigger
from leads_db.store.engine import reading, writing
from leads_db.store.imports import DIGEST, end_dead_imports, read_first_import
from leads_db.store.runs import read_run, save_new_run, save_run_state
from leads_db.store.units import utc_now
from scheduler.held_leases import HeldLeases

SOURCE_LENGTH = 50
"""Characters of a run's source, so that its lease's name fits the store."""


class Counted(Protocol):
    """What an import, or an intake, did so far."""

    rows: int
    broken: int

    @property
    def saved(self) -> int:
        """Rows of which the store holds something."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRun:
    """One import under way."""

    number: int
    moment: datetime
    """When this very file was first imported; rows without a time of their own get it."""
    session: Session
    leases: HeldLeases

    def is_open(self) -> bool:
        """False once somebody cancelled the run; prolongs the lease on the way. Raises LeaseLost."""
        self.leases.renew()
        with reading(self.session.engine) as connection:
            return not read_run(connection, self.number).state.is_over


@contextmanager
def import_run(
    session: Session, file: ChosenFile, column_map: Sequence[str], platform: str | None, tally: Counted
) -> Iterator[ImportRun]:
    """The run of one import; its end is written whatever happens, and what was committed stays.

    Raises ImportFileError while another import of a file of this name goes on.
    """
    source = f"import:{file.name}"[:SOURCE_LENGTH]
    with writing(session.engine) as connection:
        end_dead_imports(connection, utc_now())  # before our own lease makes a dead run of the same name look alive
    with HeldLeases(session.engine, utc_now) as leases:
        if not leases.take(f"source:{source}"):
            raise ImportFileError(f"{file.name}: another import of it goes on; wait for its end")
        params = {"file": file.name, DIGEST: file.digest, "size": file.size, "format": file.format}
        asked = {"map": list(column_map), "platform": platform}
        now = utc_now()
        with writing(session.engine) as connection:
            moment = read_first_import(connection, file.digest) or now
            number = save_new_run(
                connection,
                source=source,
                trigger=Trigger.IMPORT,
                requested_by=session.user,
                reason=f"导入 {file.name}",
                now=now,
                params={**params, **asked},
            )
            save_run_state(connection, number, RunState.RUNNING, now=now)
        with _ended(session, number, tally):
            yield ImportRun(number=number, moment=moment, session=session, leases=leases)


@contextmanager
def _ended(session: Session, number: int, tally: Counted) -> Iterator[None]:
    cause = "中断：再导入同一文件即可补齐"
    try:
        yield
        cause = ""
    except GILeadsError as fault:
        cause = str(fault)
        raise
    finally:
        state = RunState.FINISHED if not tally.broken and not cause else RunState.PARTIAL
        state = state if tally.saved else RunState.FAILED
        note = f"读 {tally.rows} 行，存 {tally.saved} 行，不能读 {tally.broken} 行"
        with writing(session.engine) as connection:
            if not read_run(connection, number).state.is_over:
                save_run_state(connection, number, state, now=utc_now(), note=f"{note}；{cause}" if cause else note)
