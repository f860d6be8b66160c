"""Frozen records to JSON text and back, so that a column can keep a record whole."""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import Any

from leads_db.records import Act, Assessment, Finding, FindingState, GroundRef, Mention, Verdict


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {name: getattr(value, name) for name in _names(type(value))}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} cannot be written as JSON")


@lru_cache
def _names(kind: type[Any]) -> tuple[str, ...]:
    return tuple(item.name for item in fields(kind))


_ENCODER = json.JSONEncoder(default=_plain, ensure_ascii=False, separators=(",", ":"))


def to_json(record: Any) -> str:
    """Any record (or mapping of plain values) as JSON text; Chinese stays readable."""
    return _ENCODER.encode(record)


def finding_from_json(text: str) -> Finding:
    """The Finding that `to_json` wrote."""
    row = json.loads(text)
    span = row.pop("span")
    grounds = tuple(GroundRef(**ground) for ground in row.pop("grounds"))
    state = FindingState(row.pop("state"))
    return Finding(**row, state=state, grounds=grounds, span=tuple(span) if span else None)


def assessment_from_json(text: str, findings: tuple[Finding, ...]) -> Assessment:
    """The Assessment that `to_json` wrote, with its findings put back."""
    row = json.loads(text)
    row["verdict"] = Verdict(row["verdict"])
    row["acts"] = tuple(Act(act) for act in row["acts"])
    row["missing"] = tuple(row["missing"])
    row["findings"] = findings
    return Assessment(**row)


def mention_from_json(text: str) -> Mention:
    """The Mention that `to_json` wrote."""
    row = json.loads(text)
    for name in ("posted_at", "seen_at"):
        row[name] = datetime.fromisoformat(row[name]) if row[name] else None
    row["notes"] = tuple(row["notes"])
    return Mention(**row)
