"""The goods and posts of the practice market, read from the data files beside this module.

`stock.jsonl` and `posts.jsonl` are the composed set without its labels; `hostile.jsonl` holds goods whose texts attack
whoever shows them. Nothing in them is real.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from leads_db.records import PRACTICE, Listing, Mention

FOLDER = Path(__file__).parent
USERS_FILE = FOLDER / "authorised_users.csv"
"""The fictional authorised users that belong to the stock."""


def load_stock() -> tuple[Listing, ...]:
    """The goods in file order; `url` is left open, as it depends on the port."""
    return tuple(_listing(row) for row in _rows("stock.jsonl"))


def load_hostile_goods() -> tuple[Listing, ...]:
    """Goods with markup, formulas, bidi marks and rare characters in every text."""
    return tuple(_listing(row) for row in _rows("hostile.jsonl"))


def load_posts() -> tuple[Mention, ...]:
    """The posts in file order."""
    return tuple(_mention(row) for row in _rows("posts.jsonl"))


def _rows(name: str) -> Iterator[Mapping[str, Any]]:
    with (FOLDER / name).open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def _listing(row: Mapping[str, Any]) -> Listing:
    kept = {name: value for name, value in row.items() if name != "id"}
    weight = row["net_weight_kg"]
    kept.update(
        platform=PRACTICE,
        price_cny=Decimal(row["price_cny"]),
        net_weight_kg=None if weight is None else Decimal(str(weight)),
        image_texts=tuple(row["image_texts"]),
        seen_at=datetime.fromisoformat(row["seen_at"]).astimezone(UTC),
    )
    return Listing(**kept)


def _mention(row: Mapping[str, Any]) -> Mention:
    kept = {name: value for name, value in row.items() if name != "id"}
    return Mention(**{**kept, "platform": PRACTICE, "posted_at": datetime.fromisoformat(row["posted_at"])})
