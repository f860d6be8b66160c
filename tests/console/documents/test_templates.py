"""The packaged templates, and those that a bureau made of them."""

import importlib.util
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest

from console.documents.forms import FORMS, load_template
from console.documents.letter_words import context_of
from console.documents.rendering import render
from console.documents.steady_zip import pack
from leads_db.errors import DocumentError, TemplateBroken
from leads_db.records.paper import PaperKind
from tests.console.documents.letters_made import letter
from tests.console.documents.reopened import text_of
from tests.structure.project_files import ROOT

KIND = PaperKind.URGING


def written(*lines: str) -> bytes:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def fill(template: bytes) -> bytes:
    return render(template, "own.docx", context_of(letter(KIND)))


def test_the_shipped_templates_are_those_that_the_script_makes() -> None:
    spec = importlib.util.spec_from_file_location("made", ROOT / "scripts" / "make_letter_templates.py")
    assert spec
    assert spec.loader
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    changed = [kind.value for kind in FORMS if load_template(kind)[0] != made.make_template(kind)]
    assert changed == []


def test_a_template_of_the_installation_wins(tmp_path: Path) -> None:
    (tmp_path / "urging.docx").write_bytes(written("本局自用：{{ 线索.编号 }}"))
    content, name = load_template(KIND, tmp_path)
    assert name == "templates/urging.docx"
    assert text_of(fill(content)).split() == ["本局自用：GI-benxi-20261120-0001"]
    assert load_template(PaperKind.RETURN_FORM, tmp_path)[1] == "return_form.docx"


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("{{ 收件人 }}", "收件人"),
        ("{{ 线索.编码 }}", "编码"),
        ("{% for 件 in 附录 %}{{ 件 }}{% endfor %}", "附录"),
        ("{{ 主送", "not understood"),
        ("{{ 主送|nofilter }}", "nofilter"),
        ("{{ 线索清单 }}", "prints a text"),
        ("{{ ''.__class__.__mro__ }}", "own.docx"),
        ("{{ 主送.__class__ }}", "own.docx"),
        ("{{ cycler.__init__.__globals__ }}", "own.docx"),
        ("{{ 线索.__init__.__globals__ }}", "own.docx"),
        ("{{ '{0.__class__}'.format(主送) }}", "own.docx"),
        ("{% include 'x' %}", "own.docx"),
        ("{{ 线索清单.clear() }}", "own.docx"),
    ],
)
def test_a_placeholder_that_does_not_exist_or_reaches_too_far_is_named(line: str, named: str) -> None:
    with pytest.raises(TemplateBroken, match=r"own\.docx") as told:
        fill(written(line))
    assert named in str(told.value)


def test_a_word_file_saved_in_pieces_still_fills() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph()
    for piece in ("{", "{ 主", "送 }", "}"):
        paragraph.add_run(piece)
    stream = BytesIO()
    document.save(stream)
    assert text_of(fill(stream.getvalue())).split() == ["桓仁满族自治县市场监督管理局"]


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04", b"not a zip", pack({"a.txt": b"x"}), b"\xd0\xcf\x11\xe0" * 200]
)
def test_what_is_no_word_file_is_named(content: bytes) -> None:
    with pytest.raises(TemplateBroken, match=r"own\.docx"):
        fill(content)


@pytest.mark.parametrize(
    ("part", "content"),
    [
        ("word/vbaProject.bin", b"x"),
        ("word/embeddings/oleObject1.bin", b"x"),
        ("word/_rels/settings.xml.rels", b'<Relationships><Relationship TargetMode="External"/></Relationships>'),
        ("word/extra.xml", b"<a>DDEAUTO c:\\\\windows cmd</a>"),
        ("word/extra.xml", b"0" * 31_000_000),
    ],
)
def test_macros_links_and_bombs_are_refused(part: str, content: bytes) -> None:
    with ZipFile(BytesIO(written("x"))) as source:
        members = {name: source.read(name) for name in source.namelist()}
    with pytest.raises(TemplateBroken, match=r"own\.docx"):
        fill(pack({**members, part: content}))


def test_a_kind_without_a_template_is_told() -> None:
    with pytest.raises(DocumentError, match="without a template"):
        load_template(PaperKind.LEDGER)
