"""线索台账: the leads of the list as a table file."""

from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

from fastapi import APIRouter
from fastapi.responses import Response

from console.desk.choice import ChoiceOf
from console.desk.context import DeskOf
from console.desk.security.access import CENTRE, ActorOf, allow, cities_of
from console.documents.ledger import export_ledger
from console.words import SHANGHAI

router = APIRouter(dependencies=[allow(*CENTRE)])
LEDGER_ROWS = 5_000


class TableEnding(StrEnum):
    """Kinds of table."""

    XLSX = "xlsx"
    CSV = "csv"


MEDIA_TYPES = {
    TableEnding.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    TableEnding.CSV: "text/csv; charset=utf-8",
}


@router.get("/ledger.{ending}")
def ledger(desk: DeskOf, actor: ActorOf, choice: ChoiceOf, ending: TableEnding) -> Response:
    """The leads of the list as a 线索台账 file, at most 5,000; the command line exports all."""
    desk.settings.home.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=desk.settings.home, prefix=".ledger-") as folder:
        file = Path(folder) / f"ledger.{ending}"
        export_ledger(desk.engine, choice.wanted(cities_of(desk, actor)), desk.names, file, at_most=LEDGER_ROWS)
        body = file.read_bytes()
    name = quote(f"线索台账-{desk.clock().astimezone(SHANGHAI):%Y%m%d-%H%M}.{ending}")
    headers = {"Content-Disposition": f"attachment; filename=\"leads.{ending}\"; filename*=UTF-8''{name}"}
    return Response(body, media_type=MEDIA_TYPES[ending], headers=headers)
