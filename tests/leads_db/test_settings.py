"""Settings are read once, frozen, and a wrong one is named with what would be right."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from leads_db.errors import SettingsError
from leads_db.settings import Settings, read_settings


def test_an_installation_that_sets_nothing_gets_sane_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GI_HOME")
    read = read_settings()
    assert (read.home, read.cities, read.desk_host, read.desk_port) == (
        Path("gi-home"),
        ("benxi", "jiaozuo"),
        "127.0.0.1",
        8600,
    )
    assert read.store_url == f"sqlite:///{Path('gi-home').resolve() / 'gi-leads.db'}"


@pytest.mark.parametrize(
    ("value", "cities"),
    [
        ("benxi", ("benxi",)),
        (" jiaozuo , benxi ", ("jiaozuo", "benxi")),
        ("benxi,benxi", ("benxi",)),
        ("", ("benxi", "jiaozuo")),
    ],
)
def test_the_city_is_one_or_both(monkeypatch: pytest.MonkeyPatch, value: str, cities: tuple[str, ...]) -> None:
    monkeypatch.setenv("GI_CITY", value)
    assert read_settings().cities == cities


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("GI_CITY", "shenyang", "unknown city shenyang; known: benxi, jiaozuo"),
        ("GI_CITY", ",", "unknown city"),
        ("GI_DAILY_AT", "25:00", "06:30"),
        ("GI_DAILY_AT", "half past six", "06:30"),
        ("GI_DAILY_AT", "²:00", "GI_DAILY_AT"),
        ("GI_DESK_PORT", "https", "GI_DESK_PORT"),
        ("GI_DESK_PORT", "70000", "GI_DESK_PORT"),
        ("GI_WORKERS", "0", "GI_WORKERS"),
        ("GI_WORKERS", "-1", "GI_WORKERS"),
        ("GI_PRACTICE", "perhaps", "GI_PRACTICE"),
        ("GI_DESK_HOST", "0.0.0.0", "GI_DESK_NAMES"),
        ("GI_DESK_HOST", "desk.example", "127.0.0.1"),
        ("GI_DESK_CERTIFICATE", "desk.pem", "GI_DESK_KEY go together"),
        ("GI_TOTP", "sometimes", "GI_TOTP"),
        ("GI_DESK_NAMES", "*", "no wildcard"),
        ("GI_COLOUR", "red", "GI_COLOUR: no such setting. Known: GI_API_PER_MINUTE, GI_BACKUPS"),
    ],
)
def test_a_setting_that_is_not_understood_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as fault:
        read_settings()
    assert name in str(fault.value)
    assert words in str(fault.value)


def test_outside_of_loopback_nobody_gets_in_without_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GI_DESK_HOST", "192.168.1.5")
    assert read_settings().is_totp_required
    monkeypatch.setenv("GI_TOTP", "optional")
    with pytest.raises(SettingsError, match="for loopback only"):
        read_settings()


def test_on_loopback_codes_are_a_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not read_settings().is_totp_required
    monkeypatch.setenv("GI_TOTP", "required")
    assert read_settings().is_totp_required


@pytest.mark.parametrize(
    ("host", "url"),
    [("127.0.0.1", "http://127.0.0.1:8600"), ("::1", "http://[::1]:8600"), ("192.168.1.5", "http://192.168.1.5:8600")],
)
def test_the_desk_is_where_it_listens(monkeypatch: pytest.MonkeyPatch, host: str, url: str) -> None:
    monkeypatch.setenv("GI_DESK_HOST", host)
    monkeypatch.setenv("GI_DESK_NAMES", "leads.example.gov.cn, desk")
    read = read_settings()
    assert read.desk_url == url
    assert {"localhost", host, "leads.example.gov.cn", "desk"} <= set(read.desk_hosts)


def test_settings_cannot_be_written(settings: Settings) -> None:
    with pytest.raises(ValidationError):
        settings.city = "benxi"


def test_every_setting_says_what_it_means() -> None:
    assert all(field.description for field in Settings.model_fields.values())


def test_one_folder_holds_everything(settings: Settings) -> None:
    folders = (settings.evidence_folder, settings.register_folder, settings.sources_folder)
    assert {folder.parent for folder in folders} == {settings.home}
    assert str(settings.home.resolve()) in settings.store_url
