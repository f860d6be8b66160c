"""Every sentence that the scheduler writes for the desk, in Chinese and in one place."""

from datetime import datetime

from leads_db.records import Outcome
from scheduler.clocks import SHANGHAI

OUTCOMES = {
    Outcome.OK: "正常",
    Outcome.EMPTY: "来源答复无结果",
    Outcome.PARTIAL: "只看到一部分",
    Outcome.AUTH_FAILED: "凭证无效",
    Outcome.PERMISSION_DENIED: "无权访问",
    Outcome.RATE_LIMITED: "被限速",
    Outcome.BLOCKED_CAPTCHA: "遇验证页",
    Outcome.BLOCKED_LOGIN: "要求登录",
    Outcome.ROBOTS_DISALLOWED: "robots 不允许",
    Outcome.NOT_FOUND: "页面不存在",
    Outcome.SCHEMA_CHANGED: "页面结构变了",
    Outcome.TRANSPORT_ERROR: "连接失败",
}

FIELDS = {
    "url": "链接",
    "description": "描述",
    "attributes": "属性",
    "category": "类目",
    "price_cny": "价格（元）",
    "price_raw": "价格（原样）",
    "shop_name": "店铺",
    "shop_id": "店铺号",
    "operator_name": "经营者",
    "operator_code": "统一社会信用代码",
    "operator_address": "住所",
    "shop_location": "店铺所在地",
    "ships_from": "发货地",
}
"""The fields whose coverage is watched, as the desk calls them."""

FIRST = "首次采集"
CANCELLED = "已取消"
PAUSED = "已暂停"
TIME_OVER = "给定的分钟数已用完"
INTERRUPTED = "服务停止时中断，下次启动继续"
DISK_LOW = "磁盘剩余空间不足（低于 5% 且少于 5 GB），未开始采集；腾出空间后自动补跑"
NO_UNITS = "没有可执行的采集单元：请检查来源和地理标志名录"
PROBE = "熔断后的试探：只看一页，不算看全"
RECOVERED = "试探成功，来源恢复，补做全量采集"
NOTHING_SEEN = "一条也没有取到，而来源并未说明无结果：按缺数处理"

TERM_FIRST = "从未检索过，先试一次"
TERM_FIRST_LATER = "从未检索过，今日预算不足，顺延"
TERM_NAME = "标志名称，每日必查"


def again(run_id: int, reason: str) -> str:
    """Why a run with the parameters of an older one."""
    return f"采集 {run_id} 以同参数再跑：{reason}"[:500]


def shanghai_time(moment: datetime) -> str:
    """11月20日 06:30, Asia/Shanghai."""
    local = moment.astimezone(SHANGHAI)
    return f"{local.month}月{local.day}日 {local:%H:%M}"


def late(due_at: datetime, now: datetime, merged: int) -> str:
    """A due time that is caught up, and how many older ones it stands for."""
    hours = (now - due_at).total_seconds() / 3600
    waited = f"{hours:.0f} 小时" if hours >= 1 else f"{hours * 60:.0f} 分钟"
    more = f"，合并更早错过的 {merged} 次" if merged else ""
    return f"错过 {shanghai_time(due_at)}，晚 {waited}补跑{more}"


def merged_into(due_at: datetime) -> str:
    """A missed due time for which a newer one stands."""
    return f"错过，已并入 {shanghai_time(due_at)} 的补跑"


def below_minimum(seen: int, minimum: int) -> str:
    """Fewer than the source's own expectation."""
    return f"只取到 {seen} 条，低于该来源预期的 {minimum} 条"


def above_maximum(seen: int, maximum: int) -> str:
    """More than the source's own expectation: other goods may have come in, or items are counted twice."""
    return f"取到 {seen} 条，高于该来源预期的 {maximum} 条，可能混入别的内容"


def thinned(field: str, usual: float, now: float) -> str:
    """A field that fewer listings tell than in the source's last weeks."""
    return f"字段「{FIELDS[field]}」由平常的 {usual:.0%} 降到 {now:.0%}，疑似页面结构变了"


def breaker_open(failures: int, probe_at: datetime) -> str:
    """A source that is left alone for a while."""
    return f"已熔断：连续 {failures} 次被拒或连不上，暂停采集；{shanghai_time(probe_at)} 后先试探一页"


def probing(failures: int) -> str:
    """The run that probes a source."""
    return f"熔断试探：此前连续 {failures} 次被拒或连不上"


def unit_outcomes(counts: dict[Outcome, int], total: int) -> str:
    """Units that were not fully seen, by outcome."""
    named = "，".join(f"{OUTCOMES[outcome]} {count}" for outcome, count in counts.items())
    return f"{total} 个采集单元中：{named}"


def gave_up(times: int, log_end: str) -> str:
    """The crawl child died again and again without getting any further."""
    return f"采集进程连续 {times} 次中断且没有进展，已停止。{log_end}".strip()


def no_progress(minutes: int) -> str:
    """A run that stands still."""
    return f"{minutes} 分钟没有进展"


def term_expected(expected: float, waited: int) -> str:
    """Why a term is searched: what it is expected to bring."""
    return f"距上次 {waited} 天，按以往预计新增 {expected:.1f} 条线索"


def term_due(waited: int) -> str:
    """Why a term that brings little is searched all the same."""
    return f"已 {waited} 天没有检索，到期必查"


def term_postponed(waited: int) -> str:
    """A term for which today's budget does not reach."""
    return f"距上次 {waited} 天，今日预算不足，顺延"


def term_sunk(since: int, left: int) -> str:
    """A term that found nothing new lately."""
    return f"近 {since} 天没有新增，降频，最迟 {max(left, 1)} 天后再查"


def term_season(name: str, share: float) -> str:
    """A festival or harvest that gives a term more weight."""
    return f"；正值{name}，权重 ×{share:g}"


def term_within(text: str) -> str:
    """A term whose results mostly stand among another's."""
    return f"；结果多半已含于「{text}」"
