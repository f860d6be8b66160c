"""Lay a paper: its frame (公文, 信函 or 表) and what stands in it, as a Word document on the page of page_setup.

The templates of letters are made with it once (placeholders stand where facts will), briefs and reports whenever
they are written. Texts given here are cleaned; nothing in them becomes markup.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from io import BytesIO

import docx
from docx.document import Document
from docx.text.paragraph import Paragraph as WordParagraph

from console.documents.page_setup import HEI, element, lay_page
from console.documents.paper_edges import lay_edges, lay_imprint, rule_below
from console.documents.paper_tables import Grid, lay_grid
from console.documents.safe_text import clean_line, clean_lines
from console.documents.steady_zip import steady
from leads_db.errors import DocumentError


class Layout(StrEnum):
    """How the page begins and ends."""

    OFFICIAL = "公文"
    """Red head, number, red line; page numbers; 版记 when there are copies."""
    LETTER = "信函"
    """Red mark between the upper edge and a red double line, number at the right, no page number on page 1."""
    FORM = "表"
    """Title and a table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What stands around the text. Empty texts are left out."""

    layout: Layout
    organ: str
    """Under the paper, and on the head."""
    number: str = ""
    title: str
    addressee: str = ""
    attachments: Sequence[str] = ()
    dated: str = ""
    """成文日期 as printed: 2026年11月24日."""
    notes: Sequence[str] = ()
    """附注 under the date, a line each: （联系人：…）; a letter's 抄送."""
    imprint: Sequence[str] = ()
    """版记, a line each: 抄送：…。 What follows a tab stands at the right: 某某局<tab>2026年11月24日印发."""
    marks: Sequence[str] = ()
    """Red lines above everything: 演示, 草稿."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One paragraph. `sources` are printed as numbers behind it and listed at the end of the paper."""

    text: str
    style: str = "公文正文"
    lead: str = ""
    """First words, in 黑体."""
    sources: Sequence[str] = field(default=())


Block = Text | Grid


def make_paper(frame: Frame, blocks: Iterable[Block], *, cited: bool = False) -> bytes:
    """The paper as .docx. `cited`: every paragraph in 公文正文 must name a source.

    Raises DocumentError for a paragraph without one.
    """
    document = docx.Document()
    lay_page(document)
    _clear_properties(document)
    lay_edges(document, frame.layout.value, clean_line(frame.organ))
    _open(document, frame)
    sources: dict[str, int] = {}
    is_after_table = False
    for block in blocks:
        if isinstance(block, Grid):
            if is_after_table:
                _add(document, "", "表格说明")  # two tables that touch become one, and its head repeats no more
            lay_grid(document, block)
        else:
            _write(document, block, sources, cited=cited)
        is_after_table = isinstance(block, Grid)
    _close(document, frame)
    _list_sources(document, sources)
    if frame.imprint:
        lay_imprint(document, frame.imprint)
    return _bytes(document)


def _open(document: Document, frame: Frame) -> None:
    for mark in frame.marks:
        _add(document, mark, "标记")
    if frame.layout is Layout.OFFICIAL:
        _add(document, f"{frame.organ}文件", "机关标志").paragraph_format.space_before = docx.shared.Mm(35)
        _add(document, "", "发文字号")
        rule_below(_add(document, frame.number, "发文字号"))
    elif frame.number:
        _add(document, frame.number, "函件字号")
    _add(document, frame.title, "表单标题" if frame.layout is Layout.FORM else "公文标题")
    if frame.addressee:
        _add(document, f"{frame.addressee}：", "主送机关")


def _write(document: Document, block: Text, sources: dict[str, int], *, cited: bool) -> None:
    if cited and block.style == "公文正文" and not block.sources:
        raise DocumentError(f"a sentence names no source: {block.text[:40]}")
    paragraph = document.add_paragraph(style=block.style)
    if block.lead:
        run = paragraph.add_run(clean_line(block.lead))
        run.font.name = HEI
        run._r.get_or_add_rPr().get_or_add_rFonts().set(docx.oxml.ns.qn("w:eastAsia"), HEI)
    paragraph.add_run(clean_line(block.text))
    places = [sources.setdefault(source, len(sources) + 1) for source in block.sources]
    if places:
        paragraph.add_run("".join(f"[{place}]" for place in places)).font.superscript = True


def _close(document: Document, frame: Frame) -> None:
    if frame.attachments:
        _add(document, "", "公文正文")
    for line in frame.attachments:
        _add(document, line, "附件说明")
    if frame.dated:
        _add(document, "", "公文正文").paragraph_format.keep_with_next = True
        _add(document, frame.organ, "署名")
        _add(document, frame.dated, "成文日期")
    for note in frame.notes:
        _add(document, note, "附注")


def _list_sources(document: Document, sources: dict[str, int]) -> None:
    if sources:
        _add(document, "数据来源", "一级标题")
    for source, place in sources.items():
        _add(document, f"[{place}] {source}", "来源")


def _add(document: Document, text: str, style: str) -> WordParagraph:
    return document.add_paragraph(clean_lines(text), style=style)


def _clear_properties(document: Document) -> None:
    properties = document.core_properties
    properties.author = properties.last_modified_by = properties.title = properties.comments = ""
    properties.created = properties.modified = datetime(2026, 1, 1, tzinfo=UTC)
    properties.language = "zh-CN"
    document.settings.element.append(element("w:themeFontLang", val="en-US", eastAsia="zh-CN"))


def _bytes(document: Document) -> bytes:
    stream = BytesIO()
    document.save(stream)
    return steady(stream.getvalue())
