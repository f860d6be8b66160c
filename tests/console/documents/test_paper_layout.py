"""The frame that reports use: three layouts, every sentence with its source, hostile words as words."""

import pytest
from docx.oxml.ns import qn

from console.documents.paper_layout import Frame, Layout, Text, make_paper
from console.documents.paper_tables import Grid
from leads_db.errors import DocumentError
from tests.console.documents.reopened import fields_in, opened, text_of
from tests.console.hostile import HOSTILE

FRAME = Frame(
    layout=Layout.OFFICIAL,
    organ="焦作市市场监督管理局",
    number="焦市监线〔2026〕12号",
    title="监测日报",
    dated="2026年11月24日",
    imprint=("抄送：各县区局。", "焦作市市场监督管理局\t2026年11月24日印发"),
)


def test_sources_are_numbered_once_and_listed_at_the_end() -> None:
    blocks = (
        Text(text="采集来源十二个。", sources=("查询甲", "查询乙")),
        Text(text="新线索三条。", sources=("查询乙",)),
        Text(text="一、小标题", style="一级标题"),
    )
    lines = text_of(make_paper(FRAME, blocks, cited=True)).split("\n")
    assert [line for line in lines if "条" in line or "个" in line] == ["采集来源十二个。[1][2]", "新线索三条。[2]"]
    assert lines[lines.index("数据来源") + 1 :][:2] == ["[1] 查询甲", "[2] 查询乙"]


def test_a_sentence_without_a_source_is_refused() -> None:
    with pytest.raises(DocumentError, match="形势总体平稳"):
        make_paper(FRAME, (Text(text="形势总体平稳。"),), cited=True)


def test_the_head_of_a_table_repeats_and_a_short_row_is_stretched() -> None:
    grid = Grid(widths=(1, 2, 3), heads=("甲", "乙", "丙"), rows=(("1", "2", "3"), ("合计", "5")))
    table = opened(make_paper(FRAME, (grid,))).tables[0]
    assert [cell.text for cell in table.rows[2].cells] == ["合计", "5", "5"]
    assert len(table.rows[0]._tr.xpath("./w:trPr/w:tblHeader")) == 1


def test_two_tables_do_not_touch() -> None:
    grid = Grid(widths=(1, 1), rows=(("1", "2"),))
    body = opened(make_paper(FRAME, (grid, grid))).element.body
    tables = body.findall(qn("w:tbl"))
    assert len(tables) == 3  # the third is the imprint
    assert tables[0].getnext().tag == qn("w:p")


@pytest.mark.parametrize("layout", Layout)
def test_hostile_words_stay_words_in_every_layout(layout: Layout) -> None:
    words = "".join(HOSTILE)
    frame = Frame(layout=layout, organ=words[:40], title="报告", dated="2026年1月5日", marks=(words[:60],))
    grid = Grid(widths=(1, 1), heads=("甲", "乙"), rows=((words, words),))
    content = make_paper(frame, (Text(text=words, sources=(words,)), grid))
    assert "<script>alert(1)</script>" in text_of(content)
    assert fields_in(content) == []
