"""`gi-leads evidence`: kept pages."""

from pathlib import Path

import typer

app = typer.Typer(name="evidence", help="Kept pages and their digests.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Kept pages and their digests."""


@app.command()
def show(
    number: int = typer.Argument(min=1, max=2**53, help="Evidence number, as the lead shows it."),
    body: bool = typer.Option(False, "--body", help="Print the page's bytes too."),
) -> None:
    """Print one kept page's place and check its digest; exit code 1 when it does not hold."""
    from console.evidence_sheet import print_evidence
    from console.session import open_session

    print_evidence(open_session(), number, with_body=body)


@app.command()
def seal(lead: str = typer.Argument(help="Lead number, GI-…")) -> None:
    """Check every page kept of a lead and fix their digests; a dispatch needs such a seal."""
    from console.lead_acts import actor_of
    from console.seal_sheet import make_seal
    from console.session import open_session

    session = open_session()
    make_seal(session, lead, actor_of(session, "reviewer", ""))


@app.command()
def verify(name: str = typer.Argument(help="Name of a seal, EV-…")) -> None:
    """Check a seal's pages against what was sealed; exit code 1 names those that differ."""
    from console.seal_sheet import print_check
    from console.session import open_session

    if not print_check(open_session(), name):
        raise typer.Exit(1)


@app.command()
def pack(
    name: str = typer.Argument(help="Name of a seal, EV-…"),
    folder: Path = typer.Argument(Path(), help="Where to write the zip; its name is made by the program."),
) -> None:
    """Write a seal's evidence pack: pages, manifest and a checker that needs Python alone."""
    from console.seal_sheet import write_pack_file
    from console.session import open_session

    write_pack_file(open_session(), name, folder)
