"""`gi-leads source`: where listings come from."""

import typer

app = typer.Typer(name="source", help="Sources of listings and posts.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Sources of listings and posts."""


@app.command("list")
def list_sources() -> None:
    """Every source, whether it is collected daily, and how its last run ended."""
    from console.session import open_session
    from console.source_sheet import print_sources

    print_sources(open_session())


@app.command()
def add(
    name: str = typer.Argument(help="Name of the source: letters, digits, hyphens."),
    kind: str = typer.Option(..., help="schema_org, shopify, woocommerce or feed."),
    url: str = typer.Option(..., help="Address of the site."),
    platform: str = typer.Option("", help="Platform id of the register; else the source's name."),
) -> None:
    """Write a source file to be completed by hand; it stays switched off until then."""
    from console.screen import print_lines
    from console.source_sheet import save_source
    from leads_db.settings import read_settings

    path = save_source(read_settings(), name=name, kind=kind, url=url, platform=platform)
    print_lines(f"Written: {path}", f"Complete it, then: gi-leads source check {name}")


@app.command()
def check(
    name: str = typer.Argument(help="Name of the source."),
    term: str = typer.Option("", help="Term to search; else the first watched name."),
) -> None:
    """Fetch robots.txt, one list and one item, and print what would be read. Nothing is saved."""
    from console.source_sheet import print_check
    from leads_db.settings import read_settings

    raise typer.Exit(print_check(read_settings(), name, term))


@app.command()
def health(
    days: int = typer.Option(14, min=1, max=366, help="Days of the blind-day ledger, today included."),
) -> None:
    """What was really seen of each daily source, day by day; exit code 1 when one was not fully seen."""
    from console.health_sheet import print_health
    from console.session import open_session

    raise typer.Exit(print_health(open_session(), days=days))


@app.command()
def plan(
    name: str = typer.Argument(help="Name of the source."),
    ahead: int = typer.Option(1, min=0, max=366, help="Days from today; 1: tomorrow."),
) -> None:
    """The searches of a day with the reason of each: what is asked, what waits, what has sunk."""
    from console.plan_sheet import print_plan
    from console.session import open_session

    raise typer.Exit(print_plan(open_session(), name, ahead=ahead))


@app.command("try")
def try_(
    url: str = typer.Argument(help="Address of a shop, forum or news site."),
    name: str = typer.Option("", help="Name of the source file; else made of the address."),
) -> None:
    """Look at an unknown site and write its source file, switched off, with what was found and how sure it is."""
    from console.source_try import print_try
    from leads_db.settings import read_settings

    raise typer.Exit(print_try(read_settings(), url, name))
