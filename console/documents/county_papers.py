"""签收回执 and 退回单: what a bureau's signing and returning leave behind, whether done at the desk or by command."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from console.documents.issuing import issue_letter
from console.documents.letter_making import Desk
from console.documents.letters import LetterFacts, letter_from_mapping
from leads_db.clocks import shanghai_day
from leads_db.errors import EvidenceError, FactsMissing, NotFound
from leads_db.lifecycle import RETURN_REASONS
from leads_db.records.account import Actor
from leads_db.records.handling import Move, ReceiptKind
from leads_db.records.paper import Paper, PaperKind
from leads_db.records.seal import SealCheck
from leads_db.settings import Settings
from leads_db.store.assistance import note_receipt
from leads_db.store.clocks import read_time_rules
from leads_db.store.county_views import CountyRow, read_county_clocks
from leads_db.store.handling import move_lead
from leads_db.store.seals import verify_seal


def check_seal(connection: Connection, settings: Settings, row: CountyRow) -> SealCheck | None:
    """Whether the evidence still is what was sealed; None where no seal was sent along."""
    if not row.seal:
        return None
    try:
        return verify_seal(connection, row.seal, settings.evidence_folder)
    except (NotFound, EvidenceError) as fault:
        return SealCheck(name=row.seal, pages=0, faults={"manifest.json": type(fault).__name__})


def sign_for(
    connection: Connection, desk: Desk, rows: Sequence[CountyRow], actor: Actor, *, at: datetime
) -> tuple[Paper, ...]:
    """Sign for what was sent and keep a receipt for each letter; the seals were checked before.

    Raises StateError, NotFound, DocumentError; then nothing was signed.
    """
    hosted: dict[str, list[CountyRow]] = {}
    for row in rows:
        if row.is_host:
            facts = {"seal_holds": True} if row.seal else {}
            move_lead(connection, row.lead, Move.SIGN, actor, at=at, facts=facts)
            hosted.setdefault(row.batch, []).append(row)
        else:
            note_receipt(connection, row.uid, ReceiptKind.SIGNED, actor, at=at)
    rules = read_time_rules(connection, desk.settings.register_folder)
    papers: list[Paper] = []
    for group in hosted.values():
        clocks = read_county_clocks(connection, [group[0].lead], rules, at).get(group[0].lead, ())
        due_on = next((shanghai_day(clock.due_at) for clock in clocks if clock.due_at), None)
        told = {"signed_on": shanghai_day(at), "signed_by": actor.shown or actor.name, "due_on": due_on}
        papers += _keep_form(connection, desk, PaperKind.RECEIPT_FORM, group, actor, told, at)
    return tuple(papers)


def give_back(
    connection: Connection,
    desk: Desk,
    row: CountyRow,
    actor: Actor,
    *,
    at: datetime,
    facts: Mapping[str, object],
    reason: str,
    seen: int | None,
) -> tuple[Paper, ...]:
    """Return a lead with its reason and keep the return form, which stays readable. Raises StateError, NotFound."""
    check_return(facts)
    move_lead(connection, row.lead, Move.RETURN, actor, at=at, reason=reason, facts=facts, expected_version=seen)
    code = str(facts.get("return_reason", ""))
    parts = (RETURN_REASONS.get(code, code), str(facts.get("lacking", "")), reason)
    told = {
        "return_reason": "：".join(part for part in parts if part),
        "proposed_bureau": str(facts.get("proposed_bureau", "")),
    }
    return _keep_form(connection, desk, PaperKind.RETURN_FORM, [row], actor, told, at)


def check_return(facts: Mapping[str, object]) -> None:
    """非本辖区 names the bureau or 不明, 材料不全 what is lacking. Raises FactsMissing."""
    wanted = {"not_ours": "proposed_bureau", "lacking": "lacking"}.get(str(facts.get("return_reason")))
    if wanted and not facts.get(wanted):
        raise FactsMissing(move=Move.RETURN, missing=wanted)


def _keep_form(
    connection: Connection,
    desk: Desk,
    kind: PaperKind,
    group: Sequence[CountyRow],
    actor: Actor,
    told: Mapping[str, Any],
    at: datetime,
) -> tuple[Paper, ...]:
    """The form about these leads of one letter, made of that letter and kept; nothing where no letter was kept."""
    first = group[0]
    if not first.facts:
        return ()
    letter = letter_of_row(first)
    named = {row.lead for row in group}
    handling = replace(letter.handling, host=desk.names.bureau(actor.bureau), letter_number=first.letter_number, **told)
    form = replace(
        letter,
        kind=kind,
        number="",
        dated_on=shanghai_day(at),
        leads=tuple(lead for lead in letter.leads if lead.number in named),
        handling=handling,
    )
    return (issue_letter(connection, desk, form, actor, at=at, subject=first.uid),)


def letter_of_row(row: CountyRow) -> LetterFacts:
    """The letter that came. Raises DocumentError where none was kept."""
    return letter_from_mapping({**row.facts, "number": row.letter_number})
