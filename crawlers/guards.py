"""Is this answer the page that was asked for, or a challenge, a log-in wall, a refusal? The signs are data."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Literal

import yaml

from leads_db.records import Outcome

SIGNS_FILE = Path(__file__).with_name("block_signs.yml")
LOOKED_AT = 200_000
"""Characters of a body that are searched."""
TITLE = re.compile(r"<title[^>]{0,200}>(.{0,400}?)</title", re.IGNORECASE | re.DOTALL)
TITLE_WITHIN = 20_000

Place = Literal["url", "redirect", "status", "header", "title", "body"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """One row of block_signs.yml."""

    id: str
    platforms: frozenset[str]
    """Empty: every source."""
    where: Place
    when_empty: bool
    pattern: re.Pattern[str]
    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a guard looks at."""

    asked_url: str
    url: str
    """After redirects."""
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    text: str = ""

    def at(self, place: Place) -> str:
        """The text that signs of this place are searched in."""
        if place == "body":
            return self.text[:LOOKED_AT]
        if place == "title":
            found = TITLE.search(self.text, 0, TITLE_WITHIN)
            return found[1] if found else ""
        if place == "header":
            return "\n".join(f"{name.lower()}: {value}" for name, value in self.headers.items())
        if place == "redirect":
            return self.url if self.url != self.asked_url else ""
        return self.url if place == "url" else str(self.status)


@lru_cache(maxsize=1)
def load_signs() -> tuple[Sign, ...]:
    """All signs in their order."""
    rows = yaml.safe_load(SIGNS_FILE.read_text("utf-8"))
    return tuple(
        Sign(
            id=row["id"],
            platforms=frozenset(row.get("platforms", ())),
            where=row["where"],
            when_empty=row.get("when_empty", False),
            pattern=re.compile(
                row["pattern"], re.IGNORECASE | re.MULTILINE if row["where"] == "header" else re.IGNORECASE
            ),
            outcome=Outcome(row["outcome"]),
        )
        for row in rows
    )


class Guard:
    """The signs that concern one platform."""

    def __init__(self, platform: str) -> None:
        signs = [sign for sign in load_signs() if not sign.platforms or platform in sign.platforms]
        self._always = [sign for sign in signs if not sign.when_empty]
        self._when_empty = [sign for sign in signs if sign.when_empty]

    def find(self, seen: Seen) -> Sign | None:
        """The first sign that stops the page before anything is read; None: read it."""
        return _first(self._always, seen)

    def find_when_empty(self, seen: Seen) -> Sign | None:
        """The first sign that explains why nothing was read; None: the layout changed."""
        return _first(self._when_empty, seen)

    def find_in_address(self, asked_url: str, url: str) -> Sign | None:
        """The sign that a redirect's target bears before it is followed."""
        seen = Seen(asked_url=asked_url, url=url, status=0)
        return _first([sign for sign in self._always if sign.where in ("url", "redirect")], seen)


def _first(signs: list[Sign], seen: Seen) -> Sign | None:
    texts: dict[Place, str] = {}
    for sign in signs:
        if sign.where not in texts:
            texts[sign.where] = seen.at(sign.where)
        text = texts[sign.where]
        if (text or sign.where == "body") and sign.pattern.search(text):
            return sign
    return None
