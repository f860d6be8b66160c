"""监测周报 and 监测月报: the leader's part, what changed, the course of opinion, decisions by bureau, next steps."""

from collections.abc import Iterator

from console.documents.briefs import parts, tables
from console.documents.briefs.brief import Form, Part, Ref, Sentence, Slot, Table, Word
from console.documents.briefs.writing import Writer, sentence, table
from leads_db.brief_periods import Period
from leads_db.records.handling import Move

HOST_COLUMNS = (Move.DISPATCH, Move.SIGN, Move.RETURN, Move.VERIFY, Move.FILE, Move.PUNISH, Move.FEED_BACK)
HOST_HEADS = ("承办单位", "派发", "签收", "退回", "核查", "立案", "处罚", "反馈")


def weekly_parts(writer: Writer, period: Period) -> tuple[Part, ...]:
    """The parts of a week or a month."""
    parts.ask_common(writer, period)
    writer.ask("hosts", "hosts", period.since, period.until)
    summary = (parts.collected(), parts.found(writer), parts.handled(), parts.said(writer), parts.right())
    return (
        Part(title="要情", sentences=summary),
        Part(title="采集情况", tables=(tables.source_table(writer),)),
        Part(title="重点线索与新线索", sentences=(parts.top(writer),), tables=tables.lead_tables(writer)),
        Part(title="派发与办理", sentences=(returned(),), tables=(host_table(writer), limit_table(writer))),
        Part(title="舆情", sentences=(topics(writer),), tables=tables.opinion_tables(writer)),
        Part(title="下期重点", sentences=(parts.ahead(),)),
    )


def returned() -> Sentence:
    """How much came back: at each step, the brief's own error."""
    return sentence(
        "研判员自行撤销{undone}，审签退回{sent_back}，县区退回{returned}。",
        undone=Ref("moves", "undone", Form.SHARE),
        sent_back=Ref("moves", "sent_back", Form.SHARE),
        returned=Ref("moves", "returned", Form.SHARE),
    )


def topics(writer: Writer) -> Sentence:
    """What was talked about."""
    return sentence(
        "舆情声量居前的标志：{indications}；来源：{platforms}。",
        indications=writer.named("posts", "indication", unit="条"),
        platforms=writer.named("posts", "platform", unit="条"),
    )


def host_table(writer: Writer) -> Table:
    """Leads by bureau and step."""
    values = writer.answers["hosts"].values
    bureaus = sorted({name.partition(".")[2] for name in values if "." in name})
    rows: Iterator[tuple[Slot, ...]] = (
        (
            Word(writer.names.bureau(bureau) if bureau else "未定承办单位"),
            *(Ref("hosts", f"{move}.{bureau}") for move in HOST_COLUMNS),
        )
        for bureau in bureaus
    )
    return table("各承办单位办理（件，同一线索只计一次）", HOST_HEADS, (5, 2, 2, 2, 2, 2, 2, 2), rows, "hosts")


def limit_table(writer: Writer) -> Table:
    """How each limit was kept."""
    rows = writer.rows("punctual", "rule", (("punctual", "rule", Form.SHARE),), writer.rules)
    return table("期内到期时限", ("时限", "按时率"), (4, 3), rows, "punctual")
