"""`gi-leads leads`: what waits for a person. Texts of leads are Chinese, as the desk shows them."""

from pathlib import Path

import typer

app = typer.Typer(name="leads", help="Leads that wait for a person.", no_args_is_help=True)
VERDICT = typer.Option("", help="infringing, irregular_use, unlicensed_local or insufficient.")
INDICATION = typer.Option("", help="Slug of the indication, as `register list` shows it.")


@app.callback()
def _group() -> None:
    """Leads that wait for a person."""


@app.command("list")
def list_leads(
    verdict: str = VERDICT,
    indication: str = INDICATION,
    limit: int = typer.Option(50, min=1, max=100_000, help="How many, the likeliest first."),
) -> None:
    """The leads, and above them the sources that were not seen."""
    from console.lead_sheet import lead_filter, print_leads
    from console.session import open_session

    session = open_session()
    print_leads(session, lead_filter(session, verdict, indication), limit)


@app.command()
def show(number: str = typer.Argument(help="Lead number, GI-…")) -> None:
    """One lead with its reasons and listings."""
    from console.lead_sheet import print_lead
    from console.session import open_session

    print_lead(open_session(), number)


@app.command()
def export(
    file: Path = typer.Argument(help="Table to write: .xlsx or .csv."),
    verdict: str = VERDICT,
    indication: str = INDICATION,
) -> None:
    """Write the leads as a table (线索台账) that no spreadsheet runs formulas from."""
    from console.lead_sheet import export_leads, lead_filter
    from console.screen import print_lines
    from console.session import open_session

    session = open_session()
    count = export_leads(session, lead_filter(session, verdict, indication), file)
    print_lines(f"{count} leads written: {file}")
