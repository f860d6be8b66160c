"""The tables about issued papers, notices."""

from leads_db.tables import metadata

__all__ = ["metadata"]
