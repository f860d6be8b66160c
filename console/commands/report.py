"""`gi-leads report`: briefs and reports as Word files, and an issued one checked against its queries."""

from pathlib import Path

import typer

app = typer.Typer(name="report", help="Briefs, reports, the ledger of leads.", no_args_is_help=True)
CITY = typer.Option("", help="City id; empty: the first of the installation.")
OUTPUT = typer.Option(..., "-o", "--output", help="File to write, .docx.")
PRACTICE = typer.Option(False, "--practice", help="Of the practice market alone; the paper is marked.")


@app.callback()
def _group() -> None:
    """Briefs, reports, the ledger of leads."""


@app.command()
def daily(
    city: str = CITY,
    on: str = typer.Option("", help="Day, 2026-11-26; empty: today."),
    output: Path = OUTPUT,
    practice: bool = PRACTICE,
) -> None:
    """监测日报: from 16:30 of the working day before to 16:30 of the day."""
    _write("daily_brief", city, on, output, practice)


@app.command()
def weekly(
    city: str = CITY,
    on: str = typer.Option("", help="Week, 2026-W48; empty: the last whole one."),
    output: Path = OUTPUT,
    practice: bool = PRACTICE,
) -> None:
    """监测周报: Monday to Sunday."""
    _write("weekly_brief", city, on, output, practice)


@app.command()
def monthly(
    city: str = CITY,
    on: str = typer.Option("", help="Month, 2026-11; empty: the last whole one."),
    output: Path = OUTPUT,
    practice: bool = PRACTICE,
) -> None:
    """监测月报."""
    _write("monthly_brief", city, on, output, practice)


@app.command()
def special(
    event: int = typer.Argument(min=1, help="Number of the opinion event."),
    city: str = CITY,
    output: Path = OUTPUT,
    practice: bool = PRACTICE,
) -> None:
    """舆情专报 about one event."""
    _write("special_brief", city, f"event-{event}", output, practice)


@app.command()
def annual(
    city: str = CITY,
    year: str = typer.Option("", help="2026; empty: the last whole one."),
    output: Path = OUTPUT,
    practice: bool = PRACTICE,
) -> None:
    """地理标志专用标志使用情况年报 with the year's analysis of leads."""
    _write("annual_report", city, year, output, practice)


@app.command()
def ledger(
    city: str = CITY,
    output: Path = typer.Option(..., "-o", "--output", help="Table to write: .xlsx or .csv."),
) -> None:
    """线索台账 of one city."""
    from console.report_sheet import write_ledger
    from console.session import open_session

    write_ledger(open_session(), city, output)


@app.command()
def check(uid: str = typer.Argument(help="uid of an issued brief, as `documents list` prints it.")) -> None:
    """Ask an issued brief's queries again and compare. Exit code 4: a number differs that should not have changed."""
    from console.report_sheet import check_report
    from console.session import open_session

    raise typer.Exit(check_report(open_session(), uid))


def _write(kind: str, city: str, subject: str, output: Path, practice: bool) -> None:
    from console.report_sheet import write_report
    from console.session import open_session

    write_report(open_session(), kind, city, subject, output, is_practice=practice)
