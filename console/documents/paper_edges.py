"""The edges of a page: red marks and lines, page numbers, the imprint (版记)."""

from collections.abc import Sequence
from typing import Any

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from console.documents.page_setup import LEFT_MM, RIGHT_MM, element
from console.documents.safe_text import clean_line

LINE_MM = 170
"""Length of the red double lines of a letter; they reach beyond the text at both sides."""
OFFICIAL, LETTER, FORM = "公文", "信函", "表"


def lay_edges(document: Document, layout: str, organ: str) -> None:
    """Page numbers — 1 — at the outer side; a letter's first page takes its mark and lines instead."""
    section = document.sections[0]
    document.settings.odd_and_even_pages_header_footer = True
    _number(section.footer.paragraphs[0], WD_ALIGN_PARAGRAPH.RIGHT, "right")
    _number(section.even_page_footer.paragraphs[0], WD_ALIGN_PARAGRAPH.LEFT, "left")
    if layout == LETTER:
        section.different_first_page_header_footer = True
        section.header_distance = Mm(30)
        section.footer_distance = Mm(20)
        mark = section.first_page_header.paragraphs[0]
        mark.style, mark.text = document.styles["机关标志"], organ
        _double_line(mark, "bottom", "thickThinMediumGap", space=11)
        _double_line(section.first_page_footer.paragraphs[0], "bottom", "thinThickMediumGap", space=1)


def rule_below(paragraph: Paragraph) -> None:
    """A red line as wide as the text, 4 mm under the paragraph."""
    _border(paragraph, "bottom", "single", 12, 11)


def _double_line(paragraph: Paragraph, side: str, kind: str, *, space: int) -> None:
    beyond = (LINE_MM - (210 - LEFT_MM - RIGHT_MM)) / 2
    shift = (LEFT_MM - RIGHT_MM) / 2
    paragraph.paragraph_format.left_indent = Mm(-beyond - shift)
    paragraph.paragraph_format.right_indent = Mm(-beyond + shift)
    _border(paragraph, side, kind, 24, space)


def _border(paragraph: Paragraph, side: str, kind: str, size: int, space: int) -> None:
    borders = element("w:pBdr")
    borders.append(element(f"w:{side}", val=kind, sz=str(size), space=str(space), color="FF0000"))
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:kinsoku", "w:wordWrap", "w:overflowPunct",
        "w:topLinePunct", "w:autoSpaceDE", "w:autoSpaceDN", "w:bidi", "w:adjustRightInd", "w:snapToGrid", "w:spacing",
        "w:ind", "w:contextualSpacing", "w:mirrorIndents", "w:jc", "w:rPr",
    )  # fmt: skip


def _number(paragraph: Paragraph, align: WD_ALIGN_PARAGRAPH, side: str) -> None:
    """— 1 — in 4号 宋体, one character from the outer edge."""
    paragraph.style = "页码"
    paragraph.alignment = align
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(element("w:ind", **{f"{side}Chars": "100", side: "280"}), "w:jc", "w:rPr")
    paragraph.add_run("— ")
    field = element("w:fldSimple", instr="PAGE")
    run = paragraph.add_run("1")._r
    paragraph._p.remove(run)
    field.append(run)
    paragraph._p.append(field)
    paragraph.add_run(" —")


def lay_imprint(document: Document, lines: Sequence[str]) -> None:
    """版记 at the foot of the last page: lines between black rules; what follows a tab stands at the right."""
    table: Any = document.add_table(rows=len(lines), cols=1)
    for row, line in zip(table.rows, lines, strict=True):
        paragraph = row.cells[0].paragraphs[0]
        paragraph.style = document.styles["版记"]
        paragraph.text = "\t".join(clean_line(part) for part in line.split("\t"))
        paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(148), WD_TAB_ALIGNMENT.RIGHT)
    properties = table._tbl.tblPr
    borders = element("w:tblBorders")
    for side, size in (("top", "8"), ("bottom", "8"), ("insideH", "4")):
        borders.append(element(f"w:{side}", val="single", sz=size, space="0", color="000000"))
    properties.insert_element_before(borders, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")
    place = element("w:tblpPr", vertAnchor="margin", horzAnchor="margin", tblpXSpec="center", tblpYSpec="bottom")
    style = properties.find(qn("w:tblStyle"))
    properties.insert(0 if style is None else 1, place)
    end = document.add_paragraph().paragraph_format
    end.line_spacing_rule, end.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(1)
