"""Answers kept by the key of their request: who sends the same again gets the same, and nothing is done twice."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select

from leads_db.account_tables import api_answers
from leads_db.errors import KeyReused
from leads_db.store.turns import take_turn

KEPT_FOR = timedelta(days=30)
"""A key may be used anew after this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptAnswer:
    """What was answered."""

    status: int
    body: str
    """JSON."""


def find_answer(connection: Connection, account: str, key: str, digest: str, *, at: datetime) -> KeptAnswer | None:
    """The answer to this account's request of this key; None: it was not made yet, and our turn lasts till we end.

    `digest`: of method, path and content. Raises KeyReused for another request under the same key.
    """
    take_turn(connection, "audit")  # as every move does, so that nobody waits crosswise
    connection.execute(delete(api_answers).where(api_answers.c.made_at < at - KEPT_FOR))
    mine = (api_answers.c.account == account, api_answers.c.request_key == key)
    row = connection.execute(select(api_answers).where(*mine)).one_or_none()
    if row is None:
        return None
    if row.digest != digest:
        raise KeyReused
    return KeptAnswer(status=row.status, body=row.body)


def save_answer(
    connection: Connection, account: str, key: str, digest: str, answer: KeptAnswer, *, at: datetime
) -> None:
    """Keep it in the transaction that does what was asked."""
    row = {"account": account, "request_key": key, "digest": digest, "status": answer.status, "body": answer.body}
    connection.execute(insert(api_answers).values(**row, made_at=at))
