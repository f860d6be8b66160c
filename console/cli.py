"""The command line `gi-leads`: one group a noun. Imports are lazy, so that help and small commands answer at once."""

import sys

import typer

from console.commands import (
    accounts,
    audit,
    clocks,
    collect,
    db,
    documents,
    evidence,
    importing,
    intake,
    judging,
    leads,
    notices,
    officer,
    opinions,
    practice,
    register,
    report,
    runs,
    service,
    source,
)
from leads_db.errors import AnotherScheduler, GILeadsError

app = typer.Typer(
    name="gi-leads",
    help="Collect public listings that name a geographical indication, judge them, queue the leads.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for module in (service, collect, importing, intake, judging):
    module.add_to(app)
for group in (
    accounts,
    leads,
    runs,
    source,
    officer,
    register,
    evidence,
    documents,
    report,
    opinions,
    practice,
    db,
    audit,
    clocks,
    notices,
):
    app.add_typer(group.app)


def main() -> None:
    """Entry of `gi-leads`. A named error is one line on standard error and exit code 1 (3: a second scheduler)."""
    try:
        app()
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output has gone: there is nobody to tell
        sys.exit(1)
    except GILeadsError as fault:
        sys.stderr.write(f"gi-leads: {told(fault)}\n")
        sys.exit(3 if isinstance(fault, AnotherScheduler) else 1)


def told(fault: GILeadsError) -> str:
    """One line: the kind of error, its own message, and what its class says is to be done."""
    message, advice = (" ".join(text.split()) for text in (str(fault), type(fault).__doc__ or ""))
    sentence = message if message.endswith((".", "?", ")", "。")) else f"{message}."
    return f"{type(fault).__name__}: {message}" if advice in message else f"{type(fault).__name__}: {sentence} {advice}"


if __name__ == "__main__":
    main()
