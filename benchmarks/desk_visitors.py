"""People who are logged in at a desk that is measured: the session is made by the store's own way."""

import secrets
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine, func, select

from leads_db.lead_tables import leads
from leads_db.records.account import OF_BUREAU, Role
from leads_db.store.accounts import NewAccount, read_account, save_account
from leads_db.store.engine import reading, refresh_statistics, writing
from leads_db.store.sessions import start_session
from scheduler.deadlines import refresh_all
from scheduler.figure_keeping import keep_figures
from scheduler.lead_gaps import refresh_gaps

CITIES = ("benxi", "jiaozuo")
COOKIE = "gi"
EVERY_DAY = 1_000
NO_PASSWORD = "$argon2id$v=19$m=65536,t=3,p=4$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
"""A hash that no password has: nobody logs in as these people."""


def log_in(engine: Engine, roles: Iterable[Role], bureau: str | None = None, *, at: datetime | None = None) -> str:
    """A new account's session, begun now where nothing is told; its token for the cookie."""
    held, now = frozenset(roles), at or datetime.now(UTC)
    name = f"bench-{secrets.token_hex(4)}"
    of = bureau if held & OF_BUREAU else None
    with writing(engine) as connection:
        new = NewAccount(name=name, shown="测速", roles=held, cities=CITIES, bureau=of)
        save_account(connection, new, NO_PASSWORD, at=now, by="bench", must_change=False)
        account = read_account(connection, name)
        return start_session(connection, account, at=now, address="127.0.0.1", browser="bench", has_code=True)


def last_day(engine: Engine) -> datetime:
    """When the newest lead of a store was seen: the present of the office that it makes believe."""
    with reading(engine) as connection:
        newest = connection.scalar(select(func.max(leads.c.first_seen_at)))
    return newest or datetime.now(UTC)


def run_the_house(engine: Engine, register_folder: Path, now: datetime) -> None:
    """What the scheduler has done in a running house: clocks, gaps, figures of past days are kept."""
    refresh_all(engine, register_folder, now)
    refresh_gaps(engine)
    keep_figures(engine, now, most=EVERY_DAY)
    refresh_statistics(engine)
