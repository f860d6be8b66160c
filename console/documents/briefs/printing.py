"""A brief as a Word document in the frame of official papers, with the sources of every sentence at its end."""

from collections.abc import Iterator, Sequence

from console.documents.briefs.brief import Answer, Brief, Part, Table
from console.documents.briefs.queries import QUERIES
from console.documents.briefs.wording import print_slot, say
from console.documents.paper_layout import Block, Frame, Layout, Text, make_paper
from console.documents.paper_tables import Grid
from console.words import PRACTICE_MARK, moment
from leads_db.records.paper import Organ

ORDINALS = "一二三四五六七八九十"
PRINTED_ITEMS = 12
"""Items named under a source; all that were kept stand in the paper's facts and on the desk."""
NOTE = (
    "本件由监测系统按固定查询自动汇总，所列均为疑似线索，是否违法由有权机关依法认定。"
    "「数据不足」指样本或来源不够，不作推断；缺数不等于零。"
)
KIND_WORDS = {
    "lead": "线索",
    "run": "采集",
    "post": "信息",
    "event": "舆情事件",
    "alert": "预警",
    "user": "用标人",
}


def print_brief(brief: Brief, organ: Organ, *, dated: str, is_draft: bool) -> bytes:
    """The .docx. Raises DocumentError for a sentence without a source."""
    marks = [mark for mark, is_on in ((PRACTICE_MARK, brief.params.is_practice), ("草稿", is_draft)) if is_on]
    frame = Frame(
        layout=Layout.OFFICIAL,
        organ=organ.name,
        number=f"（{brief.told}）",
        title=brief.title,
        dated=dated,
        notes=(NOTE,),
        marks=marks,
    )
    return make_paper(frame, _blocks(brief), cited=True)


def _blocks(brief: Brief) -> Iterator[Block]:
    for place, part in enumerate(brief.parts):
        yield Text(text=f"{ORDINALS[place]}、{part.title}", style="一级标题")
        yield from _part(part, brief)


def _part(part: Part, brief: Brief) -> Iterator[Block]:
    for one in part.sentences:
        sources = [source_line(brief.answers[key]) for key in one.answers]
        yield Text(text=say(one, brief.answers), sources=sources)
    for table in part.tables:
        yield from _table(table, brief)


def _table(table: Table, brief: Brief) -> Iterator[Block]:
    sources = [source_line(brief.answers[key]) for key in table.answers]
    yield Text(text=table.title, style="表格说明", sources=sources)
    rows: Sequence[Sequence[str]] = [[print_slot(cell, brief.answers) for cell in row] for row in table.rows]
    nothing = ("期内没有", *([""] * (len(table.heads) - 1)))
    yield Grid(widths=table.widths, heads=table.heads, rows=rows or (nothing,))


def source_line(answer: Answer) -> str:
    """What was asked, for which time, and what was counted: the source of a sentence."""
    params = answer.params
    asked = f"{answer.query}（{QUERIES[answer.query].word}；{moment(params.since)}至{moment(params.until)}）"
    return f"{asked}{items_told(answer)}"


def items_told(answer: Answer) -> str:
    """：线索 GI-…、GI-… 等20项."""
    if not answer.items:
        return ""
    shown = [f"{KIND_WORDS.get(kind, kind)} {name}" for kind, _, name in map(_split, answer.items[:PRINTED_ITEMS])]
    more = f"等{len(answer.items)}项" if len(answer.items) > PRINTED_ITEMS else ""
    return f"：{'、'.join(shown)}{more}"


def _split(item: str) -> tuple[str, str, str]:
    return item.partition(":")
