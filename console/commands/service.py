"""`gi-leads serve` and `gi-leads settings`."""

import typer


def add_to(app: typer.Typer) -> None:
    """Hang the commands of this module under `app`."""
    app.command()(serve)
    app.command("settings")(show_settings)


def serve() -> None:
    """Run everything: store, practice market, desk, scheduler. Ctrl-C ends it."""
    from console.supervisor import serve as supervise
    from leads_db.settings import read_settings

    raise typer.Exit(supervise(read_settings()) or 0)


def show_settings() -> None:
    """List every GI_ setting with its value and meaning; secrets are hidden."""
    from console.screen import print_table
    from console.setting_list import list_settings
    from leads_db.settings import read_settings

    print_table("Settings", ("name", "value", "meaning"), list_settings(read_settings()))
