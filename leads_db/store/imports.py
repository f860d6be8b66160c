"""What the store remembers of imported files: the moment at which each was first brought in."""

from datetime import datetime

from sqlalchemy import Connection, func, select

from leads_db.records import Trigger
from leads_db.tables import runs

DIGEST = "sha256"
"""Key of the file's digest in an import run's params."""


def read_first_import(connection: Connection, digest: str) -> datetime | None:
    """When a file of this sha256 (64 hex characters) was first imported; None: never.

    A second import keeps this moment: the file is as old as it was, and its rows without a time of their own
    must not look as if they had been seen again.
    """
    same = runs.c.params.contains(f'"{DIGEST}":"{digest}"', autoescape=True)
    first: datetime | None = connection.scalar(
        select(func.min(runs.c.queued_at)).where(runs.c.trigger == Trigger.IMPORT, same)
    )
    return first
