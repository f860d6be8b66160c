"""年度报告: 地理标志专用标志使用情况年报 with the year's analysis of leads.

Authorised users from the list, inspections and returns from the bureaus' own moves, the abnormal list from what
bureaus decided. Output, value and quality of the goods stand nowhere in this program and are not told.
"""

from collections.abc import Iterator

from console.documents.briefs import parts, tables
from console.documents.briefs.brief import Form, Part, Ref, Sentence, Slot, Table, Word
from console.documents.briefs.weekly import host_table, limit_table, returned
from console.documents.briefs.writing import Writer, sentence, table
from leads_db.brief_periods import Period
from pipelines.masking import mask_personal

CASES = (
    ("file", "立案"),
    ("not_file", "不予立案"),
    ("punish", "行政处罚"),
    ("close_case", "撤销案件"),
    ("transfer_criminal", "移送公安"),
    ("move_on", "移送其他机关"),
    ("feed_back", "反馈"),
)


def annual_parts(writer: Writer, period: Period) -> tuple[Part, ...]:
    """The parts of a year."""
    since, until = period.since, period.until
    writer.ask("users", "users", since, until, writer.users)
    writer.ask("hosts", "hosts", since, until)
    writer.ask("abnormal", "abnormal", since, until)
    writer.ask_both("coverage", "coverage", period, writer.sources)
    writer.ask("dues", "dues", since, until)
    writer.ask_both("new", "new_leads", period)
    writer.ask_both("moves", "moves", period)
    writer.ask("months", "months", since, until)
    writer.ask("precision", "precision", since, until)
    writer.ask("punctual", "punctual", since, until)
    writer.ask("posts", "posts", since, until, writer.indications)
    return (
        Part(title="专用标志使用人", sentences=(listed(writer),), tables=(user_table(writer),)),
        Part(title="检查与办理", sentences=(inspected(),), tables=(host_table(writer), limit_table(writer))),
        Part(title="使用异常情况", sentences=(abnormal(),), tables=(abnormal_table(writer),)),
        Part(title="线索年度分析", sentences=(parts.found(writer), parts.handled()), tables=lead_tables(writer)),
        Part(title="舆情", sentences=(opinions(writer),)),
        Part(
            title="数据说明",
            sentences=(parts.collected(), parts.right(), returned()),
            tables=(tables.source_table(writer),),
        ),
    )


def listed(writer: Writer) -> Sentence:
    """How many may use the sign; without a list that is told."""
    if not writer.count("users", "listed"):
        return sentence(
            "尚未导入专用标志使用人名单（名单{listed}行），使用人数量数据不足。", listed=Ref("users", "listed")
        )
    return sentence(
        "截至{until}，名单内有效使用人{valid}家（名单{listed}行，未写起始日期的{undated}行）；年内新增{begun}家，到期{ended}家。",
        until=Ref("users", "@until", Form.DAY),
        **{name: Ref("users", name) for name in ("valid", "listed", "undated", "begun", "ended")},
    )


def user_table(writer: Writer) -> Table:
    """Authorised users by indication."""
    rows = writer.rows("users", "indication", (("users", "indication", Form.COUNT),))
    return table("有效使用人（按地理标志）", ("地理标志", "有效使用人"), (5, 2), rows, "users")


def inspected() -> Sentence:
    """What the bureaus did, as they told it themselves."""
    return sentence(
        "各承办单位年内签收线索{sign}件，核查{verify}件，立案{file}件，处罚{punish}件，反馈{feed_back}件。"
        "本系统之外的日常检查未纳入统计。",
        **{name: Ref("hosts", name) for name in ("sign", "verify", "file", "punish", "feed_back")},
    )


def abnormal() -> Sentence:
    """What may belong on the abnormal list; who is put on it is decided elsewhere."""
    return sentence(
        "县区局认定用标不规范的{total}件，其中作出处罚的{punished}件，供异常名录审核参考；是否列入由有权机关决定。",
        total=Ref("abnormal", "total"),
        punished=Ref("abnormal", "punished"),
    )


def abnormal_table(writer: Writer) -> Table:
    """One row a case, names masked where they are of persons."""
    values = writer.answers["abnormal"].values
    rows: Iterator[tuple[Slot, ...]] = (
        (
            Ref("abnormal", f"{place}.lead", Form.TEXT),
            Word(mask_personal(str(values[f"{place}.seller"]))),
            Word(writer.names.indication(str(values[f"{place}.indication"]))),
            Word(writer.names.bureau(str(values[f"{place}.host"]))),
            Word(str(values[f"{place}.decision"]) or "未处罚"),
        )
        for place in writer.places("abnormal", "lead")
    )
    heads = ("线索编号", "用标人", "地理标志", "认定单位", "决定书文号")
    return table("用标不规范情况", heads, (4, 4, 3, 4, 4), rows, "abnormal")


def lead_tables(writer: Writer) -> tuple[Table, ...]:
    """By month, by what came of them, then as in the other briefs without the three of the day."""
    months = ((Ref("months", name, Form.TEXT), name) for name in sorted(writer.answers["months"].values))
    by_month = tuple((Word(f"{name[:4]}年{int(name[5:])}月"), ref) for ref, name in months)
    cases = tuple(
        (Word(word), Ref("moves", f"case.{name}"), Ref("moves_before", f"case.{name}")) for name, word in CASES
    )
    return (
        table("新线索（按月）", ("月份", "线索"), (3, 2), by_month, "months"),
        *tables.new_tables(writer),
        table("办理结果（同一线索只计一次）", ("结果", "本年", "上年"), (4, 2, 2), cases, "moves", "moves_before"),
    )


def opinions(writer: Writer) -> Sentence:
    """The year's talk; where no source was heard, that is told instead of a nought."""
    if not writer.count("posts", "total") and not writer.count("posts", "heard"):
        return sentence(
            "年内没有听到任何舆情来源（{days}日），数据不足，缺数不等于零。", days=Ref("posts", "days", Form.RATIO)
        )
    return sentence(
        "年内舆情{total}条，负面{negative}条，有来源缺数的日子{gaps}天；居前的标志：{indications}。",
        total=Ref("posts", "total"),
        negative=Ref("posts", "negative"),
        gaps=Ref("posts", "gaps"),
        indications=writer.named("posts", "indication", unit="条"),
    )
