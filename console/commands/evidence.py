"""`gi-leads evidence`: kept pages."""

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
