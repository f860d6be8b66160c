"""来件登记: what the forms of the page hold, and the uploaded list between its preview and its taking."""

import re
import secrets
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Annotated

from fastapi import Depends, Form, UploadFile

from console.desk.context import Desk, DeskOf
from console.desk.language import translated as _
from console.desk.security.access import ActorOf, cities_of
from console.intake.running import BYTES_MOST, IntakeDesk, Order
from console.session import Session
from console.words import SHANGHAI
from crawlers.importing.intake_columns import IntakeColumns
from leads_db.errors import ImportFileBroken
from leads_db.records.intake import IntakeKind
from leads_db.register import load_register

ENDINGS = (".xlsx", ".csv", ".json", ".jsonl")
TOKEN = re.compile(r"[A-Za-z0-9_-]{22}\.(?:xlsx|csv|json|jsonl)")
KEPT_FOR = timedelta(hours=12)
"""A list that was looked at and not taken in is deleted after this."""
Line = Annotated[str, Form(max_length=400)]


@cache
def intake_desk(register_folder: Path) -> IntakeDesk:
    """One for the process: the judge is heavy."""
    return IntakeDesk(load_register(register_folder))


def empty_day(value: str) -> date | None:
    """The day of a date field that may be empty. Raises ValueError."""
    return date.fromisoformat(value) if value else None


def read_order(
    desk: DeskOf,
    kind: Annotated[IntakeKind, Form()],
    sender: Annotated[str, Form(min_length=1, max_length=100)],
    received_on: Annotated[str, Form(pattern=r"^(\d{4}-\d{2}-\d{2})?$")] = "",
    due_on: Annotated[str, Form(pattern=r"^(\d{4}-\d{2}-\d{2})?$")] = "",
    text_column: Line = "",
    indication_column: Line = "",
) -> Order:
    """What the form says of all rows. Raises ImportFileError for what is no day or no column."""
    pairs = (("text", text_column), ("indication", indication_column))
    column_map = tuple(f"{field}={column.strip()}" for field, column in pairs if column.strip())
    IntakeColumns.parse(column_map)
    try:
        received, due = empty_day(received_on), empty_day(due_on)
    except ValueError as fault:
        raise ImportFileBroken(_("日期不对，请从日历中选择。")) from fault
    today = desk.clock().astimezone(SHANGHAI).date()
    return Order(
        kind=kind, sender=" ".join(sender.split()), received_on=received or today, due_on=due, column_map=column_map
    )


OrderOf = Annotated[Order, Depends(read_order)]


def session_of(desk: Desk, actor: ActorOf) -> Session:
    """The store as this person may fill it: with leads of their own cities alone."""
    settings = desk.settings.model_copy(update={"city": ",".join(cities_of(desk, actor))})
    return Session(settings=settings, engine=desk.engine, user=actor.name)


def keep_upload(desk: Desk, upload: UploadFile) -> Path:
    """The uploaded list under a name of our own. Raises ImportFileBroken: ending, size."""
    ending = Path(upload.filename or "").suffix.lower()
    if ending not in ENDINGS:
        raise ImportFileBroken(_("只收 xlsx、csv、json 清单。"))
    body = upload.file.read(BYTES_MOST + 1)
    if not body or len(body) > BYTES_MOST:
        raise ImportFileBroken(_("文件是空的，或超过 10 MB，请拆分。"))
    folder = desk.settings.home / "intake"
    folder.mkdir(parents=True, exist_ok=True)
    _forget_old(folder, desk.clock().timestamp())
    path = folder / f"{secrets.token_urlsafe(16)}{ending}"
    path.write_bytes(body)
    path.chmod(0o600)
    return path


def kept_upload(desk: Desk, token: str) -> Path:
    """The list that was looked at before. Raises ImportFileBroken when it is gone."""
    path = desk.settings.home / "intake" / token
    if not TOKEN.fullmatch(token) or not path.is_file():
        raise ImportFileBroken(_("预览已过期，请重新上传。"))
    return path


def _forget_old(folder: Path, now: float) -> None:
    for path in folder.iterdir():
        if TOKEN.fullmatch(path.name) and now - path.stat().st_mtime > KEPT_FOR.total_seconds():
            path.unlink(missing_ok=True)


PLACE = re.compile(r"(?:sheet (?P<sheet>.{1,60}?), )?(?:line|row|item) (?P<number>\d+)")


def place_word(place: str) -> str:
    """The place of a row as the desk prints it, for `line 3` and `sheet 山药, row 3` as the readers name it."""
    found = PLACE.fullmatch(place)
    if found is None:
        return place
    row = _("第 {number} 行", number=found["number"])
    return _("工作表 {name}", name=found["sheet"]) + " " + row if found["sheet"] else row


def broken_word(text: str) -> str:
    """A row that could not be read, its place as the desk prints it."""
    place, mark, why = text.partition(": ")
    return why if place == "form" else f"{place_word(place)} {why}" if mark else text
