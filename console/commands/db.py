"""`gi-leads db`: the store itself."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(name="db", help="The database.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """The database."""


@app.command()
def upgrade() -> None:
    """Bring the database to this program's layout. Safe to repeat."""
    from console.screen import print_lines
    from leads_db.settings import read_settings
    from leads_db.store.engine import open_engine
    from leads_db.store.engine import upgrade as upgrade_store

    upgrade_store(open_engine(read_settings().store_url))
    print_lines("The database has this program's layout.")


@app.command()
def backup(
    folder: Annotated[Path | None, typer.Argument(help="Folder of the backups; GI_BACKUPS where left out.")] = None,
) -> None:
    """Copy the database, evidence and papers while the program works, and check the copy. SQLite only."""
    from console.backup_work import back_up_by_hand
    from console.session import open_session

    back_up_by_hand(open_session(), folder)


@app.command("restore-check")
def restore_check(
    place: Annotated[Path, typer.Argument(help="A backup's folder, or its store.db.")],
) -> None:
    """Would this copy do? Opens it read-only, walks its audit, rebuilds its leads, reads its files; changes nothing."""
    from console.backup_work import check_copy

    check_copy(place)
