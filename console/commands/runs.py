"""`gi-leads runs`: collections and what became of their requests."""

import typer

app = typer.Typer(name="runs", help="Collection runs.", no_args_is_help=True)
NUMBER = typer.Argument(min=1, max=2**53, help="Run number.")


@app.callback()
def _group() -> None:
    """Collection runs."""


@app.command("list")
def list_runs(limit: int = typer.Option(20, min=1, max=1000, help="How many, newest first.")) -> None:
    """The newest runs."""
    from console.run_sheet import print_runs
    from console.session import open_session

    print_runs(open_session(), limit)


@app.command()
def show(number: int = NUMBER) -> None:
    """One run: requests by outcome, units, dead letters."""
    from console.run_sheet import print_run
    from console.session import open_session

    print_run(open_session(), number)


@app.command()
def redrive(number: int = NUMBER) -> None:
    """Give the dead letters of a run fresh attempts and work them now."""
    from console.collecting import collect, exit_code
    from console.screen import print_lines
    from console.session import open_session
    from leads_db.store.engine import reading
    from leads_db.store.runs import read_run
    from scheduler.run_acts import redrive_run

    session = open_session()
    with reading(session.engine) as connection:
        read_run(connection, number)  # NotFound is told before anything is done
    if redrive_run(session.engine, number, requested_by=session.user) == 0:
        print_lines(f"Run {number} has no dead letters.")
        raise typer.Exit
    raise typer.Exit(exit_code(collect(session, number)))


@app.command()
def cancel(number: int = NUMBER, reason: str = typer.Option(..., help="Why; kept in the audit.")) -> None:
    """End a run; what it has committed stays."""
    from console.screen import print_lines
    from console.session import open_session
    from scheduler.run_acts import cancel_run

    session = open_session()
    done = cancel_run(session.engine, number, requested_by=session.user, reason=reason)
    print_lines(f"Run {number} is cancelled." if done else f"Run {number} was over already.")
