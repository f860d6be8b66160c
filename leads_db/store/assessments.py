"""Assessments and their findings: rows that are added, superseded, never edited."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, or_, select, tuple_, update

from leads_db.records import Assessment
from leads_db.store.record_json import assessment_from_json, finding_from_json, to_json
from leads_db.store.upsert import chunks, insert_new
from leads_db.tables import assessments, findings, listings


def save_assessments(
    connection: Connection,
    judged: Sequence[Assessment],
    ids: Mapping[str, int],
    newest: Mapping[int, int],
    now: datetime,
) -> None:
    """Store the judgements on the newest snapshots of their listings.

    `ids`: listing key → id; `newest`: listing id → snapshot id. The same judgement again changes nothing.
    """
    rows = [
        {
            "snapshot_id": newest[ids[item.listing_key]],
            "listing_id": ids[item.listing_key],
            "indication": item.indication,
            "model_version": item.model_version,
            "verdict": item.verdict,
            "likelihood": item.likelihood,
            "is_current": True,
            "record": to_json(replace(item, findings=())),
            "assessed_at": now,
        }
        for item in judged
    ]
    if not rows:
        return
    insert_new(connection, assessments, rows, "snapshot_id", "indication", "model_version")
    key = (assessments.c.snapshot_id, assessments.c.indication, assessments.c.model_version)
    stored: dict[tuple[object, ...], int] = {}
    for chunk in chunks(rows, 300):
        wanted = [(row["snapshot_id"], row["indication"], row["model_version"]) for row in chunk]
        for number, *parts in connection.execute(select(assessments.c.id, *key).where(tuple_(*key).in_(wanted))):
            stored[tuple(parts)] = number
    finding_rows = [
        {
            "assessment_id": stored[row["snapshot_id"], row["indication"], row["model_version"]],
            "indicator": finding.indicator,
            "state": finding.state,
            "strength": finding.strength,
            "weight": finding.weight,
            "record": to_json(finding),
        }
        for row, item in zip(rows, judged, strict=True)
        for finding in item.findings
    ]
    insert_new(connection, findings, finding_rows, "assessment_id", "indicator")


def retire_assessments(
    connection: Connection, listing_ids: Iterable[int], newest: Mapping[int, int], model_version: str | None
) -> None:
    """Mark what was judged on an older snapshot of these listings, or by another model version, as not current.

    `model_version` None: the newest snapshot was not judged at all, since it names nothing any more.
    """
    for chunk in chunks(sorted(set(listing_ids))):
        outdated: ColumnElement[bool] = assessments.c.snapshot_id.not_in([newest[listing_id] for listing_id in chunk])
        if model_version is not None:
            outdated = or_(outdated, assessments.c.model_version != model_version)
        held = and_(assessments.c.listing_id.in_(chunk), assessments.c.is_current)
        connection.execute(update(assessments).where(held, outdated).values(is_current=False))


def read_assessments(connection: Connection, listing_key: str, indication: str | None = None) -> tuple[Assessment, ...]:
    """The current assessments of a listing, the likeliest first, findings included."""
    query = (
        select(assessments.c.id, assessments.c.record)
        .join(listings, listings.c.id == assessments.c.listing_id)
        .where(listings.c.key == listing_key, assessments.c.is_current)
        .order_by(assessments.c.likelihood.desc())
    )
    if indication:
        query = query.where(assessments.c.indication == indication)
    found = []
    for number, text in connection.execute(query):
        why = select(findings.c.record).where(findings.c.assessment_id == number).order_by(findings.c.id)
        found.append(assessment_from_json(text, tuple(map(finding_from_json, connection.scalars(why)))))
    return tuple(found)
