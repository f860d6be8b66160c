"""Send leads with their letters: number, moves, dispatches and the kept letter in one transaction."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Connection

from console.documents.issuing import issue_letter
from console.documents.letter_making import Desk, letter_of, make_letter, payload_of
from leads_db.records.account import Actor
from leads_db.records.handling import Dispatch
from leads_db.records.intake import IntakeKind
from leads_db.records.paper import Paper, PaperKind
from leads_db.register.organs import number_word, organ_of_city
from leads_db.store.assistance import request_assistance
from leads_db.store.dispatching import dispatch_leads
from leads_db.store.handling import read_handling
from leads_db.store.intakes import read_intakes_of
from leads_db.store.lead_access import PLATFORM, TRANSFER
from leads_db.store.leads import read_lead


def send_with_letters(
    connection: Connection, desk: Desk, numbers: Sequence[str], actor: Actor, *, at: datetime
) -> tuple[tuple[Dispatch, ...], tuple[Paper, ...]]:
    """Send leads of one city, one letter a seller, host and kind of letter; the sendings and the kept letters.

    Raises what `dispatch_leads`, `make_letter` and `issue_letter` raise; then nothing was sent.
    """
    of_kind: dict[PaperKind, list[str]] = {}
    for number in dict.fromkeys(numbers):
        host = read_handling(connection, number).host or ""
        of_kind.setdefault(letter_kind(connection, number, host), []).append(number)
    sent, papers = list[Dispatch](), list[Paper]()
    for kind, named in of_kind.items():
        made, letters = _send(connection, desk, kind, named, actor, at)
        sent += made
        papers += letters
    return tuple(sent), tuple(papers)


def letter_kind(connection: Connection, number: str, host: str) -> PaperKind:
    """线索交办通知书 for what an authority handed over, to a bureau of the city; else 案件线索移送函."""
    handed = {one.intake.kind for one in read_intakes_of(connection, number)}
    assigned = IntakeKind.FORWARDED in handed and not host.startswith(TRANSFER)
    return PaperKind.ASSIGNMENT if assigned else PaperKind.TRANSFER_LETTER


def _send(
    connection: Connection, desk: Desk, kind: PaperKind, numbers: Sequence[str], actor: Actor, at: datetime
) -> tuple[tuple[Dispatch, ...], list[Paper]]:
    organ = organ_of_city(desk.organs, read_lead(connection, numbers[0]).city)

    def letter(number: str, host: str, leads: tuple[str, ...]) -> dict[str, object]:
        by_on = _asked_by(connection, leads) if kind is PaperKind.ASSIGNMENT else None
        told = make_letter(connection, desk, kind, leads, actor, at=at, number=number, host=host, reply_by_on=by_on)
        return payload_of(told)

    sent = dispatch_leads(connection, numbers, actor, at=at, word=number_word(organ, kind), kind=kind, letter=letter)
    firsts = {item.batch: item for item in reversed(sent)}
    papers = [
        issue_letter(connection, desk, letter_of(item), actor, at=at, subject=batch) for batch, item in firsts.items()
    ]
    return sent, papers


def _asked_by(connection: Connection, leads: Sequence[str]) -> date | None:
    """The earliest day by which those who handed the leads over want an answer."""
    told = [one.intake.due_on for number in leads for one in read_intakes_of(connection, number)]
    return min((day for day in told if day), default=None)


def asking_kind(bureau: str) -> PaperKind:
    """平台协查函 to a platform itself, 协助调查函 to a bureau."""
    return PaperKind.PLATFORM_LETTER if bureau.startswith(PLATFORM) else PaperKind.ASSISTANCE_LETTER


def ask_with_letter(
    connection: Connection, desk: Desk, number: str, bureau: str, actor: Actor, *, at: datetime
) -> tuple[Dispatch, Paper]:
    """Ask a bureau or a platform for data about a lead's seller; the request and its letter as it is kept.

    Raises what `make_letter`, `request_assistance` and `issue_letter` raise; then nothing was asked.
    """
    kind = asking_kind(bureau)
    organ = organ_of_city(desk.organs, read_lead(connection, number).city)
    letter = payload_of(make_letter(connection, desk, kind, [number], actor, at=at, host=bureau))
    word = number_word(organ, kind)
    item = request_assistance(connection, number, bureau, actor, at=at, word=word, kind=kind, letter=letter)
    return item, issue_letter(connection, desk, letter_of(item), actor, at=at, subject=item.batch)
