"""`gi-leads import`: listings and posts out of a file that an officer saved or a platform handed over."""

from pathlib import Path

import typer


def add_to(app: typer.Typer) -> None:
    """Hang the command of this module under `app`."""
    app.command("import")(import_file)


def import_file(
    file: Path = typer.Argument(help="JSONL, CSV, XLSX, HAR, MHTML, saved HTML or a saved answer."),
    column_map: list[str] = typer.Option([], "--map", help="field=column, e.g. title=商品名称; may be repeated."),
    platform: str = typer.Option("", help="Platform of the listings where the file does not say."),
    mentions: bool = typer.Option(False, "--mentions", help="The rows are posts or complaints, not listings."),
) -> None:
    """Import, judge and store a file; rows that cannot be read are named with their line."""
    from console.import_report import run_import
    from console.session import open_session

    raise typer.Exit(run_import(open_session(), file, column_map, platform or None, mentions=mentions))
