"""Alembic's part of the store: which layout the tables have, and how they get the newest one."""

from importlib import resources

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine

from leads_db.errors import StoreOutdated


def migrate(engine: Engine) -> None:
    """Bring the tables to the newest layout. Raises StoreOutdated for a database that a newer program made."""
    try:
        command.upgrade(config_of(engine), "head")
    except CommandError as fault:
        raise StoreOutdated(f"The database was made by a newer gi-leads: {fault}. Use that one.") from fault


def newest_layout(engine: Engine) -> str | None:
    """The layout that this program knows last."""
    return ScriptDirectory.from_config(config_of(engine)).get_current_head()


def present_layout(connection: Connection) -> str | None:
    """The layout that the tables have; None for an empty database."""
    return MigrationContext.configure(connection).get_current_revision()


def config_of(engine: Engine) -> Config:
    """Alembic on this engine and our layouts."""
    config = Config()
    config.set_main_option("script_location", str(resources.files("leads_db") / "migrations"))
    config.attributes["engine"] = engine
    return config
