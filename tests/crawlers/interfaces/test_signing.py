"""32 signatures: six that platforms and a public client published, 26 made with key test, secret secret."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from crawlers.interfaces import signing

Row = Mapping[str, Any]
ROWS: list[Row] = json.loads(Path(__file__).with_name("vectors.json").read_text("utf-8"))


def _texts(parameters: Mapping[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in parameters.items()}


FAMILIES: dict[str, Callable[[Row], str]] = {
    "top": lambda row: signing.sign_top(row["params"], row["secret"]),
    "jd": lambda row: signing.sign_wrapped(row["params"], row["secret"]),
    "pdd": lambda row: signing.sign_wrapped(row["params"], row["secret"]),
    "aop1688": lambda row: signing.sign_1688(row["url_path"], row["params"], row["secret"]),
    "doudian": lambda row: signing.sign_doudian(row["params"], row["secret"], method=row["method"]),
    "kuaishou": lambda row: signing.sign_kuaishou(_texts(row["params"]), row["sign_secret"]),
    "vip": lambda row: signing.sign_vip(row["sysparams"], row["body"], row["secret"]),
    "aliexpress_sync": lambda row: signing.sign_rest("", row["params"], row["secret"]),
    "lazada": lambda row: signing.sign_rest(row["path"], row["params"], row["secret"]),
    "shopee_affiliate": lambda row: signing.sign_shopee_affiliate(
        row["app_id"], row["ts"], row["payload"], row["secret"]
    ),
    "shopee_open": lambda row: signing.sign_shopee_shop(
        row["partner_id"], row["path"], row["ts"], row["secret"], token=row["access_token"], shop_id=row["shop_id"]
    ),
    "liuyan": lambda row: signing.sign_message_board(row["path"], row["param_json"], row["app_code"], row["token"]),
    "rsshub_code": lambda row: signing.sign_feed_path(row["path"], row["access_key"]),
    "basic": lambda row: signing.basic_authorization(row["user"], row["password"]),
}


def test_the_table_is_whole() -> None:
    assert len(ROWS) == 32
    assert {row["family"] for row in ROWS} == set(FAMILIES)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["name"])
def test_a_published_signature_is_reproduced(row: Row) -> None:
    assert FAMILIES[row["family"]](row) == row["signature"]


@pytest.mark.parametrize("row", [row for row in ROWS if row.get("params")], ids=lambda row: row["name"])
def test_every_signed_value_counts(row: Row) -> None:
    unsigned = {"access_token", "sign_method"} if row["family"] == "doudian" else {"sign_method", "signMethod"}
    for name in set(row["params"]) - unsigned:
        changed = {**row, "params": {**row["params"], name: f"{row['params'][name]}x"}}
        assert FAMILIES[row["family"]](changed) != row["signature"], name


def test_an_unknown_method_is_refused() -> None:
    with pytest.raises(ValueError, match="sha9"):
        signing.sign_top({"sign_method": "sha9"}, "secret")


@pytest.mark.shared
def test_the_table_is_that_of_the_specification(shared: Path) -> None:
    told = json.loads((shared / "interfaces" / "vectors.json").read_text("utf-8"))
    given = {row["name"]: row["signature"] for group in ("made", "golden") for row in told[group]}
    assert {row["name"]: row["signature"] for row in ROWS} == given
