"""Accounts: from a file that is its owner's alone or from the environment, never printed, never guessed."""

import logging
import stat
from pathlib import Path

import pytest
import yaml

from crawlers.interfaces.accounts import FIELDS, Account, find_account, load_account
from leads_db.errors import CredentialsBroken
from leads_db.settings import Settings, read_settings

BLOCK = {"app_key": "k-123", "app_secret": "s3cr/et+x", "token": "tok en", "pid": 12345678}


def write(settings: Settings, value: object, mode: int = 0o600) -> Path:
    settings.home.mkdir(parents=True, exist_ok=True)
    path = settings.home / "credentials.yml"
    path.write_text(value if isinstance(value, str) else yaml.safe_dump(value))
    path.chmod(mode)
    return path


def test_a_block_of_the_file(settings: Settings) -> None:
    write(settings, {"pdd_ddk": BLOCK, "other": {"app_key": "x"}})
    account = load_account(settings, "pdd_ddk", {})
    assert (account["app_key"], account["pid"]) == ("k-123", "12345678")
    assert account.missing(("app_key", "pid", "sign_secret")) == ("sign_secret",)
    assert load_account(settings, "nobody", {}).missing(("app_key",)) == ("app_key",)


def test_no_file_is_no_account(settings: Settings) -> None:
    assert load_account(settings, "pdd_ddk", {}).values == {}


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660, 0o610])
def test_a_file_that_others_may_read_is_refused(settings: Settings, mode: int) -> None:
    path = write(settings, {"pdd_ddk": BLOCK}, mode)
    with pytest.raises(CredentialsBroken, match="chmod 600"):
        load_account(settings, "pdd_ddk", {})
    assert "chmod 600" in find_account(settings, "pdd_ddk", {}).problem
    assert stat.S_IMODE(path.stat().st_mode) == mode


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("pdd_ddk: {app_key: [1, 2]}", "app_key"),
        ("pdd_ddk: {app_key: true}", "app_key"),
        ("pdd_ddk: {app_keys: hidden-value}", "app_keys"),
        ("pdd_ddk: {app_key: k, daily_calls: many}", "daily_calls"),
        ("pdd_ddk: {app_key: k, rate_per_s: 0}", "rate_per_s"),
        ("pdd_ddk: {app_key: k, rate_per_s: .inf}", "rate_per_s"),
        ("pdd_ddk: {app_key: k, rate_per_s: .nan}", "rate_per_s"),
        ("pdd_ddk: hidden-value", "pdd_ddk"),
        ("- hidden-value", "block"),
        ("pdd_ddk:\n  app_secret: 'hidden-value\n", "line"),
    ],
)
def test_what_is_wrong_is_named_and_not_shown(settings: Settings, text: str, named: str) -> None:
    write(settings, text)
    with pytest.raises(CredentialsBroken, match=named) as told:
        load_account(settings, "pdd_ddk", {})
    assert "hidden-value" not in str(told.value)
    assert "hidden-value" not in repr(told.value.__cause__)


def test_a_file_that_is_no_text(settings: Settings) -> None:
    write(settings, "").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CredentialsBroken):
        load_account(settings, "pdd_ddk", {})


def test_the_environment_stands_over_the_file(settings: Settings) -> None:
    write(settings, {"pdd_ddk": BLOCK})
    environ = {
        "GI_ACCOUNT_PDD_DDK_APP_SECRET": "other",
        "GI_ACCOUNT_PDD_DDK_TRACKING_ID": "t",
        "GI_ACCOUNT_JD_UNION_PID": "9",
    }
    account = load_account(settings, "pdd_ddk", environ)
    assert (account["app_key"], account["app_secret"], account["tracking_id"]) == ("k-123", "other", "t")
    with pytest.raises(CredentialsBroken, match="app_secrets"):
        load_account(settings, "pdd_ddk", {"GI_ACCOUNT_PDD_DDK_APP_SECRETS": "hidden-value"})


def test_settings_let_account_variables_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GI_ACCOUNT_PDD_DDK_APP_KEY", "k")
    read_settings()


def test_nothing_of_an_account_is_printed(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    write(settings, {"pdd_ddk": BLOCK})
    account = load_account(settings, "pdd_ddk", {})
    logging.getLogger("crawl").warning("%s %r", account, account)
    shown = f"{account} {account!r} {caplog.text}"
    assert not any(str(value) in shown for value in BLOCK.values())


def test_secrets_are_taken_out_of_texts_in_every_spelling() -> None:
    account = Account("a", {"app_key": "k", "app_secret": "s3cr/et+x", "token": "tok en", "sign_secret": ""})
    text = "a s3cr/et+x b s3cr%2Fet%2Bx c tok en d tok+en e tok%20en f"
    assert account.hide(text) == "a *** b *** c *** d *** e *** f"


def test_every_field_is_told_in_the_documents() -> None:
    text = (Path(__file__).parents[3] / "docs" / "sources.md").read_text("utf-8")
    assert [field for field in FIELDS if f"`{field}`" not in text] == []
