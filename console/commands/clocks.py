"""`gi-leads clocks`: deadlines of leads, the limits behind them, the calendar."""

import typer

app = typer.Typer(name="clocks", help="Deadlines, limits and the working-day calendar.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Deadlines, limits and the working-day calendar."""


@app.command("list")
def list_deadlines(days: int = typer.Option(14, min=0, max=400, help="Due within so many days.")) -> None:
    """What is late and what is due soon, the most urgent first."""
    from console.clock_sheet import print_deadlines
    from console.session import open_session

    print_deadlines(open_session(), days)


@app.command()
def show(number: str = typer.Argument(help="Number of the lead.")) -> None:
    """Every clock of one lead: start, pauses, due time, state."""
    from console.clock_sheet import print_clocks
    from console.session import open_session

    print_clocks(open_session(), number)


@app.command()
def limits() -> None:
    """The limits of clocks.yml with their basis; 待核 where it is not confirmed."""
    from console.clock_sheet import print_limits
    from console.session import open_session

    print_limits(open_session())


@app.command()
def verify() -> None:
    """Work all clocks out anew from the events; exit code 1 names leads whose kept clocks differ."""
    from console.clock_sheet import verify_clocks
    from console.screen import print_lines
    from console.session import open_session

    if strays := verify_clocks(open_session()):
        print_lines(f"{len(strays)} leads with clocks that their events do not give: {', '.join(strays[:20])}")
        raise typer.Exit(1)
    print_lines("All clocks are what the events say.")


@app.command()
def days() -> None:
    """The corrections of the calendar; the seed is workdays.csv."""
    from console.clock_sheet import print_days
    from console.session import open_session

    print_days(open_session())


@app.command()
def day(
    subject: str = typer.Argument(help="A day like 2027-02-08, or a year like 2027."),
    kind: str = typer.Argument(help="holiday, workday or plain; for a year complete or provisional."),
    source: str = typer.Option(..., help="The notice it rests on."),
    name: str = typer.Option("", help="Name of the holiday."),
) -> None:
    """Correct the calendar; all deadlines follow, and each that moves is kept in the audit."""
    from console.clock_sheet import change_day
    from console.session import open_session

    change_day(open_session(), subject, kind, name, source)
