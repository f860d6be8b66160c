"""Taking lists out: a reason, a cap, a note in the file, a row in the audit."""

from typing import Annotated
from urllib.parse import quote

from fastapi import Form
from fastapi.responses import Response
from sqlalchemy import Connection

from console.desk.context import Desk
from console.documents.export_note import ExportNote
from console.words import SHANGHAI
from leads_db.records.account import Actor
from leads_db.store.audit import save_audit

REASON_LEAST = 2
Reason = Annotated[str, Form(min_length=REASON_LEAST, max_length=200, pattern=r"\S.*\S")]
"""Why somebody takes a list out; without one nothing leaves."""
CSV = "text/csv; charset=utf-8"


def note_of(desk: Desk, actor: Actor, reason: str, *, wanted: str, at_most: int) -> ExportNote:
    """Who takes it out, when and why."""
    by = f"{actor.shown}（{actor.name}）" if actor.shown else actor.name
    return ExportNote(by=by, at=desk.clock(), reason=" ".join(reason.split()), wanted=wanted, at_most=at_most)


def log_export(connection: Connection, actor: Actor, note: ExportNote, *, what: str, rows: int) -> None:
    """One row of the audit, before the file is handed out."""
    detail = {"rows": rows, "reason": note.reason, "wanted": note.wanted}
    save_audit(connection, at=note.at, actor=actor.name, action="list.export", subject=what, detail=detail)


def file_answer(body: bytes, desk: Desk, word: str, plain: str, ending: str, media_type: str = CSV) -> Response:
    """A download; `word`: Chinese name, `plain`: name for old browsers."""
    name = quote(f"{word}-{desk.clock().astimezone(SHANGHAI):%Y%m%d-%H%M}.{ending}")
    headers = {"Content-Disposition": f"attachment; filename=\"{plain}.{ending}\"; filename*=UTF-8''{name}"}
    return Response(body, media_type=media_type, headers=headers)
