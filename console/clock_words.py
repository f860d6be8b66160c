"""The Chinese of clocks and notices, as screens and papers print it."""

from leads_db.records.clock import ClockState, LimitKind, LimitUnit
from leads_db.records.notice import NoticeKind, SendingState
from leads_db.store.rechecks import RecheckState

UNCONFIRMED = "待核"
LIMIT_KINDS = {LimitKind.INTERNAL: "内部时限", LimitKind.LEGAL: "法定期限"}
LIMIT_UNITS = {LimitUnit.WORKDAYS: "个工作日", LimitUnit.DAYS: "日", LimitUnit.HOURS: "小时"}
CLOCK_STATES = {
    ClockState.RUNNING: "计时中",
    ClockState.PAUSED: "中止计时",
    ClockState.MET: "按期完成",
    ClockState.LATE: "超期",
}
NOTICE_KINDS = {
    NoticeKind.DUE_SOON: "即将到期",
    NoticeKind.URGED: "催办",
    NoticeKind.SUPERVISED: "督办",
    NoticeKind.WOKEN: "暂存到期",
    NoticeKind.RECHECKED: "反馈后复查",
    NoticeKind.BY_HAND: "请人工复核",
    NoticeKind.ALERT: "舆情预警",
    NoticeKind.SYSTEM: "系统",
    NoticeKind.LETTER: "来文",
}
SENDING_STATES = {
    SendingState.WAITING: "待发送",
    SendingState.SENT: "已发送",
    SendingState.DEAD: "已放弃",
}
RECHECK_STATES = {
    RecheckState.RUNNING: "复查中",
    RecheckState.DONE: "已复查",
    RecheckState.BY_HAND: "请人工复核",
}


def left_words(left: int, *, is_late: bool) -> str:
    """How much time is left: 剩 3 个工作日, 今天到期, 超期 2 个工作日."""
    if is_late:
        return f"超期 {-left} 个工作日" if left < 0 else "已超期"
    return f"剩 {left} 个工作日" if left else "今天到期"
