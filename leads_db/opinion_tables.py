"""The tables about opinion events, their posts, alerts."""

from leads_db.tables import metadata

__all__ = ["metadata"]
