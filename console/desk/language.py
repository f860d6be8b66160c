"""Chinese text → the reader's language: one catalogue, a YAML file a page in `catalogue/` (Chinese: English).

Chinese is written where it is used, inside `_("…")`; a structure test finds texts without English. What is crawled or
kept (titles, notes of runs, names of bureaus) stays as it is.
"""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path

import yaml

from console.desk.asking import cookie_at_hand, preferences_at_hand

CATALOGUE = Path(__file__).parent / "catalogue"
COOKIE = "gi-language"
"""What a visitor reads, who has no account to keep it; set whenever somebody chooses in this browser."""


class Language(StrEnum):
    """What the desk speaks."""

    ZH = "zh"
    EN = "en"


LANGUAGE_TAGS = {Language.ZH: "zh-CN", Language.EN: "en"}


@cache
def load_catalogue(folder: Path = CATALOGUE) -> Mapping[str, str]:
    """Chinese → English from every file of the folder."""
    english: dict[str, str] = {}
    for file in sorted(folder.glob("*.yml")):
        english |= yaml.safe_load(file.read_text("utf-8")) or {}
    return english


def language_at_hand() -> Language:
    """As the account has it, a visitor's as the cookie has it; Chinese first."""
    kept = preferences_at_hand()
    chosen = cookie_at_hand(COOKIE) if kept is None else kept.get("language")
    return Language.EN if chosen == Language.EN else Language.ZH


def translated(chinese: str, **values: object) -> str:
    """The text in the reader's language, `{name}` filled in from `values`; a text without English stays Chinese."""
    text = load_catalogue().get(chinese, chinese) if language_at_hand() is Language.EN else chinese
    return text.format(**values) if values else text
