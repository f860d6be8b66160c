"""What one request brought, told even when it brought nothing."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Outcome(StrEnum):
    """How a request, a unit or a whole run ended; 200 with no items and no «nothing found» mark is schema_changed."""

    OK = "ok"
    EMPTY = "empty"
    """The source itself said that nothing was found."""
    PARTIAL = "partial"
    AUTH_FAILED = "auth_failed"
    PERMISSION_DENIED = "permission_denied"
    RATE_LIMITED = "rate_limited"
    BLOCKED_CAPTCHA = "blocked_captcha"
    BLOCKED_LOGIN = "blocked_login"
    ROBOTS_DISALLOWED = "robots_disallowed"
    NOT_FOUND = "not_found"
    SCHEMA_CHANGED = "schema_changed"
    TRANSPORT_ERROR = "transport_error"

    @property
    def is_seen(self) -> bool:
        """True when the source really answered the question: something, part of it, or «nothing found»."""
        return self in (Outcome.OK, Outcome.EMPTY, Outcome.PARTIAL)

    @property
    def stops_source(self) -> bool:
        """True when the source must not be asked again in this run."""
        return self in (
            Outcome.AUTH_FAILED,
            Outcome.PERMISSION_DENIED,
            Outcome.RATE_LIMITED,
            Outcome.BLOCKED_CAPTCHA,
            Outcome.BLOCKED_LOGIN,
            Outcome.ROBOTS_DISALLOWED,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchReport:
    """One request of one run."""

    source: str
    url: str
    """As sent, secrets replaced by ***."""
    outcome: Outcome
    reason: str = ""
    """Id of the rule that decided, or the source's own code and text."""
    query: str = ""
    """Search term, or the seed of the request."""
    page: int | None = None
    http_status: int | None = None
    """None: no answer came."""
    elapsed_ms: int = 0
    size: int = 0
    items_found: int = 0
    items_new: int = 0
    """New item ids within the unit."""
    total_claimed: int | None = None
    """What the source says it has for the query."""
    retry_after_s: float | None = None
    evidence_digest: str | None = None
    fetched_at: datetime
