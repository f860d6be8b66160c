"""`gi-leads audit`: who did what."""

import typer

app = typer.Typer(name="audit", help="The append-only audit.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """The append-only audit."""


@app.command()
def verify() -> None:
    """Check the chain of the audit, and that its events rebuild every lead; exit code 1 names what does not hold."""
    from console.screen import print_lines
    from console.session import open_session
    from leads_db.store.audit import find_broken_audit
    from leads_db.store.engine import reading
    from leads_db.store.lead_verifying import verify_leads

    with reading(open_session().engine) as connection:
        broken, found = find_broken_audit(connection), verify_leads(connection)
    if broken is not None:
        print_lines(f"Audit row {broken} was changed, or one before it is missing. Keep a copy, restore the backup.")
        raise typer.Exit(1)
    print_lines("The audit chain holds.")
    if not found.holds:
        print_lines(f"Not as their events tell: {', '.join((*found.differing[:20], *found.number_gaps))}")
        raise typer.Exit(1)
    print_lines(f"Its events rebuild all {found.leads} leads; no letter number is missing.")
