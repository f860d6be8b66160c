"""`python -m console.paper_clerk`: writes the papers of what the clock did; a child of the supervisor.

The scheduler gives 催办 and 督办 their numbers; it knows nothing of papers. Here each gets its paper, once.
"""

import logging
import signal
import sys
import threading
from collections.abc import Callable

from sqlalchemy import Engine

from console.documents.letter_making import Desk, open_papers
from console.documents.move_papers import write_owed
from leads_db.errors import GILeadsError
from leads_db.settings import read_settings
from leads_db.store.engine import open_engine, reading, writing
from leads_db.store.numbered_moves import read_owed

LOG = logging.getLogger("console.papers")
LOOK_S = 20.0
"""Between two looks."""


def write_all_owed(engine: Engine, desk: Desk) -> int:
    """Write what is owed now, some in a transaction; how many papers. Raises DocumentError, StoreBusy, StoreFull."""
    count = 0
    while True:
        with reading(engine) as connection:
            if not read_owed(connection, limit=1):
                return count
        with writing(engine) as connection:
            count += len(write_owed(connection, desk))


def run(engine: Engine, desk: Desk, stop: threading.Event, *, look_s: float = LOOK_S) -> None:
    """Look again and again until stopped; a fault is told once and tried again."""
    told = ""
    while not stop.is_set():
        try:
            count = write_all_owed(engine, desk)
            told = ""
            if count:
                LOG.info("%d papers written", count)
        except GILeadsError as fault:
            if str(fault) != told:
                LOG.error("%s", fault)
            told = str(fault)
        stop.wait(look_s)


def stopped_by_signals() -> threading.Event:
    """An event that SIGTERM and SIGINT set."""
    stop = threading.Event()
    end: Callable[..., None] = lambda *_: threading.Thread(target=stop.set).start()  # noqa: E731  # takes locks
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    return stop


def main() -> int:
    """Write papers until a signal ends it."""
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    stop = stopped_by_signals()
    try:
        settings = read_settings()
        run(open_engine(settings.store_url), open_papers(settings), stop)
    except GILeadsError as fault:
        LOG.error("%s", fault)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
