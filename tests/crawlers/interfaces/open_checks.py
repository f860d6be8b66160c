"""What the three interfaces with tokens or key headers check; contract.json has the signed ones."""

import base64
import json
from collections.abc import Callable
from urllib.parse import parse_qsl

from crawlers.interfaces import signing
from tests.crawlers.interfaces.checks import KNOWN, Asked, Secrets, fits

ISSUED = "issued-token-1"
EBAY_TOKEN, AMAZON_TOKEN = "/identity/v1/oauth2/token", "/auth/o2/token"
RENEWALS = {
    "alibaba1688": "/openapi/http/1/system.oauth2/getToken/test",
    "kuaishou_cps": "/oauth2/refresh_token",
    "douyin_buyin": "/token/refresh",
}
REFRESH = "refresh-1"
EBAY_SCOPE = "https://api.ebay.com/oauth/api_scope"
MARKETPLACES = ("EBAY_US", "EBAY_DE", "EBAY_GB", "EBAY_AU")
AMAZON_BODY = {
    "partnerTag": {"str": 1},
    "keywords": {"str": 1},
    "searchIndex": {"enum": ["All", "Grocery"]},
    "itemCount": {"int": [1, 10]},
    "itemPage": {"int": [1, 10]},
    "resources": {"list": 30},
}


def is_token(asked: Asked) -> bool:
    return asked.path in (EBAY_TOKEN, AMAZON_TOKEN, *RENEWALS.values())


def problem_of_open(name: str, asked: Asked, known: Secrets = KNOWN) -> str:
    checks: dict[str, Callable[[Asked, Secrets], str]] = {
        "ebay_browse": _ebay,
        "amazon_creators": _amazon,
        "etsy_v3": _etsy,
    }
    return _token(name, asked, known) if is_token(asked) else checks[name](asked, known)


def problem_of_renewal(name: str, asked: Asked, known: Secrets, refresh: str) -> str:
    """`refresh`: the refresh token that is good now."""
    if asked.method != "POST" or asked.path != RENEWALS[name]:
        return f"param: {asked.method} {asked.path}"
    wanted = {"grant_type": "refresh_token", "refresh_token": refresh}
    if name == "douyin_buyin":
        told, system = json.loads(asked.body), asked.query
        names = {"app_key", "method", "timestamp", "v", "sign_method", "sign"}
        if set(system) != names or system["method"] != "token.refresh":
            return "param: names"
        signed = {**system, "param_json": asked.body.decode()}
        if system["sign"] != signing.sign_doudian(signed, known.secret):
            return "sign"
    else:
        told = asked.form
        keys = ("client_id", "client_secret") if name == "alibaba1688" else ("app_id", "app_secret")
        wanted |= dict(zip(keys, ("test", known.secret), strict=True))
    return "" if told == wanted else "sign"


def _token(name: str, asked: Asked, known: Secrets) -> str:
    basic = "Basic " + base64.b64encode(f"test:{known.secret}".encode()).decode()
    if asked.method != "POST" or asked.headers.get("authorization") != basic:
        return "sign"
    scope = EBAY_SCOPE if name == "ebay_browse" else "creatorsapi::default"
    wanted = {"grant_type": "client_credentials", "scope": scope}
    return "" if dict(parse_qsl(asked.body.decode())) == wanted else "param: grant or scope"


def _ebay(asked: Asked, known: Secrets) -> str:
    if asked.headers.get("authorization") != f"Bearer {ISSUED}":
        return "sign"
    if asked.headers.get("x-ebay-c-marketplace-id") not in MARKETPLACES:
        return "param: marketplace"
    return _paged(asked, {"q": {"str": 1}, "limit": {"int": [1, 200]}, "offset": {"int": [0, 9_999]}})


def _etsy(asked: Asked, known: Secrets) -> str:
    if asked.headers.get("x-api-key") != f"test:{known.secret}":
        return "sign"
    rules = {"keywords": {"str": 1}, "limit": {"int": [1, 100]}, "offset": {"int": [0, 12_000]}}
    return _paged(asked, {**rules, "includes": {"enum": ["Images,Shop"]}})


def _paged(asked: Asked, rules: dict[str, dict[str, object]]) -> str:
    query = asked.query
    if asked.method != "GET" or asked.body or set(query) != set(rules):
        return f"param: {sorted(query)}"
    wrong = [name for name, value in query.items() if not fits(value, rules[name])]
    return f"param: {wrong}" if wrong or int(query["offset"]) % int(query["limit"]) else ""


def _amazon(asked: Asked, known: Secrets) -> str:
    if asked.headers.get("authorization") != f"Bearer {ISSUED}":
        return "sign"
    try:
        told = json.loads(asked.body)
    except ValueError:
        return "param: no JSON"
    if asked.method != "POST" or asked.query or set(told) != set(AMAZON_BODY) or "x-marketplace" not in asked.headers:
        return "param: names"
    wrong = [name for name, value in told.items() if not fits(value, AMAZON_BODY[name])]
    return f"param: {wrong}" if wrong else ""
