"""What the briefs have in common: the sentences and tables about sources, leads, decisions, opinions."""

from datetime import timedelta

from console.documents.briefs.brief import Change, Form, Listed, Ref, Sentence, Slot, Word
from console.documents.briefs.writing import Writer, sentence
from leads_db.brief_periods import Period
from leads_db.records import Verdict
from leads_db.records.handling import LeadState
from leads_db.records.opinion import Level

PRECISION_TIME = timedelta(days=90)
UNITS = (Ref("coverage", "units", Form.SHARE), Ref("coverage_before", "units", Form.SHARE))
HEARD = (Ref("posts", "days", Form.SHARE), Ref("posts_before", "days", Form.SHARE))
YUAN = Form.YUAN


def ask_common(writer: Writer, period: Period) -> None:
    """Everything that the daily, weekly and monthly brief ask."""
    writer.ask_both("coverage", "coverage", period, writer.sources)
    writer.ask("dues", "dues", period.since, period.until)
    writer.ask_both("new", "new_leads", period)
    writer.ask("top", "top_leads", period.since, period.until)
    writer.ask_both("moves", "moves", period)
    writer.ask("precision", "precision", period.until - PRECISION_TIME, period.until)
    writer.ask("punctual", "punctual", period.since, period.until)
    writer.ask_both("posts", "posts", period, writer.indications)
    writer.ask("alerts", "alerts", period.since, period.until, writer.indications)
    writer.ask("waiting", "waiting", period.since, period.until)
    writer.ask("due", "due", period.since, period.until)


def collected() -> Sentence:
    """What was seen of what was to be seen."""
    return sentence(
        "{since}至{until}，{sources}个来源应采{planned}单元，看到{seen}，覆盖率{share}；整期缺数的来源{blind}个，缺数不等于零；"
        "到期采集{dues}次，错过{missed}次。",
        since=Ref("coverage", "@since", Form.MOMENT),
        until=Ref("coverage", "@until", Form.MOMENT),
        sources=Ref("coverage", "sources"),
        planned=Ref("coverage", "planned"),
        seen=Ref("coverage", "seen"),
        share=UNITS[0],
        blind=Ref("coverage", "blind"),
        dues=Ref("dues", "total"),
        missed=Ref("dues", "missed"),
    )


def found(writer: Writer) -> Sentence:
    """What is new; where nothing was seen, that is told instead of a nought."""
    if not writer.count("new", "total") and not writer.count("coverage", "seen"):
        return sentence(
            "期内没有看到任何来源（{share}），新线索数据不足，缺数不等于零（人工登记和导入的{total}条）。",
            share=Ref("coverage", "units", Form.RATIO),
            total=Ref("new", "total"),
        )
    return sentence(
        "新发现疑似线索{total}条，{change}：侵权疑似{infringing}条，核准但不规范{irregular}条，产地内未核准{unlicensed}条，"
        "待补证{insufficient}条；居前的标志：{by_indication}。",
        total=Ref("new", "total"),
        change=Change(Ref("new", "total"), Ref("new_before", "total"), UNITS),
        infringing=Ref("new", f"verdict.{Verdict.INFRINGING}"),
        irregular=Ref("new", f"verdict.{Verdict.IRREGULAR_USE}"),
        unlicensed=Ref("new", f"verdict.{Verdict.UNLICENSED_LOCAL}"),
        insufficient=Ref("new", f"verdict.{Verdict.INSUFFICIENT}"),
        by_indication=writer.named("new", "indication", unit="条"),
    )


def top(writer: Writer) -> Sentence:
    """The three to look at first."""
    parts: list[tuple[Slot, ...]] = []
    for place in writer.places("top"):
        name = writer.names.indication(str(writer.answers["top"].values[f"{place}.indication"]))
        parts.append((Ref("top", f"{place}.number", Form.TEXT), Word(f"（{name}）")))
    return sentence("重点核查线索{count}条：{named}。", count=Ref("top", "count"), named=Listed(tuple(parts), "top"))


def handled() -> Sentence:
    """What was done."""
    slots = {move: Ref("moves", move) for move in ("confirm", "exclude", "approve", "dispatch", "sign", "return")}
    slots |= {name: Ref("moves", f"case.{name}") for name in ("file", "punish", "feed_back")}
    return sentence(
        "期内确认{confirm}件次、排除{exclude}、审签{approve}、派发{dispatch}、签收{sign}、退回{back}；"
        "立案{file}件、处罚{punish}、反馈{feed_back}，罚款{fine}元、没收{confiscated}元。",
        **{"back" if name == "return" else name: ref for name, ref in slots.items()},
        fine=Ref("moves", "yuan.fine_cny", YUAN),
        confiscated=Ref("moves", "yuan.confiscated_cny", YUAN),
    )


def right() -> Sentence:
    """How often the machine was right: the brief's own error."""
    return sentence(
        "误差：自{since}起已研判机器线索准确率{share}，百分之九十五区间{interval}；到期时限按时率{kept}。",
        since=Ref("precision", "@since", Form.DAY),
        share=Ref("precision", "total", Form.SHARE),
        interval=Ref("precision", "total", Form.INTERVAL),
        kept=Ref("punctual", "total", Form.SHARE),
    )


def said(writer: Writer) -> Sentence:
    """What people say; where no source was heard, that is told instead of a nought."""
    if not writer.count("posts", "total") and not writer.count("posts", "heard"):
        return sentence(
            "舆情（{first}至{last}整日）没有听到任何来源，数据不足，缺数不等于零；新发预警{alerts}起。",
            first=Ref("posts", "@first"),
            last=Ref("posts", "@last"),
            alerts=Ref("alerts", "total"),
        )
    return sentence(
        "舆情（{first}至{last}整日）{total}条，{change}，负面{negative}条，缺数{gaps}天；"
        "新发预警{alerts}起（红{red}、橙{orange}、黄{yellow}、蓝{blue}）。",
        first=Ref("posts", "@first"),
        last=Ref("posts", "@last"),
        total=Ref("posts", "total"),
        change=Change(Ref("posts", "total"), Ref("posts_before", "total"), HEARD),
        negative=Ref("posts", "negative"),
        gaps=Ref("posts", "gaps"),
        alerts=Ref("alerts", "total"),
        **{level.value: Ref("alerts", f"level.{level}") for level in Level},
    )


def ahead() -> Sentence:
    """What waits."""
    return sentence(
        "下一步：待研判{new}件、待审签{confirmed}、待派发{approved}、退回{returned}；三日内到期时限{soon}个、"
        "已超期{late}个。",
        **{state.value: Ref("waiting", state.value) for state in _WAITING},
        soon=Ref("due", "soon"),
        late=Ref("due", "late"),
    )


_WAITING = (LeadState.NEW, LeadState.CONFIRMED, LeadState.APPROVED, LeadState.RETURNED)
