"""What is missing of leads that wait to be sent, worked out beside the desk, so that its lists need not."""

import threading

from sqlalchemy import Engine

from leads_db.store.engine import reading, writing
from leads_db.store.readiness import keep_gaps, read_unkept


def refresh_gaps(engine: Engine, *, stop: threading.Event | None = None) -> int:
    """Keep the gaps of all waiting leads of which none are kept, batch by batch; how many. Idle it writes nothing."""
    kept = 0
    while stop is None or not stop.is_set():
        with reading(engine) as connection:
            if not read_unkept(connection, limit=1):
                break
        with writing(engine) as connection:
            kept += keep_gaps(connection)
    return kept
