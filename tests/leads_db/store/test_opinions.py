"""Views of posts: superseded, never edited; a job goes on where it was."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select

from leads_db.opinion_tables import opinion_views
from leads_db.records import PRACTICE
from leads_db.records.opinion import Quote, Sentiment, Topic
from leads_db.store.engine import reading, writing
from leads_db.store.marks import read_mark, save_mark
from leads_db.store.mentions import save_mentions
from leads_db.store.opinions import (
    read_mentions_and_views,
    read_new_posts,
    read_posts,
    read_unanalysed,
    save_views,
    view_from_json,
)
from leads_db.store.record_json import to_json
from tests.factories import NOON
from tests.leads_db.store.opinion_rows import SLUG, all_posts, ids, mention, save, shop, view


def rows(engine: Engine) -> list[tuple[str, str, bool]]:
    columns = (opinion_views.c.indication, opinion_views.c.model_version, opinion_views.c.is_current)
    with reading(engine) as connection:
        return [tuple(row) for row in connection.execute(select(*columns).order_by(opinion_views.c.id))]


def test_a_view_comes_back_whole() -> None:
    full = view(
        mention(),
        quotes=(Quote(field="text", span=(0, 4), text="桓仁大米", why="名称"),),
        shops=(shop("禾下土特产\u202e<b>"),),
        places=(shop("五常", id="230184"),),
    )
    assert view_from_json(to_json(full)) == full


def test_the_same_view_again_changes_nothing_and_a_newer_version_supersedes_it(engine: Engine) -> None:
    save(engine, mention(1))
    save(engine, mention(1))
    assert rows(engine) == [(SLUG, "1", True)]
    save(engine, mention(1), model_version="2", indication="huai-yam")
    assert rows(engine) == [(SLUG, "1", False), ("huai-yam", "2", True)]


def test_a_view_of_a_post_that_is_not_stored_is_refused(engine: Engine) -> None:
    with pytest.raises(ValueError, match="not stored"), writing(engine) as connection:
        save_views(connection, [view(mention(9))], now=NOON)


def test_posts_that_speak_of_none_of_ours_are_kept_and_not_counted(engine: Engine) -> None:
    save(engine, mention(1), indication=None, topic=Topic.UNRELATED)
    save(engine, mention(2), topic=Topic.UNRELATED)
    assert len(rows(engine)) == 2
    assert all_posts(engine) == ()


def test_a_post_tells_what_folding_needs(engine: Engine) -> None:
    told = mention(1, title="标题", text="正文", like_count=3, repost_count=5, author_kind="media", platform=PRACTICE)
    save(engine, told, shops=(shop("禾下"),), places=(shop("五常"),), alert=True, is_practice=True)
    (post,) = all_posts(engine)
    assert (post.text, post.title, post.names, post.key) == ("标题\n正文", "标题", ("禾下", "五常"), told.key)
    assert (post.like_count, post.comment_count, post.repost_count) == (3, None, 5)
    assert (post.alert, post.sentiment, post.author_kind, post.is_practice) == (True, Sentiment.NEGATIVE, "media", True)


def test_nobody_posts_after_we_saw_it(engine: Engine) -> None:
    save(engine, mention(1, posted_at=NOON + timedelta(days=300), seen_at=NOON), mention(2, posted_at=None))
    assert [post.at for post in all_posts(engine)] == [NOON, NOON]


def test_new_posts_come_in_batches_and_each_once(engine: Engine) -> None:
    save(engine, *(mention(number) for number in range(5)))
    with reading(engine) as connection:
        first, some = read_new_posts(connection, after=0, limit=3)
        last, rest = read_new_posts(connection, after=first, limit=3)
        assert read_new_posts(connection, after=last, limit=3) == (last, ())
    assert len(some) + len(rest) == len({post.key for post in (*some, *rest)}) == 5


def test_what_has_no_view_of_a_version_is_found_once(engine: Engine) -> None:
    save(engine, mention(1))
    with writing(engine) as connection:
        save_mentions(connection, [mention(2), mention(3)], run_id=1, now=NOON)
        upto, posts = read_unanalysed(connection, "1", after=0, limit=2)
        assert [post.post_id for post in posts] == ["2"]
        end, more = read_unanalysed(connection, "1", after=upto, limit=2)
        assert [post.post_id for post in more] == ["3"]
        assert read_unanalysed(connection, "1", after=end, limit=2) == (end, ())
        assert len(read_unanalysed(connection, "2", after=0, limit=9)[1]) == 3


def test_posts_and_views_of_mentions_are_read_together(engine: Engine) -> None:
    save(engine, mention(1, hours=2), mention(2))
    with reading(engine) as connection:
        numbers = ids(connection)
        assert [post.mention_id for post in read_posts(connection, numbers.values(), SLUG)] == [
            numbers["2"],
            numbers["1"],
        ]
        assert read_posts(connection, numbers.values(), "huai-yam") == ()
        ((number, post, seen),) = read_mentions_and_views(connection, [numbers["2"]])
    assert (number, post, seen) == (numbers["2"], mention(2), view(mention(2)))


def test_a_mark_moves_with_its_transaction(engine: Engine) -> None:
    def half_done() -> None:
        with writing(engine) as connection:
            save_mark(connection, "m", 9)
            raise RuntimeError

    with writing(engine) as connection:
        save_mark(connection, "m", 3)
    with pytest.raises(RuntimeError):
        half_done()
    with reading(engine) as connection:
        assert (read_mark(connection, "m"), read_mark(connection, "other")) == (3, 0)
        assert connection.scalar(select(func.count()).select_from(opinion_views)) == 0
