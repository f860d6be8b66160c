"""An address field as sellers and licences write it → the place of business, old names and townships understood."""

import re
from dataclasses import dataclass, replace

from leads_db.register import Register
from leads_db.register.routing import RoutingTable
from pipelines.places.address_parts import ADDRESS_CAP, place_texts, without_remarks
from pipelines.places.divisions import load_divisions, load_townships
from pipelines.places.latin_places import latin_county
from pipelines.places.past import load_spellings_with_past
from pipelines.places.resolver import LEVELS, PlaceHit, PlaceResolver
from pipelines.text.folding import fold

_APART = re.compile("[，,。；;！!？?、/|和及]")
_ROAD_AFTER = re.compile(r"[东西南北中]?(?:大?街(?!道)|路|巷|大道|胡同)")
_ANYWHERE = frozenset({"矿区", "郊区", "城区", "市区"})
"""Districts that many cities had; alone they name none."""
_KINDS = frozenset("省市县区旗州盟乡镇道")
HONGKONG_MACAU_TAIWAN = ("71", "81", "82")
_NAMED = frozenset("街路巷城店馆料风货餐食")
"""Behind the name of a country they make another word: 韩国街, 日本料理."""
_ROAD_AT_ONCE = re.compile("路|街(?!道)|大道|大街(?!道)")
_TOWN_KIND = re.compile("(?:街道办事处|办事处|街道|地区|镇|乡)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """What an address field says."""

    code: str = ""
    """Division code of the finest sure place; empty: none was understood."""
    level: str = ""
    township: str = ""
    text: str = ""
    """The part of the field that was read, folded to its plain letters."""
    is_actual: bool = False
    """The field itself calls it the actual place of business."""
    is_overseas: bool = False
    sure: float = 0.0


class AddressReader:
    """Built once a process; remembers nothing."""

    def __init__(self, register: Register, table: RoutingTable) -> None:
        self._register, self._table = register, table
        self._resolver = PlaceResolver(load_spellings_with_past)

    def read(self, text: str | None, near: str = "") -> Address | None:
        """The place of a field, None where it names none.

        `near`: division code told elsewhere (the shop's city), in which a township without its county is sought.
        """
        parts = place_texts(fold(text or "")[:ADDRESS_CAP])
        for part, is_actual in parts:
            found = self._overseas(part) or self._place(without_remarks(part), near)
            if found is None or found.level == "province":
                found = self._place(part, near) or found
            if found is not None:
                return replace(found, is_actual=is_actual)
        return None

    def _overseas(self, part: str) -> Address | None:
        words, plain = self._table.overseas, part.lstrip(" :：,，")
        begins = any(plain.startswith(word) and plain[len(word) : len(word) + 1] not in _NAMED for word in words.begins)
        tail = plain.casefold().rstrip(" .0123456789-")
        if begins or (plain.isascii() and any(re.search(rf"\b{re.escape(word)}$", tail) for word in words.latin)):
            return Address(text=part, is_overseas=True, sure=0.8)
        return None

    def _place(self, part: str, near: str) -> Address | None:
        hit = _meant(self._resolver.find(part), part)
        if hit is None:
            return self._in_near(part, near)
        if hit.code[:2] in HONGKONG_MACAU_TAIWAN:
            return Address(code=hit.code, level=hit.level, text=part, is_overseas=True, sure=hit.sure)
        address = Address(code=hit.code, level=hit.level, township=hit.township or "", text=part, sure=hit.sure)
        if hit.level == "county":
            return address
        if part.isascii() and (county := latin_county(self._register, part)):
            return replace(address, code=county, level="county", sure=0.7)
        finer = self._in_near(part, hit.code) or (self._in_near(part, near) if near.startswith(hit.code[:2]) else None)
        return finer or address

    def _in_near(self, part: str, near: str) -> Address | None:
        """The one county of the city whose township or village the text names."""
        if not near or near.endswith("0000"):
            return None
        homes = {code: town for code in self._counties(near) if (town := self._town_in(code, part))}
        if len(homes) > 1:
            longest = max(len(town) for town in homes.values())
            homes = {code: town for code, town in homes.items() if len(town) == longest}
        if len(homes) != 1:
            return None
        ((code, town),) = homes.items()
        return Address(code=code, level="county", township=town, text=part, sure=0.8)

    def _counties(self, near: str) -> list[str]:
        if near[4:] != "00":
            return [near]
        return [code for code, one in load_divisions().items() if one.level == "county" and code[:4] == near[:4]]

    def _town_in(self, code: str, part: str) -> str:
        bureau = self._register.bureau_of_code(code)
        own = bureau.townships if bureau else ()
        return max(
            (town for town in (*load_townships().get(code, ()), *own) if _names(part, town)), key=len, default=""
        )


def _names(part: str, town: str) -> bool:
    """True where the text names the township, in whichever kind: 木城镇 for 木城街道; a village also bare."""
    stem = _TOWN_KIND.sub("", town)
    if stem == town:
        bare = town.removesuffix("村")
        return town in part or (len(bare) >= 3 and bare in part)
    if len(stem) < 2:
        return town in part
    return (
        re.search(rf"{re.escape(stem)}(?:[\u4e00-\u9fff]{{1,3}}族)?(?:街道|街办|办事处|镇|乡|公社)", part) is not None
    )


def _meant(hits: tuple[PlaceHit, ...], text: str) -> PlaceHit | None:
    """The place that the hits of one part mean: along one address the last one, of several addresses the finest."""
    runs: list[PlaceHit] = []
    for hit in hits:
        if hit.sure < 0.5 or _is_road(hit, text) or text[slice(*hit.span)] in _ANYWHERE:
            continue
        if not runs or _APART.search(text[runs[-1].span[1] : hit.span[0]]):
            runs.append(hit)
        elif _goes_on(runs[-1], hit, text):
            runs[-1] = hit
    return max(runs, key=lambda hit: (LEVELS[hit.level], not _is_bare_town(hit, text), -hit.span[0]), default=None)


def _goes_on(last: PlaceHit, hit: PlaceHit, text: str) -> bool:
    """True where a hit makes the last one finer: a county behind the prefecture that it belonged to once, in full.

    What stands further off in the same clause names goods or a shop: 郑州市…路温县铁棍山药批发部.
    """
    if _is_bare_town(hit, text):
        return last.level == "province" and hit.code[:2] == last.code[:2]
    if hit.code[:2] == last.code[:2] and last.level == "province":
        return True
    return hit.span[0] - last.span[1] <= 2 and text[hit.span[1] - 1] in _KINDS


def _is_bare_town(hit: PlaceHit, text: str) -> bool:
    return hit.township is not None and text[slice(*hit.span)] == hit.township


def _is_road(hit: PlaceHit, text: str) -> bool:
    """本溪路, 焦作大街: a short name that a road bears; 沈河区中街路 is a district with its road."""
    after = _ROAD_AT_ONCE if text[hit.span[1] - 1] in _KINDS else _ROAD_AFTER
    return after.match(text, hit.span[1]) is not None
