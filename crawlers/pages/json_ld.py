"""JSON-LD of a page → the things that it describes, with @id references filled in; mends what shops commonly break."""

import html
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from lxml.html import HtmlElement

from crawlers.pages.texts import clean

Node = Mapping[str, Any]
"""One described thing: `@type` and its properties, each a text, a number, a node or a list of these."""

_STRING = r'"(?:[^"\\]|\\.)*+"?'
_WRAPPING = re.compile(rf"{_STRING}|<!--|-->|<!\[CDATA\[|\]\]>|//[^\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/)?", re.DOTALL)
_LOOSE_COMMA = re.compile(rf"{_STRING}|,(?=\s*+[}}\]])", re.DOTALL)
_ESCAPED = re.compile(r"&(?:quot|#34|#x22);", re.IGNORECASE)
NODES_MOST = 5_000
"""Things of one page that are looked at."""


def read_json_ld(tree: HtmlElement) -> tuple[tuple[Node, ...], bool]:
    """Top-level things in page order (of lists, @graph and mainEntity too), and whether any script was given up."""
    found: list[Node] = []
    broken = False
    for script in tree.iter("script"):
        if not (script.get("type") or "").strip().lower().startswith("application/ld+json"):
            continue
        text = script.text or ""
        if not text.strip():
            continue
        data = load_loosely(text)
        broken = broken or data is None
        found += top_nodes(data)
    return tuple(found[:NODES_MOST]), broken


def load_loosely(text: str) -> Any:
    """The JSON value in a script; None where it cannot be read even without comments, entities and loose commas."""
    for mend in (_as_it_is, _mended, _unescaped):
        try:
            told = mend(text).strip().rstrip(";")
            return json.loads(told, strict=False, parse_float=str, parse_constant=_nothing)
        except (ValueError, RecursionError):
            continue
    return None


def top_nodes(data: Any) -> Iterator[Node]:
    """The things that a document describes, each before what it contains."""
    waiting, seen = [data], 0
    by_id = _named_nodes(data)
    while waiting and seen < NODES_MOST:
        seen += 1
        node = waiting.pop(0)
        if isinstance(node, list):
            waiting = [*node[:NODES_MOST], *waiting]
        elif isinstance(node, dict):
            if types_of(node):
                yield _filled(node, by_id)
            inner = [node[name] for name in ("@graph", "mainEntity") if isinstance(node.get(name), list | dict)]
            waiting = [*inner, *waiting]


def types_of(node: object) -> frozenset[str]:
    """Type names without prefix or address, in lower case."""
    told = values_of(node, "@type")
    return frozenset(re.split(r"[/:#]", clean(name))[-1].lower() for name in told if clean(name))


def values_of(node: object, name: str) -> list[Any]:
    """The values of a property, whether one or many; names may carry the prefix schema: ."""
    if not isinstance(node, dict):
        return []
    value = node.get(name)
    if value is None:
        value = node.get(f"schema:{name}")
        if value is None:
            return []
    return value[:NODES_MOST] if isinstance(value, list) else [value]


def first_text(node: object, *names: str) -> str:
    """The first text among the named properties; of a node its name, value or @id."""
    for name in names:
        for value in values_of(node, name):
            told = text_of(value)
            if told:
                return told
    return ""


def text_of(value: object) -> str:
    """A value as text; of a node its name, else its @value or value."""
    if isinstance(value, dict):
        return next((clean(value.get(name)) for name in ("name", "@value", "value") if clean(value.get(name))), "")
    return clean(value)


def _keep_strings(found: re.Match[str]) -> str:
    return found[0] if found[0].startswith('"') else ""


def _as_it_is(text: str) -> str:
    return text


def _mended(text: str) -> str:
    return _LOOSE_COMMA.sub(_keep_strings, _WRAPPING.sub(_keep_strings, text))


def _unescaped(text: str) -> str:
    return _mended(html.unescape(text)) if _ESCAPED.search(text) else ""


def _nothing(_: str) -> None:
    return None


def _named_nodes(data: Any) -> dict[str, Node]:
    graph = data.get("@graph") if isinstance(data, dict) else data
    nodes = graph if isinstance(graph, list) else []
    return {
        clean(node["@id"]): node
        for node in nodes[:NODES_MOST]
        if isinstance(node, dict) and len(node) > 1 and clean(node.get("@id"))
    }


def _filled(node: Node, by_id: Mapping[str, Node]) -> Node:
    return {name: _resolved(value, by_id, 2) for name, value in node.items()} if by_id else node


def _resolved(value: Any, by_id: Mapping[str, Node], depth: int) -> Any:
    if isinstance(value, list):
        return [_resolved(one, by_id, depth) for one in value[:NODES_MOST]]
    if not isinstance(value, dict) or depth == 0:
        return value
    target = by_id.get(clean(value.get("@id")), value) if len(value) == 1 else value
    return {name: _resolved(inner, by_id, depth - 1) for name, inner in target.items()}
