from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from crawlers.fetching import hide_secrets
from crawlers.header_values import escape_bytes, parse_retry_after

NOW = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0.0),
        (" 120 ", 120.0),
        (format_datetime(NOW + timedelta(minutes=3)), 180.0),
        (format_datetime(NOW - timedelta(minutes=3)), 0.0),
        ("Fri, 20 Nov 2026 04:00:30 -0000", 30.0),
        ("", None),
        (None, None),
        ("soon", None),
        ("-5", None),
        ("1e9", None),
        ("9" * 400, None),
    ],
)
def test_a_pause_is_seconds_or_a_date(value: str | None, seconds: float | None) -> None:
    assert parse_retry_after(value, NOW) == seconds


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://a.example/x?sign=AB&b=1", "https://a.example/x?sign=***&b=1"),
        ("https://a.example/x?b=1&access_token=AB#f", "https://a.example/x?b=1&access_token=***#f"),
        ("https://a.example/x?APPSECRET=s&api_key=k", "https://a.example/x?APPSECRET=***&api_key=***"),
        ("https://a.example/x?design=blue&signal=1", "https://a.example/x?design=blue&signal=1"),
        ("https://a.example/sign=1", "https://a.example/sign=1"),
    ],
)
def test_secrets_are_replaced_and_nothing_else(url: str, shown: str) -> None:
    assert hide_secrets(url) == shown


@pytest.mark.parametrize(
    ("raw", "escaped"),
    [
        ("/a?b=c&d=%20#e", "/a?b=c&d=%20#e"),
        (" /大米".encode().decode("latin-1"), "/%E5%A4%A7%E7%B1%B3"),
        ("/大米".encode("gbk").decode("latin-1"), "/%B4%F3%C3%D7"),
        ("https://a.example/x y", "https://a.example/x%20y"),
    ],
)
def test_a_location_keeps_the_bytes_it_was_sent_with(raw: str, escaped: str) -> None:
    assert escape_bytes(raw) == escaped
