"""Events add up to their posts; what a person takes apart or puts together stays so and can be taken back."""

from typing import Any

import pytest
from sqlalchemy import Engine

from leads_db.errors import DecisionRefused, NotFound
from leads_db.records.opinion import FoldKind, Sentiment, Topic
from leads_db.store.audit import find_broken_audit
from leads_db.store.engine import reading, writing
from leads_db.store.fold_decisions import merge_events, read_fold_decisions, split_event, take_back
from leads_db.store.opinion_events import (
    find_main_event,
    read_event,
    read_event_posts,
    read_events,
    read_events_of,
    read_known_texts,
    refresh_events,
)
from tests.leads_db.store.opinion_rows import REVIEWER, SLUG, all_posts, at, fold, ids, mention, save


@pytest.fixture
def two(engine: Engine) -> tuple[int, int]:
    """Two events of three and two posts."""
    save(
        engine,
        mention(1, title="首发", like_count=5),
        mention(2, hours=1, like_count=7, comment_count=2),
        mention(3, hours=1.5, platform="tousu"),
        mention(4, hours=30),
        mention(5, hours=31, platform="douyin"),
    )
    first, second = fold(engine, (0, 1, 2), (3, 4))
    return first, second


def posts_of(engine: Engine, event: int) -> list[str]:
    with reading(engine) as connection:
        names = {number: post_id for post_id, number in ids(connection).items()}
        return [names[post.mention_id] for post in read_event_posts(connection, event)]


def test_an_event_adds_up_to_its_posts(engine: Engine, two: tuple[int, int]) -> None:
    with reading(engine) as connection:
        event = read_event(connection, two[0])
    assert (event.title, event.post_count, event.negative_count) == ("首发", 3, 3)
    assert (event.first_at, event.last_at, event.peak_at) == (at(0), at(1.5), at(1))
    assert event.sources == {"weibo": 2, "tousu": 1}
    assert (event.reach.likes, event.reach.comments, event.reach.reposts, event.reach.told) == (12, 2, 0, 2)


def test_folding_again_changes_nothing(engine: Engine, two: tuple[int, int]) -> None:
    assert fold(engine, (0, 1, 2), (3, 4)) == two
    assert fold(engine, (4, 0)) == two
    assert (posts_of(engine, two[0]), posts_of(engine, two[1])) == (["1", "2", "3"], ["4", "5"])


def test_events_are_read_by_time_and_size(engine: Engine, two: tuple[int, int]) -> None:
    def read(**changes: Any) -> list[int]:
        with reading(engine) as connection:
            facts = {"since": at(-9), "until": at(99), **changes}
            return [one.id for one in read_events(connection, [SLUG], **facts)]

    assert read() == list(two)
    assert read(since=at(20)) == [two[1]]
    assert read(until=at(10)) == [two[0]]
    assert read(least_posts=3) == [two[0]]
    assert read(is_practice=True) == []


def test_counts_that_a_page_made_up_do_not_break_the_sums(engine: Engine) -> None:
    save(engine, mention(1, like_count=10**30, comment_count=-5), mention(2, like_count=10**30))
    (event,) = fold(engine, (0, 1))
    with reading(engine) as connection:
        reach = read_event(connection, event).reach
    assert (reach.likes, reach.comments) == (2**62, 0)


def test_a_split_makes_an_event_of_its_own(engine: Engine, two: tuple[int, int]) -> None:
    with writing(engine) as connection:
        number = ids(connection)["2"]
        other = split_event(connection, two[0], [number], REVIEWER, reason="两家店", at=at(40))
        assert read_events_of(connection, [number], SLUG) == {number: other}
    assert (posts_of(engine, two[0]), posts_of(engine, other)) == (["1", "3"], ["2"])
    with reading(engine) as connection:
        (decision,) = read_fold_decisions(connection, other)
        known = read_known_texts(connection, SLUG, since=at(-99), is_practice=False)
        assert find_broken_audit(connection) is None
    assert (decision.kind, decision.actor, decision.reason, decision.mention_ids) == (
        FoldKind.SPLIT,
        "wang",
        "两家店",
        (number,),
    )
    assert known[-1].is_by_hand
    assert known[-1].event == other
    assert known[-1].root == number


def test_a_merge_and_what_takes_it_back(engine: Engine, two: tuple[int, int]) -> None:
    with writing(engine) as connection:
        merge_events(connection, two[0], two[1], REVIEWER, reason="同一件事", at=at(40))
    assert posts_of(engine, two[0]) == ["1", "2", "3", "4", "5"]
    with writing(engine) as connection:
        assert read_event(connection, two[1]).post_count == 0
        (decision,) = read_fold_decisions(connection, two[0])
        take_back(connection, decision.id, REVIEWER, reason="不是", at=at(41))
        with pytest.raises(DecisionRefused):
            take_back(connection, decision.id, REVIEWER, reason="", at=at(42))
    assert (posts_of(engine, two[0]), posts_of(engine, two[1])) == (["1", "2", "3"], ["4", "5"])


def test_a_split_can_be_taken_back(engine: Engine, two: tuple[int, int]) -> None:
    with writing(engine) as connection:
        other = split_event(connection, two[0], [ids(connection)["3"]], REVIEWER, reason="", at=at(40))
        take_back(connection, read_fold_decisions(connection, other)[0].id, REVIEWER, reason="", at=at(41))
    assert (posts_of(engine, two[0]), posts_of(engine, other)) == (["1", "2", "3"], [])


@pytest.mark.parametrize("chosen", [(), ("1", "2", "3"), ("4",), ("1", "4")])
def test_a_split_that_makes_no_sense_is_refused(engine: Engine, two: tuple[int, int], chosen: tuple[str, ...]) -> None:
    with pytest.raises(DecisionRefused), writing(engine) as connection:
        split_event(connection, two[0], [ids(connection)[one] for one in chosen], REVIEWER, reason="", at=at(1))
    assert posts_of(engine, two[0]) == ["1", "2", "3"]


def test_events_of_two_indications_are_not_merged(engine: Engine, two: tuple[int, int]) -> None:
    save(engine, mention(6), indication="huai-yam")
    (third,) = fold(engine, (5,))
    for pair in ((two[0], third), (two[0], two[0])):
        with pytest.raises(DecisionRefused), writing(engine) as connection:
            merge_events(connection, *pair, REVIEWER, reason="", at=at(1))
    with pytest.raises(NotFound), writing(engine) as connection:
        merge_events(connection, two[0], 999, REVIEWER, reason="", at=at(1))


def test_a_post_that_a_newer_model_reads_otherwise_leaves_the_sums(engine: Engine, two: tuple[int, int]) -> None:
    save(engine, mention(1), model_version="2", topic=Topic.UNRELATED)
    save(engine, mention(2, hours=1), model_version="2", sentiment=Sentiment.POSITIVE)
    with writing(engine) as connection:
        refresh_events(connection, two)
        event = read_event(connection, two[0])
    assert (event.post_count, event.negative_count) == (2, 1)


def test_known_texts_are_each_form_once(engine: Engine, two: tuple[int, int]) -> None:
    with reading(engine) as connection:
        known = read_known_texts(connection, SLUG, since=at(-99), is_practice=False)
        assert read_known_texts(connection, SLUG, since=at(-99), is_practice=True) == ()
        late = read_known_texts(connection, SLUG, since=at(10), is_practice=False)
    assert sorted(one.event for one in known) == list(two)
    assert [one.event for one in late] == [two[1]]


def test_the_main_event_of_a_window_is_the_one_with_most_posts_in_it(engine: Engine, two: tuple[int, int]) -> None:
    slots = [int(post.at.timestamp()) // 900 for post in all_posts(engine)]
    with reading(engine) as connection:

        def main(first: int, end: int, topic: str = Topic.QUALITY_COMPLAINT) -> int | None:
            return find_main_event(connection, SLUG, topic, first=first, end=end, is_practice=False)

        assert main(slots[0], slots[4] + 1) == two[0]
        assert main(slots[3], slots[4] + 1) == two[1]
        assert main(slots[4] + 1, slots[4] + 9) is None
        assert main(slots[0], slots[4] + 1, Topic.PROMOTION) is None
