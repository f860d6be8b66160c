"""Counties of our cities in an address that is written in Latin letters, where the finest part comes first."""

import re
from functools import cache

from pypinyin import lazy_pinyin

from leads_db.register import Register
from pipelines.places.divisions import load_divisions, short_name

KINDS = ("county", "city", "district", "xian", "qu", "shi")
KIND = "(?: manchu)?(?: autonomous)? (?:county|city|district|xian|qu|shi)"


def latin_county(register: Register, text: str) -> str | None:
    """The code of the county that the address names beside its city's name; None: none, or more than one.

    A name with its kind (Qinyang City) counts before one without (Jiefang Road).
    """
    plain = re.sub(r"[^a-z ]+", " ", text.casefold())
    squeezed = plain.replace(" ", "")
    found = [
        (code, match[0].endswith(KINDS))
        for city in register.cities.values()
        if "".join(lazy_pinyin(short_name(city.name))) in squeezed
        for code, pattern in _counties(city.code[:4])
        if (match := pattern.search(plain))
    ]
    for wanted in (True, False):
        codes = {code for code, has_kind in found if has_kind is wanted}
        if codes:
            return codes.pop() if len(codes) == 1 else None
    return None


@cache
def _counties(prefix: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    counties = [one for one in load_divisions().values() if one.level == "county" and one.code.startswith(prefix)]
    city = short_name(load_divisions()[f"{prefix}00"].name)
    return tuple((one.code, _pattern(short_name(one.name), city)) for one in counties)


def _pattern(short: str, city: str) -> re.Pattern[str]:
    """桓仁 → huan ?ren, followed by the kind of the place where the name is one syllable or the city's own too."""
    bare = short[:-1] if len(short) == 2 and short[-1] in "县区市" else short
    letters = " ?".join(lazy_pinyin(bare))
    kind = "(?: manchu)?(?: autonomous)? (?:county|district|xian|qu)" if bare == city else KIND
    return re.compile(rf"\b{letters}{kind if len(bare) < 2 or bare == city else f'(?:{kind})?'}\b")
