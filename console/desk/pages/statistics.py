"""统计: what came in, how it was decided, how limits were kept, what came of it; each chart with its table."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse
from sqlalchemy import Connection

from console.desk import charts
from console.desk.context import Desk, DeskOf
from console.desk.figures import case_rows, due_figure, interval_text, share_text, work_figures
from console.desk.language import translated as _
from console.desk.pages.today import last_looks
from console.desk.security.access import CENTRE, ActorOf, allow, cities_of
from console.lead_words import LEAD_STATES
from leads_db.clocks import shanghai_day
from leads_db.lifecycle import NO_CASE_REASONS, PLATFORM_ACTIONS, RETURN_REASONS
from leads_db.records.account import Actor, Role
from leads_db.records.clock import ClockRule
from leads_db.records.handling import LeadState
from leads_db.shares import NONE, Share
from leads_db.store.clocks import read_time_rules
from leads_db.store.engine import reading
from leads_db.store.figure_days import midnight
from leads_db.store.limit_statistics import read_limits_counted_at, read_punctuality, sum_by_rule
from leads_db.store.move_statistics import read_move_figures
from leads_db.store.statistics import (
    Grouping,
    Scope,
    count_days,
    count_dues,
    count_groupings,
    read_precision,
)

router = APIRouter(dependencies=[allow(*CENTRE, Role.AUDITOR)])
DAYS = (7, 30, 90, 365)
Days = Annotated[int, Query(ge=1, le=366)]
Stock = Annotated[str, Query(pattern="^(practice)?$")]


@dataclass(frozen=True, slots=True)
class Plot:
    """One chart and its table."""

    title: str
    option: Mapping[str, object]
    head: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]


@router.get("/statistics")
def statistics(desk: DeskOf, actor: ActorOf, days: Days = 30, stock: Stock = "") -> HTMLResponse:
    """The last `days` days, today being one; those of the practice market stand alone."""
    scope = _scope(desk, actor, days, is_practice=stock == "practice")
    with reading(desk.engine) as connection:
        done, right = read_move_figures(connection, scope), read_precision(connection, scope)
        dues, looks = count_dues(connection, scope), last_looks(connection, desk)
        plots = [*_counts(connection, desk, scope), _precision(desk, right)]
        limits, counted_at = _limits(connection, desk, scope), read_limits_counted_at(connection, scope)
    tables = (
        (_("退回原因"), _named(done.returns, RETURN_REASONS)),
        (_("不予立案理由"), _named(done.no_case_reasons, NO_CASE_REASONS)),
        (_("平台处置"), _named(done.platform_actions, PLATFORM_ACTIONS)),
    )
    context = {
        "days": days,
        "stock": stock,
        "choices": DAYS,
        "scope": scope,
        "looks": looks,
        "figures": [*work_figures(done, sum(right.values(), NONE)), due_figure(dues)],
        "plots": plots,
        "limits": limits,
        "limits_counted_at": counted_at,
        "cases": case_rows(done),
        "tables": tables,
    }
    return desk.render("statistics.html", context)


def _scope(desk: Desk, actor: Actor, days: int, *, is_practice: bool) -> Scope:
    """An auditor sees all cities of the installation."""
    cities = desk.settings.cities if Role.AUDITOR in actor.roles else cities_of(desk, actor)
    now = desk.clock()
    since = midnight(shanghai_day(now) - timedelta(days=days - 1))
    return Scope(cities=cities, since=since, until=now, is_practice=is_practice)


def _counts(connection: Connection, desk: Desk, scope: Scope) -> list[Plot]:
    ways: tuple[tuple[str, Grouping, Callable[[str], str]], ...] = (
        (_("按状态"), Grouping.STATE, lambda name: _(LEAD_STATES[LeadState(name)])),
        (_("按地理标志"), Grouping.INDICATION, desk.names.indication),
        (_("按承办单位"), Grouping.HOST, lambda name: desk.names.bureau(name) if name else _("未定承办单位")),
        (_("按平台"), Grouping.PLATFORM, desk.names.platform),
    )
    by_day = {**dict.fromkeys(_days(scope), 0), **count_days(connection, scope)}
    days, counts = [day[5:] for day in by_day], list(by_day.values())
    plots = [Plot(_("每日新线索"), charts.line(days, counts), (_("日期"), _("线索")), tuple(reversed(by_day.items())))]
    counted = count_groupings(connection, scope)
    for title, grouping, name in ways:
        found = [(name(value), count) for value, count in counted[grouping].items()]
        option = charts.bars([word for word, _count in found], [count for _word, count in found])
        plots.append(Plot(_("期内新线索{by}", by=title), option, (title, _("线索")), tuple(found)))
    return plots


def _days(scope: Scope) -> list[str]:
    """Every day of the time, so that one without leads stands in its place."""
    first, last = shanghai_day(scope.since), shanghai_day(scope.until)
    return [(first + timedelta(days=step)).isoformat() for step in range((last - first).days + 1)]


def _precision(desk: Desk, right: Mapping[str, Share]) -> Plot:
    named = [(desk.names.indication(slug), share) for slug, share in right.items()]
    option = charts.shares([name for name, _share in named], [share for _name, share in named])
    head = (_("地理标志"), _("准确率"), _("95% 区间"))
    rows = tuple((name, share_text(share), interval_text(share)) for name, share in named)
    return Plot(_("已研判线索准确率（机器发现的）"), option, head, rows)


def _limits(connection: Connection, desk: Desk, scope: Scope) -> list[tuple[ClockRule, str, list[tuple[str, str]]]]:
    """(rule, share kept, [(bureau, its share)]) for each limit that fell due, internal and legal ones apart."""
    by = read_time_rules(connection, desk.settings.register_folder)
    found = read_punctuality(connection, scope)
    sums = sum_by_rule(found)
    rules = sorted({rule.id: rule for rule in by.rules}.values(), key=lambda rule: rule.kind)
    return [
        (
            rule,
            share_text(sums[rule.id]),
            [(desk.names.bureau(one.host), share_text(one.kept)) for one in found if one.rule == rule.id and one.host],
        )
        for rule in rules
        if rule.id in sums
    ]


def _named(counts: Mapping[str, int], words: Mapping[str, str]) -> list[tuple[str, int]]:
    return [(_(words[code]) if code in words else code, count) for code, count in counts.items()]
