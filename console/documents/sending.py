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
