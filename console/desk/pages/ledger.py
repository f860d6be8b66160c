"""线索台账: every lead with its filters, page by page, and as a table file that says who took it out and why."""

from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response

from console.desk.choice import ChoiceOf
from console.desk.context import Desk, DeskOf
from console.desk.exporting import CSV, Reason, file_answer, log_export, note_of
from console.desk.lead_lines import read_lead_lines
from console.desk.pages.today import last_looks
from console.desk.security.access import CENTRE, ActorOf, allow, cities_of
from console.documents.export_note import ExportNote
from console.documents.ledger import export_ledger
from console.lead_words import LEAD_FLAGS, LEAD_STATES
from leads_db.records.account import Actor
from leads_db.store.engine import reading, writing
from leads_db.store.lead_views import read_lead_choices
from leads_db.store.leads import QUEUED, read_leads_of
from leads_db.store.queue_views import COUNTED, QueueFilter, count_queue, read_queue
from leads_db.store.standings import read_standings

router = APIRouter(dependencies=[allow(*CENTRE)])
PAGE_SIZE = 30
LEDGER_ROWS = 5_000
"""Rows of one export; the command line exports all."""
Place = Annotated[str, Query(max_length=60, pattern=r"^(-?[0-9.e+-]{1,30}:[0-9]{1,18})?$")]
"""`priority:id` of the last lead of the page before."""


class TableEnding(StrEnum):
    """Kinds of table."""

    XLSX = "xlsx"
    CSV = "csv"


MEDIA_TYPES = {
    TableEnding.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    TableEnding.CSV: CSV,
}


@router.get("/leads")
def lead_list(desk: DeskOf, actor: ActorOf, choice: ChoiceOf, after: Place = "") -> HTMLResponse:
    """The leads, the first in rank first, 30 a page."""
    wanted = choice.wanted(desk.names)
    with reading(desk.engine) as connection:
        rows = read_queue(connection, wanted, actor, limit=PAGE_SIZE + 1, after=_place(after))
        shown = rows[:PAGE_SIZE]
        numbers = [row.number for row in shown]
        lines, standings = (
            read_lead_lines(connection, read_leads_of(connection, numbers)),
            read_standings(connection, numbers),
        )
        context = {
            "total": count_queue(connection, wanted, actor),
            "choices": read_lead_choices(connection, cities_of(desk, actor)),
            "looks": last_looks(connection, desk),
        }
    further = f"{shown[-1].priority!r}:{shown[-1].id}" if len(rows) > PAGE_SIZE else ""
    paging = {"query": choice.query, "after": after, "further": further, "counted": COUNTED}
    lists = {"lines": [(line, standings.get(line.lead.number)) for line in lines], "chosen": choice.texts}
    words = {"queued": QUEUED, "states_of": LEAD_STATES, "flags_of": LEAD_FLAGS, "rows_most": LEDGER_ROWS}
    return desk.render("leads.html", {**context, **paging, **lists, **words, "sounding": wanted.indications or ()})


def _place(after: str) -> tuple[float, int] | None:
    """Raises nothing: what is no place begins anew."""
    priority, _, number = after.partition(":")
    try:
        return (float(priority), int(number)) if after else None
    except ValueError:
        return None


@router.post("/ledger.{ending}")
def ledger(desk: DeskOf, actor: ActorOf, choice: ChoiceOf, ending: TableEnding, reason: Reason) -> Response:
    """The leads of the list as a 线索台账 file, at most LEDGER_ROWS, with a reason; the address carries the filter."""
    note = note_of(desk, actor, reason, wanted=choice.query, at_most=LEDGER_ROWS)
    body, count = _write(desk, actor, choice.wanted(desk.names), ending, note)
    with writing(desk.engine) as connection:
        log_export(connection, actor, note, what=f"ledger.{ending}", rows=count)
    return file_answer(body, desk, "线索台账", "leads", ending, MEDIA_TYPES[ending])


def _write(desk: Desk, actor: Actor, wanted: QueueFilter, ending: TableEnding, note: ExportNote) -> tuple[bytes, int]:
    desk.settings.home.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=desk.settings.home, prefix=".ledger-") as folder:
        file = Path(folder) / f"ledger.{ending}"
        count = export_ledger(desk.engine, wanted, actor, desk.names, file, at_most=LEDGER_ROWS, note=note)
        return file.read_bytes(), count
