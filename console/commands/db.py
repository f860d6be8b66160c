"""`gi-leads db`: the store itself."""

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
