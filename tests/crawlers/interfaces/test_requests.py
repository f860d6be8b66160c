"""Requests as they go out: the good ones pass every check of the contract, each change of one is refused."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from crawlers.fetched import Api, Ask, Call, Purpose, Sending
from tests.crawlers.interfaces.cases import CASES
from tests.crawlers.interfaces.checks import CONTRACTS, Asked, problem_of, signature, values_of
from tests.crawlers.interfaces.open_checks import ISSUED, problem_of_open
from tests.crawlers.interfaces.paper import TERM, interface_kind, make_account, make_source

NOW = datetime(2026, 1, 15, 2, 30, tzinfo=UTC)
TOKEN = Call(api=Api.TOKEN)
DETAIL = Call(api=Api.DETAIL, item_id="880000000001")
ASKS = {
    **{name: (name, Call(api=Api.SEARCH)) for name in CASES},
    "pdd_ddk_page_2": ("pdd_ddk", Call(api=Api.SEARCH, cursor="list-7")),
    "alibaba1688_detail": ("alibaba1688", DETAIL),
    "ebay_browse_token": ("ebay_browse", TOKEN),
    "amazon_creators_token": ("amazon_creators", TOKEN),
}
SIGNED = sorted(name for name, (kind, _) in ASKS.items() if kind in CONTRACTS)


def asked(label: str) -> Asked:
    name, call = ASKS[label]
    kind = interface_kind(make_source(name))
    ask = Ask(url="https://shown.example/", purpose=Purpose.API, term=TERM, page=2 if call.cursor else 1, call=call)
    account = make_account(name, tracking_id="centre")
    return as_asked(kind.prepare(ask, account.with_values(token=ISSUED) if kind.issues_token else account, NOW))


def as_asked(sending: Sending) -> Asked:
    parts = urlsplit(sending.url)
    url = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = {name.lower(): value for name, value in sending.headers.items()}
    return Asked(method=sending.method, url=url, headers=headers, body=sending.body)


def problem(label: str, request: Asked, now: datetime = NOW) -> str:
    name, call = ASKS[label]
    contract = f"{name}_detail" if call.api is Api.DETAIL else name
    return problem_of(contract, request, now) if contract in CONTRACTS else problem_of_open(name, request)


@pytest.mark.parametrize("label", ASKS)
def test_a_request_passes_every_check(label: str) -> None:
    assert problem(label, asked(label)) == ""


def contract_of(label: str) -> Mapping[str, Any]:
    contract: Mapping[str, Any] = CONTRACTS[label if label in CONTRACTS else ASKS[label][0]]
    return contract


def rebuilt(label: str, values: Mapping[str, str], *, sign_anew: bool) -> Asked:
    """The request with other values; the unsigned body of a JSON interface among them."""
    contract, request = contract_of(label), asked(label)
    told = dict(values)
    if sign_anew:
        told[contract["sign_field"]] = signature(contract, told)
    if contract["place"] == "form":
        return replace(request, body=urlencode(told).encode())
    name = "param_json" if contract["place"].endswith("param_json") else "__body__"
    body = told.pop(name, "")
    return replace(request, url=f"{contract['path']}?{urlencode(told)}", body=body.encode())


def changes(label: str) -> Iterator[tuple[str, Asked]]:
    """Every single change: each value altered, dropped, one more name, the signature's letter case, method and path."""
    contract, request = contract_of(label), asked(label)
    values, sign = values_of(contract, request), contract["sign_field"]
    for name in values:
        yield f"{name} altered", rebuilt(label, {**values, name: f"{values[name]}0"}, sign_anew=False)
        yield f"{name} dropped", rebuilt(label, {k: v for k, v in values.items() if k != name}, sign_anew=False)
        yield f"{name} emptied", rebuilt(label, {**values, name: ""}, sign_anew=False)
    yield "unknown name, signed", rebuilt(label, {**values, "page_num": "1"}, sign_anew=True)
    yield "letter case of the signature", rebuilt(label, {**values, sign: values[sign].swapcase()}, sign_anew=False)
    for name in sorted(set(contract["required"]) - {sign, contract["clock"]["field"]}):
        without = {k: v for k, v in values.items() if k != name}
        if contract["signer"] != "top" or name != "sign_method":
            yield f"{name} dropped, signed", rebuilt(label, without, sign_anew=True)
    yield "another method", replace(request, method="PUT")
    yield "another path", replace(request, url=f"/x{request.url}")


def business_changes(label: str) -> Iterator[tuple[str, Asked]]:
    """The same inside the JSON that carries the question, signed anew each time."""
    contract = contract_of(label)
    rules = contract.get("business")
    if rules is None:
        return
    values = values_of(contract, asked(label))
    told = json.loads(values[rules["field"]])
    inner = told[rules["root"]] if rules["root"] else told

    def with_inner(changed: Mapping[str, Any]) -> Asked:
        whole = {rules["root"]: changed} if rules["root"] else changed
        text = json.dumps(whole, ensure_ascii=False, separators=(",", ":"), sort_keys=rules["field"] == "param_json")
        return rebuilt(label, {**values, rules["field"]: text}, sign_anew=True)

    yield "unknown inner name", with_inner({**inner, "page_num": 1})
    for name in rules["required"]:
        yield f"{name} dropped", with_inner({k: v for k, v in inner.items() if k != name})
    for name, rule in {**rules["required"], **rules["optional"]}.items():
        if name in inner and "any" not in rule:
            yield f"{name} of another type", with_inner({**inner, name: {"x": 1}})
        if name in inner and "int" in rule and rule["int"][1]:
            yield f"{name} too large", with_inner({**inner, name: rule["int"][1] + 1})


@pytest.mark.parametrize("label", SIGNED)
@pytest.mark.parametrize("make", [changes, business_changes])
def test_each_change_of_a_signed_request_is_refused(
    label: str, make: Callable[[str], Iterator[tuple[str, Asked]]]
) -> None:
    assert [name for name, request in make(label) if not problem(label, request)] == []


def test_the_changes_are_many() -> None:
    count = sum(len([*changes(label), *business_changes(label)]) for label in SIGNED)
    assert count > 400, count


@pytest.mark.parametrize("label", SIGNED)
@pytest.mark.parametrize("minutes", [-11, 11])
def test_a_clock_that_is_off_is_refused(label: str, minutes: int) -> None:
    assert problem(label, asked(label), NOW + timedelta(minutes=minutes)) == "clock"


@pytest.mark.parametrize("label", [name for name in ASKS if name not in SIGNED])
def test_each_change_of_an_open_request_is_refused(label: str) -> None:
    request = asked(label)
    changed = [
        replace(request, method="PUT"),
        replace(request, url=f"{request.url}{'&' if '?' in request.url else '?'}x=1"),
    ]
    changed += [
        replace(request, headers={key: value for key, value in request.headers.items() if key != name})
        for name in ("authorization", "x-api-key", "x-marketplace", "x-ebay-c-marketplace-id")
        if name in request.headers
    ]
    changed += [replace(request, body=request.body.replace(b"t", b"T", 1))] if request.body else []
    if label.endswith("_token"):
        changed = [one for one in changed if "x=1" not in one.url]
    assert [one for one in changed if not problem(label, one)] == []


def test_the_place_and_price_that_a_term_might_smuggle_in_stay_in_the_term() -> None:
    kind = interface_kind(make_source("jd_union"))
    term = '桓仁"}} & page=9 <b>'
    ask = Ask(url="", purpose=Purpose.API, term=term, page=1, call=Call(api=Api.SEARCH))
    request = as_asked(kind.prepare(ask, make_account("jd_union"), NOW))
    assert problem_of("jd_union", request, NOW) == ""
    assert json.loads(request.form["360buy_param_json"])["goodsReqDTO"]["keyword"] == term
