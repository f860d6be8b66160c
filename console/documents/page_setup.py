"""The page of an official paper after GB/T 9704-2012: margins, grid, fonts by name, styles. Lengths in mm, sizes in pt.

22 lines of 28 characters of 3号 (16 pt) stand on 156 mm × 225 mm: a line every 28.95 pt (579 twips), and because
28 × 16 pt is wider than 156 mm the grid takes 0.207 pt (848/4096) from each character.
"""

from dataclasses import dataclass
from typing import Any

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

TOP_MM, BOTTOM_MM, LEFT_MM, RIGHT_MM = 37, 35, 28, 26
LINE_PITCH, CHAR_SPACE = 579, -848
TIGHT = -5
"""Twentieths of a point."""
BODY_PT, TITLE_PT, TABLE_PT, PAGE_NUMBER_PT = 16, 22, 12, 14
RED = RGBColor(0xFF, 0x00, 0x00)
SONG, FANG, KAI, HEI, PLAIN = "方正小标宋简体", "仿宋_GB2312", "楷体_GB2312", "黑体", "宋体"
FALLBACKS = {SONG: "宋体", FANG: "仿宋", KAI: "楷体", HEI: "SimHei", PLAIN: "SimSun"}
"""Fonts are named, never embedded; the second name serves where the first is not installed."""
LEFT, RIGHT, CENTRE, BOTH = (
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.RIGHT,
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """One paragraph style: font, size, place; indents in hundredths of a character."""

    name: str
    font: str = FANG
    size: float = BODY_PT
    align: WD_ALIGN_PARAGRAPH = BOTH
    first: int = 0
    left: int = 0
    right: int = 0
    exact_pt: float | None = None
    """Fixed line height; None: the lines of the grid."""
    before_pt: float = 0
    after_pt: float = 0
    red: bool = False
    snaps: bool = True
    keeps: bool = False
    """Stays on the page of the paragraph that follows."""


FACES = (
    Face(name="机关标志", font=SONG, size=36, align=CENTRE, exact_pt=48, red=True, snaps=False),
    Face(name="发文字号", align=CENTRE),
    Face(name="函件字号", align=RIGHT),
    Face(name="公文标题", font=SONG, size=TITLE_PT, align=CENTRE, exact_pt=33, before_pt=28, after_pt=28, keeps=True),
    Face(name="表单标题", font=SONG, size=TITLE_PT, align=CENTRE, exact_pt=33, after_pt=6, keeps=True),
    Face(name="主送机关", align=LEFT),
    Face(name="公文正文", first=200),
    Face(name="一级标题", font=HEI, first=200, keeps=True),
    Face(name="二级标题", font=KAI, first=200, keeps=True),
    Face(name="左齐正文", align=LEFT, first=200),
    Face(name="附件说明", align=LEFT, left=650, first=-450, keeps=True),
    Face(name="署名", align=CENTRE, left=1250, keeps=True),
    Face(name="成文日期", align=RIGHT, right=400),
    Face(name="附注", first=200),
    Face(name="表格名目", font=HEI, size=TABLE_PT, align=CENTRE, snaps=False, before_pt=2, after_pt=2),
    Face(name="表格文字", size=TABLE_PT, align=LEFT, snaps=False, before_pt=2, after_pt=2),
    Face(name="表格说明", size=TABLE_PT, snaps=False, before_pt=4, keeps=True),
    Face(name="版记", size=14, align=LEFT, left=100, right=100, snaps=False, before_pt=3, after_pt=3),
    Face(name="页码", font=PLAIN, size=PAGE_NUMBER_PT, align=RIGHT, snaps=False),
    Face(name="标记", font=HEI, size=14, align=CENTRE, red=True, snaps=False),
    Face(name="来源", size=10.5, align=LEFT, left=200, snaps=False),
)


def lay_page(document: Document) -> None:
    """Give a new document the page, the grid and the styles."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(TOP_MM), Mm(BOTTOM_MM)
    section.left_margin, section.right_margin = Mm(LEFT_MM), Mm(RIGHT_MM)
    section.header_distance, section.footer_distance = Mm(15), Mm(23)
    for old in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(old)
    section._sectPr.append(element("w:docGrid", type="lines", linePitch=str(LINE_PITCH), charSpace=str(CHAR_SPACE)))
    _lay_style(document.styles["Normal"], Face(name="Normal"))
    for face in FACES:
        style = document.styles.add_style(face.name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles["Normal"]
        _lay_style(style, face)
    _name_fallbacks(document)


def element(tag: str, **attributes: str) -> Any:
    """An element of the main namespace: `element("w:ind", left="0")`."""
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def _lay_style(style: Any, face: Face) -> None:
    style.font.name, style.font.size = face.font, Pt(face.size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), face.font)
    if face.size == BODY_PT:
        style.element.rPr.insert_element_before(element("w:spacing", val=str(TIGHT)), *AFTER_SPACING)
    if face.red:
        style.font.color.rgb = RED
    shape = style.paragraph_format
    shape.alignment = face.align
    shape.space_before, shape.space_after = Pt(face.before_pt), Pt(face.after_pt)
    shape.line_spacing_rule = WD_LINE_SPACING.SINGLE
    if face.exact_pt:
        shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(face.exact_pt)
    shape.keep_with_next, shape.widow_control = face.keeps, False
    properties = style.element.get_or_add_pPr()
    if not face.snaps:
        properties.insert_element_before(element("w:snapToGrid", val="0"), *AFTER_SNAP)
    if face.first or face.left or face.right:
        properties.insert_element_before(_indents(face), *AFTER_INDENT)


AFTER_SPACING = ("w:w", "w:kern", "w:position", "w:sz", "w:szCs", "w:highlight", "w:u", "w:vertAlign", "w:lang")
AFTER_INDENT = ("w:contextualSpacing", "w:mirrorIndents", "w:jc", "w:textAlignment", "w:outlineLvl", "w:rPr")
AFTER_SNAP = ("w:spacing", "w:ind", *AFTER_INDENT)


def _indents(face: Face) -> Any:
    """Indents in characters, with twips beside them for programs that read no characters."""
    twips = face.size * 20 / 100
    given: dict[str, str] = {}
    first = ("hanging", -face.first) if face.first < 0 else ("firstLine", face.first)
    for side, amount in (("left", face.left), ("right", face.right), first):
        if amount:
            given |= {f"{side}Chars": str(amount), side: str(round(amount * twips))}
    return element("w:ind", **given)


def _name_fallbacks(document: Document) -> None:
    table = next(part for part in document.part.package.iter_parts() if part.partname == "/word/fontTable.xml")
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'
        for name, other in FALLBACKS.items()
    )
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    table._blob = f'{head}<w:fonts xmlns:w="{space}">{fonts}</w:fonts>'.encode()
