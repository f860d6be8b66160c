"""`gi-leads audit`: who did what."""

import typer

app = typer.Typer(name="audit", help="The append-only audit.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """The append-only audit."""


@app.command()
def verify() -> None:
    """Check the hash chain of the audit; exit code 1 names the first broken row."""
    from console.screen import print_lines
    from console.session import open_session
    from leads_db.store.audit import find_broken_audit
    from leads_db.store.engine import reading

    with reading(open_session().engine) as connection:
        broken = find_broken_audit(connection)
    if broken is not None:
        print_lines(f"Audit row {broken} was changed, or one before it is missing. Keep a copy, restore the backup.")
        raise typer.Exit(1)
    print_lines("The audit chain holds.")
