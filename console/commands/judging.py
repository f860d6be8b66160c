"""`gi-leads judge`, `bench`, `explain`: the judgement without the store, its measures, and its reasons."""

import typer


def add_to(app: typer.Typer) -> None:
    """Hang the commands of this module under `app`."""
    for command in (judge, bench, explain):
        app.command()(command)
