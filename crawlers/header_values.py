"""What stands in the headers of answers: where a redirect leads, how long a site wants to be left alone."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import quote


def escape_bytes(location: str) -> str:
    """A Location header with its bytes beyond ASCII percent-escaped as they came, whatever their encoding."""
    return quote(location.strip().encode("latin-1", "replace"), safe="!#$%&'()*+,/:;=?@[]~")


def parse_retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds from now, for a number or a date; None for anything else."""
    if not value:
        return None
    if value.strip().isdecimal() and len(value.strip()) <= 9:
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError):
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (aware - now).total_seconds())
