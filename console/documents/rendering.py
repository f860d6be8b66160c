"""Facts into a Word template: pure, the same facts give the same bytes; a text of the facts stays a text.

Templates are Word files that a bureau may edit; their placeholders are Chinese words ({{ 主送 }}). They run in a
sandbox over plain texts and lists only, so that neither a template nor a crawled text reaches the program.
"""

import re
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, UndefinedError
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml.etree import XMLSyntaxError
from markupsafe import Markup, escape

from console.documents.safe_text import clean_lines
from console.documents.steady_zip import steady
from leads_db.errors import TemplateBroken

MOST_BYTES, MOST_UNPACKED, MOST_PARTS = 5_000_000, 30_000_000, 500
HEAD_WIDTH_PT = 442
REFUSED_PARTS = re.compile(r"vbaProject|/embeddings/|/activeX/|\.bin$|altChunk|afchunk", re.IGNORECASE)
REFUSED_FIELDS = re.compile(rb"\b(?:DDEAUTO|DDE|INCLUDETEXT|INCLUDEPICTURE|LINK|DATABASE|MACROBUTTON)\b")
EXTERNAL = re.compile(rb"TargetMode\s*=\s*[\"']External")

Context = Mapping[str, Any]
"""Names to texts, to lists of texts, and to lists of such mappings."""


def render(template: bytes, name: str, context: Context) -> bytes:
    """The filled template as .docx. Raises TemplateBroken with the template's name and what is wrong in it."""
    _check_package(template, name)
    filled = DocxTemplate(BytesIO(template))
    try:
        filled.render(dict(context), _environment(), autoescape=True)
    except UndefinedError as fault:
        known = "、".join(context)
        raise TemplateBroken(f"{name}: unknown placeholder: {fault.message}. Known: {known}") from fault
    except (SecurityError, OverflowError) as fault:
        raise TemplateBroken(f"{name}: a placeholder may only name a text or a list: {fault}") from fault
    except TemplateError as fault:
        raise TemplateBroken(f"{name}: placeholder not understood: {fault.message}") from fault
    except (XMLSyntaxError, PackageNotFoundError, KeyError, TypeError, ValueError) as fault:
        raise TemplateBroken(f"{name}: not a Word file that can be filled: {fault}") from fault
    _fit_heads(filled)
    stream = BytesIO()
    filled.save(stream)
    return steady(stream.getvalue())


def _check_package(template: bytes, name: str) -> None:
    if len(template) > MOST_BYTES:
        raise TemplateBroken(f"{name}: larger than {MOST_BYTES} bytes")
    try:
        with ZipFile(BytesIO(template)) as package:
            parts = package.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise TemplateBroken(f"{name}: unpacks to more than {MOST_UNPACKED} bytes")
            for part in parts:
                _check_part(name, part.filename, package.read(part))
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError) as fault:
        raise TemplateBroken(f"{name}: no .docx file; save it in Word as .docx") from fault


def _check_part(name: str, part: str, content: bytes) -> None:
    if REFUSED_PARTS.search(part) or (part.endswith(".rels") and EXTERNAL.search(content)):
        raise TemplateBroken(f"{name}: carries a macro, an embedded object or a link to outside ({part}); remove it")
    if part.endswith(".xml") and REFUSED_FIELDS.search(content):
        raise TemplateBroken(f"{name}: carries a field that fetches or runs something ({part}); remove it")


def _environment() -> ImmutableSandboxedEnvironment:
    made = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=True, finalize=_safe)
    made.globals.clear()
    return made


def _safe(value: Any) -> Any:
    """What a placeholder prints: cleaned, escaped, and out of the reach of docxtpl's own signs such as {_{."""
    if isinstance(value, StrictUndefined):
        return value
    if not isinstance(value, str | int):
        raise TypeError(f"a placeholder prints a text, not a {type(value).__name__}")
    return Markup(str(escape(clean_lines(str(value)))).replace("_", "&#95;").replace("{", "&#123;"))


def _fit_heads(filled: DocxTemplate) -> None:
    """A long organ's name on the red head takes a smaller size instead of a second line."""
    parts = [filled.docx.element.body, *(section.first_page_header._element for section in filled.docx.sections)]
    style = next((one.style_id for one in filled.docx.styles if one.name == "机关标志"), None)
    for part in parts:
        for paragraph in part.iter(qn("w:p")):
            shape = paragraph.pPr
            if style and shape is not None and shape.pStyle is not None and shape.pStyle.val == style:
                _fit(paragraph)


def _fit(paragraph: Any) -> None:
    runs: Sequence[Any] = paragraph.findall(qn("w:r"))
    text = "".join(node.text or "" for node in paragraph.iter(qn("w:t")))
    size = min(36, HEAD_WIDTH_PT // max(1, len(text)))
    for run in runs:
        run.get_or_add_rPr().sz_val = size * 12_700
