"""Queries about what people say. Whole days only, so that the number does not grow after the paper is out."""

from datetime import date

from sqlalchemy import Connection

from console.documents.briefs.brief import Params, Value
from console.documents.briefs.found import ITEMS_MOST, Found, posts_of
from console.documents.briefs.lead_queries import named
from leads_db.records.opinion import Sentiment
from leads_db.store.brief_lists import read_post_keys, read_raised
from leads_db.store.opinion_counts import OpinionFilter, count_map, count_topics, read_days, read_sources
from leads_db.store.opinion_events import read_event, read_event_posts
from leads_db.store.opinion_links import read_event_leads
from leads_db.store.source_days import read_source_days
from pipelines.opinions.timeline import find_turning_points

POSTS_MOST = 50
TURNS_MOST = 8


def posts(connection: Connection, params: Params) -> Found:
    """total, negative …; days heard of any and of all sources; topic.*, indication.*, negative.*, platform.*"""
    wanted = posts_of(params)
    by_day = read_days(connection, wanted)
    heard, whole = _heard_days(connection, wanted)
    values: dict[str, Value] = {
        "total": sum(one.posts for one in by_day),
        "negative": sum(one.negative for one in by_day),
        "neutral": sum(one.neutral for one in by_day),
        "positive": sum(one.positive for one in by_day),
        "gaps": len(by_day) - whole,
        "heard": heard,
        "days": (whole, len(by_day)),
    }
    for topic, count in count_topics(connection, wanted).items():
        values[f"topic.{topic}"] = count
    for (indication, platform), (count, negative) in count_map(connection, wanted).items():
        for key, amount in (
            (f"indication.{indication}", count),
            (f"negative.{indication}", negative),
            (f"platform.{platform}", count),
        ):
            held = values.get(key, 0)
            values[key] = (held if isinstance(held, int) else 0) + amount
    return Found(values, named("post", read_post_keys(connection, wanted, limit=POSTS_MOST)))


def _heard_days(connection: Connection, wanted: OpinionFilter) -> tuple[int, int]:
    """(days on which some source was heard, days on which all were); before the first one began nothing was."""
    sources = read_sources(connection, is_practice=wanted.is_practice)
    blind: dict[date, list[bool]] = {}
    for one in read_source_days(connection, sources, first=wanted.first, last=wanted.last):
        blind.setdefault(one.day, []).append(one.is_blind)
    return sum(not all(found) for found in blind.values()), sum(not any(found) for found in blind.values())


def alerts(connection: Connection, params: Params) -> Found:
    """total, level.*; 1.id, 1.indication, 1.topic, 1.level, 1.observed, 1.why …"""
    found = read_raised(
        connection, params.things, since=params.since, until=params.until, is_practice=params.is_practice
    )
    values: dict[str, Value] = {"total": len(found)}
    for place, row in enumerate(found, 1):
        level = f"level.{row.level}"
        held = values.get(level, 0)
        values[level] = (held if isinstance(held, int) else 0) + 1
        for name in ("id", "indication", "topic", "level", "observed"):
            values[f"{place}.{name}"] = getattr(row, name)
    events = (row.event_id for row in found if row.event_id is not None)
    return Found(values, (*named("alert", (row.id for row in found)), *named("event", events)))


def event(connection: Connection, params: Params) -> Found:
    """One event; `things`: its number, then `platform=name`. posts, sources, leads …, turn.1.at …"""
    number, names = int(params.things[0]), dict(pair.split("=", 1) for pair in params.things[1:])
    one = read_event(connection, number)
    told = read_event_posts(connection, number)
    leads = [lead for lead in read_event_leads(connection, number) if lead.city in params.cities]
    values: dict[str, Value] = {
        "number": one.id,
        "indication": one.indication,
        "topic": one.topic.value,
        "title": one.title,
        "posts": len(told),
        "negative_share": (sum(post.sentiment is Sentiment.NEGATIVE for post in told), len(told)),
        "sources": len(one.sources),
        "first_at": one.first_at.isoformat(),
        "peak_at": one.peak_at.isoformat(),
        "last_at": one.last_at.isoformat(),
        "told": one.reach.told,
        "likes": one.reach.likes if one.reach.told else None,
        "comments": one.reach.comments if one.reach.told else None,
        "reposts": one.reach.reposts if one.reach.told else None,
        "leads": len(leads),
        "practice": int(one.is_practice),
        **{sentiment.value: sum(post.sentiment is sentiment for post in told) for sentiment in Sentiment},
    }
    values |= {f"lead.{place}": lead.number for place, lead in enumerate(leads, 1)}
    values |= {f"source.{platform}": count for platform, count in one.sources.items()}
    for place, turn in enumerate(find_turning_points(told, names)[:TURNS_MOST], 1):
        values |= {f"turn.{place}.at": turn.at.isoformat(), f"turn.{place}.text": turn.text}
    items = named("post", (f"{post.platform}:{post.key}" for post in told[:ITEMS_MOST]))
    return Found(values, (f"event:{number}", *items, *named("lead", (lead.number for lead in leads))))
