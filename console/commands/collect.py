"""`gi-leads crawl`: collect one source now."""

import typer


def add_to(app: typer.Typer) -> None:
    """Hang the command of this module under `app`."""
    app.command()(crawl)


def crawl(
    source: str = typer.Option(..., help="Name of the source, as `source list` shows it."),
    reason: str = typer.Option(..., help="Why this collection is asked for; kept with the run."),
    indication: str = typer.Option("", help="Only this indication's names (slug)."),
    pages: int = typer.Option(0, min=0, max=1000, help="Result pages a name; 0: the source's own cap."),
) -> None:
    """Collect one source now. Exit code 0: all seen; 4: partly; 1: not seen."""
    from console.collecting import collect, exit_code, plan
    from console.session import open_session

    session = open_session()
    number = plan(session, source, reason=reason, indication=indication or None, pages=pages or None)
    raise typer.Exit(exit_code(collect(session, number)))
