"""Send approved leads to bureaus. Number, moves, dispatch rows and notices stand in one transaction or not at all.

One letter goes to one bureau about one seller, whatever number of leads; assistants and copies get the same letter.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from leads_db.errors import FactsRefused, MoveNotAllowed, NotFound, NotReady
from leads_db.lead_tables import dispatches, leads, seals
from leads_db.records.account import Actor
from leads_db.records.handling import Dispatch, DispatchKind, LeadState, Move
from leads_db.store.dispatches import dispatch_columns
from leads_db.store.handling import make_move
from leads_db.store.lead_access import TRANSFER, sees
from leads_db.store.letter_notices import tell_bureaus
from leads_db.store.letter_numbers import take_letter_number
from leads_db.store.readiness import find_gaps, read_routings
from leads_db.store.turns import take_turn
from leads_db.store.uids import new_uid

MOST = 500
"""Leads of one call."""
KIND_OF_LETTER = "transfer_letter"

Letter = Mapping[str, object] | Callable[[str, str, tuple[str, ...]], Mapping[str, object]]
"""What a letter prints; or number, host and leads → what it prints."""


@dataclass(frozen=True, slots=True)
class Routed:
    """An approved lead and to whom it goes."""

    row: Row[Any]
    host: str
    seal: str
    assistants: tuple[str, ...]
    copies: tuple[str, ...]

    @property
    def recipients(self) -> tuple[tuple[str, DispatchKind], ...]:
        """Bureau and kind of each sending, the host's first; nobody twice."""
        host = DispatchKind.TRANSFER if self.host.startswith(TRANSFER) else DispatchKind.HOST
        wanted = [(self.host, host)]
        wanted += [(bureau, DispatchKind.ASSISTANT) for bureau in self.assistants]
        wanted += [(bureau, DispatchKind.COPY) for bureau in self.copies]
        first: dict[str, DispatchKind] = {}
        for bureau, kind in wanted:
            first.setdefault(bureau, kind)
        return tuple(first.items())


def dispatch_leads(
    connection: Connection,
    numbers: Sequence[str],
    actor: Actor,
    *,
    at: datetime,
    word: str,
    letter: Letter,
    kind: str = KIND_OF_LETTER,
) -> tuple[Dispatch, ...]:
    """Send these leads, each to its host, assistants and copies; all of them or none.

    `word`: what stands before the year in the organ's numbers (register/organs.py `number_word`). `letter`: what the
    letters print beside their number and leads: the same for all, or by a function of number, host and leads.
    `kind`: the PaperKind whose numbers are taken. Each bureau is told by a notice.
    Raises NotFound, MoveNotAllowed (one was sent already), NotReady with what is to be filled in.
    """
    wanted = tuple(dict.fromkeys(numbers))
    if not 0 < len(wanted) <= MOST:
        raise FactsRefused(fact="numbers", most=MOST)
    take_turn(connection, "audit")
    routed = _read_routed(connection, wanted, actor)
    sent: list[Dispatch] = []
    for _, group in groupby(sorted(routed, key=_letter_of), key=_letter_of):
        sent += _send_letter(connection, list(group), actor, at, word, kind, letter)
    connection.execute(insert(dispatches), [dispatch_columns(item, _id_of(routed, item.lead)) for item in sent])
    tell_bureaus(connection, sent, at=at)
    return tuple(sent)


def _letter_of(item: Routed) -> tuple[str, str, bool]:
    return item.row.seller_key, item.host, item.row.is_practice


def _id_of(routed: Sequence[Routed], number: str) -> int:
    return next(int(item.row.id) for item in routed if item.row.number == number)


def _read_routed(connection: Connection, numbers: Sequence[str], actor: Actor) -> list[Routed]:
    columns = [leads.c[name] for name in ("id", "number", "seller_key", "state", "host", "round", "is_practice")]
    query = select(*columns).where(leads.c.number.in_(numbers), sees(actor)).order_by(leads.c.id).with_for_update()
    rows = connection.execute(query).all()
    missing = sorted(set(numbers) - {row.number for row in rows})
    if missing:
        raise NotFound(f"lead {missing[0][:60]}")
    for row in rows:
        if row.state != LeadState.APPROVED:
            raise MoveNotAllowed(lead=row.number, move=Move.DISPATCH, state=row.state)
    gaps = find_gaps(connection, numbers)
    if gaps:
        told = "; ".join(f"{number}: {', '.join(lacking)}" for number, lacking in sorted(gaps.items())[:20])
        raise NotReady(leads=len(gaps), missing=told)
    newest = select(seals.c.lead_id, seals.c.name).where(seals.c.lead_id.in_([row.id for row in rows]))
    names = {row.lead_id: row.name for row in connection.execute(newest.order_by(seals.c.id))}
    routings = read_routings(connection, numbers)
    return [_routed(row, names[row.id], routings[row.number].facts) for row in rows]


def _routed(row: Row[Any], seal: str, routing: Mapping[str, Any]) -> Routed:
    return Routed(row, row.host, seal, tuple(routing.get("assistants", ())), tuple(routing.get("copies", ())))


def _send_letter(
    connection: Connection,
    group: Sequence[Routed],
    actor: Actor,
    at: datetime,
    word: str,
    kind: str,
    letter: Letter,
) -> list[Dispatch]:
    batch = new_uid()
    is_practice = bool(group[0].row.is_practice)
    number = take_letter_number(
        connection, organ=word, kind=kind, subject=batch, at=at, actor=actor.name, is_practice=is_practice
    )
    named = tuple(str(item.row.number) for item in group)
    told = letter(number, group[0].host, named) if callable(letter) else letter
    printed = {**told, "number": number, "leads": named}
    sent: list[Dispatch] = []
    for item in group:
        facts: dict[str, object] = {
            "host": item.host,
            "number": number,
            "round": item.row.round + 1,
            "seal": item.seal,
            "batch": batch,
            "assistants": item.assistants,
            "copies": item.copies,
        }
        make_move(connection, item.row.number, Move.DISPATCH, actor, at=at, facts=facts)
        first = Dispatch(
            uid="",
            lead=item.row.number,
            bureau=item.host,
            kind=DispatchKind.HOST,
            round=item.row.round + 1,
            number=number,
            batch=batch,
            sent_at=at,
            sent_by=actor.name,
            seal=item.seal,
            letter=printed,
            is_practice=is_practice,
        )
        sent += [replace(first, uid=new_uid(), bureau=bureau, kind=role) for bureau, role in item.recipients]
    return sent
