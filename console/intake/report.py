"""`gi-leads intake`: what was read, what it became, what could not be read."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from console.intake.running import Order, Taken, names_of, open_intake_desk
from console.screen import print_lines, print_table
from console.session import Session
from console.words import SHANGHAI
from leads_db.errors import ImportFileError
from leads_db.records.intake import IntakeKind
from leads_db.sheets import parse_day
from leads_db.store.units import utc_now


def run_intake(
    session: Session, path: Path, *, sender: str, kind: IntakeKind, column_map: Sequence[str], due: str, received: str
) -> int:
    """Take one file in; exit code 0: every row, 4: some rows broke, 1: none could be read.

    Raises ImportFileError, ImportFileBroken, StoreBusy, StoreFull.
    """
    order = Order(
        kind=kind,
        sender=_sender(sender),
        received_on=_day("--received", received) or utc_now().astimezone(SHANGHAI).date(),
        due_on=_day("--due", due),
        column_map=tuple(column_map),
    )
    return print_taken(open_intake_desk(session).take_file(session, path, order), path.name)


def print_taken(taken: Taken, name: str) -> int:
    """The table of what became of the rows, and the broken ones by their place; the exit code."""
    tally = taken.tally
    rows: list[tuple[object, object]] = [
        ("rows read", tally.rows),
        ("rows broken", tally.broken),
        ("leads opened", tally.opened),
        ("joined to a seller's lead", tally.joined),
        ("taken in before", tally.known),
    ]
    print_table(f"Intake, run {taken.run_id}: {name}", ("what", "count"), rows)
    print_lines(f"sha256 {taken.digest}")
    if taken.unused:
        print_lines(f"columns not used: {', '.join(taken.unused)}")
    print_lines(*names_of(taken.broken), *(("…",) if tally.broken > len(taken.broken) else ()))
    return 1 if not tally.saved else 4 if tally.broken else 0


def _sender(text: str) -> str:
    name = " ".join(text.split())
    if not name or len(name) > 100:
        raise ImportFileError("--from: who handed it over, at most 100 characters: 省局, 12315平台")
    return name


def _day(option: str, text: str) -> date | None:
    day = parse_day(text) if text else None
    if text and day is None:
        raise ImportFileError(f"{option} {text!r}: write a day like 2026-11-26")
    return day
