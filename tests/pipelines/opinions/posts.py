"""Posts with sane defaults for the tests of folding, bursts and events."""

from datetime import UTC, datetime, timedelta
from typing import Any

from leads_db.records.opinion import Post, Sentiment, Topic

MORNING = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
TEXT = "上周在禾下土特产买的桓仁大米，煮出来没有一点香味，袋子里还有虫，问客服要检验报告拖了三天都不给，大家避个雷。"


def post(number: int = 1, text: str = TEXT, *, hours: float = 0, **changes: Any) -> Post:
    facts = {
        "key": f"k{number}",
        "platform": "weibo",
        "indication": "huanren-rice",
        "topic": Topic.QUALITY_COMPLAINT,
        "sentiment": Sentiment.NEGATIVE,
        "alert": False,
        "at": MORNING + timedelta(hours=hours),
    }
    return Post(mention_id=number, text=text, **{**facts, **changes})
