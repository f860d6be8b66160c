"""`gi-leads opinions`: what posts say of an indication."""

from pathlib import Path

import typer

app = typer.Typer(name="opinions", help="What posts say of an indication.", no_args_is_help=True)


@app.command()
def analyse(
    source: Path = typer.Argument(metavar="IN", help="JSONL of posts; - reads standard input."),
    target: Path = typer.Option(Path("-"), "-o", "--output", help="JSONL to write; - is standard output."),
    register: Path | None = typer.Option(
        None, exists=True, file_okay=False, help="A register folder, or one of indications to add."
    ),
) -> None:
    """Analyse posts, one JSON object a line, in their order. Exit code 4: some lines could not be read."""
    from console.opinions import analyse_file

    raise typer.Exit(analyse_file(source, target, register))


@app.command()
def run() -> None:
    """Read, fold and count the posts that wait now, as the scheduler does by itself; prints new alerts."""
    from console.opinion_run import run_opinions
    from console.session import open_session

    run_opinions(open_session())
