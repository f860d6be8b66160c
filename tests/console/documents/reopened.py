"""A paper opened again, as a test looks at it."""

import re
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import docx
from docx.oxml.ns import qn
from lxml import etree

FIELDS = (qn("w:instrText"), qn("w:hyperlink"), qn("w:object"), qn("w:altChunk"), qn("w:ins"), qn("w:del"))


def opened(content: bytes) -> Any:
    return docx.Document(BytesIO(content))


def text_of(content: bytes) -> str:
    """All texts of the body and of the first page's head, a line a paragraph."""
    document = opened(content)
    parts = [document.sections[0].first_page_header._element, document.element.body]
    return "\n".join(_words(paragraph) for part in parts for paragraph in part.iter(qn("w:p")))


def _words(paragraph: Any) -> str:
    signs = {qn("w:t"): None, qn("w:br"): "\n", qn("w:tab"): "\t"}
    return "".join(signs[node.tag] or node.text or "" for node in paragraph.iter(*signs))


def shape_of(content: bytes) -> list[str]:
    """Every element and attribute of every part but the texts: what markup a text could have added."""
    found: list[str] = []
    with ZipFile(BytesIO(content)) as package:
        for name in sorted(package.namelist()):
            found.append(name)
            if name.endswith((".xml", ".rels")):
                for node in etree.fromstring(package.read(name)).iter():
                    found.append(f"{node.tag} {sorted(node.attrib.items())}")
    return found


def fields_in(content: bytes) -> list[str]:
    """Fields, links and changes in the body; only page numbers of a footer may be fields."""
    return [node.tag for node in opened(content).element.body.iter(*FIELDS)]


def sentences(text: str) -> list[str]:
    return [part for part in re.split(r"[。\n]", text) if part.strip()]
