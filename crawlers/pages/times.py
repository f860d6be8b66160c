"""Times as feeds and sites write them → aware UTC: RFC 822, ISO 8601, Chinese dates, 5分钟前, 昨天 23:05."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from crawlers.pages.chinese_times import plain_time, without_place
from crawlers.pages.texts import clean, half_width

CHINA = ZoneInfo("Asia/Shanghai")
"""Where a time without zone was written."""
AHEAD = timedelta(hours=1)
"""A day without year that lies further ahead is last year's; clocks may differ a little."""
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_DAY_NAME = re.compile(r"^(?:周|星期|礼拜)[一二三四五六日天],?\s*")
_CHINESE_MONTH = re.compile(r"(?<=\s)(\d{1,2})月(?=\s)")
_WEIBO = re.compile(r"^[A-Z][a-z]{2} ([A-Z][a-z]{2} \d{1,2}) (\d\d:\d\d:\d\d) ([+-]\d{4}) (\d{4})$")
_AGO = re.compile(r"^(\d{1,4})\s*(秒|分钟|小时|天|周)(?:钟)?前")
_UNITS = {"秒": "seconds", "分钟": "minutes", "小时": "hours", "天": "days", "周": "weeks"}
_NAMED_DAY = re.compile(r"^(今天|昨天|前天)\s*(?:(\d{1,2}):(\d{2})(?::(\d{2}))?)?$")
_DAYS_BACK = {"今天": 0, "昨天": 1, "前天": 2}
_DATE = re.compile(
    r"^(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})日?(?:\s*T?\s*(\d{1,2})[:时](\d{1,2})(?:[:分](\d{1,2})秒?|分)?)?$"
)


def parse_time(value: object, *, now: datetime) -> datetime | None:
    """The moment, or None where the text tells none that can exist. `now`: when the page was fetched, aware."""
    text = " ".join(half_width(clean(value))[:100].split())
    if not text:
        return None
    plain = plain_time(text)
    for written in dict.fromkeys((text, plain, without_place(plain))):
        for reader in (_relative, _iso, _weibo, _rfc822, _chinese_date, _digits):
            try:
                found = reader(written, now.astimezone(CHINA))
            except (ValueError, OverflowError, TypeError, IndexError):
                continue
            if found is not None:
                return found.astimezone(UTC)
    return None


def _relative(text: str, now: datetime) -> datetime | None:
    if text in ("刚刚", "刚才"):
        return now
    ago = _AGO.match(text)
    if ago:
        return now - timedelta(**{_UNITS[ago[2]]: int(ago[1])})
    named = _NAMED_DAY.match(text)
    if named is None:
        return None
    hour, minute, second = (int(part or 0) for part in named.groups()[1:])
    day = now - timedelta(days=_DAYS_BACK[named[1]])
    return day.replace(hour=hour, minute=minute, second=second, microsecond=0)


def _iso(text: str, now: datetime) -> datetime | None:
    if not re.match(r"^\d{4}-\d\d-\d\d[T ]\d", text):
        return None
    return _zoned(datetime.fromisoformat(re.sub(r"\s(?=[+-]\d)", "", text)))


def _weibo(text: str, now: datetime) -> datetime | None:
    parts = _WEIBO.match(text)
    return datetime.strptime(" ".join(parts.groups()), "%b %d %H:%M:%S %z %Y") if parts else None


def _rfc822(text: str, now: datetime) -> datetime | None:
    plain = _CHINESE_MONTH.sub(lambda month: _MONTHS[int(month[1]) - 1], _DAY_NAME.sub("", text))
    return _zoned(parsedate_to_datetime(plain))


def _chinese_date(text: str, now: datetime) -> datetime | None:
    parts = _DATE.match(text)
    if parts is None:
        return None
    year, month, day, hour, minute, second = (int(part) if part else 0 for part in parts.groups())
    told = datetime(year or now.year, month, day, hour, minute, second, tzinfo=CHINA)
    return told.replace(year=told.year - 1) if not year and told > now + AHEAD else told


def _digits(text: str, now: datetime) -> datetime | None:
    """20250801, and seconds or milliseconds since 1970 as interfaces give them."""
    if re.fullmatch(r"20\d{6}", text):
        return datetime.strptime(text, "%Y%m%d").replace(tzinfo=CHINA)
    if re.fullmatch(r"1\d{9}(?:\d{3})?", text):
        return datetime.fromtimestamp(int(text[:10]), UTC)
    return None


def _zoned(told: datetime) -> datetime:
    return told if told.tzinfo else told.replace(tzinfo=CHINA)
