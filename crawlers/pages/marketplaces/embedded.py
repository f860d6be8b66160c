"""JSON inside pages and answers → values: script assignments, JSONP, RENDER_DATA. What cannot be read is None."""

import json
import re
from typing import Any
from urllib.parse import unquote

MOST = 8_000_000
"""Characters of one embedded value that are looked at."""
_JSONP = re.compile(r"\A[\s\ufeff]{0,20}(?:/\*\*/)?[\w.$]{1,120}\s{0,5}\(\s{0,5}(?=[\[{])")
_PLAIN = re.compile(r"\A[\s\ufeff]{0,200}(?=[\[{])")
_UNDEFINED = re.compile(r'"(?:[^"\\]|\\.)*+"|\bundefined\b')
_RENDER_DATA = re.compile(r'<script[^>]{0,200}id="RENDER_DATA"[^>]{0,200}>([^<]{1,4000000})</script')
_DECODER = json.JSONDecoder(parse_float=str, parse_constant=lambda _: None)


def answer_value(text: str) -> Any:
    """The value of an answer that is JSON or JSONP as a whole; None for a page. Decimal numbers stay texts."""
    found = _PLAIN.match(text) or _JSONP.match(text)
    return _value_at(text, found.end()) if found else None


def embedded_value(text: str, *names: str) -> Any:
    """What a script assigns to the first of `names` that holds a JSON value (`window.rawData`); None where none does.

    JavaScript's bare `undefined` counts as null.
    """
    for name in names:
        for found in re.finditer(rf"{re.escape(name)}\s{{0,20}}=\s{{0,20}}(?=[\[{{])", text):
            value = _value_at(text, found.end())
            if value is not None:
                return value
    return None


def value_after(text: str, pattern: re.Pattern[str]) -> Any:
    """The JSON value that begins where `pattern` ends; None where there is none."""
    found = pattern.search(text)
    return _value_at(text, found.end()) if found else None


def render_data(text: str) -> Any:
    """The percent-escaped JSON of a script RENDER_DATA; None where there is none."""
    found = _RENDER_DATA.search(text)
    return _value_at(unquote(found[1]), 0) if found else None


def _value_at(text: str, start: int) -> Any:
    try:
        return _DECODER.raw_decode(text, start)[0]
    except (ValueError, RecursionError):
        if "undefined" not in text:
            return None
    rest = text[start : start + MOST].partition("</script")[0]
    plain = _UNDEFINED.sub(lambda part: "null" if part[0] == "undefined" else part[0], rest)
    try:
        return _DECODER.raw_decode(plain)[0]
    except (ValueError, RecursionError):
        return None
