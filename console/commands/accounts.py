"""`gi-leads accounts`: who may log in to the desk. Whoever has this shell may make accounts."""

from typing import Annotated

import typer

app = typer.Typer(name="accounts", help="Accounts of the desk.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="Log-in name.")]
Role = Annotated[list[str], typer.Option(help="reviewer, approver, county, county_head, seat, ops, auditor or admin.")]
City = Annotated[list[str] | None, typer.Option(help="City of a reviewer or approver; all of GI_CITY where left out.")]
Bureau = Annotated[
    str, typer.Option(help="Bureau id of a county account; of a seat also transfer:330110 (division code).")
]


@app.command("list")
def list_accounts() -> None:
    """Every account with its roles and state."""
    from console.account_work import account_rows
    from console.screen import print_table
    from console.session import open_session

    columns = ("name", "shown", "roles", "cities or bureau", "codes", "last log-in", "state")
    print_table("Accounts", columns, account_rows(open_session()))


@app.command()
def add(
    name: Name,
    role: Role,
    city: City = None,
    bureau: Bureau = "",
    shown: Annotated[str, typer.Option(help="Name as letters and lists show it.")] = "",
) -> None:
    """Make an account; prints its first password once, which is to be changed at the first log-in."""
    from console.account_work import add_account
    from console.screen import print_lines
    from console.session import open_session

    password = add_account(open_session(), name, role, city or (), bureau, shown)
    print_lines(f"{name}: {password}   (shown once; to be changed at the first log-in)")


@app.command()
def reset(name: Name) -> None:
    """Give an account a new password, printed once; one-time codes are set up anew; its sessions end."""
    from console.account_work import reset_account
    from console.screen import print_lines
    from console.session import open_session

    print_lines(f"{name}: {reset_account(open_session(), name)}   (shown once; to be changed at the first log-in)")


@app.command()
def disable(name: Name, undo: Annotated[bool, typer.Option(help="Let the account be used again.")] = False) -> None:
    """End an account's sessions and tokens; nobody can use it until --undo."""
    from console.account_work import switch_account
    from console.screen import print_lines
    from console.session import open_session

    switch_account(open_session(), name, is_on=undo)
    print_lines(f"{name} is {'enabled' if undo else 'disabled'}.")


@app.command()
def sessions(
    name: Annotated[str, typer.Argument(help="Log-in name; all where left out.")] = "",
    end: Annotated[str, typer.Option(help="End this session.")] = "",
) -> None:
    """Open sessions: who is logged in from where."""
    from console.account_work import end_one_session, session_rows
    from console.screen import print_table
    from console.session import open_session

    session = open_session()
    if end:
        end_one_session(session, end)
    print_table("Sessions", ("session", "account", "since", "last used", "address"), session_rows(session, name))


@app.command()
def demo() -> None:
    """Make the demonstration accounts, or give them new passwords; only while no real source is switched on."""
    from console.account_work import make_demo
    from console.screen import print_table
    from console.session import open_session

    rows = [(one.name, one.shown, one.bureau, one.password) for one in make_demo(open_session())]
    print_table("演示帐号 (passwords are shown once)", ("name", "shown", "bureau", "password"), rows)


@app.command()
def token(
    name: Name,
    days: Annotated[int, typer.Option(min=1, max=730, help="How long it is valid.")] = 365,
) -> None:
    """Make a token for a county's own system, printed once; it acts as this account."""
    from console.account_work import add_token
    from console.screen import print_lines
    from console.session import open_session

    uid, secret = add_token(open_session(), name, days)
    print_lines(f"token {uid} of {name}, valid for {days} days, shown once:", secret)


@app.command()
def revoke(uid: Annotated[str, typer.Argument(help="Token, as `accounts token` or the desk names it.")]) -> None:
    """End a token at once."""
    from console.account_work import revoke_one_token
    from console.screen import print_lines
    from console.session import open_session

    revoke_one_token(open_session(), uid)
    print_lines(f"token {uid} is revoked.")


@app.command("setup-code")
def setup_code() -> None:
    """Print a new code for /setup while there is no administrator."""
    from console.account_work import print_setup_code
    from console.session import open_session

    print_setup_code(open_session())
