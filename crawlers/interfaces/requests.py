"""The pieces that signed requests are put together from: times in the gateways' forms, JSON texts, forms."""

import json
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import quote, urlencode

from crawlers.fetched import Sending
from crawlers.interfaces.accounts import Account
from crawlers.interfaces.pace import CHINA

FORM = "application/x-www-form-urlencoded; charset=utf-8"
JSON = "application/json; charset=utf-8"


def china_text(now: datetime) -> str:
    """`2026-01-15 10:30:00`, wall time of China."""
    return now.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S")


def epoch_s(now: datetime) -> str:
    """Whole seconds since 1970."""
    return str(int(now.timestamp()))


def epoch_ms(now: datetime) -> str:
    """Whole milliseconds since 1970."""
    return str(int(now.timestamp() * 1000))


def compact_json(value: object, *, in_order: bool = False) -> str:
    """JSON without spaces and escapes, the text that is signed and sent; `in_order`: keys sorted at every level."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=in_order)


def with_query(url: str, parameters: Mapping[str, str]) -> str:
    """The address with its query; a space as %20, which no gateway takes for a plus sign."""
    return f"{url}?{urlencode(parameters, quote_via=quote)}"


def form(url: str, parameters: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Sending:
    """A form sent by POST."""
    body = urlencode(parameters).encode("ascii")
    return Sending(url=url, method="POST", headers={**(headers or {}), "Content-Type": FORM}, body=body)


def refresh_form(url: str, account: Account, *, key_name: str, secret_name: str) -> Sending:
    """The OAuth form that turns a refresh token into a token; unsigned."""
    told = {
        "grant_type": "refresh_token",
        key_name: account["app_key"],
        secret_name: account["app_secret"],
        "refresh_token": account["refresh_token"],
    }
    return form(url, told)


def json_post(url: str, text: str, headers: Mapping[str, str] | None = None) -> Sending:
    """A JSON text sent by POST."""
    return Sending(url=url, method="POST", headers={**(headers or {}), "Content-Type": JSON}, body=text.encode("utf-8"))
