"""One alert a burst; levels only rise; misreports and mutes are decisions that can be taken back."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from leads_db.errors import DecisionRefused, NotFound
from leads_db.records.opinion import AlertState, Level, OpinionAlert, Topic
from leads_db.store.alert_rules import count_misreports, is_muted, mute_alerts, read_rules, undo_rule
from leads_db.store.alerts import SeenBurst, decide_alert, read_alert, read_alerts, read_burst_days, save_burst
from leads_db.store.audit import find_broken_audit
from leads_db.store.engine import reading, writing
from leads_db.store.source_days import shanghai_day
from tests.leads_db.store.opinion_rows import REVIEWER, SLUG, at

TOPIC = Topic.COUNTERFEIT_COMPLAINT


def burst(hours: float = 0, **changes: Any) -> SeenBurst:
    facts: dict[str, Any] = {
        "indication": SLUG,
        "topic": TOPIC,
        "level": Level.BLUE,
        "began_at": at(hours),
        "ended_at": at(hours + 2),
        "observed": 9,
        "expected": 0.5,
        "sources": ("weibo", "tousu"),
        "event": None,
        "why": "2 小时内 9 条",
    }
    return SeenBurst(**{**facts, **changes})


def save(engine: Engine, *bursts: SeenBurst) -> list[tuple[int, bool] | None]:
    with writing(engine) as connection:
        return [save_burst(connection, one, now=one.ended_at) for one in bursts]


def decide(engine: Engine, alert: int, state: AlertState, reason: str = "是促销", hours: float = 9) -> OpinionAlert:
    with writing(engine) as connection:
        return decide_alert(connection, alert, state, REVIEWER, reason=reason, at=at(hours))


def test_a_burst_that_goes_on_is_one_alert_whose_level_rises(engine: Engine) -> None:
    first, same, rose, fell = save(
        engine, burst(), burst(3), burst(6, level=Level.ORANGE, observed=40), burst(9, level=Level.YELLOW)
    )
    assert first is not None
    assert (same, rose, fell) == ((first[0], False), (first[0], True), (first[0], False))
    with reading(engine) as connection:
        alert = read_alert(connection, first[0])
        assert find_broken_audit(connection) is None
    assert (alert.level, alert.observed, alert.last_at, alert.raised_at) == (Level.ORANGE, 40, at(11), at(2))


def test_after_a_quiet_day_it_is_another_alert(engine: Engine) -> None:
    first, second = save(engine, burst(), burst(27))
    assert first is not None
    assert second == (first[0] + 1, True)


def test_topics_indications_and_practice_have_alerts_of_their_own(engine: Engine) -> None:
    made = save(engine, burst(), burst(topic=Topic.PROMOTION), burst(indication="huai-yam"), burst(is_practice=True))
    assert len({one[0] for one in made if one}) == 4
    with reading(engine) as connection:
        assert [one.is_practice for one in read_alerts(connection, [SLUG], since=at(0))] == [False, False]
        assert [one.is_practice for one in read_alerts(connection, [SLUG], since=at(0), is_practice=True)] == [True]


def test_what_was_seen_opens_again_when_it_becomes_worse(engine: Engine) -> None:
    (made,) = save(engine, burst())
    assert made is not None
    assert decide(engine, made[0], AlertState.SEEN).state is AlertState.SEEN
    save(engine, burst(3))
    with reading(engine) as connection:
        assert read_alert(connection, made[0]).state is AlertState.SEEN
    save(engine, burst(5, level=Level.RED))
    with reading(engine) as connection:
        assert read_alert(connection, made[0]).state is AlertState.OPEN


def test_a_misreport_raises_the_limit_and_can_be_taken_back(engine: Engine) -> None:
    (made,) = save(engine, burst())
    assert made is not None
    assert decide(engine, made[0], AlertState.MISREPORT).handled_by == "wang"
    with writing(engine) as connection:
        assert count_misreports(connection, SLUG, TOPIC) == 1
        assert count_misreports(connection, SLUG, Topic.PROMOTION) == 0
        (rule,) = read_rules(connection, SLUG)
        undo_rule(connection, rule.id, REVIEWER, at=at(20))
        assert count_misreports(connection, SLUG, TOPIC) == 0
        assert read_alert(connection, made[0]).state is AlertState.SEEN
        with pytest.raises(DecisionRefused):
            undo_rule(connection, rule.id, REVIEWER, at=at(21))
        with pytest.raises(NotFound):
            undo_rule(connection, 999, REVIEWER, at=at(21))


def test_a_misreport_goes_on_as_one_and_is_closed(engine: Engine) -> None:
    (made,) = save(engine, burst())
    assert made is not None
    decide(engine, made[0], AlertState.MISREPORT)
    assert save(engine, burst(3, level=Level.RED)) == [(made[0], True)]
    with reading(engine) as connection:
        assert read_alert(connection, made[0]).state is AlertState.MISREPORT
    with pytest.raises(DecisionRefused):
        decide(engine, made[0], AlertState.SEEN)


@pytest.mark.parametrize(("state", "reason"), [(AlertState.OPEN, "x"), (AlertState.MISREPORT, "  ")])
def test_a_decision_that_is_none_is_refused(engine: Engine, state: AlertState, reason: str) -> None:
    (made,) = save(engine, burst())
    assert made is not None
    with pytest.raises(DecisionRefused):
        decide(engine, made[0], state, reason)
    with pytest.raises(NotFound):
        decide(engine, 999, AlertState.SEEN)


def test_while_muted_nothing_is_raised(engine: Engine) -> None:
    with writing(engine) as connection:
        rule = mute_alerts(connection, SLUG, "", REVIEWER, until=at(48), reason="直播节", at=at(0))
        assert is_muted(connection, SLUG, TOPIC, at(1))
        assert not is_muted(connection, SLUG, TOPIC, at(49))
        assert not is_muted(connection, "huai-yam", TOPIC, at(1))
    assert save(engine, burst()) == [None]
    with writing(engine) as connection:
        undo_rule(connection, rule, REVIEWER, at=at(3))
    assert save(engine, burst(3))[0] is not None


@pytest.mark.parametrize(("hours", "reason"), [(0, "x"), (31 * 24, "x"), (5, "")])
def test_a_mute_is_bounded_and_has_a_reason(engine: Engine, hours: float, reason: str) -> None:
    with pytest.raises(DecisionRefused), writing(engine) as connection:
        mute_alerts(connection, SLUG, "", REVIEWER, until=at(hours), reason=reason, at=at(0))


def test_days_of_bursts_are_told_but_not_those_of_misreports(engine: Engine) -> None:
    save(engine, burst(), burst(20))
    ((wrong, _),) = [one for one in save(engine, burst(100)) if one]
    decide(engine, wrong, AlertState.MISREPORT)
    with reading(engine) as connection:
        days = read_burst_days(connection, SLUG, TOPIC, since=at(-99), until=at(300), is_practice=False)
        none = read_burst_days(connection, SLUG, TOPIC, since=at(-99), until=at(0), is_practice=False)
    assert days == {shanghai_day(at(0)), shanghai_day(at(0)) + timedelta(days=1)}
    assert none == frozenset()
