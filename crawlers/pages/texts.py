"""Values of any kind → clean text: what a store, a screen and a document can all hold."""

import re
import unicodedata

_UNHOLDABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_SPACES = re.compile(r"[ \t\r\f\v\u00a0\u3000]*\n[\s\u00a0\u3000]*|[ \t\r\f\v\u00a0]+")


def clean(value: object) -> str:
    """A text or number without control characters and outer spaces; empty for everything else."""
    if isinstance(value, str):
        text = value
    elif isinstance(value, int | float) and not isinstance(value, bool):
        text = _number(value)
    else:
        return ""
    if text.isprintable():
        return text.strip()
    return (_UNHOLDABLE.sub(_replaced, text) if _UNHOLDABLE.search(text) else text).strip()


def one_line(value: object) -> str:
    """As `clean`, every run of white space made one space: titles and names."""
    return " ".join(clean(value).split())


def tidy_lines(text: str) -> str:
    """Lines without outer spaces, runs of spaces made one, empty lines dropped."""
    return _SPACES.sub(lambda run: "\n" if "\n" in run[0] else " ", clean(text))


def half_width(text: str) -> str:
    """Full-width digits, letters and signs as their ordinary forms (NFKC): for parsing, never for keeping."""
    return unicodedata.normalize("NFKC", text)


def _replaced(sign: re.Match[str]) -> str:
    return "\ufffd" if sign[0] >= "\ud800" else ""


def _number(value: float) -> str:
    try:
        return str(value)
    except ValueError:  # integers of more than 4,300 digits
        return ""
