"""Tries are slowed down, and nobody is locked out for ever."""

import threading
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, func, select

from leads_db.account_tables import login_tries
from leads_db.store.engine import writing
from leads_db.store.login_tries import (
    ACCOUNT,
    ADDRESS,
    CODE,
    DEVICE,
    FORGOTTEN_AFTER,
    PAIR,
    Claim,
    Limit,
    TryKey,
    claim_try,
    save_success,
)
from tests.leads_db.store.account_rows import AT

SECOND = timedelta(seconds=1)
ONE = (TryKey(PAIR, "zhang.san\n10.0.0.9"),)


def claim(engine: Engine, at: datetime, keys: tuple[TryKey, ...] = ONE) -> Claim:
    with writing(engine) as connection:
        return claim_try(connection, keys, at=at)


@pytest.mark.parametrize("limit", [PAIR, ADDRESS, ACCOUNT, DEVICE, CODE], ids=lambda limit: limit.kind)
def test_waits_grow_to_an_end(limit: Limit) -> None:
    waits = [limit.wait_s(failures) for failures in range(2_000)]
    assert waits[: limit.free] == [0] * limit.free
    assert waits[limit.free] == 1
    assert waits == sorted(waits)
    assert max(waits) == limit.longest_s <= 900


def test_after_the_free_tries_each_waits_longer(engine: Engine) -> None:
    at, waited = AT, []
    for _ in range(8):
        seconds = 0
        while (found := claim(engine, at)).wait_s:
            seconds += found.wait_s
            at += SECOND * found.wait_s
        waited.append(seconds)
    assert waited == [0, 0, 0, 1, 2, 4, 8, 16]


def test_a_try_that_comes_too_early_is_counted_and_prolongs_nothing(engine: Engine) -> None:
    for _ in range(4):
        claim(engine, AT)
    early = [claim(engine, AT).wait_s for _ in range(50)]
    assert set(early) == {1}
    assert claim(engine, AT + SECOND) == Claim(0, refused_before=51)


def test_success_forgets_failures_but_of_an_address_only_one(engine: Engine) -> None:
    keys = (*ONE, TryKey(ADDRESS, "10.0.0.9"))
    for _ in range(3):
        claim(engine, AT, keys)
    with writing(engine) as connection:
        save_success(connection, keys)
        left = connection.execute(select(login_tries.c.key, login_tries.c.failures)).all()
    assert [tuple(row) for row in left] == [(keys[1].hashed, 2)]


def test_failures_are_forgotten_after_a_while(engine: Engine) -> None:
    for _ in range(3):
        claim(engine, AT)
    claim(engine, AT + FORGOTTEN_AFTER + SECOND, (TryKey(PAIR, "other"),))
    with writing(engine) as connection:
        assert connection.scalar(select(func.count()).select_from(login_tries)) == 1


def test_of_many_at_once_no_more_are_checked_than_one_after_another(engine: Engine) -> None:
    allowed = []
    barrier = threading.Barrier(12)

    def attempt() -> None:
        barrier.wait()
        allowed.append(claim(engine, AT).wait_s == 0)

    threads = [threading.Thread(target=attempt) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert allowed.count(True) == PAIR.free
    assert len(allowed) == 12


def test_no_name_is_kept_as_it_was_typed(engine: Engine) -> None:
    claim(engine, AT, (TryKey(ACCOUNT, "my-password-by-mistake"),))
    with writing(engine) as connection:
        assert "mistake" not in str(connection.execute(select(login_tries)).all())
