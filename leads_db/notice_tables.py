"""The tables about notices: what is told to whom in the program, and what the channels carried."""

from leads_db.tables import metadata

__all__ = ["metadata"]
