from pathlib import Path

import pytest

from leads_db.settings import Settings
from tests.console.commands.conftest import RunCommand

REFUSED = [
    ("leads show X", "NotFound: lead X"),
    ("leads list --verdict guilty", "NotFound: verdict guilty"),
    ("leads list --indication nowhere", "NotFound: indication nowhere"),
    ("leads export out.pdf", "DocumentError: out.pdf"),
    ("leads export nowhere/out.xlsx", "DocumentError: nowhere: no such folder"),
    ("runs show 99", "NotFound: run 99"),
    ("runs redrive 99", "NotFound: run 99"),
    ("runs cancel 99 --reason x", "NotFound: run 99"),
    ("evidence show 1", "NotFound: evidence 1"),
    ("crawl --source nowhere --reason x", "UnknownSource: nowhere"),
    ("source check nowhere", "UnknownSource: nowhere"),
    ("register import-users nowhere.csv", "UsersFileBroken: nowhere.csv"),
    ("import nowhere.jsonl", "ImportFileBroken: nowhere.jsonl: no such file"),
    ("import .", "ImportFileBroken: .: a folder without saved pages"),
]


@pytest.mark.parametrize(("line", "told"), REFUSED)
def test_bad_input_is_one_line_that_says_what_to_do(
    run_command: RunCommand, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, line: str, told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    code, _, error = run_command(*line.split())
    assert code == 1
    assert error.startswith(f"gi-leads: {told}")
    assert error.count("\n") == 1


@pytest.mark.parametrize("line", ["runs show abc", "runs show 99999999999999999999", "runs list --limit 0", "nosuch"])
def test_what_is_no_command_exits_with_two(run_command: RunCommand, line: str) -> None:
    assert run_command(*line.split())[0] == 2


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("GI_HOME", "/dev/null/x", "StoreFull"),
        ("GI_CITY", "paris", "SettingsError: GI_CITY"),
        ("GI_NOPE", "1", "SettingsError: GI_NOPE: no such setting"),
        ("GI_DATABASE_URL", "postgresql+psycopg://u:secret@127.0.0.1:1/x", "StoreUnreachable"),
    ],
)
def test_a_bad_setting_is_named(
    run_command: RunCommand, monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str
) -> None:
    monkeypatch.setenv(name, value)
    code, _, error = run_command("runs", "list")
    assert code == 1
    assert error.startswith(f"gi-leads: {told}")
    assert "secret" not in error


def test_a_file_that_is_no_database_is_left_alone(run_command: RunCommand, settings: Settings) -> None:
    settings.home.mkdir(parents=True)
    file = settings.home / "gi-leads.db"
    file.write_text("my diary")
    code, _, error = run_command("leads", "list")
    assert (code, file.read_text()) == (1, "my diary")
    assert "StoreDamaged" in error


def test_a_broken_source_file_is_named_and_the_rest_is_listed(run_command: RunCommand, settings: Settings) -> None:
    settings.sources_folder.mkdir(parents=True)
    (settings.sources_folder / "bad.yml").write_text("kind: [\n")
    code, told, _ = run_command("source", "list")
    assert (code, "practice-ld" in told, "Not readable: bad.yml" in told) == (0, True, True)
    assert "来源文件不能读，未采集：bad.yml" in run_command("leads", "list")[1]


@pytest.mark.parametrize(
    "line", ["settings", "runs list", "leads list", "register list", "register check", "audit verify"]
)
def test_a_fresh_home_answers(run_command: RunCommand, line: str) -> None:
    code, told, error = run_command(*line.split())
    assert (code, error) == (0, "")
    assert told
