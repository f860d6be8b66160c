"""Send leads with their letters: number, moves, dispatches and the kept letter in one transaction."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from console.documents.issuing import issue_letter
from console.documents.letter_making import Desk, letter_of, make_letter, payload_of
from leads_db.records.account import Actor
from leads_db.records.handling import Dispatch
from leads_db.records.paper import Paper, PaperKind
from leads_db.register.organs import number_word, organ_of_city
from leads_db.store.assistance import request_assistance
from leads_db.store.dispatching import dispatch_leads
from leads_db.store.leads import read_lead


def send_with_letters(
    connection: Connection, desk: Desk, numbers: Sequence[str], actor: Actor, *, at: datetime
) -> tuple[tuple[Dispatch, ...], tuple[Paper, ...]]:
    """Send leads of one city, one 案件线索移送函 a seller and host; the sendings and the letters as they are kept.

    Raises what `dispatch_leads`, `make_letter` and `issue_letter` raise; then nothing was sent.
    """
    organ = organ_of_city(desk.organs, read_lead(connection, numbers[0]).city)
    kind = PaperKind.TRANSFER_LETTER

    def letter(number: str, host: str, leads: tuple[str, ...]) -> dict[str, object]:
        return payload_of(make_letter(connection, desk, kind, leads, actor, at=at, number=number, host=host))

    sent = dispatch_leads(connection, numbers, actor, at=at, word=number_word(organ, kind), letter=letter)
    firsts = {item.batch: item for item in reversed(sent)}
    papers = [
        issue_letter(connection, desk, letter_of(item), actor, at=at, subject=batch) for batch, item in firsts.items()
    ]
    return sent, tuple(papers)


def ask_with_letter(
    connection: Connection, desk: Desk, number: str, bureau: str, actor: Actor, *, at: datetime
) -> tuple[Dispatch, Paper]:
    """Ask a bureau for data about a lead's seller by a 协助调查函; the request and the letter as it is kept.

    Raises what `make_letter`, `request_assistance` and `issue_letter` raise; then nothing was asked.
    """
    kind = PaperKind.ASSISTANCE_LETTER
    organ = organ_of_city(desk.organs, read_lead(connection, number).city)
    letter = payload_of(make_letter(connection, desk, kind, [number], actor, at=at, host=bureau))
    item = request_assistance(connection, number, bureau, actor, at=at, word=number_word(organ, kind), letter=letter)
    return item, issue_letter(connection, desk, letter_of(item), actor, at=at, subject=item.batch)
