"""舆情专报 about one event: overview, course, spread, voices, advice by rule; nothing that the data does not say."""

from console.documents.briefs.brief import Form, Listed, Part, Ref, Sentence, Slot, Table, Word
from console.documents.briefs.writing import Writer, sentence, table
from console.opinion_words import TOPICS
from leads_db.brief_periods import Period
from leads_db.errors import DocumentError, NotFound
from leads_db.records.opinion import COMPLAINTS, Topic

HALF = 0.5
MANY_SOURCES = 3


def event_number(subject: str) -> int:
    """12 of event-12. Raises DocumentError."""
    head, _, number = subject.partition("-")
    if head != "event" or not (number.isascii() and number.isdigit()) or len(number) > 18:
        raise DocumentError(f"{subject[:20]} is no event; write event-12, the number that the opinion page shows")
    return int(number)


def special_parts(writer: Writer, period: Period) -> tuple[Part, ...]:
    """The parts of an event. Raises NotFound for an event of another city's indication or of the other stock."""
    names = tuple(f"{id}={platform.name}" for id, platform in sorted(writer.names.platforms.items()))
    number = str(event_number(period.subject))
    values = writer.ask("event", "event", period.since, period.until, (number, *names)).values
    if values["indication"] not in writer.indications or values["practice"] != int(writer.is_practice):
        raise NotFound(f"opinion event {number}")
    writer.ask("alerts", "alerts", period.since, period.until, (str(values["indication"]),))
    return (
        Part(title="概况", sentences=(overview(writer), judgement(writer))),
        Part(title="起因经过", tables=(course_table(writer),)),
        Part(title="传播态势", sentences=(reach(writer),), tables=(spread_table(writer),)),
        Part(title="各方观点", sentences=(voices(),)),
        Part(title="关联线索与处置建议", sentences=(leads(writer), advice(writer))),
    )


def overview(writer: Writer) -> Sentence:
    """What it is about, how much, when."""
    values = writer.answers["event"].values
    return sentence(
        "{name}舆情事件（{number}号，{topic}）：{first}首发，{last}最近一条，共{posts}条，来自{sources}个平台，负面{share}。",
        name=Word(writer.names.indication(str(values["indication"]))),
        number=Ref("event", "number"),
        topic=Word(TOPICS[Topic(str(values["topic"]))]),
        first=Ref("event", "first_at", Form.STAMP),
        last=Ref("event", "last_at", Form.STAMP),
        posts=Ref("event", "posts"),
        sources=Ref("event", "sources"),
        share=Ref("event", "negative_share", Form.SHARE),
    )


def judgement(writer: Writer) -> Sentence:
    """One sentence by rule: a complaint that most posts share on several platforms, a complaint, or none."""
    values = writer.answers["event"].values
    posts, negative, sources = (writer.count("event", name) for name in ("posts", "negative", "sources"))
    is_complaint = Topic(str(values["topic"])) in COMPLAINTS
    word = "不属投诉举报类话题，建议关注"
    if is_complaint:
        word = "属投诉举报类话题，建议核实"
        if sources >= MANY_SOURCES and posts and negative / posts >= HALF:
            word = "属投诉举报类话题，且负面过半、已跨多个平台，建议优先核实"
    return sentence(
        "一句话研判（按固定规则：话题类别、负面{negative}条／共{posts}条、平台{sources}个）：{word}。",
        negative=Ref("event", "negative"),
        posts=Ref("event", "posts"),
        sources=Ref("event", "sources"),
        word=Word(word),
    )


def course_table(writer: Writer) -> Table:
    """First post, turning points, peak."""
    rows = (
        (Ref("event", f"turn.{place}.at", Form.STAMP), Ref("event", f"turn.{place}.text", Form.TEXT))
        for place in range(1, len(writer.answers["event"].values) + 1)
        if f"turn.{place}.at" in writer.answers["event"].values
    )
    return table("关键节点", ("时间", "节点"), (3, 6), rows, "event")


def reach(writer: Writer) -> Sentence:
    """How far it went, as far as the posts tell it."""
    return sentence(
        "峰值时段自{peak}起；{told}条信息公开了互动数：点赞{likes}、评论{comments}、转发{reposts}，其余未公开，不计为零。"
        "同期同一标志发出预警{alerts}起。",
        peak=Ref("event", "peak_at", Form.STAMP),
        alerts=Ref("alerts", "total"),
        **{name: Ref("event", name) for name in ("told", "likes", "comments", "reposts")},
    )


def spread_table(writer: Writer) -> Table:
    """Posts by platform."""
    rows: list[tuple[Slot, ...]] = [
        (Word(writer.names.platform(key.removeprefix("source."))), Ref("event", key))
        for key in writer.keys("event", "source")
    ]
    return table("来源分布", ("平台", "信息数"), (4, 2), rows, "event")


def voices() -> Sentence:
    """How the posts feel; their words stand in the numbered posts, not in this paper."""
    return sentence(
        "负面{negative}条、中性{neutral}条、正面{positive}条；原文见所列信息编号。",
        negative=Ref("event", "negative"),
        neutral=Ref("event", "neutral"),
        positive=Ref("event", "positive"),
    )


def leads(writer: Writer) -> Sentence:
    """The leads behind it."""
    numbers = [item.removeprefix("lead:") for item in writer.answers["event"].items if item.startswith("lead:")]
    parts = tuple((Ref("event", f"lead.{place}", Form.TEXT),) for place, _ in enumerate(numbers, 1))
    return sentence("关联线索{count}条：{numbers}。", count=Ref("event", "leads"), numbers=Listed(parts, "event"))


def advice(writer: Writer) -> Sentence:
    """By rule: leads are checked, else the collection decides."""
    word = (
        "按线索办理程序核查上述线索，核查前不作定性"
        if writer.count("event", "leads")
        else "继续观察并补采，未见可核查的商品前不作定性"
    )
    return sentence("处置建议（按有无关联线索，现{count}条）：{word}。", count=Ref("event", "leads"), word=Word(word))
