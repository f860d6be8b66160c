"""One place where a listing names an indication."""

from dataclasses import dataclass
from enum import StrEnum


class NameKind(StrEnum):
    """How the name is written there."""

    EXACT = "exact"
    ALIAS = "alias"
    TRADITIONAL = "traditional"
    BY_SOUND = "by_sound"
    """Homophones stand for some of its characters (环仁大米)."""
    BY_SHAPE = "by_shape"
    """Look-alikes or the parts of a character stand for some of its characters (恒仁大米, 木亘仁大米)."""
    SPLIT = "split"
    """Marks, spaces, emoji or invisible signs stand between its characters (桓.仁.大.米)."""
    FILLED = "filled"
    """Words stand between place and goods (桓仁醇香大米)."""
    ROMANISED = "romanised"
    """Pinyin, whole or in part (huanren大米)."""
    TRANSLATED = "translated"
    """English or another language."""
    ASSEMBLED = "assembled"
    """Place and goods stand apart, in one text or in two fields."""
    REVERSED = "reversed"
    """Goods before place (大米 桓仁)."""
    WEAK_ALIAS = "weak_alias"
    """A word that points to it but may mean other things (京租米)."""


@dataclass(frozen=True, slots=True)
class NameHit:
    """One hit. Several may stand for one indication."""

    indication: str
    """Slug."""
    field: str
    """title, description, attributes.<name>, image_texts.<n>, shop_name, operator_name or category."""
    span: tuple[int, int]
    """Raw characters of the field, end exclusive."""
    quote: str
    """The raw characters of the span."""
    kind: NameKind
    form: str
    """The form of the register that is meant, as written there."""
    confidence: float
    """0..1: how surely this writing means the name; it does not say what the name does in its sentence."""
