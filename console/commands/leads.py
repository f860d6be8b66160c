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
def history(number: str = typer.Argument(help="Lead number, GI-…")) -> None:
    """Every move of a lead: when, who, in which role, why."""
    from console.lead_acts import print_history
    from console.session import open_session

    print_history(open_session(), number)


@app.command()
def move(
    number: str = typer.Argument(help="Lead number, GI-…"),
    act: str = typer.Argument(help="confirm, hold, exclude, approve, sign, return … `leads moves` lists them."),
    role: str = typer.Option(help="In which role you act: reviewer, approver, county or county_head."),
    reason: str = typer.Option("", help="Why, in the words that the history keeps."),
    fact: list[str] = typer.Option([], help="What the move needs, name=value; may be repeated."),
    bureau: str = typer.Option("", help="Bureau id, for the roles of a county."),
) -> None:
    """Move a lead by the table of moves; what is not a row there is refused."""
    from console.lead_acts import actor_of, move_by_words
    from console.session import open_session

    session = open_session()
    move_by_words(session, number, act, actor_of(session, role, bureau), reason, fact)


@app.command()
def moves() -> None:
    """The table of moves: from where to where, who may, with which facts."""
    from console.lead_acts import print_moves

    print_moves()


@app.command()
def dispatch(numbers: list[str] = typer.Argument(help="Numbers of approved leads.")) -> None:
    """Send approved leads to their bureaus: one numbered letter for each seller and bureau, all or none."""
    from console.lead_acts import actor_of, dispatch_by_numbers
    from console.session import open_session

    session = open_session()
    dispatch_by_numbers(session, numbers, actor_of(session, "approver", ""))


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
