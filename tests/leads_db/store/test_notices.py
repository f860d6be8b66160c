"""Notices reach whom they concern and nobody else, once each; the outbox waits longer each time, then gives up."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from leads_db.records.account import Actor, Role
from leads_db.records.notice import NoticeKind, SendingState
from leads_db.store.engine import reading, writing
from leads_db.store.notices import (
    BACKOFF,
    count_unread,
    mark_read,
    queue_sendings,
    read_dead_sendings,
    read_notices,
    read_waiting,
    redrive_sendings,
    save_notice,
    save_send_failure,
    save_sent,
)
from tests.factories import NOON
from tests.leads_db.store.handled import APPROVER, HEAD, OFFICER, REVIEWER

OTHER_OFFICER = Actor(name="olga", roles=frozenset({Role.COUNTY}), cities=("benxi",), bureau="nanfen")
JIAOZUO = Actor(name="ruth", roles=frozenset({Role.REVIEWER}), cities=("jiaozuo",))
AUDITOR = Actor(name="ada", roles=frozenset({Role.AUDITOR}), cities=("benxi", "jiaozuo"))


def tell(engine: Engine, once: str = "a", **more: Any) -> bool:
    facts = {"kind": NoticeKind.URGED, "text": "催办：线索 X", "role": Role.COUNTY, "bureau": "huanren", "at": NOON}
    with writing(engine) as connection:
        return save_notice(connection, once=once, **{**facts, **more})


def seen_by(engine: Engine, actor: Actor) -> int:
    with reading(engine) as connection:
        assert count_unread(connection, actor) == len(read_notices(connection, actor, unread_only=True))
        return len(read_notices(connection, actor))


def test_a_county_sees_its_own_and_nobody_elses(engine: Engine) -> None:
    tell(engine)
    people = (OFFICER, OTHER_OFFICER, HEAD, REVIEWER, APPROVER, AUDITOR)
    assert [seen_by(engine, actor) for actor in people] == [1, 0, 0, 0, 0, 0]


def test_the_centre_sees_its_cities(engine: Engine) -> None:
    tell(engine, role=Role.REVIEWER, bureau=None, city="benxi")
    tell(engine, "all cities", role=Role.REVIEWER, bureau=None)
    assert [seen_by(engine, actor) for actor in (REVIEWER, JIAOZUO, OFFICER, AUDITOR)] == [2, 1, 0, 0]


def test_a_notice_to_an_account_is_its_alone(engine: Engine) -> None:
    tell(engine, bureau=None, role=Role.REVIEWER, account="rita")
    other = Actor(name="rosa", roles=REVIEWER.roles, cities=REVIEWER.cities)
    assert [seen_by(engine, actor) for actor in (REVIEWER, other)] == [1, 0]


def test_a_county_account_without_a_bureau_sees_nothing(engine: Engine) -> None:
    tell(engine, bureau=None)
    homeless = Actor(name="omar", roles=frozenset({Role.COUNTY}), cities=("benxi",))
    assert [seen_by(engine, actor) for actor in (OFFICER, homeless)] == [1, 0]


def test_the_same_thing_is_told_once(engine: Engine) -> None:
    assert [tell(engine), tell(engine), tell(engine, "b"), tell(engine, "x" * 500), tell(engine, "x" * 500)] == [
        True,
        False,
        True,
        True,
        False,
    ]


def test_reading_marks_are_each_persons_own_and_foreign_ids_change_nothing(engine: Engine) -> None:
    tell(engine)
    tell(engine, "b")
    twin = Actor(name="oskar", roles=OFFICER.roles, cities=OFFICER.cities, bureau="huanren")
    with writing(engine) as connection:
        uid = read_notices(connection, OFFICER)[0].uid
        assert mark_read(connection, OTHER_OFFICER, NOON, uids=[uid]) == 0
        assert mark_read(connection, OFFICER, NOON, uids=[uid, "no such id"]) == 1
        assert mark_read(connection, OFFICER, NOON, uids=[uid]) == 0
        assert (count_unread(connection, OFFICER), count_unread(connection, twin)) == (1, 2)
        assert mark_read(connection, OFFICER, NOON) == 1
        assert [notice.read_at for notice in read_notices(connection, OFFICER)] == [NOON, NOON]


def test_a_notice_is_one_clean_line_of_bounded_length(engine: Engine) -> None:
    tell(engine, text="一\r\n二\x1b[31m\u202e三" + "长" * 900)
    with reading(engine) as connection:
        text = read_notices(connection, OFFICER)[0].text
    assert text.startswith("一  二 [31m 三")
    assert (len(text), text[-1]) == (400, "…")


def queue(engine: Engine, now: datetime = NOON, **more: Any) -> int:
    wanted = {"roles": [Role.COUNTY], "bureaus": [], "cities": []}
    with writing(engine) as connection:
        return queue_sendings(connection, "office", **{**wanted, **more}, now=now)


def test_a_channel_carries_each_fresh_notice_of_its_roles_once(engine: Engine) -> None:
    tell(engine)
    tell(engine, "old", at=NOON - timedelta(days=2))
    tell(engine, "practice", is_practice=True)
    tell(engine, "centre", role=Role.REVIEWER, bureau=None)
    tell(engine, "private", account="otto")
    tell(engine, "elsewhere", bureau="nanfen")
    assert queue(engine, bureaus=["huanren"]) == 1
    assert (queue(engine), queue(engine)) == (1, 0)


def test_a_channel_that_fails_is_tried_later_and_later_then_given_up_and_may_be_redriven(engine: Engine) -> None:
    tell(engine)
    queue(engine)
    now, tries = NOON, 0
    while True:
        with writing(engine) as connection:
            waiting = read_waiting(connection, "office", now, limit=20)
            if not waiting:
                break
            save_send_failure(connection, "office", [waiting[0].notice.uid], "json: not taken", now)
            assert read_waiting(connection, "office", now, limit=20) == ()
        now, tries = now + (BACKOFF[tries] if tries < len(BACKOFF) else timedelta(days=9)), tries + 1
    assert tries == len(BACKOFF) + 1
    with writing(engine) as connection:
        (dead,) = read_dead_sendings(connection)
        assert (dead.state, dead.attempts, dead.cause) == (SendingState.DEAD, tries, "json: not taken")
        assert redrive_sendings(connection, now) == 1
        (again,) = read_waiting(connection, "office", now, limit=20)
        save_sent(connection, "office", [again.notice.uid], now)
        assert read_waiting(connection, "office", now + timedelta(days=9), limit=20) == ()
    assert queue(engine) == 0


@pytest.mark.parametrize("kind", NoticeKind)
def test_every_kind_is_kept(engine: Engine, kind: NoticeKind) -> None:
    tell(engine, kind=kind)
    with reading(engine) as connection:
        assert read_notices(connection, OFFICER)[0].kind is kind
