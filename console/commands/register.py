"""`gi-leads register`: indications, bureaus, authorised users."""

from pathlib import Path

import typer

app = typer.Typer(name="register", help="Indications, bureaus and authorised users.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """The register of indications, bureaus and authorised users."""


@app.command()
def check() -> None:
    """Find every broken reference, overlapping date and unknown code; exit code 1 on an error."""
    from console.register_sheet import print_problems
    from leads_db.register import check_register
    from leads_db.settings import read_settings

    raise typer.Exit(print_problems(check_register(read_settings().register_folder)))


@app.command("list")
def list_indications() -> None:
    """The indications with their bureau and area."""
    from console.register_sheet import print_indications
    from leads_db.register import load_register
    from leads_db.settings import read_settings

    print_indications(load_register(read_settings().register_folder))


@app.command("import-users")
def import_users(file: Path = typer.Argument(help="CSV of authorised users.")) -> None:
    """Replace this installation's list of authorised users; the old one is kept beside it."""
    from console.screen import print_lines
    from leads_db.register import import_users as import_file
    from leads_db.settings import read_settings

    print_lines(import_file(file, read_settings().register_folder))
