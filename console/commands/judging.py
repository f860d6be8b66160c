"""`gi-leads judge`, `bench`, `explain`: the judgement without the store, its measures, and its reasons."""

from pathlib import Path

import typer


def add_to(app: typer.Typer) -> None:
    """Hang the commands of this module under `app`."""
    for command in (judge, bench, explain):
        app.command()(command)


def judge(
    source: Path = typer.Argument(metavar="IN", help="JSONL of listings; - reads standard input."),
    target: Path = typer.Option(Path("-"), "-o", "--output", help="JSONL to write; - is standard output."),
    users: Path | None = typer.Option(
        None, exists=True, dir_okay=False, help="Authorised users (CSV) instead of the register's."
    ),
    register: Path | None = typer.Option(
        None, exists=True, file_okay=False, help="A register folder, or one of indications to add."
    ),
) -> None:
    """Judge listings, one JSON object a line, in their order. Exit code 4: some lines could not be read."""
    from console.judging import judge_file

    raise typer.Exit(judge_file(source, target, users, register))


def bench(
    sets: list[str] = typer.Argument(
        None, metavar="[SET]...", help="Labelled JSONL files or names of the packaged sets; none: all."
    ),
    save: Path | None = typer.Option(None, help="Also write the figures as JSON."),
) -> None:
    """Measure the judgement on labelled sets, or with `posts` the analysis of opinions; with baselines."""
    from console.bench.command import run_bench
    from console.bench.post_command import run_post_bench

    run_post_bench(save) if sets == ["posts"] else run_bench(tuple(sets or ()), save)


def explain(name: str = typer.Argument(metavar="ID", help="Lead number (GI-…) or listing key.")) -> None:
    """The reasons of a lead or listing as a person reads them."""
    from console.explaining import print_reasons
    from console.session import open_session

    print_reasons(open_session(), name)
