"""What a gateway checks of a request, by contract.json: nothing unknown, nothing missing, ranges, clock, signature.

The real gateways let unknown names pass, which hides typing mistakes; this one refuses them.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from zoneinfo import ZoneInfo

from crawlers.interfaces import signing

CONTRACTS: dict[str, Any] = json.loads(Path(__file__).with_name("contract.json").read_text("utf-8"))
CHINA = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Secrets:
    """What the gateway knows of the account; the contract is written for these."""

    secret: str = "secret"
    token: str = "token"


KNOWN = Secrets()


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One request as it came."""

    method: str
    url: str
    """Path and query."""
    headers: Mapping[str, str]
    """Lower-case names."""
    body: bytes

    @property
    def path(self) -> str:
        return urlsplit(self.url).path

    @property
    def query(self) -> dict[str, str]:
        return _pairs(urlsplit(self.url).query)

    @property
    def form(self) -> dict[str, str]:
        return _pairs(self.body.decode("ascii"))


def _pairs(text: str) -> dict[str, str]:
    pairs = parse_qsl(text, keep_blank_values=True, strict_parsing=bool(text))
    assert len(dict(pairs)) == len(pairs), "a name was sent twice"
    return dict(pairs)


def values_of(contract: Mapping[str, Any], asked: Asked) -> dict[str, str]:
    """All parameters, wherever they stand."""
    match contract["place"]:
        case "form":
            return asked.form
        case "query+body:param_json":
            return {**asked.query, "param_json": asked.body.decode()}
        case _:
            return {**asked.query, "__body__": asked.body.decode()}


def signature(contract: Mapping[str, Any], values: Mapping[str, str], secret: str = KNOWN.secret) -> str:
    """What the signature must be."""
    signed = {name: value for name, value in values.items() if name != contract["sign_field"]}
    body = signed.pop("__body__", "")
    signers: dict[str, Callable[[], str]] = {
        "jd": lambda: signing.sign_wrapped(signed, secret),
        "pdd": lambda: signing.sign_wrapped(signed, secret),
        "top": lambda: signing.sign_top(signed, secret),
        "aop1688": lambda: signing.sign_1688(contract["url_path"], signed, secret),
        "doudian": lambda: signing.sign_doudian(signed, secret),
        "kuaishou": lambda: signing.sign_kuaishou(signed, secret),
        "vip": lambda: signing.sign_vip(signed, body, secret),
        "aliexpress_sync": lambda: signing.sign_rest("", signed, secret),
    }
    return signers[contract["signer"]]()


def problem_of(name: str, asked: Asked, now: datetime, known: Secrets = KNOWN) -> str:
    """Why the request is refused: `param: …`, `clock`, `sign`; empty where it is good."""
    contract = CONTRACTS[name]
    if (asked.method, asked.path) != (contract["http"], contract["path"]):
        return f"param: {asked.method} {asked.path}"
    if contract["place"] == "form" and urlsplit(asked.url).query:
        return "param: a query"
    try:
        values = values_of(contract, asked)
    except (ValueError, AssertionError) as fault:
        return f"param: {fault}"
    told = {name: KNOWN.token if value == known.token else value for name, value in values.items()}
    fault = _fault(told, contract["required"], {**contract["optional"], **_body_of(contract)})
    fault = fault or _business_fault(contract, values)
    if fault:
        return f"param: {fault}"
    if not _is_in_time(contract["clock"], values, now):
        return "clock"
    try:
        return "" if values[contract["sign_field"]] == signature(contract, values, known.secret) else "sign"
    except ValueError:
        return "sign"


def _body_of(contract: Mapping[str, Any]) -> dict[str, Any]:
    return {"__body__": {"str": 1}} if contract["place"] == "query+body" else {}


def _fault(values: Mapping[str, Any], required: Mapping[str, Any], optional: Mapping[str, Any]) -> str:
    missing = sorted(set(required) - set(values))
    unknown = sorted(set(values) - set(required) - set(optional))
    if missing or unknown:
        return f"missing {missing}, unknown {unknown}"
    rules = {**required, **optional}
    return ", ".join(name for name, value in values.items() if not fits(value, rules[name]))


def _business_fault(contract: Mapping[str, Any], values: Mapping[str, str]) -> str:
    rules = contract.get("business")
    if rules is None:
        return ""
    try:
        told = json.loads(values[rules["field"]])
    except ValueError:
        return "no JSON"
    if rules["root"] is not None:
        if not isinstance(told, dict) or set(told) != {rules["root"]}:
            return rules["root"]
        told = told[rules["root"]]
    return _fault(told, rules["required"], rules["optional"]) if isinstance(told, dict) else "no object"


def fits(value: Any, rule: Mapping[str, Any]) -> bool:
    """True when the value is as the rule has it: enum, str, int [least, most], num, list, json …"""
    (kind, limit), *_ = rule.items()
    checks: dict[str, Callable[[], bool]] = {
        "enum": lambda: value in limit,
        "str": lambda: isinstance(value, str) and len(value) >= limit,
        "int": lambda: _is_whole(value, *limit),
        "num": lambda: not isinstance(value, bool) and isinstance(value, int | float),
        "list": lambda: isinstance(value, list) and len(value) <= limit,
        "json": lambda: isinstance(_json(value), dict | list),
        "json_max_bytes": lambda: isinstance(_json(value), dict) and len(value.encode()) <= limit,
        "sorted_json": lambda: _is_in_order(value),
        "any": lambda: True,
    }
    return checks[kind]()


def _is_whole(value: Any, least: int | None, most: int | None) -> bool:
    text = str(value)
    if isinstance(value, bool) or not text.isdecimal():
        return False
    return (least is None or int(text) >= least) and (most is None or int(text) <= most)


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _is_in_order(text: str) -> bool:
    told = _json(text)
    return told is not None and text == json.dumps(told, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _is_in_time(clock: Mapping[str, Any], values: Mapping[str, str], now: datetime) -> bool:
    told = values.get(clock["field"])
    if told is None:
        return True
    try:
        if clock["format"] == "text":
            moment = datetime.strptime(told, "%Y-%m-%d %H:%M:%S").replace(tzinfo=CHINA).timestamp()
        else:
            moment = int(told) / (1000 if clock["format"] == "ms" else 1)
    except ValueError:
        return False
    return abs(moment - now.timestamp()) <= float(clock["skew_s"])
