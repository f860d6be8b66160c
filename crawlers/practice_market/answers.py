"""One HTTP answer, made once and sent as often as it is asked for, and the query of a request."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

HIGHEST_PAGE = 9_999
LONGEST_QUERY = 2_000
LONGEST_WORDS = 100
FIRST_THREE_BYTE_SIGN = "\u0800"
"""From here on UTF-8 takes three bytes; Chinese characters all lie beyond."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Status, headers (with the content length) and body, ready to send."""

    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes


def make_answer(body: bytes, media_type: str, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
    """An answer with its content type and length."""
    named = {"Content-Type": media_type, "Content-Length": str(len(body)), **(headers or {})}
    return Answer(
        status=status,
        headers=tuple((name.lower().encode("ascii"), value.encode("latin-1")) for name, value in named.items()),
        body=body,
    )


def html_answer(
    text: str, *, charset: str = "utf-8", status: int = 200, headers: Mapping[str, str] | None = None
) -> Answer:
    """A page; other charsets than UTF-8 stand in <meta> only, not in the header, as on old sites."""
    media_type = "text/html; charset=utf-8" if charset == "utf-8" else "text/html"
    return make_answer(text.encode(charset, "xmlcharrefreplace"), media_type, status=status, headers=headers)


def json_answer(value: object, *, headers: Mapping[str, str] | None = None) -> Answer:
    """A JSON document."""
    return make_answer(
        json.dumps(value, ensure_ascii=False).encode(), "application/json; charset=utf-8", headers=headers
    )


def redirect_answer(location: str) -> Answer:
    """302 with an empty body."""
    return make_answer(b"", "text/html; charset=utf-8", status=302, headers={"Location": location})


@dataclass(frozen=True, slots=True)
class Query:
    """The query string of a request, each name once (the first counts)."""

    values: Mapping[str, str]

    def words(self, name: str = "q") -> str:
        """Search words, capped."""
        return self.values.get(name, "")[:LONGEST_WORDS]

    def number(self, name: str, default: int = 1) -> int:
        """A positive number; `default` for anything else."""
        text = self.values.get(name, "")
        if not (text.isascii() and text.isdigit() and len(text) <= 4):
            return default
        return min(max(int(text), 1), HIGHEST_PAGE)


def parse_query(raw: bytes, charset: str = "utf-8") -> Query:
    """Query string to values; `charset` is that of the pages, which browsers keep to in what they send."""
    values: dict[str, str] = {}
    for pair in raw[:LONGEST_QUERY].split(b"&"):
        name, _, value = pair.partition(b"=")
        values.setdefault(_text(name, charset), _text(value, charset))
    return Query(values)


def _text(raw: bytes, charset: str) -> str:
    """UTF-8 is understood everywhere, but two Chinese characters in GBK may look like two small letters in UTF-8."""
    plain = unquote_to_bytes(raw.replace(b"+", b" "))
    try:
        text = plain.decode()
    except UnicodeDecodeError:
        return plain.decode("gb18030", "replace")
    looks_chinese = text.isascii() or max(text) > FIRST_THREE_BYTE_SIGN
    return text if charset == "utf-8" or looks_chinese else plain.decode(charset, "replace")
