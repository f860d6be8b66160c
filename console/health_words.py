"""A source's health in Chinese: one sign and word for its state, one for each day, and why it counts as a gap."""

from console.source_health import SourceHealth
from console.words import RUN_STATES, moment
from leads_db.records import BreakerState, RunState, SourceDay
from scheduler.notes import FIELDS

COUNTS = {
    "planned": "应看单元",
    "seen": "看到",
    "empty": "答复无结果",
    "partial": "看到一部分",
    "blocked": "被拒",
    "login": "要求登录",
    "changed": "结构变了",
    "dead": "连不上",
    "unfinished": "未做完",
}
"""Columns of the blind-day ledger, in their order."""
GOOD, DOUBTFUL, BAD, NONE = "good", "doubtful", "bad", "none"
"""Classes of the style sheet; sign and word tell the same without colour."""


def state_of(health: SourceHealth) -> tuple[str, str, str]:
    """Class, sign and word for a source."""
    if health.is_left_alone:
        return BAD, "‖", "熔断暂停" if health.breaker.state is BreakerState.OPEN else "待试探"
    if health.run is None:
        return BAD, "✕", "从未采集完成"
    if health.is_stale:
        return BAD, "✕", "久未采集"
    if health.run.state is RunState.FINISHED:
        return GOOD, "✓", "看全"
    if health.run.state is RunState.PARTIAL:
        return DOUBTFUL, "▲", "字段变稀" if health.thin else "有缺数"
    return BAD, "✕", RUN_STATES[health.run.state]


def day_mark(day: SourceDay) -> tuple[str, str, str]:
    """Class, sign and short word for one day: share seen, or why there is none."""
    if day.planned == 0:
        return NONE, "－", "未采"
    if day.is_whole:
        return GOOD, "✓", "100%"
    if day.is_blind:
        return BAD, "✕", main_cause(day)
    return DOUBTFUL, "▲", "变稀" if day.share >= 1.0 else share_word(day.share)


def share_word(share: float) -> str:
    """0..1 as whole percent; never 100 % while something is missing, never 0 % while something was seen."""
    return "100%" if share >= 1.0 else "0%" if share <= 0.0 else f"{min(99, max(1, round(share * 100)))}%"


def main_cause(day: SourceDay) -> str:
    """What kept most of the units of a day from being seen."""
    causes = {"blocked": "被拒", "login": "登录", "changed": "变了", "dead": "不通", "unfinished": "未完"}
    name = max(causes, key=lambda cause: getattr(day, cause))
    return causes[name] if getattr(day, name) else "缺数"


def day_told(day: SourceDay) -> str:
    """One day's counts as a line: 应看单元 12，看到 10，被拒 2；看到 83%."""
    if day.planned == 0:
        return f"{day.day}：没有采集"
    told = "，".join(f"{word} {count}" for name, word in COUNTS.items() if (count := getattr(day, name)))
    return f"{day.day}：{told}；实看 {share_word(day.share)}{'；字段变稀' if day.is_thinned else ''}"


def thin_told(health: SourceHealth) -> str:
    """The fields that thinned out with what is left of them; empty when none did."""
    return "，".join(f"{FIELDS[one.field]} 只剩 {one.share:.0%}" for one in health.thin)


def why_gap(health: SourceHealth) -> str:
    """Why the source counts as a gap, in one clause; empty when it does not."""
    if health.is_seen:
        return ""
    breaker = health.breaker
    if health.is_left_alone:
        return f"已熔断，连续 {breaker.failures} 次被拒或连不上，{moment(breaker.probe_at)} 起试探"
    if health.run is None:
        return "从未采集完成"
    state = RUN_STATES[health.run.state]
    if health.is_stale and health.look.is_seen:
        return f"上次采集结束于 {moment(health.run.finished_at)}，之后没有采集"
    return f"{state}，{health.run.note}" if health.run.note else state
