"""More than usual is told from usual: rhythm, gaps, floors, sources, misreports; measured on simulated histories."""

import random

import pytest

from benchmarks.burst_histories import make_history
from benchmarks.bursts import judge, ours, read_rhythm, three_times_yesterday
from leads_db.records.opinion import Level
from pipelines.opinions.bursts import CHANCE, STRICTEST, Burst, Tally, find_burst, find_limit, strictness_of
from pipelines.opinions.rhythm import A_DAY, Rhythm, day_of, first_slot

TODAY = 20_800
NOON = first_slot(TODAY) + 48
FLAT = Rhythm(hours=(1.0,) * 24)


def tally(
    a_day: int, *now: int, source: str = "weibo", since: int = TODAY - 60, blind: frozenset[int] = frozenset()
) -> Tally:
    """`a_day` posts on each earlier day that was seen, then posts in the slots `now` before noon."""
    chance = random.Random(source)
    days = [day for day in range(max(since, TODAY - 40), TODAY) if day not in blind]
    usual = [first_slot(day) + chance.randrange(A_DAY) for day in days for _ in range(a_day)]
    return Tally(source, sorted(usual) + [NOON - back for back in sorted(now, reverse=True)], since, blind)


def look(*tallies: Tally, strictness: float = 1.0, quiet: frozenset[int] = frozenset()) -> Burst | None:
    return find_burst(tallies, NOON, FLAT, strictness=strictness, quiet=quiet)


def test_many_posts_in_two_hours_are_a_burst() -> None:
    found = look(tally(4, *[3] * 12), tally(4, *[2] * 12, source="tousu"))
    assert found is not None
    assert (found.observed, found.sources) == (24, ("weibo", "tousu"))
    assert found.expected < 1


def test_a_usual_day_is_none() -> None:
    assert look(tally(8, 1, 5, 9), tally(8, 2, 20, source="tousu")) is None


def test_a_handful_is_none_however_quiet_it_was_before() -> None:
    assert look(tally(0, 1, 2, since=TODAY - 60), tally(0, 1, 2, 3, source="tousu")) is None


def test_one_source_alone_must_bring_twice_as_much() -> None:
    limit = look(tally(4, *[3] * 8), tally(4, *[3] * 8, source="tousu"))
    assert limit is not None
    least = limit.limit
    assert look(tally(8, *[3] * least), tally(0, source="tousu")) is None
    assert look(tally(8, *[3] * (2 * least)), tally(0, source="tousu")) is not None


def test_without_a_week_of_history_nothing_is_said() -> None:
    assert look(tally(1, *[3] * 40, since=TODAY - 5), tally(1, *[3] * 40, source="tousu", since=TODAY - 5)) is None


def test_a_gap_is_no_zero() -> None:
    half = frozenset(range(TODAY - 28, TODAY - 14))
    posts = [1, 2, 3, 4, 8, 12, 16, 20, 24, 28] * 2
    gap = look(
        tally(30, *posts, blind=half),
        tally(
            30,
            source="tousu",
            blind=half,
        ),
    )
    zero = look(
        Tally("weibo", tally(30, *posts, blind=half).slots, TODAY - 60),
        Tally("tousu", tally(30, source="tousu", blind=half).slots, TODAY - 60),
    )
    expected = [one.expected for one in (zero,) if one is not None]
    assert gap is None
    assert not expected or expected[0] < 20


def test_a_source_that_is_down_today_is_not_expected_to_bring_anything() -> None:
    blind = frozenset({TODAY})
    down = look(tally(2, *[3] * 7), tally(2, *[3] * 7, source="tousu"), tally(90, source="board", blind=blind))
    up = look(tally(2, *[3] * 7), tally(2, *[3] * 7, source="tousu"), tally(90, source="board"))
    assert down is not None
    assert up is None or up.expected > down.expected


def test_days_of_earlier_bursts_are_no_custom() -> None:
    wild = [first_slot(TODAY - 9) + slot for slot in range(90) for _ in range(3)]
    held = tally(3, *[4] * 14, source="weibo")
    after = Tally("weibo", sorted([*held.slots, *wild]), held.since)
    other = tally(3, *[4] * 4, source="tousu")
    left_out, counted = look(after, other, quiet=frozenset({TODAY - 9})), look(after, other)
    assert left_out is not None
    assert counted is None or counted.expected > left_out.expected


def test_misreports_raise_the_limit_within_bounds() -> None:
    assert [strictness_of(count) for count in (0, 1)] == [1.0, 1.4]
    assert strictness_of(50) == STRICTEST
    tallies = (tally(4, *[3] * 8), tally(4, *[3] * 8, source="tousu"))
    plain, strict = look(*tallies), look(*tallies, strictness=STRICTEST)
    assert plain is not None
    assert strict is None or strict.limit == 3 * plain.limit


def test_levels_rise_with_the_count() -> None:
    levels = [
        found.level if (found := look(tally(4, *[3] * count), tally(4, *[3] * count, source="tousu"))) else None
        for count in (4, 9, 20, 60)
    ]
    assert levels == [Level.BLUE, Level.YELLOW, Level.ORANGE, Level.RED]


def test_nights_expect_less_than_evenings() -> None:
    night, evening = first_slot(TODAY) + 12, first_slot(TODAY) + 84
    rhythm = Rhythm()
    assert rhythm.weight(night, night + 4) < rhythm.weight(evening, evening + 4) / 4
    assert rhythm.weight(first_slot(TODAY), first_slot(TODAY + 7)) == pytest.approx(7)


@pytest.mark.parametrize(
    ("expected", "shape", "floor"), [(0.0, 3.0, 6), (1.0, 1.2, 6), (40.0, 8.0, 6), (900.0, 2.0, 6)]
)
def test_the_limit_is_the_first_count_that_chance_hardly_reaches(expected: float, shape: float, floor: int) -> None:
    limit = find_limit(expected, shape, floor)
    ratio, chance, below = expected / (expected + shape), (shape / (expected + shape)) ** shape, 0.0
    for count in range(limit):
        below += chance
        chance *= ratio * (count + shape) / (count + 1)
    assert 1 - below <= CHANCE * 1.01
    assert limit == floor or limit > expected


def test_simulated_histories_are_judged_within_the_goals() -> None:
    histories = [make_history(900_000 + number) for number in range(14)]
    rhythm = read_rhythm(histories)
    judged = [judge(one, ours, rhythm) for one in histories]
    plain = [judge(one, three_times_yesterday, rhythm) for one in histories]
    found = sum(sizes["medium"] + sizes["large"] for sizes, _ in judged)
    true = sum(burst.size != "small" for one in histories for burst in one.bursts)
    assert found >= 0.9 * true
    assert sum(false for _, false in judged) <= len(histories) < sum(false for _, false in plain)


def test_slots_and_days_are_of_shanghai() -> None:
    assert day_of(first_slot(TODAY)) == TODAY == day_of(first_slot(TODAY + 1) - 1)
