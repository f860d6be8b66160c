"""Seeded lawful titles that only resemble a name: other goods, other places, words that look alike."""

import random
from pathlib import Path

from leads_db.records import Listing

WORDS = Path(__file__).parent / "data" / "resembling.txt"
BEFORE = ("", "正宗", "包邮 ", "【现货】", "2026新货 ", "产地直发", "农家", "顺丰 ", "✅", "送礼 ")
AFTER = ("", " 5斤", " 500g", "礼盒装", " 家用", "（顺丰）", " 批发", " 坏果包赔", " 一件代发")
BETWEEN = ("", "", "", "新鲜", "农家", "有机", " ", "特产", "优质")


def make_resembling(*, seed: int = 11, count: int = 2_000) -> list[Listing]:
    """Listings that name no indication: three fifths place and goods, two fifths titles of words that look alike."""
    draw, words = random.Random(seed), _read()
    made = []
    for number in range(count):
        core = draw.choice(words["titles"])
        if number % 5 < 3:
            core = draw.choice(words["places"]) + draw.choice(BETWEEN) + draw.choice(words["goods"])
        title = draw.choice(BEFORE) + core + draw.choice(AFTER)
        made.append(Listing(platform="taobao", item_id=str(number), title=title))
    return made


def _read() -> dict[str, list[str]]:
    held: dict[str, list[str]] = {}
    part: list[str] = []
    for line in WORDS.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            part = held.setdefault(line.strip("[]"), [])
        elif line and not line.startswith("#"):
            part.append(line)
    return held
