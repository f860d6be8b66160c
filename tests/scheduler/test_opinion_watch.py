"""The look of every quarter of an hour: posts become events, alerts, one collection; nothing twice, whatever comes."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from leads_db.opinion_tables import event_posts, event_runs, lead_candidates, opinion_alerts, opinion_events
from leads_db.records import PRACTICE, Mention, Run, RunState, Trigger
from leads_db.records.account import Actor, Role
from leads_db.records.notice import NoticeKind
from leads_db.records.opinion import AlertState, Level, OpinionAlert, OpinionView, Sentiment, SpokenOf, Topic
from leads_db.register import Register
from leads_db.settings import Settings
from leads_db.store.alert_rules import mute_alerts
from leads_db.store.alerts import decide_alert, read_alerts
from leads_db.store.audit import find_broken_audit
from leads_db.store.engine import reading, writing
from leads_db.store.fold_decisions import split_event
from leads_db.store.mentions import save_mentions
from leads_db.store.notices import read_notices
from leads_db.store.opinion_events import read_event, read_event_posts, read_events
from leads_db.store.opinion_links import read_event_runs
from leads_db.store.runs import read_runs, save_new_run, save_run_state
from leads_db.tables import audit
from pipelines.opinions.alert_words import LEVELS
from scheduler import opinion_watch
from scheduler.opinion_collections import PAGES, open_collections
from scheduler.opinion_watch import EVERY, SOON, SOON_FOR, OpinionWatch, Watched
from tests.factories import NOON
from tests.leads_db.store.opinion_rows import REVIEWER

SLUG = "huanren-rice"
BEGIN = NOON - timedelta(days=40)


class Reader:
    """Reads what the tests write: the topic is the post's status, the shop its target."""

    model_version = "reader-1"

    def __init__(self, register: Register) -> None:
        assert SLUG in register.indications

    def analyse(self, mention: Mention) -> OpinionView:
        topic, shop = mention.status, mention.target or ""
        shops = (SpokenOf(text=shop, field="text", span=(0, len(shop)), confidence=1.0),) if shop else ()
        return OpinionView(
            mention_key=mention.key,
            indication=SLUG if topic else None,
            topic=Topic(topic or "unrelated"),
            sentiment=Sentiment.NEGATIVE,
            alert=False,
            confidence=1.0,
            shops=shops,
            model_version=self.model_version,
        )


@pytest.fixture
def watch(engine: Engine, settings: Settings) -> OpinionWatch:
    return OpinionWatch(engine, settings, Reader)


NUMBER = iter(range(10**9))


def post(at: datetime, text: str, platform: str, **changes: Any) -> Mention:
    facts = {"title": None, "posted_at": at, "seen_at": at, "status": "quality_complaint", **changes}
    return Mention(platform=platform, post_id=str(next(NUMBER)), text=text, **facts)


def save(engine: Engine, *posts: Mention, source: str = "feeds", is_practice: bool = False) -> None:
    with writing(engine) as connection:
        run_id = save_new_run(
            connection,
            source=source,
            trigger=Trigger.IMPORT,
            requested_by="t",
            now=NOON,
            is_practice=is_practice,
        )
        save_run_state(connection, run_id, RunState.FINISHED, now=NOON)
        save_mentions(connection, posts, run_id=run_id, now=NOON)


def history(engine: Engine, platforms: tuple[str, ...] = ("weibo", "tousu", "douyin"), **changes: Any) -> None:
    """One complaint on each second day and platform, each in its own words, for forty days."""
    words = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉"
    posts = [
        post(BEGIN + timedelta(days=day, hours=day % 9), words[day // 2] * 30 + platform, platform)
        for day in range(0, 38, 2)
        for platform in platforms
    ]
    save(engine, *posts, **changes)


def burst(engine: Engine, begin: datetime, count: int = 14, topic: str = "quality_complaint", **changes: Any) -> None:
    text = "买到的桓仁大米里面全是虫子，客服不理人，大家千万不要再上当了，我已经打过电话投诉。"
    platforms = changes.pop("platforms", ("weibo", "tousu", "douyin"))
    posts = [
        post(
            begin + timedelta(minutes=6 * step),
            text + "一二三四五六七八九十"[step % 10],
            platforms[step % len(platforms)],
            status=topic,
            target="禾下土特产",
        )
        for step in range(count)
    ]
    save(engine, *posts, **changes)


def alerts(engine: Engine, *, is_practice: bool = False) -> tuple[OpinionAlert, ...]:
    with reading(engine) as connection:
        return read_alerts(connection, [SLUG], since=BEGIN, is_practice=is_practice)


def runs(engine: Engine) -> list[Run]:
    with reading(engine) as connection:
        return [run for run in read_runs(connection) if run.trigger is Trigger.ON_DEMAND]


def count(engine: Engine, table: Any) -> int:
    with reading(engine) as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


def test_a_burst_of_complaints_is_told_and_opens_one_bounded_collection(engine: Engine, watch: OpinionWatch) -> None:
    history(engine)
    burst(engine, NOON - timedelta(hours=2))
    watched = watch.look(NOON)
    (alert,) = alerts(engine)
    (run,) = runs(engine)
    assert (watched.viewed, watched.folded, watched.alerts, watched.runs) == (71, 71, (alert.id,), (run.id,))
    assert (alert.observed, alert.state) == (14, AlertState.OPEN)
    assert "14 条" in alert.why
    assert "微博" in alert.why
    assert (run.source, run.params, run.requested_by) == ("shop", {"indication": SLUG, "pages": PAGES}, "opinion")
    assert f"舆情预警 {alert.id} 号" in run.reason
    with reading(engine) as connection:
        assert alert.event is not None
        event = read_event(connection, alert.event)
        assert [one.id for one in read_event_runs(connection, alert.event)] == [run.id]
        actions = set(connection.scalars(select(audit.c.action)))
        assert find_broken_audit(connection) is None
    assert event.post_count == 14
    assert {"opinion.alert_raised", "opinion.collection_opened"} <= actions


def test_looking_again_does_nothing_twice(engine: Engine, watch: OpinionWatch, settings: Settings) -> None:
    history(engine)
    burst(engine, NOON - timedelta(hours=2))
    watch.look(NOON)
    tables = (opinion_alerts, opinion_events, event_posts, lead_candidates, event_runs, audit)
    before = [count(engine, table) for table in tables]
    again = OpinionWatch(engine, settings, Reader)
    assert watch.look(NOON + EVERY) == again.look(NOON + 2 * EVERY) == Watched()
    assert [count(engine, table) for table in tables] == before


def test_a_burst_that_grows_is_the_same_alert_one_level_up(engine: Engine, watch: OpinionWatch) -> None:
    history(engine)
    burst(engine, NOON - timedelta(hours=2), count=9)
    watch.look(NOON)
    (first,) = alerts(engine)
    burst(engine, NOON - timedelta(hours=1), count=30)
    watch.look(NOON + timedelta(hours=3))
    (grown,) = alerts(engine)
    assert (first.id, first.level) == (grown.id, Level.BLUE)
    assert grown.level in (Level.YELLOW, Level.ORANGE, Level.RED)
    assert len(runs(engine)) == 1


def test_after_three_days_without_a_scheduler_one_burst_is_one_alert(engine: Engine, watch: OpinionWatch) -> None:
    history(engine)
    burst(engine, NOON - timedelta(hours=70), count=40)
    watch.look(NOON)
    (alert,) = alerts(engine)
    assert alert.last_at < NOON - timedelta(hours=60)
    assert runs(engine) == []  # what is over opens no collection


def test_old_posts_that_are_imported_raise_nothing(engine: Engine, watch: OpinionWatch) -> None:
    history(engine)
    burst(engine, NOON - timedelta(days=20), count=60)
    watch.look(NOON)
    assert alerts(engine) == ()
    with reading(engine) as connection:
        (event,) = read_events(connection, [SLUG], since=BEGIN, until=NOON, least_posts=5)
    assert event.post_count == 60


def test_promotion_is_told_and_opens_no_collection(engine: Engine, watch: OpinionWatch) -> None:
    history(engine)
    burst(engine, NOON - timedelta(hours=2), topic="promotion")
    watch.look(NOON)
    assert [one.topic for one in alerts(engine)] == [Topic.PROMOTION]
    assert runs(engine) == []


def test_a_second_burst_within_a_day_opens_no_second_collection(engine: Engine, watch: OpinionWatch) -> None:
    history(engine)
    burst(engine, NOON - timedelta(hours=2))
    watch.look(NOON)
    burst(engine, NOON + timedelta(hours=2), topic="price_complaint")
    watch.look(NOON + timedelta(hours=5))
    assert len(alerts(engine)) == 2
    assert len(runs(engine)) == 1


def test_a_misreport_opens_nothing_and_a_mute_holds_back(
    engine: Engine, watch: OpinionWatch, settings: Settings
) -> None:
    history(engine)
    burst(engine, NOON - timedelta(hours=2))
    settings.sources_folder.joinpath("shop.yml").unlink()
    watch.look(NOON)
    assert runs(engine) == []  # nothing is switched on
    with writing(engine) as connection:
        decide_alert(connection, alerts(engine)[0].id, AlertState.MISREPORT, REVIEWER, reason="促销", at=NOON)
        mute_alerts(connection, SLUG, "", REVIEWER, until=NOON + timedelta(days=9), reason="节日", at=NOON)
    assert open_collections(engine, settings, NOON) == ()
    burst(engine, NOON + timedelta(days=3), topic="price_complaint")
    watch.look(NOON + timedelta(days=3, hours=2))
    assert len(alerts(engine)) == 1


def test_shops_that_complaints_name_become_one_candidate(engine: Engine, watch: OpinionWatch) -> None:
    burst(engine, NOON - timedelta(hours=2), count=4)
    watch.look(NOON)
    with reading(engine) as connection:
        rows = connection.execute(select(lead_candidates.c.text, lead_candidates.c.kind)).all()
    assert rows == [("禾下土特产", "shop")]


def test_practice_posts_stay_practice(engine: Engine, watch: OpinionWatch) -> None:
    history(engine, platforms=(PRACTICE,), source="practice-feed", is_practice=True)
    burst(engine, NOON - timedelta(hours=2), count=40, platforms=(PRACTICE,), source="practice-feed", is_practice=True)
    watch.look(NOON)
    assert alerts(engine) == ()
    assert [one.is_practice for one in alerts(engine, is_practice=True)] == [True]
    assert runs(engine) == []  # no practice source is switched on beside a real one


def test_it_looks_every_quarter_of_an_hour_and_when_the_clock_is_set_back(watch: OpinionWatch) -> None:
    assert watch.look_when_due(NOON) is not None
    assert watch.look_when_due(NOON + SOON / 2) is None
    assert watch.look_when_due(NOON + SOON) is not None
    assert watch.look_when_due(NOON + SOON_FOR) is not None
    assert watch.look_when_due(NOON + SOON_FOR + EVERY / 2) is None
    assert watch.look_when_due(NOON + SOON_FOR + EVERY) is not None
    assert watch.look_when_due(NOON - timedelta(days=1)) is not None


def test_a_batch_that_fails_is_done_again_whole(
    engine: Engine, watch: OpinionWatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    history(engine)
    burst(engine, NOON - timedelta(hours=2))
    with monkeypatch.context() as patch:
        patch.setattr(opinion_watch, "raise_alerts", fail)
        with pytest.raises(KeyboardInterrupt):
            watch.look(NOON)
    assert count(engine, opinion_events) == count(engine, lead_candidates) == 0
    assert watch.look(NOON).folded == 71
    assert (len(alerts(engine)), len(runs(engine))) == (1, 1)


def test_what_a_person_took_apart_stays_apart_when_more_comes(engine: Engine, watch: OpinionWatch) -> None:
    burst(engine, NOON - timedelta(hours=9), count=4)
    watch.look(NOON - timedelta(hours=8))
    with writing(engine) as connection:
        (event,) = read_events(connection, [SLUG], since=BEGIN, until=NOON)
        last = read_event_posts(connection, event.id)[-1]
        other = split_event(connection, event.id, [last.mention_id], REVIEWER, reason="另一家", at=NOON)
    save(engine, post(NOON - timedelta(hours=1), last.text, "weibo", target="禾下土特产"))
    watch.look(NOON)
    with reading(engine) as connection:
        assert (read_event(connection, event.id).post_count, read_event(connection, other).post_count) == (3, 2)


def test_an_alert_is_told_to_the_city_once_a_level(engine: Engine, watch: OpinionWatch) -> None:
    history(engine)
    burst(engine, NOON - timedelta(hours=2), count=9)
    watch.look(NOON)
    watch.look(NOON + EVERY)
    burst(engine, NOON - timedelta(hours=1), count=30)
    watch.look(NOON + timedelta(hours=3))
    of_jiaozuo = Actor(name="li", roles=frozenset({Role.REVIEWER}), cities=("jiaozuo",))
    with reading(engine) as connection:
        told = [one.text for one in reversed(read_notices(connection, REVIEWER)) if one.kind is NoticeKind.ALERT]
        assert read_notices(connection, of_jiaozuo) == ()
    assert [text[:13] for text in told] == [
        "舆情蓝色预警 1 号：桓仁",
        f"舆情{LEVELS[alerts(engine)[0].level]}色预警 1 号：桓仁",
    ]
    assert len(told) == 2
