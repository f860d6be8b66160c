"""Codes are used once; recovery codes belong to one account."""

import pytest
from sqlalchemy import Engine, select

from leads_db.account_tables import recovery_codes
from leads_db.errors import NotFound
from leads_db.store.accounts import read_account
from leads_db.store.engine import writing
from leads_db.store.second_factor import (
    clear_totp,
    count_recovery_codes,
    is_known_device,
    save_code_given,
    save_device,
    save_recovery_codes,
    save_totp,
    use_recovery_code,
    use_totp_step,
)
from leads_db.store.sessions import find_session, start_session
from tests.leads_db.store.account_rows import AT, saved

CODES = ("abcde-fghjk", "mnpqr-stuvw")


def test_a_step_is_used_once_and_no_earlier_one_after_it(engine: Engine) -> None:
    with writing(engine) as connection:
        account = saved(connection)
        save_totp(connection, account, "S" * 32, 100, CODES, at=AT)
        assert [use_totp_step(connection, account, step) for step in (100, 99, 101, 101, 100, 102)] == [
            False, False, True, False, False, True,
        ]  # fmt: skip


def test_a_recovery_code_works_once_however_it_is_typed(engine: Engine) -> None:
    with writing(engine) as connection:
        account = saved(connection)
        save_recovery_codes(connection, account, CODES)
        assert CODES[0] not in str(connection.execute(select(recovery_codes)).all())
        assert use_recovery_code(connection, account, " ABCDE fghjk", at=AT)
        assert not use_recovery_code(connection, account, CODES[0], at=AT)
        assert count_recovery_codes(connection, account) == 1


def test_a_recovery_code_of_another_account_is_none(engine: Engine) -> None:
    with writing(engine) as connection:
        save_recovery_codes(connection, saved(connection), CODES)
        assert not use_recovery_code(connection, saved(connection, "li.si"), CODES[0], at=AT)


def test_new_recovery_codes_replace_the_old_ones(engine: Engine) -> None:
    with writing(engine) as connection:
        account = saved(connection)
        save_recovery_codes(connection, account, CODES)
        save_recovery_codes(connection, account, ("xxxxx-yyyyy",))
        assert not use_recovery_code(connection, account, CODES[1], at=AT)
        assert use_recovery_code(connection, account, "xxxxx-yyyyy", at=AT)


def test_the_token_from_before_the_code_is_worth_nothing_after_it(engine: Engine) -> None:
    with writing(engine) as connection:
        before = start_session(connection, saved(connection), at=AT, address="", browser="")
        session = find_session(connection, before, at=AT)
        assert session
        after = save_code_given(connection, session)
        assert find_session(connection, before, at=AT) is None
        whole = find_session(connection, after, at=AT)
    assert whole
    assert whole.has_code


def test_a_reset_takes_seed_codes_and_known_browsers_away(engine: Engine) -> None:
    with writing(engine) as connection:
        account = saved(connection)
        save_totp(connection, account, "S" * 32, 100, CODES, at=AT)
        device = save_device(connection, account, at=AT)
        assert is_known_device(connection, account, device)
        clear_totp(connection, "zhang.san", at=AT, by="admin")
        assert read_account(connection, "zhang.san").totp_secret is None
        assert count_recovery_codes(connection, account) == 0
        assert not is_known_device(connection, account, device)
        with pytest.raises(NotFound):
            clear_totp(connection, "nobody", at=AT, by="admin")


def test_a_browser_known_to_one_account_is_strange_to_another(engine: Engine) -> None:
    with writing(engine) as connection:
        device = save_device(connection, saved(connection), at=AT)
        assert not is_known_device(connection, saved(connection, "li.si"), device)
