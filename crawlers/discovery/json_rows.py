"""A JSON answer, or JSON in a page's script → where its rows of goods stand, as the layout of a source file."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crawlers.pages.script_prices import is_fen_name, is_price_name, is_title_name
from crawlers.pages.texts import clean

_NAMES = (
    ("item_id", re.compile(r"^(?:(?:goods|item|product|offer|sku|spu)_?(?:id|sn|no)|id|sku|code)$", re.IGNORECASE)),
    ("url", re.compile(r"^(?:(?:goods|item|product|detail)_?)?(?:url|link|href)$", re.IGNORECASE)),
    ("shop_name", re.compile(r"^(?:shop|store|seller|mall|vendor|merchant)_?(?:name|title|nick)$", re.IGNORECASE)),
    ("shop_location", re.compile(r"^(?:item_?loc|location|prov_?city|area_?name|ship_?from)$", re.IGNORECASE)),
    ("sold", re.compile(r"^(?:sales?|sold|volume|view_sales|sales?_?(?:count|num|volume))$", re.IGNORECASE)),
)  # fmt: skip
_TOTAL = re.compile(r"^(?:total|count|num_?found)(?:_?(?:count|num|items|results?|records?))?$", re.IGNORECASE)
_PLAIN = re.compile(r"^[A-Za-z_]\w*$")
ROWS_LEAST = 2
NODES_MOST = 20_000
DEEPEST = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonRows:
    """The best list of goods that a value holds."""

    layout: Mapping[str, Any]
    count: int
    is_unit_open: bool
    """Prices are whole numbers under a plain name: yuan or fen, nobody says."""


def find_rows(value: Any) -> JsonRows | None:
    """The longest list of things with a title and a number or address; None where there is none."""
    best: JsonRows | None = None
    waiting: list[tuple[str, Any, Mapping[str, Any], int]] = [("", value, {}, 0)]
    seen = 0
    while waiting and seen < NODES_MOST:
        seen += 1
        path, node, around, depth = waiting.pop(0)
        if isinstance(node, list):
            found = _read(path, node, around)
            best = found if found is not None and (best is None or found.count > best.count) else best
        elif isinstance(node, dict) and depth < DEEPEST:
            waiting += [(_joined(path, key), inner, node, depth + 1) for key, inner in node.items()]
    return best


def _read(path: str, rows: list[Any], around: Mapping[str, Any]) -> JsonRows | None:
    things = [row for row in rows if isinstance(row, dict)]
    if len(things) < ROWS_LEAST or len(things) < len(rows):
        return None
    fields = _fields(things[0])
    if "title" not in fields or not {"item_id", "url"} & set(fields):
        return None
    name = fields.get("price", "").rpartition(".")[2].strip('"')
    held = things[0]
    for step in fields.get("price", "").split(".")[:-1]:
        held = held.get(step.strip('"'), {})
    bare = clean(held.get(name)) if name else ""
    layout: dict[str, Any] = {"rows": path or "@", "fields": fields}
    total = next((key for key, told in around.items() if _TOTAL.match(key) and clean(told).isdecimal()), "")
    if total:
        layout["total"] = _joined(path.rpartition(".")[0], total)
    if is_fen_name(name):
        layout["price_unit"] = "fen"
    return JsonRows(layout=layout, count=len(things), is_unit_open=bare.isdecimal() and not is_fen_name(name))


def _fields(row: Mapping[str, Any]) -> dict[str, str]:
    """Fact → path within a row, one level deep."""
    flat = {_joined("", key): (key, told) for key, told in row.items()}
    for key, inner in row.items():
        if isinstance(inner, dict):
            flat |= {_joined(_joined("", key), name): (name, told) for name, told in inner.items()}
    fields: dict[str, str] = {}
    for path, (name, told) in flat.items():
        if not clean(told):
            continue
        if is_title_name(name):
            fields.setdefault("title", path)
        elif is_price_name(name):
            fields.setdefault("price", path)
        else:
            fact = next((fact for fact, pattern in _NAMES if pattern.match(name)), None)
            fields.setdefault(fact, path) if fact else None
    return fields


def _joined(path: str, key: str) -> str:
    step = key if _PLAIN.match(key) else '"' + key.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return f"{path}.{step}" if path else step
