"""The lane for wrongly flagged sellers: what an accepted objection names never flags that seller again."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, insert, select, update

from leads_db.errors import FactsMissing, MoveNotAllowed, NotFound
from leads_db.lead_tables import exemptions, leads, objections
from leads_db.move_facts import LONGEST, read_text
from leads_db.records.account import Actor
from leads_db.records.seller_list import Exemption, Objection, ObjectionState
from leads_db.store.audit import save_audit
from leads_db.store.uids import new_uid
from leads_db.store.upsert import chunks, insert_new

COLUMNS = (
    *(objections.c[name] for name in Objection.__slots__ if name != "lead"),
    leads.c.number.label("lead"),
)


def save_objection(connection: Connection, number: str, actor: Actor, *, at: datetime, objector: str, text: str) -> str:
    """Note an objection against a lead of the actor's cities; its uid. Raises NotFound, FactsMissing."""
    query = select(leads.c.id, leads.c.is_practice)
    row = connection.execute(query.where(leads.c.number == number, leads.c.city.in_(actor.cities))).one_or_none()
    if row is None:
        raise NotFound(f"lead {number[:60]}")
    who, words = read_text(objector[:200]), read_text(text[:LONGEST])
    if not who or not words:
        raise FactsMissing(missing="objector, text")
    uid = new_uid()
    values = {
        "uid": uid,
        "lead_id": row.id,
        "objector": who,
        "text": words,
        "state": ObjectionState.OPEN,
        "received_at": at,
        "received_by": actor.name,
        "is_practice": row.is_practice,
    }
    connection.execute(insert(objections).values(**values))
    save_audit(connection, at=at, actor=actor.name, action="objection.save", subject=number, detail={"uid": uid})
    return uid


def settle_objection(
    connection: Connection,
    uid: str,
    actor: Actor,
    *,
    at: datetime,
    accepted: bool,
    result: str,
    indicators: Sequence[str] = (),
) -> Objection:
    """End an objection. `indicators`: what never flags this seller for this indication again; for an accepted one.

    Raises NotFound, FactsMissing (no result; accepted without an indicator), MoveNotAllowed (settled already).
    """
    row = _read_row(connection, uid, actor)
    words = read_text(result[:LONGEST])
    if not words or (accepted and not indicators):
        raise FactsMissing(missing="result, and the indicators of an accepted objection")
    state = ObjectionState.ACCEPTED if accepted else ObjectionState.REJECTED
    values = {"state": state, "result": words, "settled_at": at, "settled_by": actor.name}
    change = update(objections).where(objections.c.uid == uid, objections.c.state == ObjectionState.OPEN)
    if connection.execute(change.values(**values)).rowcount == 0:
        raise MoveNotAllowed(objection=uid, state=row.state)
    if accepted:
        told = {"objection": uid, "at": at, "actor": actor.name, "is_practice": row.is_practice}
        rows = [
            {"seller_key": row.seller_key, "indication": row.indication, "indicator": indicator, **told}
            for indicator in indicators
        ]
        insert_new(connection, exemptions, rows, "seller_key", "indication", "indicator")
    detail = {"uid": uid, "state": state, "result": words, "indicators": list(indicators)}
    save_audit(connection, at=at, actor=actor.name, action="objection.settle", subject=row.number, detail=detail)
    return read_objection(connection, uid, actor)


def _read_row(connection: Connection, uid: str, actor: Actor) -> Row[Any]:
    columns = (objections.c.state, objections.c.is_practice, leads.c.seller_key, leads.c.indication, leads.c.number)
    query: Select[Any] = select(*columns).join(leads, leads.c.id == objections.c.lead_id)
    row = connection.execute(query.where(objections.c.uid == uid, leads.c.city.in_(actor.cities))).one_or_none()
    if row is None:
        raise NotFound(f"objection {uid[:40]}")
    return row


def read_objection(connection: Connection, uid: str, actor: Actor) -> Objection:
    """One objection about a lead of the actor's cities. Raises NotFound."""
    query = select(*COLUMNS).join(leads, leads.c.id == objections.c.lead_id)
    row = connection.execute(query.where(objections.c.uid == uid, leads.c.city.in_(actor.cities))).one_or_none()
    if row is None:
        raise NotFound(f"objection {uid[:40]}")
    return _objection(row)


def read_objections(connection: Connection, actor: Actor, *, limit: int = 200) -> tuple[Objection, ...]:
    """The objections about leads of the actor's cities, the newest first."""
    query = select(*COLUMNS).join(leads, leads.c.id == objections.c.lead_id).where(leads.c.city.in_(actor.cities))
    return tuple(map(_objection, connection.execute(query.order_by(objections.c.id.desc()).limit(limit))))


def read_exemptions(connection: Connection, seller_keys: Iterable[str]) -> Mapping[tuple[str, str], frozenset[str]]:
    """(seller key, indication) → indicators that no longer speak against the seller."""
    found: dict[tuple[str, str], frozenset[str]] = {}
    columns = (exemptions.c.seller_key, exemptions.c.indication, exemptions.c.indicator)
    for chunk in chunks(sorted(set(seller_keys))):
        for key, indication, indicator in connection.execute(
            select(*columns).where(exemptions.c.seller_key.in_(chunk))
        ):
            found[key, indication] = found.get((key, indication), frozenset()) | {indicator}
    return found


def read_given_exemptions(
    connection: Connection, actor: Actor, *, limit: int = 500
) -> tuple[tuple[Exemption, str, str], ...]:
    """(exemption, its lead, its seller's name) of the actor's cities, the newest first."""
    columns = [exemptions.c[name] for name in Exemption.__slots__]
    query: Select[Any] = (
        select(*columns, leads.c.number, leads.c.seller_name)
        .join(objections, objections.c.uid == exemptions.c.objection)
        .join(leads, leads.c.id == objections.c.lead_id)
        .where(leads.c.city.in_(actor.cities))
    )
    rows = connection.execute(query.order_by(exemptions.c.id.desc()).limit(limit))
    return tuple(
        (Exemption(**{name: getattr(row, name) for name in Exemption.__slots__}), row.number, row.seller_name)
        for row in rows
    )


def _objection(row: Row[Any]) -> Objection:
    return Objection(**{**row._asdict(), "state": ObjectionState(row.state)})
