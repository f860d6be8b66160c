"""`gi-leads practice`: the practice market's data."""

import typer

app = typer.Typer(name="practice", help="The practice market's data (演示).", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """The practice market's data (演示)."""


@app.command()
def wipe(yes: bool = typer.Option(False, "--yes", help="Do not ask.")) -> None:
    """Delete every practice row and the practice evidence files; one audit row stays."""
    from console.practice import wipe_all
    from console.screen import print_table
    from console.session import open_session

    if not yes:
        typer.confirm("Delete all practice data (演示)?", abort=True)
    print_table("Deleted", ("what", "count"), wipe_all(open_session()).items())
