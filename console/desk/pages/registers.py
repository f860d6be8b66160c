"""名录: the protected names with their rights and dates, and the list of those authorised to use the sign."""

import hashlib
from typing import Annotated

from fastapi import APIRouter, File, Form, Query, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse

from console.desk.asking import see_other
from console.desk.context import Desk, DeskOf
from console.desk.intake_form import keep_upload, kept_upload
from console.desk.language import translated as _
from console.desk.security.access import CENTRE, ActorOf, allow
from console.documents.lead_facts import PROTECTIONS
from leads_db.clocks import shanghai_day
from leads_db.errors import ImportFileError, StoreFull, UsersFileBroken
from leads_db.records import Indication
from leads_db.records.account import Role
from leads_db.register.users import compare_users, find_doubtful, import_users, read_current_users, read_users_csv
from leads_db.store.audit import save_audit
from leads_db.store.engine import writing

router = APIRouter(prefix="/registers", dependencies=[allow(*CENTRE)])
SHOWN = 300
"""Rows of users that one page holds."""
FAULTS_SHOWN = 20


@router.get("")
def indications(desk: DeskOf, scope: Annotated[str, Query(pattern="^(all)?$")] = "") -> HTMLResponse:
    """The names of this installation's cities, or all that are recognised."""
    known = sorted(desk.names.indications.values(), key=lambda one: (one.city not in desk.settings.cities, one.slug))
    shown = [one for one in known if scope or one.city in desk.settings.cities]
    users = read_current_users(desk.settings.register_folder)
    today = shanghai_day(desk.clock())
    counts = {one.slug: sum(user.indication == one.slug and user.is_valid_on(today) for user in users) for one in shown}
    context = {"shown": shown, "total": len(known), "scope": scope, "counts": counts, "rights": PROTECTIONS}
    return desk.render("registers.html", {**context, "unconfirmed": unconfirmed, "today": today})


def unconfirmed(one: Indication) -> tuple[str, ...]:
    """Facts of a name that rest on memory or were not found."""
    weak = [fact for fact, grade in one.certainty.items() if grade in ("low", "none")]
    return tuple(weak)


@router.get("/users")
def users(desk: DeskOf, indication: Annotated[str, Query(pattern=r"^[a-z0-9-]{0,60}$")] = "") -> HTMLResponse:
    """Who may use the sign, and until when."""
    return _users(desk, indication)


def _users(desk: Desk, indication: str = "", *, faults: tuple[str, ...] = ()) -> HTMLResponse:
    held = read_current_users(desk.settings.register_folder)
    found = [user for user in held if not indication or user.indication == indication]
    context = {
        "found": found[:SHOWN],
        "total": len(found),
        "today": shanghai_day(desk.clock()),
        "choices": sorted({user.indication for user in held}),
        "indication": indication,
        "faults": faults,
    }
    return desk.render("users.html", context, status=400 if faults else 200)


@router.post("/users/preview", dependencies=[allow(Role.APPROVER)])
def preview(desk: DeskOf, upload: Annotated[UploadFile, File()]) -> HTMLResponse:
    """What the uploaded list would change; nothing is changed yet."""
    try:
        path = keep_upload(desk, upload)
        fresh = read_users_csv(path)
    except (ImportFileError, UsersFileBroken) as fault:
        return _users(desk, faults=tuple(str(fault).split("; "))[:FAULTS_SHOWN])
    unknown = [one for one in fresh if one.indication not in desk.names.indications]
    if unknown:
        told = [_("{line}：没有这个地理标志 {slug}", line=one.source, slug=one.indication[:60]) for one in unknown]
        return _users(desk, faults=tuple(told[:FAULTS_SHOWN]))
    context = {
        "changes": compare_users(read_current_users(desk.settings.register_folder), fresh),
        "count": len(fresh),
        "doubtful": find_doubtful(fresh)[:SHOWN],
        "token": path.name,
        "name": upload.filename or "",
        "digest": hashlib.sha256(path.read_bytes()).hexdigest(),
        "shown": SHOWN,
    }
    return desk.render("users_preview.html", context)


@router.post("/users", dependencies=[allow(Role.APPROVER)])
def take_users(
    desk: DeskOf,
    actor: ActorOf,
    token: Annotated[str, Form(max_length=40)],
    source: Annotated[str, Form(max_length=200)] = "",
) -> RedirectResponse:
    """Make the list that was looked at the list that holds; the one before is kept with its date."""
    if not source.strip():
        return see_other("/registers/users", told=_("没有导入：请写明名单来源。"), kind="bad")
    try:
        path = kept_upload(desk, token)
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        done = import_users(path, desk.settings.register_folder)
    except (ImportFileError, UsersFileBroken, StoreFull) as fault:
        return see_other("/registers/users", told=_("没有导入：{why}", why=str(fault)), kind="bad")
    with writing(desk.engine) as connection:
        detail = {"sha256": digest, "users": done.count, "source": source.strip(), "kept": done.kept and done.kept.name}
        save_audit(connection, at=desk.clock(), actor=actor.name, action="users.import", subject="users", detail=detail)
    path.unlink(missing_ok=True)
    return see_other("/registers/users", told=_("已导入 {count} 行；下次采集和研判起采用。", count=done.count))
