"""What the audit tells of backups: the last that was made and checked, and the last that failed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from leads_db.tables import audit

MADE, FAILED = "backup.made", "backup.failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupNote:
    """One row of the audit about a backup; its subject is the backup's folder."""

    at: datetime
    name: str
    detail: Mapping[str, Any]


def read_last_backup(connection: Connection, action: str) -> BackupNote | None:
    """The newest note of MADE or FAILED; None where there is none."""
    query = select(audit).where(audit.c.action == action).order_by(audit.c.at.desc()).limit(1)
    row = connection.execute(query).first()
    return BackupNote(at=row.at, name=row.subject, detail=json.loads(row.detail)) if row else None
