"""The desk's navigation: which pages each role finds in the header. A page that is not built is not shown."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from leads_db.records.account import Actor, Role

Counter = Callable[[Connection, Actor], int]
"""How many things wait on a page for this person; read on every page, so it must be cheap."""


@dataclass(frozen=True, slots=True)
class NavItem:
    """One link; `word` is a Chinese text of the catalogue."""

    word: str
    path: str


NOTICES = NavItem("通知", "/notices")
"""Everybody's, beside the account."""


@dataclass(frozen=True, slots=True)
class NavGroup:
    """The pages of some roles."""

    word: str
    roles: frozenset[Role]
    items: tuple[NavItem, ...]


def _group(word: str, roles: Collection[Role], **paths: str) -> NavGroup:
    return NavGroup(word, frozenset(roles), tuple(NavItem(name, path) for name, path in paths.items()))


GROUPS = (
    _group(
        "研判中心",
        (Role.REVIEWER, Role.APPROVER),
        今日="/",
        待研判="/triage",
        来件="/intake",
        待审签="/approvals",
        派发与督办="/dispatches",
        台账="/leads",
        舆情="/opinions",
        文书="/papers",
        名录="/registers",
        统计="/statistics",
    ),
    _group(
        "县区局",
        (Role.COUNTY, Role.COUNTY_HEAD),
        待签收="/county",
        我的线索="/county/leads",
        协查="/county/assistance",
        批量="/county/batch",
        本局统计="/county/statistics",
        帮助="/help",
    ),
    _group("协查", (Role.SEAT,), 协查="/county/assistance", 帮助="/help"),
    _group(
        "运维",
        (Role.OPS,),
        总览="/ops",
        调度="/ops/schedule",
        按需采集="/ops/collect",
        运行="/runs",
        来源健康="/sources/health",
        死信="/ops/dead-letters",
        数据质量="/ops/quality",
        系统="/ops/system",
        日志="/ops/log",
    ),
    _group("管理", (Role.ADMIN,), 帐号="/accounts"),
    _group("监督", (Role.AUDITOR,), 审计="/audit", 统计="/statistics"),
)


@dataclass(frozen=True, slots=True)
class Navigation:
    """What the header shows to one person on one page."""

    items: tuple[NavItem, ...] = ()
    current: str = ""
    """Path of the item to which the page belongs."""
    others: tuple[NavItem, ...] = ()
    """First pages of the person's other groups, under the groups' names."""


def groups_of(actor: Actor | None, built: Collection[str]) -> tuple[NavGroup, ...]:
    """The groups of a person's roles with the pages that are built, those without any left out."""
    if actor is None:
        return ()
    mine = [group for group in GROUPS if group.roles & actor.roles]
    kept = [
        NavGroup(group.word, group.roles, tuple(item for item in group.items if item.path in built)) for group in mine
    ]
    return tuple(group for group in kept if group.items)


def home_of(actor: Actor, built: Collection[str]) -> str:
    """Where this person's work begins."""
    groups = groups_of(actor, built)
    return groups[0].items[0].path if groups else "/profile"


def navigation_of(actor: Actor | None, path: str, built: Collection[str]) -> Navigation:
    """The group to which `path` belongs, else the person's first, and the ways to the others."""
    groups = groups_of(actor, built)
    if not groups:
        return Navigation()
    place = {group: _current(group, path) for group in groups}
    shown = max(groups, key=lambda group: len(place[group]))
    others = tuple(NavItem(group.word, group.items[0].path) for group in groups if group is not shown)
    return Navigation(items=shown.items, current=place[shown], others=others)


def _current(group: NavGroup, path: str) -> str:
    """The item whose path is the longest beginning of `path`; empty when there is none."""
    fitting = [item.path for item in group.items if path == item.path or path.startswith(item.path.rstrip("/") + "/")]
    exact = [found for found in fitting if found != "/" or path == "/"]
    return max(exact, key=len, default="")


def counts_of(
    connection: Connection, actor: Actor, items: Collection[NavItem], counters: Mapping[str, Counter]
) -> dict[str, int]:
    """Path → how many wait there."""
    return {item.path: counters[item.path](connection, actor) for item in items if item.path in counters}
