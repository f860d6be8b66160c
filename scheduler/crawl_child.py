"""One crawl process: `python -m scheduler.tied FD scheduler.crawl_child --run N`. Works until no unit is open.

Prints one JSON line an event on stdout. Exit code 0: nothing is open any more; 2: a fault that no restart mends, told
in a `failed` event; anything else: start another child.
"""

import argparse
import json
import logging
import sys

from sqlalchemy import Engine

from crawlers.kinds.addresses import ADDRESSES, address_kind
from crawlers.run import run_spider
from leads_db.errors import CrawlError, GILeadsError, NotFound, RegisterError, SettingsError, StoreOutdated
from leads_db.records import AuthorisedUser
from leads_db.register import load_register, read_users_csv
from leads_db.settings import Settings, read_settings
from leads_db.store.engine import open_engine, reading
from leads_db.store.process_owner import process_owner
from leads_db.store.runs import read_run
from leads_db.store.units import SqlUnitQueue
from pipelines.flow import Flow
from pipelines.judge import Judge
from pipelines.opinions.viewing import LateAnalyst
from scheduler.crawl_watch import HOPELESS_EXIT
from scheduler.ordering import within_budget
from scheduler.planning import find_source

HOPELESS = (CrawlError, NotFound, RegisterError, SettingsError, StoreOutdated)


def crawl(engine: Engine, settings: Settings, run_id: int) -> None:
    """Open what the spider needs and let it work. Raises NotFound, UnknownSource, BrowserMissing, RegisterError …"""
    with reading(engine) as connection:
        run = read_run(connection, run_id)
    source = find_source(settings, run.source)
    register = load_register(settings.register_folder)
    judge = Judge(register, users=_practice_users() if source.practice else None)
    run_spider(
        source=within_budget(source, run),
        run_id=run_id,
        owner=process_owner(),
        queue=SqlUnitQueue(engine),
        settings=settings,
        kind=address_kind(source, run.params) if run.params.get(ADDRESSES) else None,
        flow=Flow(
            register=register,
            judge=judge,
            engine=engine,
            cities=settings.cities,
            analyst=LateAnalyst(register),
        ),
    )


def _practice_users() -> tuple[AuthorisedUser, ...]:
    """The fictional users that belong to the practice market's goods; a real list would know none of its sellers."""
    from crawlers.practice_market.stock import USERS_FILE

    return read_users_csv(USERS_FILE)


def main() -> int:
    """Exit code as the module says."""
    parser = argparse.ArgumentParser(prog="scheduler.crawl_child", description="Work the units of one run.")
    parser.add_argument("--run", type=int, required=True, help="number of the run")
    arguments = parser.parse_args()
    try:
        settings = read_settings()
        crawl(open_engine(settings.store_url), settings, arguments.run)
    except GILeadsError as fault:
        logging.getLogger("crawl_child").error("%s: %s", type(fault).__name__, fault)
        event = {"event": "failed", "error": type(fault).__name__, "message": str(fault)}
        sys.stdout.write(json.dumps(event) + "\n")
        sys.stdout.flush()
        return HOPELESS_EXIT if isinstance(fault, HOPELESS) else 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
