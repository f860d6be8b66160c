"""审计: who did what, searched; the chain checked; taken out with a reason. For supervision alone."""

import json
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from console.desk.asking import see_other
from console.desk.context import DeskOf
from console.desk.exporting import Reason, file_answer, log_export, note_of
from console.desk.language import translated as _
from console.desk.security.access import ActorOf, allow
from console.documents.audit_table import print_audit
from console.lead_words import MOVES
from console.words import SHANGHAI
from leads_db.records.account import Role
from leads_db.records.handling import Move
from leads_db.store.audit import find_broken_audit, save_audit
from leads_db.store.audit_search import AuditFilter, AuditRow, iterate_audit, read_audit, read_audit_head
from leads_db.store.engine import reading, writing
from leads_db.store.events import PREFIX

router = APIRouter(prefix="/audit", dependencies=[allow(Role.AUDITOR)])
PAGE_SIZE = 50
ROWS_MOST = 20_000
"""Rows of one export."""
Text = Annotated[str, Query(max_length=100)]
Day = Annotated[str, Query(pattern=r"^(\d{4}-\d{2}-\d{2})?$")]
MOVE_WORDS = {f"{PREFIX}{move}": MOVES[move] for move in Move}


class Wanted:
    """The search as the address carries it."""

    def __init__(
        self, actor: Text = "", action: Text = "", subject: Text = "", since: Day = "", until: Day = ""
    ) -> None:
        self.texts = {"actor": actor, "action": action, "subject": subject, "since": since, "until": until}

    @property
    def query(self) -> str:
        """For a link; empty when all is shown."""
        return urlencode({name: text.strip() for name, text in self.texts.items() if text.strip()})

    def filter(self) -> AuditFilter:
        """What the store is asked for; both days are whole days in Shanghai. A day that does not exist is none."""
        text = {name: value.strip() for name, value in self.texts.items()}
        until = _day(text["until"])
        return AuditFilter(
            actor=text["actor"],
            action=text["action"],
            subject=text["subject"],
            since=_day(text["since"]),
            until=until + timedelta(days=1) if until else None,
        )


WantedOf = Annotated[Wanted, Depends()]


def _day(text: str) -> datetime | None:
    try:
        return datetime.combine(date.fromisoformat(text), time(), SHANGHAI) if text else None
    except ValueError:
        return None


@router.get("")
def audit(desk: DeskOf, wanted: WantedOf, before: Annotated[int | None, Query(ge=1, le=2**62)] = None) -> HTMLResponse:
    """The newest rows, 50 a page."""
    with reading(desk.engine) as connection:
        rows = read_audit(connection, wanted.filter(), limit=PAGE_SIZE + 1, before=before)
        count, head = read_audit_head(connection)
    shown = rows[:PAGE_SIZE]
    further = shown[-1].id if len(rows) > PAGE_SIZE else None
    context = {"rows": [(row, told(row)) for row in shown], "further": further, "count": count, "head": head}
    words = {"chosen": wanted.texts, "query": wanted.query, "before": before, "move_words": MOVE_WORDS}
    return desk.render("audit.html", {**context, **words, "rows_most": ROWS_MOST})


def told(row: AuditRow) -> tuple[tuple[str, str], ...]:
    """The detail as pairs; a value that holds more is shown as it is kept."""
    detail = json.loads(row.detail)
    pairs = detail.items() if isinstance(detail, Mapping) else [("", detail)]
    return tuple(
        (name, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
        for name, value in pairs
        if value not in (None, "", [], {})
    )


@router.post("/verify")
def verify(desk: DeskOf, actor: ActorOf) -> RedirectResponse:
    """Go through the whole chain; that it was done, and with what result, is a row of it."""
    with reading(desk.engine) as connection:
        broken = find_broken_audit(connection)
        count, head = read_audit_head(connection)
    with writing(desk.engine) as connection:
        detail = {"rows": count, "head": head, "broken": broken}
        save_audit(connection, at=desk.clock(), actor=actor.name, action="audit.verify", subject="audit", detail=detail)
    if broken is not None:
        return see_other("/audit", told=_("✕ 第 {number} 行与链不符：此行或之前被改动。", number=broken), kind="bad")
    return see_other("/audit", told=_("✓ {count} 行全部相符，链尾哈希 {head}。", count=count, head=head))


@router.post("/export")
def export(
    desk: DeskOf,
    actor: ActorOf,
    reason: Reason,
    about: Annotated[str, Form(max_length=100)] = "",
    by: Annotated[str, Form(max_length=100)] = "",
    action: Annotated[str, Form(max_length=100)] = "",
    since: Annotated[str, Form(pattern=r"^(\d{4}-\d{2}-\d{2})?$")] = "",
    until: Annotated[str, Form(pattern=r"^(\d{4}-\d{2}-\d{2})?$")] = "",
) -> Response:
    """The rows of the search as CSV, the oldest first, at most ROWS_MOST."""
    wanted = Wanted(by, action, about, since, until)
    note = note_of(desk, actor, reason, wanted=wanted.query, at_most=ROWS_MOST)
    with reading(desk.engine) as connection:
        body, count = print_audit(iterate_audit(connection, wanted.filter(), limit=ROWS_MOST), note)
    with writing(desk.engine) as connection:
        log_export(connection, actor, note, what="audit", rows=count)
    return file_answer(body, desk, "审计日志", "audit", "csv")
