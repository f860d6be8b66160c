"""What notices say, in Chinese: numbers of leads, names of limits, dates, counts; nothing crawled, nobody's data."""

from collections.abc import Mapping
from datetime import datetime

from leads_db.clocks import SHANGHAI
from leads_db.records.clock import ClockRule, LimitKind
from leads_db.records.paper import PaperKind

KINDS = {LimitKind.LEGAL: "法定期限", LimitKind.INTERNAL: "内部时限"}
FOUND = {
    "there": "仍在架",
    "gone_404": "已删除（404）",
    "gone_410": "已删除（410）",
    "delisted": "已下架",
    "unclear": "无法确认",
}
"""What a look may find of one listing; `unclear: …` carries the outcome."""


def day(moment: datetime) -> str:
    """2026年12月22日 18:00."""
    local = moment.astimezone(SHANGHAI)
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"


def _limit(lead: str, rule: ClockRule, due_at: datetime) -> str:
    doubt = "" if rule.confirmed else "，待核"
    return f"线索 {lead} 的「{rule.name}」（{KINDS[rule.kind]}{doubt}）{day(due_at)}到期"


def due_soon(lead: str, rule: ClockRule, due_at: datetime, left: int) -> str:
    """A due day that comes near."""
    return f"{_limit(lead, rule, due_at)}，{_left(left)}。"


def urged(lead: str, rule: ClockRule, due_at: datetime, left: int) -> str:
    """The reminder before the due day (催办)."""
    return f"催办：{_limit(lead, rule, due_at)}，{_left(left)}，请抓紧办理。"


def supervised(lead: str, rule: ClockRule, due_at: datetime, overdue: int) -> str:
    """Taken up after the due day (督办)."""
    return f"督办：{_limit(lead, rule, due_at)}，已超期 {overdue} 个工作日，请立即办理并说明原因。"


def _left(left: int) -> str:
    return f"剩 {left} 个工作日" if left else "今天到期"


def woken(lead: str) -> str:
    """A held lead whose date came."""
    return f"线索 {lead} 暂存到期，已回到待研判。"


def rechecked(lead: str, result: Mapping[str, str], *, seller_sells: bool) -> str:
    """What the look after feedback found."""
    sells = "该店仍在售或换链接再售" if seller_sells else "未见该店再售"
    return f"线索 {lead} 反馈后复查：{_counted(result)}；{sells}。"


def recheck_by_hand(lead: str, why: str, result: Mapping[str, str]) -> str:
    """The look could not be made, or told nothing."""
    seen = f"（{_counted(result)}）" if result else ""
    return f"线索 {lead} 反馈后请人工复核：{why}{seen}。打不开的页面不等于已下架。"


HELD_OUT = "暂存期满"
NO_SOURCE = "链接不属于已启用的来源，程序不自行访问"
NO_LINKS = "没有可复查的链接"
NOT_SEEN = "来源未能看清"
RECHECK_REASON = "反馈后自动复查"


def _counted(result: Mapping[str, str]) -> str:
    counts: dict[str, int] = {}
    for found in result.values():
        word = FOUND[found.partition(":")[0]]
        counts[word] = counts.get(word, 0) + 1
    return "，".join(f"{word} {count} 条" for word, count in counts.items())


BRIEFS = {
    PaperKind.DAILY_BRIEF: "监测日报",
    PaperKind.WEEKLY_BRIEF: "监测周报",
    PaperKind.MONTHLY_BRIEF: "监测月报",
    PaperKind.ANNUAL_REPORT: "年度报告",
}


def draft_due(kind: PaperKind, subject: str) -> str:
    """A brief that waits to be looked at and issued."""
    return f"{BRIEFS[kind]}（{subject}）草稿已可查看，请到文书页核对后签发。"


def backup_failed(fault: str) -> str:
    """Last night has no copy; `fault`: the kind of error, our own word."""
    return f"夜间备份没有成功（{fault}）。请看系统页，排除原因后执行 gi-leads db backup。"
