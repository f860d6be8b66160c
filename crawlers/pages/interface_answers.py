"""Answers of documented interfaces: JSON values, and the products read from them."""

import json
from dataclasses import dataclass
from typing import Any

from crawlers.fetched import FetchedPage
from crawlers.pages.item_page import ItemReading
from leads_db.errors import PageChanged


@dataclass(frozen=True, slots=True)
class ProductsReading:
    """One page of an interface."""

    items: tuple[ItemReading, ...]
    count: int
    """Products in the answer, unreadable ones included."""
    total: int | None = None
    notes: tuple[str, ...] = ()


def parse_json(page: FetchedPage) -> Any:
    """The value; decimal numbers stay texts. Raises PageChanged where it is no JSON."""
    try:
        return json.loads(page.text, parse_float=str, parse_constant=lambda _: None)
    except (ValueError, RecursionError) as fault:
        start = " ".join(page.text[:60].split())
        raise PageChanged(f"JSON was expected, «{start}» came.", url=page.url) from fault


def rows_of(value: object) -> list[dict[str, Any]]:
    """The objects in a list; everything else is left out."""
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
