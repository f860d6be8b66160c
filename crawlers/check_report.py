"""What a check of a source met, in order, and what it would read."""

from dataclasses import dataclass, fields

from crawlers.fetched import Purpose
from leads_db.records import Mention, Outcome, Sighting


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckStep:
    """One request and what came of it."""

    purpose: Purpose
    url: str
    """As asked, secrets replaced by ***."""
    outcome: Outcome
    reason: str = ""
    http_status: int | None = None
    elapsed_ms: int = 0
    size: int = 0
    """Bytes of the body."""
    items: int = 0
    """Listings or posts on the page."""
    links: int = 0
    """Further pages that it leads to."""
    total_claimed: int | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """What a check met, in order."""

    source: str
    term: str
    """The term that was searched; empty where the source is read as a whole."""
    steps: tuple[CheckStep, ...]
    item: Sighting | None = None
    """The first listing that was read."""
    mention: Mention | None = None
    """The first post that was read."""
    hints: tuple[str, ...] = ()
    """What could be set in the source file, and why."""

    @property
    def is_readable(self) -> bool:
        """True when a listing or a post was read."""
        return self.item is not None or self.mention is not None

    @property
    def told(self) -> tuple[tuple[str, str], ...]:
        """Field and text of what was read, every field of the record; an empty text: not told by the page."""
        record = self.item.listing if self.item is not None else self.mention
        return () if record is None else tuple((one.name, _text(getattr(record, one.name))) for one in fields(record))


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, dict):
        return "\n".join(f"{name}: {text}" for name, text in value.items())
    return "\n".join(map(str, value)) if isinstance(value, tuple) else str(value)
