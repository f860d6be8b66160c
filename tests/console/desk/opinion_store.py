"""Posts, an event, an alert, a candidate, a mute of 桓仁大米, for the opinion pages."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine

from leads_db.records import Mention
from leads_db.records.opinion import Level, Quote, Topic
from leads_db.store.alert_rules import mute_alerts
from leads_db.store.alerts import SeenBurst, save_burst
from leads_db.store.engine import writing
from leads_db.store.fold_decisions import read_fold_decisions, split_event
from leads_db.store.lead_candidates import LINK, SHOP, Named, read_candidates, save_candidates
from tests.leads_db.store.opinion_rows import REVIEWER, SLUG, all_posts, fold, mention, save, shop


def fill(engine: Engine, now: datetime, texts: Sequence[str] = ("假的桓仁大米",), **changes: Any) -> dict[str, object]:
    """Three posts a text, folded; samples of the access matrix. `texts` stand wherever a stranger writes."""
    posts = [
        post(place * 3 + part, f"{text}{part}", text, now, **changes)
        for place, text in enumerate(texts)
        for part in range(3)
    ]
    shops = (shop(texts[0][:40]),)
    quote = Quote(field="text", span=(0, 2), text="", why=texts[0])
    save(engine, *posts, shops=shops, places=shops, quotes=(quote,))
    (event, *_) = fold(engine, *((place * 3, place * 3 + 1, place * 3 + 2) for place in range(len(texts))))
    ids = [one.mention_id for one in all_posts(engine)]
    with writing(engine) as connection:
        split_event(connection, event, ids[2:3], REVIEWER, reason=texts[0], at=now)
        (decision,) = read_fold_decisions(connection, event)
        burst = SeenBurst(
            indication=SLUG, topic=Topic.QUALITY_COMPLAINT, level=Level.ORANGE, began_at=now - timedelta(hours=2),
            ended_at=now, observed=20, expected=1.5, sources=("weibo",), event=event, why="2 小时内 20 条",
        )  # fmt: skip
        alert, _ = save_burst(connection, burst, now=now) or (0, False)
        named = [
            Named(mention_id=ids[0], indication=SLUG, kind=SHOP, platform="taobao", text=texts[0][:40]),
            Named(mention_id=ids[0], indication=SLUG, kind=LINK, platform="taobao", text=LINKED),
        ]
        save_candidates(connection, named, now=now)
        rule = mute_alerts(connection, SLUG, "", REVIEWER, until=now + timedelta(days=2), reason=texts[0], at=now)
        found = {one.kind: one.id for one in read_candidates(connection, [SLUG])}
    return {
        "event": event,
        "alert": alert,
        "candidate": found[SHOP],
        "link": found[LINK],
        "rule": rule,
        "fold": decision.id,
        "post": ids[0],
    }


LINKED = "https://item.taobao.com/item.htm?id=654321098765"


def post(number: int, text: str, title: str, now: datetime, **changes: Any) -> Mention:
    """A post of the last hours."""
    at = now - timedelta(hours=number % 3 + 1)
    return mention(
        number,
        **{"title": title, "text": text, "posted_at": at, "seen_at": now, "location": title, "url": None, **changes},
    )
