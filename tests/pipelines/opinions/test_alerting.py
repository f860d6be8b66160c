"""New posts raise alerts against what the store holds: its gaps, its misreports, its earlier bursts."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from leads_db.records import Outcome
from leads_db.records.opinion import AlertState, Level, OpinionAlert
from leads_db.store.alert_rules import undo_rule
from leads_db.store.alerts import decide_alert, read_alerts
from leads_db.store.engine import reading, writing
from pipelines.opinions.alerting import raise_alerts, tell_burst
from pipelines.opinions.bursts import Burst
from tests.factories import NOON
from tests.leads_db.store.opinion_rows import REVIEWER, SLUG, all_posts, collect, mention, save

DAYS = 30


def fill(engine: Engine, a_day: int, *, blind: tuple[int, ...] = ()) -> None:
    """`a_day` posts on each day that was seen, on two platforms of one source; numbers from 1."""
    for back in range(DAYS, -1, -1):
        collect(engine, "feed", days=back, outcome=Outcome.BLOCKED_CAPTCHA if back in blind else Outcome.OK)
    posts = [
        mention(1 + back * 1_000 + step, hours=-24 * back + step % 8, platform=("weibo", "tousu")[step % 2])
        for back in range(1, DAYS)
        if back not in blind
        for step in range(a_day)
    ]
    save(engine, *posts, source="feed")


def burst(engine: Engine, count: int, *, hours: float = -1.0, number: int = 900_000) -> None:
    posts = [
        mention(number + step, hours=hours + step / 60, platform=("weibo", "tousu")[step % 2]) for step in range(count)
    ]
    save(engine, *posts, source="feed")


def look(engine: Engine, *, hours: float = 0) -> tuple[OpinionAlert, ...]:
    now = NOON + timedelta(hours=hours)
    with writing(engine) as connection:
        raise_alerts(connection, all_posts(engine)[-200:], {"weibo": "微博"}, now=now)
    with reading(engine) as connection:
        return read_alerts(connection, [SLUG], since=NOON - timedelta(days=99))


def test_days_on_which_the_source_was_down_do_not_lower_what_is_expected(engine: Engine) -> None:
    fill(engine, 8, blind=tuple(range(2, 16)))
    burst(engine, 40)
    (alert,) = look(engine)
    assert alert.expected == pytest.approx(8 * 2 / 24 * 1.5, rel=0.7)  # 8 on each day that was seen, not 4
    assert alert.expected > 0.6
    assert alert.why.endswith("来自微博、tousu") or alert.why.endswith("来自tousu、微博")


def test_posts_that_come_late_are_set_where_they_were_posted(engine: Engine) -> None:
    fill(engine, 3)
    burst(engine, 30, hours=-50)
    (alert,) = look(engine)
    assert NOON - timedelta(hours=75) < alert.began_at < alert.last_at < NOON - timedelta(hours=20)


def test_misreports_raise_the_limit_until_they_are_taken_back(engine: Engine) -> None:
    fill(engine, 2)
    burst(engine, 10)
    (alert,) = look(engine)
    with writing(engine) as connection:
        decide_alert(connection, alert.id, AlertState.MISREPORT, REVIEWER, reason="促销", at=NOON)
    burst(engine, 9, hours=71, number=950_000)
    assert len(look(engine, hours=72)) == 1
    with writing(engine) as connection:
        undo_rule(connection, 1, REVIEWER, at=NOON)
    assert len(look(engine, hours=72)) == 2


def test_what_is_told_of_a_burst_are_the_numbers_of_the_rule() -> None:
    told = tell_burst(Burst(0, 8, 14, 0.53, 8, ("weibo", "x"), Level.BLUE), {"weibo": "微博"})
    assert told == "2 小时内 14 条；按前四周同时段约 0.5 条，达 8 条即预警；来自微博、x"
