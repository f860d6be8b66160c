"""Notices: the program's own list with read marks, and the outbox of the channels."""

import hashlib
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, exists, func, or_, select, update

from leads_db.notice_tables import notice_reads, notice_sendings, notices
from leads_db.records.account import OF_BUREAU, Actor, Role
from leads_db.records.notice import Notice, NoticeKind, Sending, SendingState
from leads_db.store.turns import take_turn
from leads_db.store.uids import new_uid
from leads_db.store.upsert import insert_new

TEXT_MOST = 400
FRESH = timedelta(days=1)
"""A channel that is switched on gets no older notices."""
BACKOFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 720))
"""Waits after the first, second … failure; one more failure and the sending is given up."""


def save_notice(
    connection: Connection,
    *,
    once: str,
    kind: NoticeKind,
    text: str,
    role: Role,
    at: datetime,
    lead: str | None = None,
    city: str | None = None,
    bureau: str | None = None,
    account: str | None = None,
    is_practice: bool = False,
) -> bool:
    """Tell something, in the transaction in which it happens; False when this `once` was told already.

    `text`: our own words, numbers and dates; control characters are taken out, it is cut at 400 characters.
    """
    take_turn(connection, "notices")
    key = once if len(once) <= 200 else hashlib.sha256(once.encode()).hexdigest()
    if connection.scalar(select(exists().where(notices.c.once == key))):
        return False
    row: dict[str, Any] = {"uid": new_uid(), "once": key, "kind": kind, "text": _one_line(text)}
    row |= {
        "lead": lead,
        "role": role,
        "city": city,
        "bureau": bureau,
        "account": account,
        "made_at": at,
        "is_practice": is_practice,
    }
    insert_new(connection, notices, [row], "once")
    return True


def _one_line(text: str) -> str:
    clean = "".join(" " if unicodedata.category(letter) in ("Cc", "Cf", "Cs") else letter for letter in text)
    return clean if len(clean) <= TEXT_MOST else f"{clean[: TEXT_MOST - 1]}…"


def _concerns(actor: Actor) -> ColumnElement[bool]:
    """Of the actor's roles, cities and bureau; a notice to a bureau's role without a bureau is for all of them."""
    roles = [notices.c.role == role for role in sorted(actor.roles) if role not in OF_BUREAU or actor.bureau]
    return and_(
        or_(*roles) if roles else notices.c.id < 0,
        or_(notices.c.city.is_(None), notices.c.city.in_(actor.cities)),
        or_(notices.c.bureau.is_(None), notices.c.bureau == actor.bureau),
        or_(notices.c.account.is_(None), notices.c.account == actor.name),
    )


def _is_read(actor: Actor) -> ColumnElement[bool]:
    return exists().where(notice_reads.c.notice_id == notices.c.id, notice_reads.c.account == actor.name)


def read_notices(
    connection: Connection, actor: Actor, *, unread_only: bool = False, limit: int = 50
) -> tuple[Notice, ...]:
    """What concerns somebody, newest first."""
    mine = and_(notice_reads.c.notice_id == notices.c.id, notice_reads.c.account == actor.name)
    query = select(notices, notice_reads.c.read_at).outerjoin(notice_reads, mine).where(_concerns(actor))
    if unread_only:
        query = query.where(notice_reads.c.id.is_(None))
    return tuple(
        _notice(row, row.read_at) for row in connection.execute(query.order_by(notices.c.id.desc()).limit(limit))
    )


def count_unread(connection: Connection, actor: Actor) -> int:
    """How many notices somebody has not read."""
    query = select(func.count()).select_from(notices).where(_concerns(actor), ~_is_read(actor))
    return connection.execute(query).scalar_one()


def mark_read(connection: Connection, actor: Actor, at: datetime, *, uids: Sequence[str] | None = None) -> int:
    """Mark notices read, all or those named; how many are newly so. Foreign ids change nothing."""
    query = select(notices.c.id).where(_concerns(actor), ~_is_read(actor))
    if uids is not None:
        query = query.where(notices.c.uid.in_(list(uids)[:1000]))
    ids = list(connection.scalars(query))
    rows = [{"notice_id": number, "account": actor.name, "read_at": at} for number in ids]
    insert_new(connection, notice_reads, rows, "account", "notice_id")
    return len(ids)


def queue_sendings(
    connection: Connection,
    channel: str,
    *,
    roles: Iterable[Role],
    bureaus: Iterable[str],
    cities: Iterable[str],
    now: datetime,
) -> int:
    """Put the fresh notices that a channel carries into its outbox, each once; how many are new.

    Empty `bureaus` or `cities`: all of them. Practice notices go to no channel.
    """
    wanted = [
        notices.c.made_at >= now - FRESH,
        notices.c.role.in_(sorted(roles)),
        ~notices.c.is_practice,
        notices.c.account.is_(None),
        ~exists().where(notice_sendings.c.notice_id == notices.c.id, notice_sendings.c.channel == channel),
    ]
    if named := sorted(bureaus):
        wanted.append(notices.c.bureau.in_(named))
    if named := sorted(cities):
        wanted.append(or_(notices.c.city.is_(None), notices.c.city.in_(named)))
    rows = [
        {
            "notice_id": number,
            "channel": channel,
            "state": SendingState.WAITING,
            "attempts": 0,
            "not_before": now,
            "cause": "",
            "settled_at": None,
        }
        for number in connection.scalars(select(notices.c.id).where(*wanted).order_by(notices.c.id))
    ]
    insert_new(connection, notice_sendings, rows, "notice_id", "channel")
    return len(rows)


def read_waiting(connection: Connection, channel: str, now: datetime, *, limit: int) -> tuple[Sending, ...]:
    """The oldest sendings of a channel that may go out now."""
    waiting = (notice_sendings.c.state == SendingState.WAITING, notice_sendings.c.not_before <= now)
    return _read_sendings(connection, notice_sendings.c.channel == channel, *waiting, limit=limit)


def read_dead_sendings(connection: Connection, *, limit: int = 100) -> tuple[Sending, ...]:
    """What was given up."""
    return _read_sendings(connection, notice_sendings.c.state == SendingState.DEAD, limit=limit)


def _read_sendings(connection: Connection, *conditions: ColumnElement[bool], limit: int) -> tuple[Sending, ...]:
    columns = (notice_sendings.c.channel, notice_sendings.c.state, notice_sendings.c.attempts, notice_sendings.c.cause)
    query = select(notices, *columns).join(notices, notices.c.id == notice_sendings.c.notice_id).where(*conditions)
    return tuple(
        Sending(
            notice=_notice(row, None),
            channel=row.channel,
            state=SendingState(row.state),
            attempts=row.attempts,
            cause=row.cause,
        )
        for row in connection.execute(query.order_by(notice_sendings.c.id).limit(limit))
    )


def save_sent(connection: Connection, channel: str, uids: Sequence[str], now: datetime) -> None:
    """The channel took these notices."""
    done = {"state": SendingState.SENT, "cause": "", "settled_at": now, "attempts": notice_sendings.c.attempts + 1}
    connection.execute(_of(channel, uids).values(**done))


def save_send_failure(connection: Connection, channel: str, uids: Sequence[str], cause: str, now: datetime) -> None:
    """The channel refused: they wait longer each time, and are given up after the last wait."""
    for sending in _read_sendings(
        connection, notice_sendings.c.channel == channel, notices.c.uid.in_(uids), limit=len(uids)
    ):
        is_over = sending.attempts >= len(BACKOFF)
        values: dict[str, Any] = {"attempts": sending.attempts + 1, "cause": cause[:200]}
        if is_over:
            values |= {"state": SendingState.DEAD, "settled_at": now}
        else:
            values |= {"not_before": now + BACKOFF[sending.attempts]}
        connection.execute(_of(channel, [sending.notice.uid]).values(**values))


def redrive_sendings(connection: Connection, now: datetime) -> int:
    """Give what was given up fresh attempts; how many."""
    dead = update(notice_sendings).where(notice_sendings.c.state == SendingState.DEAD)
    fresh = dead.values(state=SendingState.WAITING, attempts=0, not_before=now, settled_at=None)
    return connection.execute(fresh).rowcount


def _of(channel: str, uids: Sequence[str]) -> Any:
    ids = select(notices.c.id).where(notices.c.uid.in_(list(uids)))
    open_ones = notice_sendings.c.state == SendingState.WAITING
    return update(notice_sendings).where(
        notice_sendings.c.channel == channel, notice_sendings.c.notice_id.in_(ids), open_ones
    )


def _notice(row: Row[Any], read_at: datetime | None) -> Notice:
    return Notice(
        uid=row.uid,
        kind=NoticeKind(row.kind),
        text=row.text,
        lead=row.lead,
        role=Role(row.role),
        city=row.city,
        bureau=row.bureau,
        account=row.account,
        made_at=row.made_at,
        is_practice=row.is_practice,
        read_at=read_at,
    )
