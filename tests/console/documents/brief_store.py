"""A store of which a brief can tell something: leads, decisions, posts, an event, an alert, a source that is dark."""

from datetime import timedelta

from sqlalchemy import Engine

from leads_db.records import Outcome
from leads_db.records.handling import LeadState, Move
from leads_db.records.opinion import Level, Sentiment, Topic
from leads_db.settings import Settings
from leads_db.store.alerts import SeenBurst, save_burst
from leads_db.store.engine import writing
from tests.factories import NOON
from tests.leads_db.store.handled import APPROVER, REVIEWER, bring_to, open_lead, step
from tests.leads_db.store.opinion_rows import SLUG, collect, fold, mention, save

SOURCE = """\
title: 测试店铺
kind: schema_org
platform: taobao
base_url: https://shop.example/
search: search?q={term}&page={page}
enabled: true
"""
DAY = "2026-11-20"
RIGHT, WRONG, WAITING = 9, 2, 3
POSTS, NEGATIVE = 5, 4


def number(place: int) -> str:
    return f"GI-benxi-20261120-{place:04d}"


def fill(engine: Engine, settings: Settings, *, shop: str = "某某粮油店", post: str = "桓仁大米是假的") -> None:
    """All of it within the daily brief of DAY; two sources, of which `dark` was never seen."""
    settings.sources_folder.mkdir(parents=True)
    for name in ("shop", "dark"):
        (settings.sources_folder / f"{name}.yml").write_text(SOURCE, encoding="utf-8")
    _leads(engine, shop)
    for days in (0, 1):
        collect(engine, "shop", days=days, outcome=Outcome.OK)
        collect(engine, "weibo-mobile", days=days, outcome=Outcome.OK)
    collect(engine, "dark", days=0, outcome=Outcome.BLOCKED_LOGIN)
    posts = [mention(place, hours=-24, text=f"{post}{place}") for place in range(POSTS)]
    save(engine, *posts[:NEGATIVE], topic=Topic.COUNTERFEIT_COMPLAINT)
    save(engine, *posts[NEGATIVE:], topic=Topic.KNOWLEDGE, sentiment=Sentiment.NEUTRAL)
    (event,) = fold(engine, tuple(range(POSTS)))
    with writing(engine) as connection:
        burst = SeenBurst(
            indication=SLUG, topic=Topic.COUNTERFEIT_COMPLAINT, level=Level.YELLOW, began_at=NOON - timedelta(hours=2),
            ended_at=NOON, observed=4, expected=0.5, sources=("weibo",), event=event, why="4 条",
        )  # fmt: skip
        save_burst(connection, burst, now=NOON)


def _leads(engine: Engine, shop: str) -> None:
    with writing(engine) as connection:
        for place in range(1, RIGHT + WRONG + WAITING + 1):
            open_lead(connection, number(place), seller_name=shop)
        for place in range(1, RIGHT + 1):
            step(connection, number(place), Move.CONFIRM, REVIEWER)
        for place in range(RIGHT + 1, RIGHT + WRONG + 1):
            step(connection, number(place), Move.EXCLUDE, REVIEWER, exclusion="authorised")
        step(connection, number(1), Move.APPROVE, APPROVER)
        open_lead(connection, "GI-benxi-20261101-0001", first_seen_at=NOON - timedelta(days=19))
        bring_to(connection, "GI-benxi-20261101-0001", LeadState.PUNISHED)
        open_lead(connection, "GI-jiaozuo-20261120-0001", city="jiaozuo")
        open_lead(connection, number(99), is_practice=True)
