"""批量: 待办清单 out and back as a workbook, and 打印中心: the papers of each letter."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

from fastapi import APIRouter, File, UploadFile
from fastapi.responses import HTMLResponse, Response

from console.desk.context import Desk, DeskOf
from console.desk.county_import import RowOutcome, sheet_line, take_lines
from console.desk.language import translated as _
from console.desk.paper_desk import file_answer
from console.desk.security.access import ActorOf, allow
from console.documents.county_sheet import ROWS_MOST, read_county_sheet, write_county_sheet
from console.words import SHANGHAI
from leads_db.errors import ImportFileBroken
from leads_db.lifecycle import AT_BUREAU
from leads_db.records.account import Actor
from leads_db.records.handling import DispatchKind
from leads_db.records.paper import PaperKind
from leads_db.store.county_views import COUNTY, CountyFilter, CountyRow, read_county_rows, read_own_uids
from leads_db.store.engine import reading
from leads_db.store.papers import PaperFilter, read_papers

router = APIRouter(prefix="/county/batch", dependencies=[allow(*COUNTY)])
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BYTES_MOST = 5 * 1024 * 1024
LETTERS_SHOWN = 40
TO_DO = CountyFilter(kinds=(DispatchKind.HOST,), states=AT_BUREAU)
OWN_KINDS = (PaperKind.RECEIPT_FORM, PaperKind.RETURN_FORM)


@router.get("")
def batch_page(desk: DeskOf, actor: ActorOf) -> HTMLResponse:
    """The letters with their papers, the bureau's own forms, the list out and back."""
    return _page(desk, actor)


@router.get("/leads.xlsx")
def export(desk: DeskOf, actor: ActorOf) -> Response:
    """What the bureau has to do, as a workbook to fill in."""
    with reading(desk.engine) as connection:
        rows = read_county_rows(connection, actor, TO_DO, limit=ROWS_MOST)
    body = write_county_sheet(sheet_line(desk, row) for row in rows)
    return file_answer(body, f"待办清单-{desk.clock().astimezone(SHANGHAI):%Y%m%d-%H%M}.xlsx", XLSX)


@router.post("")
def take_in(desk: DeskOf, actor: ActorOf, upload: Annotated[UploadFile, File()]) -> HTMLResponse:
    """Take in the filled-in list; the page tells what became of each row."""
    body = upload.file.read(BYTES_MOST + 1)
    if not body or len(body) > BYTES_MOST:
        return _page(desk, actor, fault=_("文件是空的，或超过 5 MB。"))
    desk.settings.home.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=desk.settings.home, prefix=".sheet-") as folder:
        path = Path(folder) / "sheet.xlsx"
        path.write_bytes(body)
        try:
            lines = read_county_sheet(path)
        except ImportFileBroken as fault:
            told = str(fault)
            return _page(desk, actor, fault=_("不是可读的 xlsx 文件。") if told.isascii() else told)
    if not lines:
        return _page(desk, actor, fault=_("没有填写任何一行。"))
    return _page(desk, actor, outcomes=take_lines(desk, actor, lines))


def _page(desk: Desk, actor: Actor, *, fault: str = "", outcomes: tuple[RowOutcome, ...] = ()) -> HTMLResponse:
    with reading(desk.engine) as connection:
        rows = read_county_rows(connection, actor, CountyFilter(), limit=400)
        subjects = read_own_uids(connection, actor)
        own = read_papers(connection, PaperFilter(subjects=subjects, kinds=OWN_KINDS), limit=LETTERS_SHOWN)
    letters: dict[str, list[CountyRow]] = {}
    for row in rows:
        letters.setdefault(row.batch, []).append(row)
    shown = list(letters.values())[:LETTERS_SHOWN]
    facts = {"letters": shown, "own": own, "fault": fault, "outcomes": outcomes, "rows_most": ROWS_MOST}
    return desk.render("county_batch.html", facts, status=400 if fault else 200)
