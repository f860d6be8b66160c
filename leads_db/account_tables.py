"""The tables about accounts, sessions, log-in attempts."""

from leads_db.tables import metadata

__all__ = ["metadata"]
