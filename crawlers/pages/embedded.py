"""JSON that a page's scripts carry (`window.__STATE__ = {…}`, `<script type="application/json">`) → values.

Scripts are JavaScript, not JSON: undefined, NaN, names without quotes, single quotes and comments are read as well.
"""

import html
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from lxml.html import HtmlElement

LARGEST = 4_000_000
"""Characters of one script that are read."""
SCRIPTS_MOST = 200
_STARTS = re.compile(
    r"(?:^|[\s;{}(,])(?:(?:window|self|globalThis)(?:\.|\[[\"'])|(?:var|let|const)\s+)?"
    r"([A-Za-z_$][\w$]*)(?:[\"']\])?\s*=\s*(JSON\.parse\(\s*)?(?=[{\[\"'])"
)
_TOKEN = re.compile(
    r'"(?:[^"\\]|\\.)*+"'
    r"|'(?:[^'\\]|\\.)*+'"
    r"|//[^\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/)?"
    r"|[{}\[\],:]"
    r"|-?\d[\w.+-]*+"
    r"|[A-Za-z_$][\w$.]*+"
    r"|\s++",
    re.DOTALL,
)
_WORDS = {"true": "true", "false": "false", "null": "null", "undefined": "null", "NaN": "null", "Infinity": "null"}
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?")


def read_state(tree: HtmlElement, name: str) -> Any:
    """The value of the variable, or of the JSON script with this id; None where the page has none that can be read."""
    return next((value for told, value in embedded_values(tree) if told == name), None)


def embedded_values(tree: HtmlElement) -> Iterator[tuple[str, Any]]:
    """Name and value of every variable and JSON script, in page order; what cannot be read is left out."""
    for _, script in zip(range(SCRIPTS_MOST), tree.iter("script"), strict=False):
        text = script.text or ""
        if not text.strip() or len(text) > LARGEST:
            continue
        kind = (script.get("type") or "").strip().lower()
        if kind.startswith("application/ld"):
            continue
        if (script.get("id") and "json" in kind) or script.get("id") == "RENDER_DATA":
            value = parse_script_json(unquote(text) if text.lstrip().startswith("%") else text)
            value = parse_script_json(html.unescape(text)) if value is None else value
            if value is not None:
                yield script.get("id") or "", value
        elif not kind or "javascript" in kind or kind == "module":
            yield from _assigned(text)


def parse_script_json(text: str) -> Any:
    """The object or list that a text begins with; None where it is none."""
    told, _ = _as_json(text.strip(), 0)
    try:
        return json.loads(told, strict=False, parse_float=str, parse_constant=lambda _: None) if told else None
    except (ValueError, RecursionError):
        return None


def _assigned(text: str) -> Iterator[tuple[str, Any]]:
    at = 0
    while (found := _STARTS.search(text, at)) is not None:
        at = found.end()
        is_quoted = text[at] in "\"'"
        if is_quoted and not found[2]:
            continue
        told, end = _quoted_json(text, at) if is_quoted else _as_json(text, at)
        at = max(at, end)  # what was looked through in vain is not looked through again
        try:
            value = json.loads(told, strict=False, parse_float=str, parse_constant=lambda _: None) if told else None
        except (ValueError, RecursionError):
            continue
        if isinstance(value, dict | list):
            yield found[1], value


def _quoted_json(text: str, at: int) -> tuple[str, int]:
    """The text within JSON.parse("…")."""
    token = _TOKEN.match(text, at)
    if token is None:
        return "", at
    try:
        told = json.loads(_double_quoted(token[0]), strict=False)
    except ValueError:
        return "", at
    return (told if isinstance(told, str) else ""), token.end()


def _as_json(text: str, at: int) -> tuple[str, int]:
    """The JSON of the JavaScript value that begins at `at`, and where it ends; empty where it is no plain value."""
    pieces: list[str] = []
    depth = 0
    while (token := _TOKEN.match(text, at)) is not None:
        at, word = token.end(), token[0]
        if word[0] in "{[":
            depth += 1
        elif word[0] in "}]":
            depth -= 1
            if pieces and pieces[-1] == ",":
                pieces.pop()
        elif not depth and not word.isspace():
            return "", at
        pieces += _rewritten(word)
        if not depth and pieces:
            return "".join(pieces), at
    return "", at


def _rewritten(word: str) -> list[str]:
    """One token as JSON writes it; comments and spaces vanish."""
    first = word[0]
    if first in "{}[],:" or first == '"':
        return [word if first != '"' else _double_quoted(word)]
    if first == "'":
        return [_double_quoted(word)]
    if first.isspace() or first == "/":
        return []
    if first.isdigit() or first == "-":
        return [word if _NUMBER.fullmatch(word) else "null" if word == "-Infinity" else json.dumps(word)]
    return [_WORDS.get(word) or json.dumps(word)]


def _double_quoted(word: str) -> str:
    """A JavaScript string as a JSON one: escapes that JSON does not know are rewritten."""
    inner = word[1:-1]
    inner = re.sub(r"\\x([0-9a-fA-F]{2})", r"\\u00\1", inner)
    inner = re.sub(r'\\([^"\\/bfnrtu])', r"\1", inner)
    return '"' + (re.sub(r'(?<!\\)((?:\\\\)*)"', r'\1\\"', inner) if word[0] == "'" else inner) + '"'
