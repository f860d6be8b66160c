"""`gi-leads officer`: pages that an officer opens in a browser of his own."""

import typer

app = typer.Typer(name="officer", help="Read marketplace pages in an officer's own browser.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Keeps `open` a sub-command."""


@app.command("open")
def open_page(
    url: str = typer.Argument("", help="Address to open; else the search of --source for --term."),
    source: str = typer.Option("", help="Name of a source of kind officer."),
    term: str = typer.Option("", help="Search term; its result pages are opened one by one on request."),
) -> None:
    """Open a visible browser; log in yourself, then have the program read page after page. Never unattended."""
    from console.collecting import EXIT_CODES
    from console.officer_run import find_officer_source, run_officer
    from console.session import open_session
    from leads_db.errors import SessionRefused

    if not url and not (source and term):
        raise SessionRefused("Give an address, or --source and --term.")
    session = open_session()
    state = run_officer(session, find_officer_source(session, source, url), url, term, _typed)
    raise typer.Exit(EXIT_CODES.get(state, 1))


def _typed(prompt: str) -> str:
    """What the officer types; the end of the input ends the session."""
    try:
        return input(prompt)
    except EOFError:
        return "q"
