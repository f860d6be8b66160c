"""`gi-leads notices`: what the program tells its users, and the channels that carry it."""

import typer

app = typer.Typer(name="notices", help="Notices and their channels.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Notices and their channels."""


@app.command("list")
def list_notices(
    role: str = typer.Option("reviewer", "--as", help="Whose: reviewer, approver, county, county_head, ops …"),
    bureau: str = typer.Option("", help="Bureau id, for the roles of a bureau."),
    limit: int = typer.Option(50, min=1, max=1000, help="How many, newest first."),
) -> None:
    """The newest notices of a role."""
    from console.clock_sheet import print_notices
    from console.session import open_session

    print_notices(open_session(), role, bureau, limit)


@app.command()
def test() -> None:
    """Send one message through every channel of channels.yml; exit code 1 when one does not take it."""
    from console.clock_sheet import try_channels
    from console.session import open_session

    if not try_channels(open_session()):
        raise typer.Exit(1)


@app.command()
def redrive() -> None:
    """Give what channels gave up fresh attempts."""
    from console.screen import print_lines
    from console.session import open_session
    from leads_db.store.engine import writing
    from leads_db.store.notices import redrive_sendings
    from leads_db.store.units import utc_now

    with writing(open_session().engine) as connection:
        print_lines(f"{redrive_sendings(connection, utc_now())} notices wait again.")
