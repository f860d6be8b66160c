"""The tables that briefs have in common; each names the answers that it lists, also when nothing stands in it."""

from console.documents.briefs.brief import Form, Ref, Table, Word
from console.documents.briefs.writing import Writer, table
from console.lead_words import LEAD_STATES
from console.opinion_words import LEVELS, TOPICS
from console.words import VERDICTS
from leads_db.records import Verdict
from leads_db.records.handling import LeadState
from leads_db.records.opinion import Level, Topic
from pipelines.masking import mask_personal

SHOP_MOST = 40
"""Characters of a shop's name in a table; the whole name stands in the lead."""
TWO = ("posts", "posts_before")


def source_table(writer: Writer) -> Table:
    """Coverage of each source; one of which nothing was seen says so instead of a nought."""
    columns = (("coverage", "source", Form.RATIO), ("coverage", "days", Form.RATIO))
    heads = ("来源", "看到／应采单元", "看全／应看日次")
    return table(
        "来源覆盖（缺数不等于零）", heads, (3, 3, 3), writer.rows("coverage", "source", columns, {}), "coverage"
    )


def lead_tables(writer: Writer) -> tuple[Table, ...]:
    """New leads as `new_tables`, and the three to look at first."""
    return (*new_tables(writer), top_table(writer))


def new_tables(writer: Writer) -> tuple[Table, ...]:
    """New leads by indication with their precision, and by platform."""
    both = (("new", "indication", Form.COUNT), ("new_before", "indication", Form.COUNT))
    right_columns = (("precision", "indication", Form.SHARE), ("precision", "indication", Form.INTERVAL))
    return (
        table(
            "新线索与准确率（按地理标志）",
            ("地理标志", "本期", "上期", "准确率", "95%区间"),
            (4, 2, 2, 4, 4),
            writer.rows("new", "indication", (*both, *right_columns)),
            "new",
            "new_before",
            "precision",
        ),
        table(
            "新线索（按平台）",
            ("平台", "本期", "上期"),
            (4, 2, 2),
            writer.rows("new", "platform", (("new", "platform", Form.COUNT), ("new_before", "platform", Form.COUNT))),
            "new",
            "new_before",
        ),
    )


def top_table(writer: Writer) -> Table:
    """The three to look at first."""
    answers = writer.answers
    return table(
        "重点线索",
        ("线索编号", "地理标志", "平台与店铺", "研判结论", "状态"),
        (5, 3, 5, 3, 3),
        (
            (
                Ref("top", f"{place}.number", Form.TEXT),
                Word(writer.names.indication(str(answers["top"].values[f"{place}.indication"]))),
                Word(_shop(writer, place)),
                Word(VERDICTS[Verdict(str(answers["top"].values[f"{place}.verdict"]))]),
                Word(LEAD_STATES[LeadState(str(answers["top"].values[f"{place}.state"]))]),
            )
            for place in writer.places("top")
        ),
        "top",
    )


def _shop(writer: Writer, place: int) -> str:
    """Platform and shop; personal data masked."""
    values = writer.answers["top"].values
    shop = mask_personal(str(values[f"{place}.shop"]))
    shop = shop if len(shop) <= SHOP_MOST else f"{shop[:SHOP_MOST]}…"
    return f"{writer.names.platform(str(values[f'{place}.platform']))} {shop}"


def opinion_tables(writer: Writer) -> tuple[Table, ...]:
    """Posts by indication, by topic, and the alerts."""
    values = writer.answers["alerts"].values
    topics = {topic.value: TOPICS[topic] for topic in Topic}
    return (
        table(
            "舆情（按地理标志）",
            ("地理标志", "本期", "其中负面", "上期"),
            (4, 2, 2, 2),
            writer.rows(
                "posts",
                "indication",
                (
                    ("posts", "indication", Form.COUNT),
                    ("posts", "negative", Form.COUNT),
                    ("posts_before", "indication", Form.COUNT),
                ),
            ),
            "posts", "posts_before",
        ),
        table(
            "舆情（按话题）",
            ("话题", "本期", "上期"),
            (4, 2, 2),
            writer.rows("posts", "topic", tuple((answer, "topic", Form.COUNT) for answer in TWO), topics),
            "posts", "posts_before",
        ),
        table(
            "新发预警",
            ("预警号", "级别", "地理标志", "话题", "信息数"),
            (2, 2, 4, 4, 2),
            (
                (
                    Ref("alerts", f"{place}.id"),
                    Word(LEVELS[Level(str(values[f"{place}.level"]))]),
                    Word(writer.names.indication(str(values[f"{place}.indication"]))),
                    Word(TOPICS[Topic(str(values[f"{place}.topic"]))]),
                    Ref("alerts", f"{place}.observed"),
                )
                for place in writer.places("alerts", "id")
            ),
            "alerts",
        ),
    )  # fmt: skip
