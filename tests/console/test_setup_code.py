"""The code of the first start: hashed, for a day, once."""

from datetime import UTC, datetime, timedelta

import pytest

from console.setup_code import VALID_FOR, is_setup_code, new_setup_code, use_up_setup_code
from leads_db.settings import Settings

NOW = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)


def test_the_code_works_for_a_day_however_it_is_typed(settings: Settings) -> None:
    code = new_setup_code(settings, NOW)
    assert is_setup_code(settings, code, NOW)
    assert is_setup_code(settings, f" {code.lower().replace('-', '')} ", NOW + VALID_FOR - timedelta(seconds=1))
    assert not is_setup_code(settings, code, NOW + VALID_FOR)


def test_it_is_not_kept_and_only_its_owner_reads_the_file(settings: Settings) -> None:
    code = new_setup_code(settings, NOW)
    file = settings.home / "setup-code.json"
    assert code not in file.read_text()
    assert code.replace("-", "") not in file.read_text()
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_new_code_and_a_use_end_the_old_one(settings: Settings) -> None:
    first = new_setup_code(settings, NOW)
    second = new_setup_code(settings, NOW)
    assert not is_setup_code(settings, first, NOW)
    assert use_up_setup_code(settings)
    assert not is_setup_code(settings, second, NOW)
    assert not use_up_setup_code(settings)


@pytest.mark.parametrize("broken", ["", "{", "[]", '{"hash": 1}', '{"hash": "", "ends_at": "never"}'])
def test_a_broken_file_opens_nothing(settings: Settings, broken: str) -> None:
    code = new_setup_code(settings, NOW)
    (settings.home / "setup-code.json").write_text(broken)
    assert not is_setup_code(settings, code, NOW)
    assert not is_setup_code(settings, "", NOW)
