"""Sessions end by themselves, by their owner, never by somebody else."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, select

from leads_db.account_tables import sessions
from leads_db.errors import NotFound
from leads_db.store.engine import writing
from leads_db.store.sessions import (
    ABSOLUTE,
    IDLE,
    end_other_sessions,
    end_session,
    find_session,
    read_open_sessions,
    start_session,
    touch_session,
)
from tests.leads_db.store.account_rows import AT, saved

SECOND = timedelta(seconds=1)


def test_a_session_is_found_by_its_token_which_is_not_kept(engine: Engine) -> None:
    with writing(engine) as connection:
        token = start_session(connection, saved(connection), at=AT, address="10.0.0.9", browser="b" * 500)
        found = find_session(connection, token, at=AT)
        row = connection.execute(select(sessions)).one()
    assert found
    assert (found.account.name, found.address, len(found.browser), found.has_code) == (
        "zhang.san",
        "10.0.0.9",
        200,
        False,
    )
    assert token not in str(row)
    assert len(token) >= 43


def test_an_idle_session_ends(engine: Engine) -> None:
    with writing(engine) as connection:
        token = start_session(connection, saved(connection), at=AT, address="", browser="")
        assert find_session(connection, token, at=AT + IDLE - SECOND)
        assert find_session(connection, token, at=AT + IDLE) is None


def test_a_used_session_ends_after_its_longest_time(engine: Engine) -> None:
    with writing(engine) as connection:
        token = start_session(connection, saved(connection), at=AT, address="", browser="")
        for minutes in range(20, 12 * 60, 20):
            at = AT + timedelta(minutes=minutes)
            used = find_session(connection, token, at=at)
            assert used
            assert used.ends_at == min(used.seen_at + IDLE, AT + ABSOLUTE)
            touch_session(connection, used, at=at)
        assert find_session(connection, token, at=AT + ABSOLUTE - SECOND)
        assert find_session(connection, token, at=AT + ABSOLUTE) is None


def test_nobody_ends_anothers_session(engine: Engine) -> None:
    with writing(engine) as connection:
        token = start_session(connection, saved(connection), at=AT, address="", browser="")
        saved(connection, "li.si")
        uid = read_open_sessions(connection, "zhang.san", at=AT)[0].uid
        with pytest.raises(NotFound):
            end_session(connection, "li.si", uid, at=AT, by="li.si")
        assert find_session(connection, token, at=AT)
        end_session(connection, "zhang.san", uid, at=AT, by="zhang.san")
        assert find_session(connection, token, at=AT) is None


def test_the_others_end_and_this_one_stays(engine: Engine) -> None:
    with writing(engine) as connection:
        account = saved(connection)
        tokens = [start_session(connection, account, at=AT, address="", browser=str(place)) for place in range(3)]
        foreign = start_session(connection, saved(connection, "li.si"), at=AT, address="", browser="")
        mine = find_session(connection, tokens[1], at=AT)
        assert mine
        assert end_other_sessions(connection, mine, at=AT) == 2
        alive = [bool(find_session(connection, token, at=AT)) for token in [*tokens, foreign]]
    assert alive == [False, True, False, True]
