"""What is said at the practice market: the same for the same day, all before now, one wave a day."""

from datetime import UTC, datetime, timedelta

from crawlers.practice_market.shops import divide_posts
from crawlers.practice_market.talk import DAYS, add_talk, posts_up_to

NOW = datetime(2026, 11, 26, 6, 30, tzinfo=UTC)


def test_the_same_day_says_the_same_and_another_says_another() -> None:
    again, tomorrow = posts_up_to(NOW), posts_up_to(NOW + timedelta(days=1))
    ids = {post.post_id: post.text for kept in posts_up_to(NOW).values() for post in kept}
    assert again == posts_up_to(NOW)
    later = {post.post_id: post.text for kept in tomorrow.values() for post in kept}
    assert {number for number in ids.keys() & later.keys() if ids[number] != later[number]} == set()
    assert not any(number.startswith("W") for number in ids.keys() & later.keys())


def test_nothing_is_said_after_now_and_five_weeks_are_told() -> None:
    moments = [post.posted_at for kept in posts_up_to(NOW).values() for post in kept if post.posted_at]
    assert max(moments) < NOW
    assert timedelta(days=DAYS - 1) < NOW - min(moments) < timedelta(days=DAYS + 1)


def test_the_wave_lies_in_the_last_three_hours_and_names_a_shop() -> None:
    wave = [post for kept in posts_up_to(NOW).values() for post in kept if post.post_id.startswith("W")]
    assert all(NOW - timedelta(hours=3) <= post.posted_at <= NOW for post in wave if post.posted_at)
    assert sum("专营店" in post.text for post in wave) > 10


def test_the_posts_of_the_set_stay_and_the_newest_stand_first() -> None:
    for site, kept in add_talk(divide_posts(), NOW).items():
        assert {post.post_id for post in divide_posts()[site]} < {post.post_id for post in kept}
        assert [post.posted_at for post in kept] == sorted((p.posted_at for p in kept if p.posted_at), reverse=True)
