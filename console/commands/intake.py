"""`gi-leads intake`: leads that an authority, the hotline or an officer handed over."""

from pathlib import Path

import typer

from leads_db.records.intake import IntakeKind


def add_to(app: typer.Typer) -> None:
    """Hang the command of this module under `app`."""
    app.command("intake")(take_in)


def take_in(
    file: Path = typer.Argument(help="XLSX, CSV, JSON or JSONL: a row a seller."),
    sender: str = typer.Option(..., "--from", help="Who hands it over: 省局, 12315平台, a unit."),
    kind: IntakeKind = typer.Option(IntakeKind.FORWARDED, help="forwarded, hotline or officer."),
    column_map: list[str] = typer.Option([], "--map", help="field=column, e.g. text=反映情况; may be repeated."),
    due: str = typer.Option("", help="Day by which they want an answer, where the rows do not say: 2026-12-15."),
    received: str = typer.Option("", help="Day on which it came, where the rows do not say; today."),
) -> None:
    """Take a list of others in: each row joins its seller's lead or opens one; again, it changes nothing."""
    from console.intake.report import run_intake
    from console.session import open_session

    session = open_session()
    raise typer.Exit(
        run_intake(session, file, sender=sender, kind=kind, column_map=column_map, due=due, received=received)
    )
