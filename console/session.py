"""What a command works with: the settings and the open store."""

import getpass
import os
from dataclasses import dataclass

from sqlalchemy import Engine, inspect

from leads_db.errors import StoreOutdated
from leads_db.settings import Settings, read_settings
from leads_db.store.engine import is_current, open_engine, reading, upgrade


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Opened at the start of a command."""

    settings: Settings
    engine: Engine
    user: str
    """Who runs the command, for runs and audit."""


def open_session() -> Session:
    """Settings from the environment and the store they name; a store without any table is made first.

    Raises SettingsError, StoreOutdated, StoreFull, StoreDamaged, StoreUnreachable.
    """
    settings = read_settings()
    engine = open_engine(settings.store_url)
    with reading(engine) as connection:
        is_new = not inspect(connection).has_table("alembic_version")
    if is_new:
        upgrade(engine)
    elif not is_current(engine):
        raise StoreOutdated
    return Session(settings=settings, engine=engine, user=f"cli:{_user()}")


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # a container may run under a number without a name
        return f"uid{os.getuid()}"
