"""What a bureau does with a lead, each in one transaction: sign, return, verify, file …, with the papers of it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from console.desk.context import Desk
from console.desk.county_forms import check_return
from console.desk.paper_desk import papers_of
from console.documents.issuing import issue_letter
from console.documents.letters import LetterFacts, letter_from_mapping
from leads_db.clocks import shanghai_day
from leads_db.errors import EvidenceError, NotFound
from leads_db.lifecycle import RETURN_REASONS
from leads_db.records.account import Actor, Role
from leads_db.records.handling import Move, ReceiptKind
from leads_db.records.notice import NoticeKind
from leads_db.records.paper import Paper, PaperKind
from leads_db.records.seal import SealCheck
from leads_db.store.assistance import note_receipt
from leads_db.store.audit import save_audit
from leads_db.store.clocks import read_time_rules
from leads_db.store.county_views import CountyRow, read_county_clocks, read_county_row
from leads_db.store.engine import reading, writing
from leads_db.store.handling import move_lead
from leads_db.store.notices import save_notice
from leads_db.store.seals import verify_seal

SEAL_FAULT = "{lead} 的证据包 {seal} 校验未通过，{bureau} 未能签收。请核对证据目录，重新封存后再派发。"


def check_seal(connection: Connection, desk: Desk, row: CountyRow) -> SealCheck | None:
    """Whether the evidence still is what was sealed; None where no seal was sent along."""
    if not row.seal:
        return None
    try:
        return verify_seal(connection, row.seal, desk.settings.evidence_folder)
    except (NotFound, EvidenceError) as fault:
        return SealCheck(name=row.seal, pages=0, faults={"manifest.json": type(fault).__name__})


def seal_fault(desk: Desk, uid: str, actor: Actor) -> SealCheck | None:
    """Check the seal that came with a sending, outside of any change; a fault is told to the centre once.

    None when nothing is wrong. Raises NotFound.
    """
    with reading(desk.engine) as connection:
        row = read_county_row(connection, uid, actor)
        found = check_seal(connection, desk, row)
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


def sign(connection: Connection, desk: Desk, rows: Sequence[CountyRow], actor: Actor) -> tuple[Paper, ...]:
    """Sign for what was sent and keep a receipt for each letter; the seals were checked before.

    Raises StateError, NotFound, DocumentError; then nothing was signed.
    """
    now = desk.clock()
    hosted: dict[str, list[CountyRow]] = {}
    for row in rows:
        if row.is_host:
            facts = {"seal_holds": True} if row.seal else {}
            move_lead(connection, row.lead, Move.SIGN, actor, at=now, facts=facts)
            hosted.setdefault(row.batch, []).append(row)
        else:
            note_receipt(connection, row.uid, ReceiptKind.SIGNED, actor, at=now)
    rules = read_time_rules(connection, desk.settings.register_folder)
    papers: list[Paper] = []
    for group in hosted.values():
        clocks = read_county_clocks(connection, [group[0].lead], rules, now).get(group[0].lead, ())
        due_on = next((shanghai_day(clock.due_at) for clock in clocks if clock.due_at), None)
        told = {"signed_on": shanghai_day(now), "signed_by": actor.shown or actor.name, "due_on": due_on}
        papers += _keep_form(connection, desk, PaperKind.RECEIPT_FORM, group, actor, told)
    return tuple(papers)


def give_back(
    connection: Connection,
    desk: Desk,
    row: CountyRow,
    actor: Actor,
    *,
    facts: Mapping[str, object],
    reason: str,
    seen: int,
) -> tuple[Paper, ...]:
    """Return a lead with its reason and keep the return form, which stays readable. Raises StateError, NotFound."""
    check_return(facts)
    move_lead(
        connection, row.lead, Move.RETURN, actor, at=desk.clock(), reason=reason, facts=facts, expected_version=seen
    )
    code = str(facts.get("return_reason", ""))
    parts = (RETURN_REASONS.get(code, code), str(facts.get("lacking", "")), reason)
    told = {
        "return_reason": "：".join(part for part in parts if part),
        "proposed_bureau": str(facts.get("proposed_bureau", "")),
    }
    return _keep_form(connection, desk, PaperKind.RETURN_FORM, [row], actor, told)


def _keep_form(
    connection: Connection,
    desk: Desk,
    kind: PaperKind,
    group: Sequence[CountyRow],
    actor: Actor,
    told: Mapping[str, Any],
) -> tuple[Paper, ...]:
    """The form about these leads of one letter, made of that letter and kept; nothing where no letter was kept."""
    first = group[0]
    if not first.facts:
        return ()
    letter = letter_of_row(first)
    named = {row.lead for row in group}
    handling = replace(letter.handling, host=desk.names.bureau(actor.bureau), letter_number=first.letter_number, **told)
    now = desk.clock()
    form = replace(
        letter,
        kind=kind,
        number="",
        dated_on=shanghai_day(now),
        leads=tuple(lead for lead in letter.leads if lead.number in named),
        handling=handling,
    )
    return (issue_letter(connection, papers_of(desk), form, actor, at=now, subject=first.uid),)


def letter_of_row(row: CountyRow) -> LetterFacts:
    """The letter that came. Raises DocumentError where none was kept."""
    return letter_from_mapping({**row.facts, "number": row.letter_number})
