"""Claims of the special sign: the words or the sign itself, and the code printed with it."""

import re
from dataclasses import dataclass

from pipelines.facts.lexicon import Span
from pipelines.facts.page import Page, PageText, Place, Quote

CODE = re.compile(r"(?<![0-9A-Za-z])[0-9A-HJ-NPQRTUWXY]{18}(?![0-9A-Za-z])")
"""Shape of a unified social credit code (GB 32100)."""


@dataclass(frozen=True, slots=True)
class SignClaim:
    """One claim."""

    strength: float
    """1.0 the sign or its protected wording; 0.5 advertising words such as 国家地理标志 in running text."""
    shown: bool
    """True where it stands in a picture, that is on the goods or the pack."""
    codes: tuple[str, ...]
    """Credit codes printed in the same text."""
    code_absent: bool
    """The text itself says that no code is there."""
    quote: Quote


def read_signs(page: Page) -> tuple[SignClaim, ...]:
    """All claims in title, pictures, attributes and text; denied and asked ones are left out."""
    claims = []
    for text in page.at(Place.TITLE, Place.PICTURE, Place.ATTRIBUTE, Place.DESCRIPTION):
        strong = [span for span in text.words.get("sign_strong", ()) if _claims(text, span)]
        weak = [span for span in text.words.get("sign_weak", ()) if _claims(text, span)]
        for span in (strong or weak)[:3]:
            claims.append(_claim(text, span, bool(strong)))
    return tuple(claims)


def _claim(text: PageText, span: Span, strong: bool) -> SignClaim:
    codes = tuple(dict.fromkeys(CODE.findall(text.raw[:4_000])))
    shown = text.place is Place.PICTURE
    return SignClaim(
        strength=1.0 if strong or (shown and codes) else 0.5,
        shown=shown,
        codes=codes,
        code_absent=bool(text.words.get("sign_absent")),
        quote=text.quote(span),
    )


def _claims(text: PageText, span: Span) -> bool:
    within = text.clause(span[0])
    if text.before("sign_not_own", span[0], 4, within) or text.is_question(span[0]):
        return False
    word = text.raw[span[0] : span[1]]
    if word.isascii() and text.place not in (Place.PICTURE, Place.TITLE):
        return False  # GI alone in running text is an abbreviation of many things
    return not text.raw[span[1] : span[1] + 6].startswith(("见包装", "无关", "不是"))


def printed_codes(page: Page) -> tuple[str, ...]:
    """Credit codes printed on pictures, whether or not the sign's words were read beside them."""
    found: list[str] = []
    for text in page.at(Place.PICTURE):
        found.extend(CODE.findall(text.raw[:4_000]))
    return tuple(dict.fromkeys(found))
