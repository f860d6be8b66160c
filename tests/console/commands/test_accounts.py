"""`gi-leads accounts`."""

import re
from pathlib import Path

import pytest

from console.passwords import is_password
from leads_db.settings import Settings
from leads_db.store.accounts import read_account, read_accounts
from leads_db.store.api_tokens import find_token
from leads_db.store.engine import open_engine, reading, writing
from leads_db.store.sessions import read_open_sessions, start_session
from leads_db.store.units import utc_now
from tests.console.commands.conftest import RunCommand

pytestmark = pytest.mark.usefixtures("engine")


def test_an_account_from_the_command_line_can_log_in(run_command: RunCommand, settings: Settings) -> None:
    code, out, _ = run_command("accounts", "add", "wang.wu", "--role", "reviewer", "--role", "ops", "--shown", "王五")
    assert code == 0
    password = re.search(r"wang\.wu: ([\w-]+)", out)
    with reading(open_engine(settings.store_url)) as connection:
        account = read_account(connection, "wang.wu")
    assert password
    assert is_password(account.password_hash, password[1])
    assert (account.must_change, account.cities) == (True, ("benxi", "jiaozuo"))
    assert "wang.wu" in run_command("accounts", "list")[1]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("x1", "--role", "king"), "There is no role king"),
        (("x1", "--role", "system"), "An account needs at least one role"),
        (("x1", "--role", "county"), "There is no bureau"),
        (("x1", "--role", "county", "--bureau", "nowhere"), "There is no bureau nowhere"),
        (("x1", "--role", "reviewer", "--city", "mars"), "Cities of this installation"),
        (("X1", "--role", "ops"), "small letters"),
    ],
)
def test_a_mistake_is_one_line(run_command: RunCommand, words: tuple[str, ...], told: str) -> None:
    code, _, err = run_command("accounts", "add", *words)
    assert code == 1
    assert told in err
    assert len(err.splitlines()) == 1


def test_disable_reset_and_undo(run_command: RunCommand, settings: Settings) -> None:
    run_command("accounts", "add", "wang.wu", "--role", "ops")
    assert run_command("accounts", "disable", "wang.wu")[0] == 0
    assert "disabled" in run_command("accounts", "list")[1]
    assert run_command("accounts", "disable", "wang.wu", "--undo")[0] == 0
    out = run_command("accounts", "reset", "wang.wu")[1]
    password = re.search(r"wang\.wu: ([\w-]+)", out)
    with reading(open_engine(settings.store_url)) as connection:
        account = read_account(connection, "wang.wu")
    assert password
    assert is_password(account.password_hash, password[1])
    assert run_command("accounts", "reset", "nobody")[0] == 1


def test_a_token_is_printed_once_and_can_be_revoked(run_command: RunCommand, settings: Settings) -> None:
    run_command("accounts", "add", "huanren", "--role", "county", "--bureau", "huanren")
    out = run_command("accounts", "token", "huanren", "--days", "30")[1]
    token, uid = re.search(r"(gi_[\w-]+)", out), re.search(r"token (\w+) of", out)
    assert token
    assert uid
    engine = open_engine(settings.store_url)
    with reading(engine) as connection:
        assert find_token(connection, token[1], at=utc_now())
    assert run_command("accounts", "revoke", uid[1])[0] == 0
    with reading(engine) as connection:
        assert find_token(connection, token[1], at=utc_now()) is None
    engine.dispose()


def test_demonstration_accounts_are_for_the_practice_market(run_command: RunCommand, settings: Settings) -> None:
    assert "demo-county-head" in run_command("accounts", "demo")[1]
    settings.sources_folder.mkdir(parents=True)
    shop = "name: s\nkind: schema_org\nplatform: s\nbase_url: https://shop.example.com\nenabled: true\n"
    Path(settings.sources_folder / "s.yml").write_text(shop, "utf-8")
    code, _, err = run_command("accounts", "demo")
    assert code == 1
    assert "practice market alone" in err


def test_the_code_of_the_set_up_is_printed_until_there_is_an_administrator(run_command: RunCommand) -> None:
    assert re.search(r"/setup opens with \w{4}-\w{4}-\w{4}-\w{4}", run_command("accounts", "setup-code")[1])
    run_command("accounts", "add", "chief", "--role", "admin")
    code, _, err = run_command("accounts", "setup-code")
    assert code == 1
    assert "administrator already" in err


def test_sessions_are_listed_and_ended(run_command: RunCommand, settings: Settings) -> None:
    run_command("accounts", "add", "wang.wu", "--role", "ops")
    engine = open_engine(settings.store_url)
    with writing(engine) as connection:
        account = read_account(connection, "wang.wu")
        start_session(connection, account, at=utc_now(), address="10.0.0.9", browser="")
        uid = read_open_sessions(connection, at=utc_now())[0].uid
    assert "10.0.0.9" in run_command("accounts", "sessions", "wang.wu")[1]
    assert "10.0.0.9" not in run_command("accounts", "sessions", "--end", uid)[1]
    assert run_command("accounts", "sessions", "--end", uid)[0] == 1
    engine.dispose()


def test_wiping_the_practice_market_shuts_its_accounts(run_command: RunCommand, settings: Settings) -> None:
    run_command("accounts", "demo")
    run_command("accounts", "add", "chief", "--role", "admin")
    assert run_command("practice", "wipe", "--yes")[0] == 0
    with reading(open_engine(settings.store_url)) as connection:
        states = {one.is_demo: one.disabled_at is not None for one in read_accounts(connection)}
    assert states == {True: True, False: False}
