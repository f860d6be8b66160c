"""Claims of the special sign: the words or the sign itself, and the code printed with it."""

import re
from dataclasses import dataclass

from pipelines.facts.lexicon import Span
from pipelines.facts.page import Page, PageText, Place, Quote

CODE = re.compile(r"(?<![0-9A-Za-z])[0-9A-HJ-NPQRTUWXY]{18}(?![0-9A-Za-z])")
"""Shape of a unified social credit code (GB 32100)."""
ISSUED = re.compile(r"(?<![0-9A-Za-z])[A-Za-z]{2,8}(?:\s?[-－—–]\s?\d{2,6}){1,3}(?![0-9A-Za-z])")
"""Shape of a short number that a list may issue instead: HRDM-0107, HRDM-2023-004."""
_SIGN_KEY = re.compile("地理标志|专用标志|地标")
_AFFIRMED = re.compile("(?:是|有|已有|已获|已认证|含|带)")
"""What a field named after the sign says of it: 专用标志 有."""
_MISREAD = str.maketrans("OIoi", "0101")
"""Letters that no credit code holds; a picture's reader takes 0 and 1 for them."""


@dataclass(frozen=True, slots=True)
class SignClaim:
    """One claim."""

    strength: float
    """1.0 the sign or its protected wording; 0.5 advertising words such as 国家地理标志 in running text."""
    shown: bool
    """True where it stands in a picture, that is on the goods or the pack."""
    codes: tuple[str, ...]
    """Credit codes and issued numbers printed in the same text."""
    code_absent: bool
    """The text itself says that no code is there."""
    quote: Quote


def read_signs(page: Page) -> tuple[SignClaim, ...]:
    """All claims in title, pictures, attributes and text; denied and asked ones are left out."""
    claims = []
    for text in page.of_goods:
        strong = [span for span in text.words.get("sign_strong", ()) if _claims(text, span)]
        weak = [span for span in text.words.get("sign_weak", ()) if _claims(text, span)]
        for span in (strong or weak)[:3]:
            claims.append(_claim(text, span, bool(strong)))
        if _AFFIRMED.fullmatch(text.raw) and _SIGN_KEY.search(text.key):
            claims.append(_claim(text, (0, len(text.raw)), True))
        claims += _coded(text)
    return tuple(claims)


_CODE_CUE = re.compile("标志代码|地标代码|用标代码")


def _coded(text: PageText) -> list[SignClaim]:
    """A credit code told as the sign's own, wherever it stands: 【标志代码】9121…"""
    cue = _CODE_CUE.search(text.raw)
    if cue is None and not _CODE_CUE.search(text.key):
        return []
    at = 0 if cue is None else cue.end()
    code = CODE.search(text.raw, at, at + 40)
    return [] if code is None else [SignClaim(1.0, True, (code[0],), False, text.quote(code.span()))]


def _claim(text: PageText, span: Span, strong: bool) -> SignClaim:
    read = text.raw[:4_000]
    shown = text.place is Place.PICTURE
    credit = CODE.findall(read.translate(_MISREAD) if shown else read)
    codes = tuple(dict.fromkeys([*credit, *map(plain_code, ISSUED.findall(read))]))
    return SignClaim(
        strength=1.0 if strong or (shown and credit) else 0.5,
        shown=shown,
        codes=codes,
        code_absent=bool(text.words.get("sign_absent")),
        quote=text.quote(span),
    )


def _claims(text: PageText, span: Span) -> bool:
    within = text.clause(span[0])
    if text.before("sign_not_own", span[0], 6, within) or text.is_question(span[0]):
        return False
    if text.place is Place.DESCRIPTION and _is_others(text, span):
        return False
    word = text.raw[span[0] : span[1]]
    if word.isascii() and text.place not in (Place.PICTURE, Place.TITLE):
        return False  # GI alone in running text is an abbreviation of many things
    return not text.raw[span[1] : span[1] + 6].startswith(("见包装", "无关", "不是"))


def _is_others(text: PageText, span: Span) -> bool:
    """Talk of others' sign, or of one that the seller has no part in: 那个地标跟我没关系."""
    sentence = text.sentence(span[0])
    return text.is_of_others(span[0]) or text.has_any(("sign_denied_after", "sign_applied"), (span[1], sentence[1]))


def plain_code(code: str) -> str:
    """A code as it is compared: capital letters, digits and one kind of dash, without spaces."""
    return re.sub(r"[－—–]", "-", re.sub(r"\s", "", code)).upper()
