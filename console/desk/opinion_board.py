"""The opinion board: its boxes, its charts each with its table and what it counts, and the places people write from."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from markupsafe import Markup
from sqlalchemy import Connection

from console import opinion_words
from console.desk import charts, opinion_charts
from console.desk.context import Desk
from console.desk.figures import Figure, share_text
from console.desk.language import translated as _
from console.desk.opinion_choice import OpinionChoice
from console.desk.opinion_errors import sentiment_error
from leads_db.clocks import shanghai_day
from leads_db.records.opinion import AlertState, Sentiment
from leads_db.shares import Share
from leads_db.store.alerts import read_alerts
from leads_db.store.opinion_counts import (
    OpinionDay,
    OpinionFilter,
    count_map,
    count_platforms,
    count_topics,
    find_new_topics,
    read_days,
    read_texts,
)
from leads_db.store.opinion_lists import OwnChange, read_opinion_coverage, read_own_changes, read_post_list
from leads_db.store.source_days import day_start
from pipelines.opinions.hot_words import HotWord, find_hot_words

WEEK = timedelta(days=7)
TEXTS_NOW, TEXTS_BEFORE, PLACES_FROM = 800, 1_600, 500
"""Posts from which hot words and places are read; the newest."""
PLACES_MOST, HOT_MOST = 20, 20
SHADES = (1, 3, 10, 30, 100)
"""Posts from which a cell of the map is drawn darker."""


@dataclass(frozen=True, slots=True)
class Plot:
    """One chart, what it counts, and its table."""

    title: str
    told: str
    option: dict[str, object] | None
    """None: the table alone."""
    head: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """One indication on one platform."""

    posts: int
    negative: int
    query: str

    @property
    def shade(self) -> int:
        """0 (nothing) to 5."""
        return sum(self.posts >= least for least in SHADES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """One look at the board."""

    wanted: OpinionFilter
    figures: tuple[Figure, ...]
    gap_days: int
    plots: tuple[Plot, ...]
    platforms: tuple[str, ...]
    cells: tuple[tuple[str, tuple[Cell, ...]], ...]
    """The map: (indication, a cell a platform)."""


def read_board(connection: Connection, desk: Desk, wanted: OpinionFilter, choice: OpinionChoice) -> Board:
    """Everything that counts; no text of a post is in it."""
    days = read_days(connection, wanted)
    platforms, cells = _map(connection, desk, wanted, choice)
    plots = (
        _volume(days, read_own_changes(connection, wanted), choice),
        _feelings(days),
        _hot_words(connection, desk, wanted, choice),
        _sources(connection, desk, wanted, choice),
        _topics(connection, wanted, choice),
        _places(connection, wanted),
    )
    return Board(
        wanted=wanted,
        figures=_figures(connection, desk, wanted, days),
        gap_days=sum(bool(one.missing) for one in days),
        plots=plots,
        platforms=platforms,
        cells=cells,
    )


def _figures(
    connection: Connection, desk: Desk, wanted: OpinionFilter, days: Sequence[OpinionDay]
) -> tuple[Figure, ...]:
    today = wanted.last
    week = replace(wanted, first=today - WEEK + timedelta(days=1))
    fortnight = read_days(connection, replace(week, first=week.first - WEEK))
    now, before = (sum(one.posts for one in part) for part in (fortnight[7:], fortnight[:7]))
    negative = Share(sum(one.negative for one in days), sum(one.posts for one in days))
    alerts = read_alerts(
        connection, wanted.indications, since=day_start(wanted.first), is_practice=wanted.is_practice, limit=500
    )
    waiting = sum(one.state is AlertState.OPEN for one in alerts)
    new = find_new_topics(connection, week)
    told = [f"{desk.names.indication(slug)}·{_(opinion_words.TOPICS[topic])}" for slug, topic in new]
    change = _("环比 —（上期为 0）") if not before else _("环比 {change}", change=f"{(now - before) / before:+.0%}")
    if any(one.missing for one in fortnight):
        change += _("（含缺数日，仅供参考）")
    return (
        Figure(_("声量"), _("今日 {today} · 7 日 {week}", today=fortnight[-1].posts, week=now), change),
        Figure(_("负面占比"), share_text(negative), _("所选期间；负面 / 全部相关帖文")),
        Figure(_("预警数"), str(len(alerts)), _("其中待处置 {count}", count=waiting)),
        Figure(
            _("覆盖率"),
            share_text(read_opinion_coverage(connection, wanted, today=shanghai_day(desk.clock()))),
            _("看全的来源·日 / 应看的来源·日"),
        ),
        Figure(_("新话题"), str(len(new)), "；".join(told[:3]) or _("近 7 日没有前四周未见的话题")),
    )


def _volume(days: Sequence[OpinionDay], changes: Sequence[OwnChange], choice: OpinionChoice) -> Plot:
    marks: dict[date, list[str]] = {}
    for one in changes:
        word = _("新增 {count} 词", count=one.terms) if one.terms else _("新来源")
        marks.setdefault(one.day, []).append(f"{word} {one.source}")
    short = [
        (day, words[0] if len(words) == 1 else _("我方改动 {count}", count=len(words))) for day, words in marks.items()
    ]
    rows = tuple(
        (
            _link(choice, f"{one.day}", day=one.day),
            _("缺数") if one.is_gap else one.posts,
            "、".join(one.missing) or "—",
            "；".join(marks.get(one.day, ())) or "—",
        )
        for one in reversed(days)
    )
    told = _("按发帖日（北京时间）；灰带为来源中断的缺数日，不是零；虚线为我方来源、检索词的改动")
    head = (_("日期"), _("帖文"), _("缺数来源"), _("我方改动"))
    return Plot(_("声量"), told, opinion_charts.volume(days, short), head, rows)


def _feelings(days: Sequence[OpinionDay]) -> Plot:
    words = {one: f"{opinion_words.SENTIMENT_SIGNS[one]} {_(opinion_words.SENTIMENTS[one])}" for one in Sentiment}
    count = sum(one.posts for one in days)
    told = _("n = {count}；对商品的态度，机器判读；{error}", count=count, error=sentiment_error())
    rows = tuple((str(one.day), one.negative, one.neutral, one.positive) for one in reversed(days) if one.posts)
    head = (_("日期"), *(words[one] for one in Sentiment))
    return Plot(_("情感"), told, opinion_charts.stacked(days, words), head, rows)


def _hot_words(connection: Connection, desk: Desk, wanted: OpinionFilter, choice: OpinionChoice) -> Plot:
    now = replace(wanted, first=wanted.last - WEEK + timedelta(days=1))
    before = replace(wanted, first=now.first - 4 * WEEK, last=now.first - timedelta(days=1))
    names = [
        form.text
        for slug in wanted.indications
        if slug in desk.names.indications
        for form in desk.names.indications[slug].names
    ]
    found: Sequence[HotWord] = find_hot_words(
        read_texts(connection, now, limit=TEXTS_NOW),
        read_texts(connection, before, limit=TEXTS_BEFORE),
        limit=HOT_MOST + len(names),
    )
    found = [one for one in found if not any(one.word in name for name in names)][:HOT_MOST]
    rows = tuple((_link(choice, one.word, word=one.word), one.posts, one.before, f"{one.share:.0%}") for one in found)
    option = charts.bars([one.word for one in found], [one.posts for one in found])
    told = _("近 7 日与前四周相比升高的词，按含词帖文数与升幅排序，不按原始次数；点词看帖文")
    return Plot(_("热词"), told, option, (_("词"), _("近 7 日帖文"), _("前四周帖文"), _("占近 7 日")), rows)


def _sources(connection: Connection, desk: Desk, wanted: OpinionFilter, choice: OpinionChoice) -> Plot:
    found = count_platforms(connection, wanted)
    total = sum(found.values())
    rows = tuple(
        (_link(choice, desk.names.platform(platform), platform=platform), count, f"{count / total:.0%}")
        for platform, count in found.items()
    )
    option = charts.bars([desk.names.platform(platform) for platform in found], list(found.values()))
    return Plot(_("来源分布"), _("按平台，所选期间"), option, (_("平台"), _("帖文"), _("占比")), rows)


def _topics(connection: Connection, wanted: OpinionFilter, choice: OpinionChoice) -> Plot:
    found = count_topics(connection, wanted)
    words = [_(opinion_words.TOPICS[topic]) for topic in found]
    rows = tuple(
        (_link(choice, word, topic=topic.value), count)
        for word, (topic, count) in zip(words, found.items(), strict=True)
    )
    option = charts.bars(words, list(found.values()))
    return Plot(_("话题"), _("一帖一个话题，机器判读"), option, (_("话题"), _("帖文")), rows)


def _places(connection: Connection, wanted: OpinionFilter) -> Plot:
    posts = read_post_list(connection, wanted, limit=PLACES_FROM)
    written = Counter(place for one in posts if (place := (one.mention.location or "").strip()[:20]))
    spoken = Counter(place for one in posts for place in {found.text for found in one.view.places})
    names = [name for name, _count in (written + spoken).most_common(PLACES_MOST)]
    rows = tuple((name, written[name], spoken[name]) for name in names)
    told = _("最近 {count} 条帖文：平台显示的发帖属地，与正文提到的地名分列", count=len(posts))
    option = charts.bars(names, [written[name] + spoken[name] for name in names])
    return Plot(_("地域"), told, option, (_("地方"), _("发帖属地"), _("正文提到")), rows)


def _map(
    connection: Connection, desk: Desk, wanted: OpinionFilter, choice: OpinionChoice
) -> tuple[tuple[str, ...], tuple[tuple[str, tuple[Cell, ...]], ...]]:
    found = count_map(connection, wanted)
    by_platform, by_slug = Counter[str](), Counter[str]()
    for (slug, platform), (posts, _negative) in found.items():
        by_platform[platform] += posts
        by_slug[slug] += posts
    platforms = [platform for platform, _count in by_platform.most_common()]
    rows = tuple(
        (
            desk.names.indication(slug),
            tuple(
                Cell(*found.get((slug, platform), (0, 0)), choice.query(indication=slug, platform=platform))
                for platform in platforms
            ),
        )
        for slug, _count in by_slug.most_common()
    )
    return tuple(desk.names.platform(platform) for platform in platforms), rows


def _link(choice: OpinionChoice, shown: str, /, **changes: object) -> Markup:
    """`shown` as the way to its posts."""
    return Markup('<a href="/opinions/posts?{}">{}</a>').format(choice.query(**changes), shown)
