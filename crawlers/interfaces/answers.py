"""The bytes of an interface's answer → values, and the parts that are asked for. Nothing here trusts a shape."""

import json
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from crawlers.pages.texts import clean, one_line
from leads_db.errors import PageChanged
from leads_db.records import Outcome

GZIP = b"\x1f\x8b"
MOST_BYTES = 16 * 1024 * 1024
"""Of an answer that came packed without saying so."""
_BAN = re.compile(r"ban will last (?:for )?(\d{1,6}) (?:more )?second", re.IGNORECASE)
_WORDS = (
    (re.compile(r"频|限流|too many|limit|frequen|throttl", re.IGNORECASE), Outcome.RATE_LIMITED),
    (
        re.compile(r"签名|sign|token|app ?key|api key|client|credential|unauthori[sz]ed", re.IGNORECASE),
        Outcome.AUTH_FAILED,
    ),
    (re.compile(r"权限|授权|permission|denied|forbidden|scope", re.IGNORECASE), Outcome.PERMISSION_DENIED),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """An answer that says no, in the platform's own code and words."""

    outcome: Outcome
    code: str
    text: str = ""

    @property
    def reason(self) -> str:
        """For the report of the request."""
        return f"{self.code}: {self.text}".strip(": ")[:400]

    @property
    def wait_s(self) -> float | None:
        """Seconds that the platform asks for, one more than it says; None where it says nothing."""
        found = _BAN.search(self.text)
        return float(found[1]) + 1 if found else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of a search."""

    rows: tuple[Any, ...] = ()
    total: int | None = None
    """What the platform says it has; None where it does not say."""
    cursor: str = ""
    """To be sent with the next page."""
    says_empty: bool = False
    """The platform's documented «nothing found» or «no further page»."""
    is_last: bool = False
    """The platform says that nothing follows."""
    notes: tuple[str, ...] = field(default=())


def parse_answer(body: bytes) -> Any:
    """The JSON value; decimal numbers stay texts. Raises PageChanged where it is no JSON."""
    plain = _unpacked(body) if body.startswith(GZIP) else body
    try:
        return json.loads(plain.decode("utf-8-sig"), parse_float=str, parse_constant=lambda _: None)
    except (ValueError, RecursionError) as fault:
        start = " ".join(plain[:60].decode("utf-8", "replace").split())
        raise PageChanged(f"JSON was expected, «{start}» came.") from fault


def parse_inner(text: object, name: str) -> Any:
    """A JSON value that an answer carries as a text. Raises PageChanged."""
    if not isinstance(text, str):
        raise PageChanged(f"{name}: a JSON text was expected, {type(text).__name__} came.")
    return parse_answer(text.encode("utf-8", "surrogatepass"))


def at(value: object, *paths: str) -> Any:
    """The first value on one of the paths (`a.b.0.c`) that is neither missing, null nor an empty text; else None."""
    for path in paths:
        found: Any = value
        for step in path.split("."):
            found = _step(found, step)
        if found is not None and found != "":
            return found
    return None


def list_at(answer: object, *paths: str) -> list[Any] | None:
    """The list on one of the paths, empty ones included; None where nothing stands there. Raises PageChanged."""
    found = at(answer, *paths)
    if found is None or isinstance(found, list):
        return found
    raise PageChanged(f"{paths[0]}: a list was expected, {type(found).__name__} came.")


def whole_number(value: object) -> int | None:
    """A count, as number or text; None for anything else."""
    text = clean(value)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else None


def text_at(value: object, *paths: str) -> str:
    """The text on the first path that has one, in one line; empty where none has."""
    return next((text for path in paths if (text := one_line(at(value, path)))), "")


def page_at(
    answer: object, *, rows: tuple[str, ...], total: tuple[str, ...] = (), cursor: tuple[str, ...] = ()
) -> Page:
    """The page whose rows stand on one of the paths. Raises PageChanged where none does and the total is not 0."""
    found, claimed = list_at(answer, *rows), whole_number(at(answer, *total))
    if found is None and claimed != 0:
        raise PageChanged(f"The answer holds no list «{rows[0]}».")
    return Page(rows=tuple(found or ()), total=claimed, cursor=text_at(answer, *cursor))


def refuse_by(codes: Mapping[str, Outcome], code: str, text: str) -> Refusal:
    """The refusal for a code; one that no table names means that the interface is not as documented."""
    return Refusal(outcome=codes.get(code, Outcome.SCHEMA_CHANGED), code=code, text=text)


def refuse_by_words(code: str, text: str) -> Refusal:
    """The refusal of a platform that documents no numbers: what its words speak of decides."""
    told = f"{code} {text}"
    outcome = next((outcome for words, outcome in _WORDS if words.search(told)), Outcome.SCHEMA_CHANGED)
    return Refusal(outcome=outcome, code=code, text=text)


def _step(value: object, step: str) -> Any:
    if isinstance(value, dict):
        return value.get(step)
    if isinstance(value, list) and step.isdecimal() and int(step) < len(value):
        return value[int(step)]
    return None


def _unpacked(body: bytes) -> bytes:
    """As much as can be unpacked. What is torn shows when it is parsed."""
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        return unpacker.decompress(body, MOST_BYTES)
    except zlib.error:
        return b""
