"""An indication → the forms of its name in compact letters, each cut into place part (head) and goods word (tail)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from leads_db.records import Indication
from pipelines.names.hit import NameKind
from pipelines.names.sounds import Spoken, read_spoken, readings, spellings
from pipelines.places.divisions import load_spellings
from pipelines.text.folding import compact

_KINDS = {
    "name": NameKind.EXACT,
    "traditional": NameKind.TRADITIONAL,
    "weak_alias": NameKind.WEAK_ALIAS,
    "pinyin": NameKind.ROMANISED,
    "english": NameKind.TRANSLATED,
    "translation": NameKind.TRANSLATED,
}
_CONFIDENCE = {NameKind.EXACT: 1.0, NameKind.TRADITIONAL: 0.98, NameKind.ALIAS: 0.95, NameKind.ROMANISED: 0.9}

_CHINESE = re.compile("[\u4e00-\u9fff]*")
MIXED_LEAST = 4
"""Letters of a name that is looked for backwards (米大仁桓), with two letters swapped, or by its initials (HRDM)."""


@dataclass(frozen=True, slots=True)
class Form:
    """One form of one name."""

    indication: str
    text: str
    """As the register writes it."""
    plain: str
    """Compact letters."""
    kind: NameKind
    """What a hit letter by letter is."""
    confidence: float
    head: str
    """Place part; empty where the name is one word (香槟)."""
    tail: str
    """Goods word at its end; empty where none of the indication's goods ends it."""
    sounds: tuple[str, ...]
    """Toneless reading of each letter; empty for other scripts."""
    is_local: bool
    """Searched for by the desk: its disguises are looked for the hardest."""

    @property
    def is_latin(self) -> bool:
        """True for pinyin and Western languages."""
        return self.plain.isascii()


def read_forms(indication: Indication) -> tuple[Form, ...]:
    """All forms, the surest first, no letters twice. Chinese forms bring their own pinyin along."""
    held: dict[str, Form] = {}
    spoken = read_spoken(indication)
    for form in _written(indication, spoken):
        held.setdefault(form.plain, form)
    for form in [form for form in held.values() if is_chinese(form.plain) and form.head]:
        for plain in spellings(form.plain, form.sounds):
            confidence = 0.6 if form.kind is NameKind.WEAK_ALIAS else 0.9
            spelt = _form(indication, form.text, plain, NameKind.ROMANISED, confidence, spoken)
            held.setdefault(spelt.plain, spelt)
        if form.is_local and form.kind is NameKind.EXACT and len(form.plain) >= MIXED_LEAST:
            for mixed in _mixed(form.plain):
                held.setdefault(mixed, replace(form, plain=mixed, kind=NameKind.REVERSED, head="", confidence=0.6))
            initials = "".join(sound[0] for sound in form.sounds)
            held.setdefault(initials, replace(form, plain=initials, kind=NameKind.ROMANISED, head="", confidence=0.4))
    return tuple(held.values())


def _mixed(plain: str) -> Iterator[str]:
    yield plain[::-1]
    for at in range(len(plain) - 1):
        yield plain[:at] + plain[at + 1] + plain[at] + plain[at + 2 :]


def _written(indication: Indication, spoken: Spoken) -> Iterator[Form]:
    for name in indication.names:
        kind = _KINDS.get(name.kind, NameKind.ALIAS)
        if name.language.startswith("zh") and not name.text.isascii() and kind is NameKind.TRANSLATED:
            kind = NameKind.ALIAS
        plain = compact(name.text)
        if plain:
            yield _form(indication, name.text, plain, kind, _CONFIDENCE.get(kind, 0.8), spoken)


def _form(indication: Indication, text: str, plain: str, kind: NameKind, confidence: float, spoken: Spoken) -> Form:
    if kind is NameKind.WEAK_ALIAS:
        confidence = min(confidence, 0.55)
    tail = _tail(plain, indication)
    head = plain[: len(plain) - len(tail)] if tail else ""
    sounds = readings(plain, spoken) if is_chinese(plain) else ()
    return Form(indication.slug, text, plain, kind, confidence, head, tail, sounds, indication.scope == "local")


def _tail(plain: str, indication: Indication) -> str:
    """The longest of the indication's goods words that ends the form; in the name itself else what follows a place."""
    for words in (indication.goods, indication.neutral_words):
        fitting = [word for word in map(compact, words) if word and plain.endswith(word) and len(word) < len(plain)]
        if fitting:
            return max(fitting, key=len)
    place = _place(plain) if plain == compact(indication.name) else ""
    return plain[len(place) :] if place else ""


@cache
def _place(plain: str) -> str:
    """The division with which a name begins and that leaves two characters or more."""
    spellings = load_spellings()
    return next((plain[:end] for end in range(len(plain) - 2, 1, -1) if plain[:end] in spellings), "")


def is_chinese(plain: str) -> bool:
    """True when every letter is a Chinese character."""
    return _CHINESE.fullmatch(plain) is not None
