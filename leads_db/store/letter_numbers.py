"""Numbers of letters: one gapless row for each organ, kind and year; never used again, void ones kept with a reason."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, insert, select, update

from leads_db.errors import NotFound
from leads_db.lead_tables import letter_numbers
from leads_db.store.turns import take_turn
from leads_db.store.upsert import insert_new
from leads_db.tables import counters

SHANGHAI = ZoneInfo("Asia/Shanghai")
ISSUED, VOID = "issued", "void"
PRACTICE_ORGAN = "演示"
"""Practice letters count for themselves, so that no real number is used up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterNumber:
    """One number, as the register of numbers lists it."""

    organ: str
    """The organ's code word: 本市监线移."""
    kind: str
    year: int
    sequence: int
    number: str
    """As printed: 本市监线移〔2026〕3号."""
    state: str
    reason: str
    """Why it is void."""
    subject: str
    """What bears it: a batch of dispatches, a paper."""
    issued_at: datetime
    issued_by: str
    voided_at: datetime | None
    """None: in use."""


def take_letter_number(
    connection: Connection, *, organ: str, kind: str, subject: str, at: datetime, actor: str, is_practice: bool = False
) -> str:
    """The next number as it is printed; safe because it is taken inside the transaction that uses it."""
    take_turn(connection, "audit")  # every writer's first turn, see store/handling.py
    organ = f"{PRACTICE_ORGAN}{organ}" if is_practice else organ  # the word tells kinds apart
    year = at.astimezone(SHANGHAI).year
    name = f"letter:{organ}:{kind}:{year}"[:100]
    insert_new(connection, counters, [{"name": name, "value": 0}], "name")
    step = update(counters).where(counters.c.name == name).values(value=counters.c.value + 1)
    sequence = connection.execute(step.returning(counters.c.value)).scalar_one()
    row = {
        "organ": organ,
        "kind": kind,
        "year": year,
        "sequence": sequence,
        "number": f"{organ}〔{year}〕{sequence}号",
        "state": ISSUED,
        "subject": subject,
        "issued_at": at,
        "issued_by": actor,
        "is_practice": is_practice,
    }
    connection.execute(insert(letter_numbers).values(**row))
    return str(row["number"])


def void_letter_number(connection: Connection, number: str, *, reason: str, at: datetime) -> None:
    """Mark a number as void; it stays in the row of numbers. Raises NotFound."""
    change = update(letter_numbers).where(letter_numbers.c.number == number)
    if connection.execute(change.values(state=VOID, reason=reason, voided_at=at)).rowcount == 0:
        raise NotFound(f"letter number {number[:60]}")


def read_letter_numbers(connection: Connection, *, year: int, limit: int = 1_000) -> tuple[LetterNumber, ...]:
    """The year's numbers, by organ, kind and sequence, void ones too."""
    columns = [letter_numbers.c[name] for name in LetterNumber.__slots__]
    query = select(*columns).where(letter_numbers.c.year == year)
    ordered = query.order_by(letter_numbers.c.organ, letter_numbers.c.kind, letter_numbers.c.sequence).limit(limit)
    return tuple(LetterNumber(**row._asdict()) for row in connection.execute(ordered))


def find_number_gaps(connection: Connection) -> tuple[str, ...]:
    """The rows of numbers in which one is missing: `organ kind year`; empty when all hold."""
    group = (letter_numbers.c.organ, letter_numbers.c.kind, letter_numbers.c.year)
    count, last = func.count(), func.max(letter_numbers.c.sequence)
    query = select(*group).where(~letter_numbers.c.is_practice).group_by(*group).having(count != last)
    return tuple(" ".join(map(str, row)) for row in connection.execute(query))
