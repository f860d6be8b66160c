"""The tables about handling of leads: dispatches, receipts, numbers, lists."""

from leads_db.tables import metadata

__all__ = ["metadata"]
