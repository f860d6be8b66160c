"""`gi-leads documents`: letters and forms of leads, and the papers that were issued."""

from pathlib import Path

import typer

app = typer.Typer(name="documents", help="Letters and forms; issued papers.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Letters and forms; issued papers."""


@app.command()
def kinds() -> None:
    """The kinds of paper that `render` makes."""
    from console.paper_sheet import print_kinds

    print_kinds()


@app.command()
def render(
    kind: str = typer.Argument(help="Kind of paper, as `documents kinds` names it."),
    number: str = typer.Argument(help="Lead number (GI-…), or uid or batch of a dispatch for its letter as sent."),
    output: Path = typer.Option(..., "-o", "--output", help="File to write, .docx."),
) -> None:
    """Fill a template with what is known of a lead, or with the facts of a letter as they were sent. Keeps nothing."""
    from console.paper_sheet import render_to_file
    from console.session import open_session

    render_to_file(open_session(), kind, number, output)


@app.command()
def pack(
    batch: str = typer.Argument(help="Batch of a dispatch: all papers of one letter."),
    output: Path = typer.Option(..., "-o", "--output", help="File to write, .zip."),
) -> None:
    """All papers of one letter as one zip."""
    from console.paper_sheet import pack_to_file
    from console.session import open_session

    pack_to_file(open_session(), batch, output)


@app.command("list")
def list_papers(
    kind: str = typer.Option("", help="One kind only."),
    limit: int = typer.Option(50, min=1, max=10_000, help="How many, the newest first."),
) -> None:
    """The issued papers, checked against their digests."""
    from console.paper_sheet import print_papers
    from console.session import open_session

    print_papers(open_session(), kind, limit)


@app.command()
def numbers(year: int = typer.Option(0, min=0, max=9999, help="Year; 0: this one.")) -> None:
    """The letter numbers of a year, void ones with their reason."""
    from console.paper_sheet import print_numbers
    from console.session import open_session

    print_numbers(open_session(), year)


@app.command()
def fetch(
    uid: str = typer.Argument(help="uid of an issued paper, as `documents list` prints it."),
    output: Path = typer.Option(..., "-o", "--output", help="File to write."),
) -> None:
    """Write an issued paper as it was issued; refused when its bytes have changed."""
    from console.paper_sheet import fetch_to_file
    from console.session import open_session

    fetch_to_file(open_session(), uid, output)


@app.command()
def templates(folder: Path = typer.Argument(help="Folder to write the packaged templates to.")) -> None:
    """Copy the packaged templates out, to be edited in Word and put into GI_HOME/templates."""
    from console.paper_sheet import copy_templates

    copy_templates(folder)
