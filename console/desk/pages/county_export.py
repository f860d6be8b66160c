"""我的线索 taken out as a table: what the screen shows under this tab and search, with a reason, noted in the audit."""

from collections.abc import Sequence
from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi.responses import Response

from console.desk.context import Desk, DeskOf
from console.desk.county_reading import CountyLine, read_due, read_lines
from console.desk.exporting import Reason, file_answer, log_export, note_of
from console.desk.pages.county import DUE, Search, Tab, filter_of
from console.desk.security.access import ActorOf, allow
from console.documents.county_list import print_county_list
from console.lead_words import DISPATCH_KINDS, LEAD_STATES, RECEIPT_KINDS
from console.words import PRACTICE_MARK
from leads_db.records.handling import ReceiptKind
from leads_db.store.county_views import COUNTY, read_county_rows
from leads_db.store.engine import reading, writing

router = APIRouter(dependencies=[allow(*COUNTY)])
ROWS_MOST = 2_000
LATEST = (ReceiptKind.ANSWERED, ReceiptKind.SIGNED, ReceiptKind.READ)


@router.post("/county/leads.csv")
def export(desk: DeskOf, actor: ActorOf, reason: Reason, tab: Tab = Tab.ALL, q: Search = "") -> Response:
    """The rows of the tab and search, at most ROWS_MOST."""
    note = note_of(desk, actor, reason, wanted=urlencode({"tab": tab.value, "q": q.strip()}), at_most=ROWS_MOST)
    with reading(desk.engine) as connection:
        due = dict(zip(DUE, read_due(connection, desk, actor), strict=True)) if tab in DUE else {}
        wanted = filter_of(tab, due, q)
        lines = read_lines(connection, desk, read_county_rows(connection, actor, wanted, limit=ROWS_MOST))
    body, count = print_county_list((_row(desk, line) for line in lines), note)
    with writing(desk.engine) as connection:
        log_export(connection, actor, note, what="county.leads", rows=count)
    return file_answer(body, desk, "我的线索", "leads", "csv")


def _row(desk: Desk, line: CountyLine) -> Sequence[str]:
    row, light = line.row, line.light
    latest = next((RECEIPT_KINDS[kind] for kind in LATEST if kind in row.receipts), "未读")
    return (
        row.lead,
        DISPATCH_KINDS[row.kind],
        LEAD_STATES[row.state] if row.is_host else latest,
        row.letter_number,
        desk.names.indication(row.indication),
        desk.names.platform(row.platform),
        row.seller_name,
        row.reply_by_on.isoformat() if row.reply_by_on else "",
        f"{light.rule.name if light.rule else ''} {light.word}".strip() if light else "",
        PRACTICE_MARK if row.is_practice else "",
    )
