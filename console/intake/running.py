"""One file or one form of intakes from its custody facts to its end; and the look at a file before it is taken in."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice
from pathlib import Path

from console.import_run import import_run
from console.intake.recognising import Recognised, Recogniser
from console.intake.taking import IntakeTally, Looked, Taker
from console.session import Session
from crawlers.importing.chosen_file import ChosenFile, Format, choose_file
from crawlers.importing.identity import PlatformNames
from crawlers.importing.intake_columns import IntakeColumns
from crawlers.importing.intake_reader import Handing, IntakeReader
from crawlers.importing.reading import read_rows
from crawlers.importing.row import Row
from leads_db.errors import ImportFileBroken, RowBroken
from leads_db.records import RunState, Trigger
from leads_db.records.intake import Intake, IntakeKind
from leads_db.register import Register, load_register
from leads_db.store.engine import writing
from leads_db.store.runs import save_new_run, save_run_state
from leads_db.store.units import utc_now
from pipelines.flow import Flow
from pipelines.judge import Judge

ROWS_MOST = 5_000
"""Rows of one file; more is no list that people keep."""
BYTES_MOST = 10_000_000
SHOWN_BROKEN = 50
TABLES = (Format.JSON_LINES, Format.JSON_ARRAY, Format.DELIMITED, Format.WORKBOOK)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a person says about a whole file or form."""

    kind: IntakeKind
    sender: str
    received_on: date
    due_on: date | None = None
    column_map: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of a file or a form."""

    run_id: int
    digest: str
    tally: IntakeTally
    broken: tuple[str, ...]
    """The first of the rows that could not be read, each with its place."""
    unused: tuple[str, ...] = ()
    """Columns that mean nothing here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a file would become; nothing is changed."""

    file: ChosenFile
    looked: tuple[Looked, ...]
    broken: tuple[str, ...]
    unused: tuple[str, ...]


class IntakeDesk:
    """Built once a process: the register and the judge are heavy. Serves the command line and the desk alike."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._judge = Judge(register)
        self._platforms = PlatformNames(register.platforms.values())

    def preview(self, session: Session, path: Path, order: Order) -> Preview:
        """Read a file whole and say of each row what would become of it. Raises ImportFileError, ImportFileBroken."""
        file, reader = self._open(path, order)
        taker = self._taker(session, 0, utc_now())
        recogniser, broken, found = Recogniser(taker.flow), list[str](), list[Recognised]()
        for row in _read(file, reader):
            told = row if isinstance(row, RowBroken) else recogniser.read(row, taker.flow.clock())
            if isinstance(told, RowBroken):
                broken.append(str(told))
            else:
                found += told
        return Preview(file=file, looked=tuple(taker.look(found)), broken=tuple(broken), unused=tuple(reader.unused))

    def take_file(self, session: Session, path: Path, order: Order) -> Taken:
        """Take a file in. Raises ImportFileError, ImportFileBroken, StoreBusy, StoreFull; committed batches stay."""
        file, reader = self._open(path, order)
        tally, broken = IntakeTally(), list[str]()
        with import_run(session, file, order.column_map, None, tally) as run:
            taker = self._taker(session, run.number, run.moment, tally)
            taker.take(_read(file, reader), lambda row: broken.append(str(row)))
        return Taken(
            run_id=run.number, digest=file.digest, tally=tally, broken=tuple(broken[:SHOWN_BROKEN]),
            unused=tuple(reader.unused),
        )  # fmt: skip

    def take_one(self, session: Session, cells: dict[str, object], order: Order) -> Taken:
        """Take in what somebody typed: field → value, as the columns of a file."""
        reader = IntakeReader(self._platforms, _handing(order), IntakeColumns())
        row = reader.read(Row("form", cells))
        with _form_run(session) as run_id:
            taker, broken = self._taker(session, run_id, utc_now()), list[str]()
            taker.take([row], lambda fault: broken.append(str(fault)))
        return Taken(run_id=run_id, digest="", tally=taker.tally, broken=tuple(broken))

    def _open(self, path: Path, order: Order) -> tuple[ChosenFile, IntakeReader]:
        columns = IntakeColumns.parse(order.column_map)
        file = choose_file(path)
        if file.format not in TABLES:
            raise ImportFileBroken(f"{file.name}: {file.format} is no list; write XLSX, CSV or JSON")
        if file.size > BYTES_MOST:
            raise ImportFileBroken(f"{file.name}: over {BYTES_MOST // 1_000_000} MB; split it")
        return file, IntakeReader(self._platforms, replace(_handing(order), file_digest=file.digest), columns)

    def _taker(self, session: Session, run_id: int, moment: datetime, tally: IntakeTally | None = None) -> Taker:
        flow = Flow(
            register=self._register,
            judge=self._judge,
            engine=session.engine,
            cities=session.settings.cities,
            clock=lambda: moment,
        )
        return Taker(
            flow=flow, platforms=self._platforms, actor=session.user, run_id=run_id, tally=tally or IntakeTally()
        )


def open_intake_desk(session: Session) -> IntakeDesk:
    """With the register of this installation. Raises RegisterError."""
    return IntakeDesk(load_register(session.settings.register_folder))


def _handing(order: Order) -> Handing:
    return Handing(kind=order.kind, sender=order.sender[:100], received_on=order.received_on, due_on=order.due_on)


def _read(file: ChosenFile, reader: IntakeReader) -> Iterator[Intake | RowBroken]:
    """The rows of a file. Raises ImportFileBroken beyond ROWS_MOST, before any of them is taken in."""
    rows = list(islice(read_rows(file, reader), ROWS_MOST + 1))
    if len(rows) > ROWS_MOST:
        raise ImportFileBroken(f"{file.name}: more than {ROWS_MOST} rows; split it")
    for row in rows:
        yield row if isinstance(row, RowBroken) else reader.read(row)


@contextmanager
def _form_run(session: Session) -> Iterator[int]:
    """The run that a form's lead belongs to; short-lived and always ended."""
    now = utc_now()
    with writing(session.engine) as connection:
        number = save_new_run(
            connection, source="intake:form", trigger=Trigger.IMPORT, requested_by=session.user, now=now,
            reason="登记来件",
        )  # fmt: skip
    state = RunState.FAILED
    try:
        yield number
        state = RunState.FINISHED
    finally:
        with writing(session.engine) as connection:
            save_run_state(connection, number, state, now=utc_now())


def names_of(broken: Sequence[str]) -> list[str]:
    """Each broken row on one line."""
    return [" ".join(text.split())[:300] for text in broken]
