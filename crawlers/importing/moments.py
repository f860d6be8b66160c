"""When a row was seen: only what the file states; a month or a year alone is no moment."""

import re
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_MOMENT = re.compile(_DAY.pattern + r"[T ]+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?")


def read_moment(value: object) -> tuple[datetime | None, str | None]:
    """Aware UTC and a note that says what was assumed or could not be used.

    A time without offset is Shanghai's; a day without time is that day's midnight there; less than a day is None.
    """
    if isinstance(value, datetime):
        return _utc(value)
    if isinstance(value, date):
        return _utc(datetime.combine(value, time()), "seen_at_day_only")
    text = str(value).strip()
    try:
        if len(text) > 10 and text[4:5] == "-":
            return _utc(datetime.fromisoformat(text))
        if found := _MOMENT.fullmatch(text):
            return _utc(datetime(*(int(part or 0) for part in found.groups())))  # type: ignore[arg-type]  # noqa: DTZ001
        if found := _DAY.fullmatch(text):
            return _utc(datetime(*map(int, found.groups())), "seen_at_day_only")  # type: ignore[arg-type]  # noqa: DTZ001
    except (ValueError, OverflowError):
        return None, f"seen_at_unparsed: {text[:60]}"
    return None, f"seen_at_unparsed: {text[:60]}"


def _utc(moment: datetime, note: str | None = None) -> tuple[datetime, str | None]:
    if moment.tzinfo is None:
        return moment.replace(tzinfo=SHANGHAI).astimezone(UTC), note or "seen_at_zone_assumed: Asia/Shanghai"
    return moment.astimezone(UTC), note
