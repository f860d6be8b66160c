import socket

import pytest

from leads_db.settings import Settings
from tests.console.commands.conftest import RunCommand


@pytest.fixture(autouse=True)
def _free_practice_port(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        monkeypatch.setenv("GI_PRACTICE_PORT", str(probe.getsockname()[1]))


@pytest.mark.parametrize(
    ("name", "code", "told"),
    [
        ("practice-micro", 0, "Check of practice-micro, searched for 桓仁大米"),
        ("practice-login", 1, "Nothing could be read; nothing was saved."),
    ],
)
def test_a_check_prints_its_steps_and_saves_nothing(
    run_command: RunCommand, settings: Settings, name: str, code: int, told: str
) -> None:
    ended, said, _ = run_command("source", "check", name, "--term", "桓仁大米")
    assert ended == code
    assert told in said
    assert "/robots.txt" in said
    assert {path.name for path in settings.home.iterdir()} <= {"pace"}  # when the host was last asked
