"""Every letter and form, filled and opened again: page, text, and nothing of a seller's but text."""

from dataclasses import replace

import pytest
from docx.oxml.ns import qn
from docx.shared import Mm
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from console.documents.forms import FORMS, load_template
from console.documents.letter_titles import FIVE_OF_TRANSFER
from console.documents.letter_words import STATEMENT, context_of, known_names
from console.documents.letters import LetterFacts, letter_from_mapping, letter_to_mapping
from console.documents.paper_layout import Layout
from console.documents.rendering import render
from console.documents.safe_text import clean_line
from leads_db.errors import DocumentError
from leads_db.records.paper import PaperKind
from tests.console.documents.letters_made import LEAD, emptiest, filled_with, letter
from tests.console.documents.reopened import fields_in, opened, shape_of, text_of
from tests.console.hostile import HOSTILE

K = PaperKind
KINDS = pytest.mark.parametrize("kind", FORMS, ids=lambda kind: kind.value)
WITH_LEAD_TEXT = (K.TRANSFER_LETTER, K.ASSIGNMENT, K.ASSISTANCE_LETTER, K.DESIGNATION, K.CRIMINAL_TRANSFER, K.LEAD_FORM)


def made(facts: LetterFacts) -> bytes:
    template, name = load_template(facts.kind)
    return render(template, name, context_of(facts))


@KINDS
def test_the_page_is_that_of_the_standard(kind: PaperKind) -> None:
    section = opened(made(letter(kind))).sections[0]
    grid = section._sectPr.find(qn("w:docGrid"))
    edges = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(edge / Mm(1), 1) for edge in edges] == [37, 35, 28, 26]
    assert (grid.get(qn("w:linePitch")), grid.get(qn("w:charSpace"))) == ("579", "-848")
    assert 22 * 579 <= (297 - 37 - 35) / 25.4 * 1440 < 22.1 * 579


@KINDS
def test_fonts_are_named_for_both_scripts(kind: PaperKind) -> None:
    styles = {style.name: style for style in opened(made(letter(kind))).styles}
    for name, font, size in (
        ("公文标题", "方正小标宋简体", 22),
        ("公文正文", "仿宋_GB2312", 16),
        ("二级标题", "楷体_GB2312", 16),
    ):
        fonts = styles[name].element.rPr.rFonts
        assert {fonts.get(qn(f"w:{script}")) for script in ("ascii", "eastAsia")} == {font}
        assert styles[name].font.size.pt == size


@KINDS
def test_no_placeholder_is_left_and_no_text_is_missing(kind: PaperKind) -> None:
    text = text_of(made(letter(kind)))
    assert [sign for sign in ("{{", "}}", "{%", "%}") if sign in text] == []
    assert LEAD.seller.shop in text or kind in (K.RECEIPT_FORM, K.EVIDENCE_LIST, K.ABNORMAL_PROPOSAL)
    assert "【草稿】" not in text
    assert "【演示】" not in text


@KINDS
def test_the_emptiest_says_unknown_and_is_marked_as_draft(kind: PaperKind) -> None:
    text = text_of(made(emptiest(kind)))
    assert "未查明" in text or "尚未封存" in text
    assert "【草稿】未经审签，不得发出" in text
    assert "None" not in text


@pytest.mark.parametrize("kind", [kind for kind, form in FORMS.items() if form.layout is not Layout.FORM])
def test_a_letter_bears_number_date_title_and_organ(kind: PaperKind) -> None:
    lines = text_of(made(letter(kind))).split("\n")
    assert "本市监线移〔2026〕3号" in lines
    assert "2026年11月24日" in lines
    assert any(line.startswith("本溪市市场监督管理局") for line in lines)
    assert FORMS[kind].layout is Layout.LETTER or "本溪市市场监督管理局文件" in lines


@pytest.mark.parametrize(
    "kind", [*WITH_LEAD_TEXT, K.PLATFORM_LETTER, K.EVIDENCE_LIST, K.ABNORMAL_PROPOSAL, K.SOURCE_FORM]
)
def test_every_paper_with_a_lead_asks_to_fix_the_evidence_anew(kind: PaperKind) -> None:
    assert STATEMENT in text_of(made(letter(kind)))


@pytest.mark.parametrize("kind", WITH_LEAD_TEXT)
def test_counter_arguments_gaps_and_doubtful_law_are_printed(kind: PaperKind) -> None:
    text = text_of(made(letter(kind)))
    assert "店铺另有商品标明了真实产地" in text
    assert "实际生产者名称" in text
    assert "真实产地未经现场核查" in text
    assert "疑似伪造产地" in text
    assert "系伪造产地" not in text
    assert kind is K.LEAD_FORM or "《商标法（2026年修订）》第七十二条第（二）项〔待核〕" in text


def test_the_five_things_of_a_criminal_transfer_are_listed() -> None:
    text = text_of(made(letter(K.CRIMINAL_TRANSFER)))
    assert [name for name in FIVE_OF_TRANSFER if name not in text] == []


def test_only_the_first_page_of_a_letter_has_no_page_number() -> None:
    section = opened(made(letter(K.TRANSFER_LETTER))).sections[0]
    first, other = section.first_page_footer._element, section.footer._element
    assert section.different_first_page_header_footer
    assert (list(first.iter(qn("w:fldSimple"))), len(list(other.iter(qn("w:fldSimple"))))) == ([], 1)
    assert "".join(node.text for node in other.iter(qn("w:t"))) == "— 1 —"


def test_the_date_stands_four_characters_from_the_right() -> None:
    style = next(style for style in opened(made(letter(K.TRANSFER_LETTER))).styles if style.name == "成文日期")
    assert style.element.pPr.ind.get(qn("w:rightChars")) == "400"


def test_a_long_organ_is_set_smaller_on_its_head() -> None:
    facts = letter(K.ASSIGNMENT)
    long = replace(facts, organ=replace(facts.organ, name="焦作市市场监督管理局城乡一体化示范区分局"))
    sizes = []
    for one in (facts, long):
        head = next(part for part in opened(made(one)).paragraphs if part.text.endswith("文件"))
        sizes.append(head.runs[0].font.size.pt)
    assert sizes == [36, 20]


@KINDS
def test_the_same_facts_give_the_same_bytes(kind: PaperKind) -> None:
    assert made(letter(kind)) == made(letter(kind))


@KINDS
def test_letters_survive_their_way_through_json(kind: PaperKind) -> None:
    facts = letter(kind)
    assert letter_from_mapping(letter_to_mapping(facts)) == facts


@pytest.mark.parametrize("row", [{}, {"kind": "none"}, {"surprise": 1}, {"leads": 3}])
def test_what_is_no_letter_is_refused(row: dict[str, object]) -> None:
    with pytest.raises(DocumentError):
        letter_from_mapping(row)


def handfuls(texts: tuple[str, ...], most: int = 180) -> list[str]:
    """The texts in lines of at most `most` characters, so that nothing of them is cut; longer texts alone."""
    lines = [""]
    for text in texts:
        lines = [*lines[:-1], lines[-1] + text] if len(lines[-1] + text) <= most else [*lines, text]
    return lines


CASES = [(kind, "".join(HOSTILE[:40])[:3000]) for kind in FORMS]
CASES += [(kind, line) for kind in (K.TRANSFER_LETTER, K.EXTRACTION_RECORD) for line in handfuls(HOSTILE)]


@pytest.mark.parametrize(("kind", "line"), CASES)
def test_what_sellers_write_adds_no_markup_and_no_field(kind: PaperKind, line: str) -> None:
    nasty = made(filled_with(kind, f"字{line}字"))
    assert shape_of(nasty) == shape_of(made(filled_with(kind, "字")))
    assert fields_in(nasty) == []
    assert len(line) > 180 or clean_line(f"字{line}字") in text_of(nasty)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(st.characters(), min_size=1, max_size=30), st.sampled_from((K.TRANSFER_LETTER, K.URGING)))
def test_any_text_stays_the_text_that_it_is(text: str, kind: PaperKind) -> None:
    content = made(filled_with(kind, f"字{text}字"))
    assert clean_line(f"字{text}字") in text_of(content)
    assert shape_of(content) == shape_of(made(filled_with(kind, "字")))


@KINDS
def test_a_text_of_forty_thousand_characters_is_cut_with_a_word(kind: PaperKind) -> None:
    text = text_of(made(filled_with(kind, "长" * 40_000, times=20)))
    assert "（全文见证据包）" in text
    assert "长" * 1_001 not in text


def test_the_names_of_placeholders_are_told(request: pytest.FixtureRequest) -> None:
    told = (request.config.rootpath / "docs" / "documents.md").read_text("utf-8")
    names = known_names(context_of(letter(K.TRANSFER_LETTER)))
    assert [name for name in names if "线索清单[]" not in name and f"`{name}`" not in told] == []
