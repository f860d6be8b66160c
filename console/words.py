"""The Chinese words for every value that a desk user reads: one table a kind, complete by a structure test."""

from datetime import datetime
from zoneinfo import ZoneInfo

from leads_db.records import Act, BreakerState, FindingState, RunState, Trigger, UnitState, Verdict
from leads_db.store.due_runs import DueState
from scheduler import notes

SHANGHAI = ZoneInfo("Asia/Shanghai")
PRACTICE_MARK = "演示"
NOT_CONFIRMED = "待核"
UNKNOWN = "未显示"

VERDICTS = {
    Verdict.INFRINGING: "侵权疑似",
    Verdict.IRREGULAR_USE: "核准但不规范",
    Verdict.UNLICENSED_LOCAL: "产地内未核准",
    Verdict.INSUFFICIENT: "待补证",
    Verdict.LAWFUL: "正当使用",
    Verdict.UNRELATED: "无关",
}
VERDICT_ROUTES = {
    Verdict.INFRINGING: "核查执法",
    Verdict.IRREGULAR_USE: "责令规范，纳入异常名录参考",
    Verdict.UNLICENSED_LOCAL: "由县区指导培训、引导申请",
    Verdict.INSUFFICIENT: "暂存，补齐所缺事实",
    Verdict.LAWFUL: "不作线索",
    Verdict.UNRELATED: "不作线索",
}
VERDICT_SIGNS = {
    Verdict.INFRINGING: "✕",
    Verdict.IRREGULAR_USE: "▲",
    Verdict.UNLICENSED_LOCAL: "◇",
    Verdict.INSUFFICIENT: "？",
    Verdict.LAWFUL: "✓",
    Verdict.UNRELATED: "－",
}
"""Stand beside the colour, which never tells alone."""

ACTS = {
    Act.NAME_OUTSIDE_AREA: "产地外使用名称",
    Act.LOOKALIKE_NAME: "近似名称",
    Act.EVOCATION: "搭便车",
    Act.FALSE_ORIGIN: "伪造产地",
    Act.SPECIAL_SIGN_MISUSE: "冒用专用标志",
    Act.OFF_STANDARD: "不符合标准",
    Act.PACKAGING_FOR_SALE: "出售包装标识",
    Act.SHOP_OR_ACCOUNT_NAME: "店铺账号名称",
    Act.KEYWORD_STUFFING: "关键词引流",
    Act.IMPLAUSIBLE_SUPPLY: "供应不可信",
}

FINDING_STATES = {
    FindingState.FOUND: "可疑",
    FindingState.CLEAR: "反证",
    FindingState.UNKNOWN: "缺事实",
}

OUTCOMES = notes.OUTCOMES

RUN_STATES = {
    RunState.QUEUED: "排队",
    RunState.RUNNING: "运行中",
    RunState.PAUSED: "已暂停",
    RunState.FINISHED: "正常完成",
    RunState.PARTIAL: "部分（有缺数）",
    RunState.FAILED: "失败（未看到来源）",
    RunState.CANCELLED: "已取消",
}

UNIT_STATES = {
    UnitState.WAITING: "等待",
    UnitState.LEASED: "进行中",
    UnitState.DONE: "完成",
    UnitState.DEAD: "死信",
}

TRIGGERS = {
    Trigger.SCHEDULED: "定时",
    Trigger.CATCH_UP: "补跑",
    Trigger.ON_DEMAND: "按需",
    Trigger.IMPORT: "导入",
}

BREAKERS = {
    BreakerState.CLOSED: "正常采集",
    BreakerState.OPEN: "熔断暂停",
    BreakerState.HALF_OPEN: "待试探",
    BreakerState.RECOVERED: "已恢复",
}

DUE_STATES = {
    DueState.PLANNED: "已排",
    DueState.STARTED: "已开始",
    DueState.MISSED: "错过",
    DueState.MERGED: "错过，已并入补跑",
    DueState.CAUGHT_UP: "错过，已补跑",
}

RUN_COUNTS = {
    "units": "单元",
    "units_done": "完成单元",
    "units_dead": "死信单元",
    "requests": "请求",
    "listings": "见到商品",
    "listings_new": "新商品",
    "snapshots_new": "新快照",
    "mentions_new": "新舆情信息",
    "assessments": "研判",
    "leads_new": "新线索",
}

RUN_PARAMS = {
    "indication": "地理标志",
    "pages": "页数",
    "requests": "请求预算",
    "minutes": "时间预算（分钟）",
    "urgent": "加急",
    "probe": "试探",
    "urls": "指定链接",
}

RUN_ACTS = {
    "run_ordered": "排入采集",
    "run_cancelled": "取消",
    "run_paused": "暂停",
    "run_resumed": "续跑",
    "run_redriven": "重投死信",
}

FIELDS = {
    **notes.FIELDS,
    "title": "标题",
    "net_weight_kg": "净重（千克）",
    "sold_count": "销量",
    "sold_raw": "销量（原样）",
    "seen_at": "所见时间",
    "item_id": "商品号",
}

SELLER_FIELDS = {
    "operator_name": "经营者",
    "operator_code": "统一社会信用代码",
    "operator_address": "住所",
    "shop_location": "店铺所在地",
    "icp_number": "网站备案号",
    "licence_page": "已读证照页",
}
"""What is known of a seller apart from a listing."""
SELLER_SOURCES = {
    "person": "人工核实",
    "licence": "证照或公司页",
    "json_ld": "网站结构化标注",
    "listing": "该卖家的商品页",
    "footer": "网站页脚",
}
"""Where a fact of a seller stood."""

READINESS = {
    "subject": "主体",
    "act": "行为",
    "origin": "产地",
    "evidence": "证据",
    "jurisdiction": "管辖",
}

NOTES = {
    "price_missing": "没有价格",
    "price_unparsed": "价格读不懂",
    "price_conflict": "页面上的价格互相矛盾",
    "currency_missing": "没有写币种",
    "sold_unparsed": "销量读不懂",
    "seen_at_unparsed": "采集时间读不懂",
    "seen_at_unknown": "没有采集时间",
    "seen_at_zone_assumed": "采集时间没有写时区，按北京时间",
    "item_id_from_url": "没有商品号，由链接生成",
    "item_id_from_title": "没有商品号，由标题和店铺生成",
    "item_id_rounded": "商品号可能被表格软件改动",
    "platform_unknown": "平台不在登记册",
}
"""What a reader notes of a listing: its code before the colon, and what it met after it."""

CITIES = {"benxi": "本溪", "jiaozuo": "焦作"}


def field_word(name: str) -> str:
    """A listing field as a person calls it: `attributes.产地` → 属性「产地」, `image_texts.0` → 图中文字 1."""
    head, _, rest = name.partition(".")
    if head == "attributes" and rest:
        return f"属性「{rest}」"
    if head == "image_texts" and rest.isdigit():
        return f"图中文字 {int(rest) + 1}"
    return FIELDS.get(name, name)


def note_word(note: str) -> str:
    """A reader's note as a person reads it: `price_unparsed: 面议` → 价格读不懂：面议."""
    code, _, met = note.partition(":")
    word = NOTES.get(code)
    return note if word is None else f"{word}：{met.strip()}" if met.strip() else word


def byte_size(count: int | None) -> str:
    """Bytes as people read them: 1.5 MB; «—» where they are not known."""
    if count is None:
        return "—"
    for unit, size in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if count >= size:
            return f"{count / size:.1f} {unit}"
    return f"{count} B"


def span(seconds: float) -> str:
    """A length of time: 2 h 05 min, 3 min 20 s, 45 s."""
    whole = max(0, round(seconds))
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min {left:02} s" if minutes else f"{left} s"


def moment(at: datetime | None) -> str:
    """A time as people in China read it; «—» where there is none."""
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if at else "—"


def percent(likelihood: float) -> str:
    """A likelihood 0..1 as whole percent; never 0 % or 100 %, which no judgement can claim."""
    return f"{min(99, max(1, round(likelihood * 100)))}%"


def day(at: datetime | None) -> str:
    """A day as a letter writes it: 2026年8月27日."""
    local = at.astimezone(SHANGHAI) if at else None
    return f"{local.year}年{local.month}月{local.day}日" if local else "—"


def strength(weight: float) -> str:
    """How much a finding pushes the likelihood: from 2.0 in log-odds (sevenfold odds) 强, from 0.8 (twofold) 中."""
    return "强" if abs(weight) >= 2.0 else "中" if abs(weight) >= 0.8 else "弱"
