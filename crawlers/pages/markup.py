"""HTML text → a tree that cannot fail, and trees → the text that a person reads."""

import re

import lxml.html
from lxml.etree import ParserError
from lxml.html import HtmlElement

from crawlers.pages.texts import clean, one_line, tidy_lines

_BLOCK_NAMES = (
    "address article aside blockquote br dd div dl dt figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p "
    "pre section table td th tr ul"
)
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_SILENT = frozenset({"script", "style", "template", "noscript", "head", "title"})
_TAG = re.compile(r"</(?:p|div|li|ul|ol|span|strong|table|td|h[1-6])\s*>|<br\s*/?>|<(?:p|div)>", re.IGNORECASE)


def parse_markup(text: str) -> HtmlElement:
    """The document; an empty one where nothing can be parsed. Comments are left out, nesting is capped."""
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        return lxml.html.document_fromstring(text.encode("utf-8", "replace").replace(b"\0", b""), parser=parser)
    except ParserError:
        return lxml.html.document_fromstring("<html><body></body></html>")


def element_text(element: HtmlElement) -> str:
    """Everything written inside an element on one line, scripts and styles left out."""
    is_plain = next(element.iter(*_SILENT), None) is None
    return one_line(element.text_content() if is_plain else "".join(_written(element)))


def html_to_text(html: object) -> str:
    """Markup as lines of text; entities decoded once."""
    return tree_to_text(parse_markup(f"<div>{clean(html)}</div>")) if clean(html) else ""


def tree_to_text(tree: HtmlElement) -> str:
    """A tree as lines of text: one line a block."""
    return tidy_lines("".join(_written(tree, newlines=True)))


def plain_text(value: object) -> str:
    """A text as it is, or without its tags where it is plainly markup."""
    text = clean(value)
    return html_to_text(text) if _TAG.search(text) else text


def _written(element: HtmlElement, *, newlines: bool = False) -> list[str]:
    pieces: list[str] = []
    silent = 0
    for event, node in lxml.etree.iterwalk(element, events=("start", "end")):
        name = node.tag if isinstance(node.tag, str) else ""
        is_silent, breaks = name in _SILENT, newlines and name in _BLOCKS
        if event == "start":
            silent += is_silent
            pieces += ["\n"] if breaks and not silent else []
            pieces += [_flat(node.text)] if node.text and not silent else []
            continue
        silent -= is_silent
        pieces += ["\n"] if breaks and not silent else []
        pieces += [_flat(node.tail)] if node.tail and not silent and node is not element else []
    return pieces


def _flat(text: str) -> str:
    return re.sub(r"[ \t\r\n\f\v]+", " ", text)
