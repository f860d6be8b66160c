"""The division tables of the register → names that an address may write, each with its codes."""

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from pypinyin import lazy_pinyin

from pipelines.text.folding import fold

NATIONS = (
    "满族|蒙古族|回族|藏族|维吾尔|苗族|彝族|壮族|布依族|朝鲜族|侗族|瑶族|白族|土家族|"
    "哈尼族|哈萨克|傣族|黎族|畲族|水族|羌族|土族|仫佬族|锡伯族|各族|达斡尔族|毛南族|仡佬族|"
    "景颇族|傈僳族|拉祜族|佤族|纳西族|裕固族|保安族|东乡族|撒拉族|独龙族|怒族|布朗族|普米族|鄂温克族|"
    "鄂伦春|塔吉克|柯尔克孜|蒙古|回"
)
TAIL = re.compile(rf"(?:(?:{NATIONS})*(?:自治区|自治州|自治县|自治旗)|特别行政区|省|市|地区|盟|县|区|旗|林区)$")
PLAIN_TAIL = re.compile(r"自治区$")


@dataclass(frozen=True, slots=True)
class Division:
    """One province, prefecture or county."""

    code: str
    name: str
    level: str
    """province, prefecture or county."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way to write a division."""

    division: Division
    is_full: bool
    """With its kind word (温县, 五常市); a short form is weaker."""
    township: str = ""
    """Set where the spelling is a township's that lies in `division`."""


def register_rows(name: str) -> Iterator[str]:
    """The lines of a register file that are no remarks."""
    text = (files("leads_db") / "register" / name).read_text(encoding="utf-8")
    return (line for line in text.splitlines() if line and not line.startswith("#"))


ORDINARY = frozenset(word for line in register_rows("ordinary_places.txt") for word in line.split())
"""Names that are ordinary words, brands or streets too; what they count for is said in the file."""


@cache
def load_divisions() -> dict[str, Division]:
    """Code → division, old names left out."""
    rows = csv.DictReader(register_rows("divisions.csv"))
    return {row["code"]: Division(row["code"], row["name"], row["level"]) for row in rows if row["level"] != "old"}


@cache
def load_townships() -> dict[str, tuple[str, ...]]:
    """County code → its townships and streets."""
    return {line[:6]: tuple(line[7:].split(" ")) for line in register_rows("townships.csv")}


def stem_of(code: str) -> str:
    """The digits that every code inside a division begins with: 210000 → 21, 210500 → 2105, 210522 → 210522."""
    if code.endswith("0000"):
        return code[:2]
    return code[:4] if code.endswith("00") else code


def short_name(name: str) -> str:
    """桓仁满族自治县 → 桓仁; a one-character rest keeps its kind word (温县)."""
    if name.endswith("新区") and len(name) > 3:  # 沈北新区, not 沈北新
        return name.removesuffix("新区")
    for tail in (TAIL, PLAIN_TAIL):  # 内蒙古 is no 内 of the 蒙古 nation
        bare = tail.sub("", name)
        if len(bare) > 1:
            return bare
    return name


@cache
def load_spellings() -> dict[str, tuple[Spelling, ...]]:
    """Folded spelling → the divisions that may be meant by it."""
    found: dict[str, list[Spelling]] = defaultdict(list)
    divisions = load_divisions()
    for division in divisions.values():
        found[fold(division.name)].append(Spelling(division, True))
        short = short_name(division.name)
        if short != division.name:
            found[fold(short)].append(Spelling(division, False))
        if division.level != "county":
            latin = "".join(lazy_pinyin(short))
            found[latin].append(Spelling(division, False))
    for row in csv.DictReader(register_rows("divisions.csv")):
        if row["level"] == "old":
            name = row["name"]
            found[fold(name)].append(Spelling(divisions[_now(row["code"])], len(name) > 2 and name not in ORDINARY))
    for line in register_rows("hangul_places.csv"):
        korean, code = line.split(",")
        found[fold(korean)].append(Spelling(divisions[code], True))
    for name, code in _unique_townships().items():
        if fold(name) not in found and code in divisions:
            found[fold(name)].append(Spelling(divisions[code], True, township=name))
    return {text: tuple(spellings) for text, spellings in found.items()}


_SUCCESSOR = {"410881": "419001", "350427": "350405"}
"""Codes that survive in business records: 济源 left 焦作, 沙县 became a district."""


def _now(code: str) -> str:
    return _SUCCESSOR.get(code, code)


def _unique_townships() -> dict[str, str]:
    homes: dict[str, str] = {}
    twice: set[str] = set()
    for code, names in load_townships().items():
        for name in names:
            if name in homes:
                twice.add(name)
            homes[name] = code
    return {
        name: code
        for name, code in homes.items()
        if name not in twice and len(name) > 2 and name[-1] in "镇乡" and not name.endswith("开发区")
    }
