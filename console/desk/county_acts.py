"""The check of the evidence that came with a sending; a fault is told to the centre."""

from sqlalchemy import Connection

from console.desk.context import Desk
from console.documents.county_papers import check_seal
from leads_db.records.account import Actor, Role
from leads_db.records.notice import NoticeKind
from leads_db.records.seal import SealCheck
from leads_db.store.audit import save_audit
from leads_db.store.county_views import CountyRow, read_county_row
from leads_db.store.engine import reading, writing
from leads_db.store.notices import save_notice

SEAL_FAULT = "{lead} 的证据包 {seal} 校验未通过，{bureau} 未能签收。请核对证据目录，重新封存后再派发。"


def seal_fault(desk: Desk, uid: str, actor: Actor) -> SealCheck | None:
    """Check the seal that came with a sending, outside of any change; a fault is told to the centre once.

    None when nothing is wrong. Raises NotFound.
    """
    with reading(desk.engine) as connection:
        row = read_county_row(connection, uid, actor)
        found = check_seal(connection, desk.settings, row)
    if found is None or found.holds:
        return None
    with writing(desk.engine) as connection:
        _tell_seal_fault(connection, desk, row, found, actor)
    return found


def _tell_seal_fault(connection: Connection, desk: Desk, row: CountyRow, found: SealCheck, actor: Actor) -> None:
    """Tell the centre once, and note it in the audit."""
    now = desk.clock()
    text = SEAL_FAULT.format(lead=row.lead, seal=row.seal, bureau=desk.names.bureau(actor.bureau))
    facts = {"lead": row.lead, "city": row.city, "is_practice": row.is_practice}
    told = save_notice(
        connection,
        once=f"seal-fault:{row.uid}",
        kind=NoticeKind.BY_HAND,
        text=text,
        role=Role.APPROVER,
        at=now,
        **facts,  # type: ignore[arg-type]  # lead, city and practice as save_notice names them
    )
    if told:
        detail = {"seal": row.seal, "faults": dict(list(found.faults.items())[:20])}
        save_audit(connection, at=now, actor=actor.name, action="seal.fault", subject=row.lead, detail=detail)
