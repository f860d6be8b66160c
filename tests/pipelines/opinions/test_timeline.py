"""Turning points: the first, new platforms, media and offices, the peak, the last."""

from pipelines.opinions.timeline import POINTS_MOST, find_turning_points
from tests.pipelines.opinions.posts import post

NAMES = {"weibo": "微博", "tousu": "黑猫投诉"}


def points(*posts: object) -> list[tuple[str, int]]:
    return [(one.kind, one.mention_id) for one in find_turning_points(posts, NAMES)]  # type: ignore[arg-type]


def test_the_course_of_an_event() -> None:
    posts = (
        post(1),
        post(2, hours=1),
        post(3, hours=2, platform="tousu"),
        post(4, hours=3.1, author_kind="media"),
        post(5, hours=3.2),
        post(6, hours=3.3),
        post(7, hours=9, author_kind="official", platform="x"),
        post(8, hours=30),
    )
    assert points(*posts) == [("first", 1), ("source", 3), ("author", 4), ("peak", 4), ("author", 7), ("last", 8)]
    texts = [one.text for one in find_turning_points(posts, NAMES)]
    assert texts == [
        "首发：微博",
        "扩散到黑猫投诉",
        "媒体介入：微博",
        "峰值：一小时 3 条",
        "官方账号介入：x",
        "最近一条：微博",
    ]


def test_one_post_is_its_own_course_and_none_is_none() -> None:
    assert points(post(1)) == [("first", 1)]
    assert points() == []


def test_the_points_are_bounded() -> None:
    many = [post(number, hours=number, platform=f"p{number}") for number in range(90)]
    assert len(points(*many)) <= POINTS_MOST + 1
