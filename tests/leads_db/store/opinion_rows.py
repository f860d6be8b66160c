"""Posts in the store with their views, for the tests of events, alerts, counts."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, select

from leads_db.records import (
    Assessment,
    Harvest,
    Listing,
    Mention,
    Outcome,
    RunState,
    Sighting,
    Trigger,
    UnitState,
    WatchTerm,
)
from leads_db.records.account import Actor, Role
from leads_db.records.opinion import OpinionView, Post, Sentiment, SpokenOf, Topic
from leads_db.store.engine import reading, writing
from leads_db.store.harvests import save_harvest
from leads_db.store.mentions import save_mentions
from leads_db.store.opinion_events import Folded, save_folds
from leads_db.store.opinions import read_new_posts, save_views
from leads_db.store.runs import save_new_run, save_run_state
from leads_db.store.units import SqlUnitQueue
from leads_db.tables import mentions, units
from tests.factories import NOON

REVIEWER = Actor(name="wang", shown="王", roles=frozenset({Role.REVIEWER}), cities=("benxi", "jiaozuo"))
SLUG = "huanren-rice"


def mention(number: int = 1, *, hours: float = 0, **changes: Any) -> Mention:
    at = NOON + timedelta(hours=hours)
    facts: dict[str, Any] = {
        "platform": "weibo",
        "post_id": str(number),
        "title": None,
        "text": f"桓仁大米的帖子 {number}",
        "posted_at": at,
        "seen_at": max(at, NOON),
    }
    return Mention(**{**facts, **changes})


def view(of: Mention, **changes: Any) -> OpinionView:
    facts: dict[str, Any] = {
        "mention_key": of.key,
        "indication": SLUG,
        "topic": Topic.QUALITY_COMPLAINT,
        "sentiment": Sentiment.NEGATIVE,
        "alert": False,
        "confidence": 0.9,
        "model_version": "1",
    }
    return OpinionView(**{**facts, **changes})


def shop(text: str, **changes: Any) -> SpokenOf:
    return SpokenOf(**{"text": text, "field": "text", "span": (0, len(text)), "confidence": 0.9, **changes})


def save(
    engine: Engine, *posts: Mention, source: str = "weibo-mobile", is_practice: bool = False, **changes: Any
) -> None:
    """Store posts of one run and their views."""
    with writing(engine) as connection:
        run_id = save_new_run(
            connection,
            source=source,
            trigger=Trigger.SCHEDULED,
            requested_by="t",
            now=NOON,
            is_practice=is_practice,
        )
        save_mentions(connection, posts, run_id=run_id, now=NOON)
        save_views(connection, [view(one, **changes) for one in posts], now=NOON)


def all_posts(engine: Engine) -> tuple[Post, ...]:
    with reading(engine) as connection:
        return read_new_posts(connection, after=0, limit=10_000)[1]


def ids(connection: Connection) -> dict[str, int]:
    """Post id → mention id."""
    return dict(connection.execute(select(mentions.c.post_id, mentions.c.id)).all())


def fold(engine: Engine, *groups: tuple[int, ...]) -> tuple[int, ...]:
    """Store events of these groups of posts (by their place); the events' numbers."""
    posts = all_posts(engine)
    folds = [
        Folded(
            post=posts[at],
            event=-number,
            root=posts[group[0]].mention_id,
            form=f"{number:032d}",
            similarity=1.0,
        )
        for number, group in enumerate(groups, 1)
        for at in group
    ]
    with writing(engine) as connection:
        return save_folds(connection, folds)


def at(hours: float) -> datetime:
    return NOON + timedelta(hours=hours)


def save_judged(engine: Engine, ware: Listing, judged: Assessment) -> int:
    """Store a listing with its judgement, as a collection of its own does; the run's number."""
    with writing(engine) as connection:
        run_id = save_new_run(connection, source="shop", trigger=Trigger.ON_DEMAND, requested_by="t", now=NOON)
    harvest = Harvest(
        run_id=run_id,
        unit=None,
        outcome=Outcome.OK,
        sightings=(Sighting(listing=ware, source="shop"),),
        named={ware.key: (judged.indication,)},
        assessments=(judged,),
    )
    save_harvest(engine, harvest, now=NOON, city_of=lambda _: "benxi")
    return run_id


def collect(engine: Engine, source: str, *, days: int, outcome: Outcome) -> None:
    """A collection of a source `days` ago that ended so."""
    when = NOON - timedelta(days=days)
    with writing(engine) as connection:
        run_id = save_new_run(
            connection,
            source=source,
            trigger=Trigger.SCHEDULED,
            requested_by="t",
            now=when,
            params={"indication": None, "pages": None},
        )
    SqlUnitQueue(engine, lambda: when).add(run_id, source, [WatchTerm(indication="", text="", kind="")], [(1, 1)])
    with writing(engine) as connection:
        ended = units.update().where(units.c.run_id == run_id)
        connection.execute(ended.values(state=UnitState.DONE, outcome=outcome))
        save_run_state(connection, run_id, RunState.FINISHED, now=when)
