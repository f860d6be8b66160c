"""The course of an event: who was first, when other platforms, media and offices took it up, when most was said."""

from collections import Counter
from collections.abc import Mapping, Sequence

from leads_db.records.opinion import Post, TurningPoint
from pipelines.opinions.rhythm import SLOT_S, slot_of

HOUR = 3_600 // SLOT_S
POINTS_MOST = 24
AUTHORS = {"media": "媒体", "official": "官方账号", "merchant": "商家"}


def find_turning_points(posts: Sequence[Post], names: Mapping[str, str]) -> tuple[TurningPoint, ...]:
    """The turning points of an event's posts (by time), in the order of time.

    `names`: platform id → name for the desk.
    """
    if not posts:
        return ()
    first = posts[0]
    points = [_point(first, "first", f"首发：{_shown(first.platform, names)}")]
    seen_platforms, seen_authors = {first.platform}, {first.author_kind}
    for post in posts[1:]:
        if post.author_kind in AUTHORS and post.author_kind not in seen_authors:
            points.append(_point(post, "author", f"{AUTHORS[post.author_kind]}介入：{_shown(post.platform, names)}"))
        elif post.platform not in seen_platforms:
            points.append(_point(post, "source", f"扩散到{_shown(post.platform, names)}"))
        seen_platforms.add(post.platform)
        seen_authors.add(post.author_kind)
    points = points[: POINTS_MOST - 2] + _peak(posts) + ([_last(posts, names)] if len(posts) > 1 else [])
    return tuple(sorted(points, key=lambda one: one.at))


def _peak(posts: Sequence[Post]) -> list[TurningPoint]:
    hours = Counter(slot_of(post.at) // HOUR for post in posts)
    hour = min(hours, key=lambda one: (-hours[one], one))
    if hours[hour] < 3:
        return []
    head = next(post for post in posts if slot_of(post.at) // HOUR == hour)
    return [_point(head, "peak", f"峰值：一小时 {hours[hour]} 条")]


def _last(posts: Sequence[Post], names: Mapping[str, str]) -> TurningPoint:
    return _point(posts[-1], "last", f"最近一条：{_shown(posts[-1].platform, names)}")


def _shown(platform: str, names: Mapping[str, str]) -> str:
    return names.get(platform, platform)


def _point(post: Post, kind: str, text: str) -> TurningPoint:
    return TurningPoint(at=post.at, kind=kind, mention_id=post.mention_id, text=text)
