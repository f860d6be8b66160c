"""The word classes of leads_db/register/lexicon.yml → one automaton that finds them all in one pass."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

import daachorse
import yaml

from leads_db.errors import RegisterFileBroken
from pipelines.text.folding import Folded, fold, fold_with_map

Span = tuple[int, int]
KEYS_KEPT = 4_096
"""Attribute names, and kinds of goods, whose classes are remembered."""


@dataclass(frozen=True, slots=True)
class OffStandard:
    """Processes that are foreign to a kind of goods."""

    goods: tuple[str, ...]
    """Head words of the indications that they concern."""
    words: frozenset[str]
    least_years: int = 0
    """Years of growth that the product must have; 0: none are asked."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Word → classes, with the automaton over all of them."""

    version: str
    classes_of: Mapping[str, frozenset[str]]
    off_standard: tuple[OffStandard, ...]
    countries: Mapping[str, str]
    """Word of a country, folded → the country's first word."""
    _meanings: tuple[tuple[bool, frozenset[str]], ...] = field(repr=False)
    """By a word's number in the automaton: whether it is Latin, and its classes."""
    _automaton: daachorse.CharwiseDoubleArrayAhoCorasick = field(repr=False)

    _keys: dict[str, frozenset[str]] = field(default_factory=dict, repr=False)
    _processes: dict[str, tuple[tuple[str, OffStandard], ...]] = field(default_factory=dict, repr=False)

    def processes_of(self, heads: str) -> tuple[tuple[str, OffStandard], ...]:
        """(class, row) of the processes foreign to goods that these words name; remembered, an indication's are few."""
        known = self._processes.get(heads)
        if known is None:
            if len(self._processes) >= KEYS_KEPT:
                self._processes.clear()
            rows = enumerate(self.off_standard)
            known = tuple((f"process:{number}", row) for number, row in rows if any(one in heads for one in row.goods))
            self._processes[heads] = known
        return known

    def classes_in(self, key: str) -> frozenset[str]:
        """Classes of an attribute's name; remembered, since shops name their attributes alike."""
        known = self._keys.get(key)
        if known is None:
            if len(self._keys) >= KEYS_KEPT:
                self._keys.clear()
            known = self._keys[key] = frozenset(self.find_words(fold_with_map(key)))
        return known

    def find_words(self, folded: Folded) -> dict[str, list[Span]]:
        """Class → raw spans in order; at one place the longest word wins. Latin words only stand alone."""
        found: dict[str, list[Span]] = {}
        plain, starts, meanings = folded.text, folded.starts, self._meanings
        for start, end, index in self._automaton.find(plain):
            is_latin, names = meanings[index]
            if is_latin and not _stands_alone(plain, start, end):
                continue
            span = (starts[start], starts[end - 1] + 1)
            for name in names:
                if name in found:
                    found[name].append(span)
                else:
                    found[name] = [span]
        return found


def _stands_alone(text: str, start: int, end: int) -> bool:
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    first, last = text[start], text[end - 1]
    return not (_is_latin(first) and _is_latin(before)) and not (_is_latin(last) and _is_latin(after))


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalpha()


def build_lexicon(
    classes: Mapping[str, Iterable[str]],
    off_standard: Iterable[OffStandard] = (),
    countries: Mapping[str, str] | None = None,
    version: str = "0",
) -> Lexicon:
    """A lexicon over `classes`; words are folded, so they may be written in any width or script."""
    classes_of: dict[str, set[str]] = {}
    for name, words in classes.items():
        for word in words:
            folded = fold(word)
            if folded:
                classes_of.setdefault(folded, set()).add(name)
    ordered = sorted(classes_of)
    frozen = {word: frozenset(classes_of[word]) for word in ordered}
    return Lexicon(
        version=version,
        classes_of=frozen,
        off_standard=tuple(off_standard),
        countries=countries or {},
        _meanings=tuple((word.isascii(), names) for word, names in frozen.items()),
        _automaton=daachorse.CharwiseDoubleArrayAhoCorasick(ordered, daachorse.MATCH_KIND_LEFTMOST_LONGEST),
    )


@cache
def load_lexicon() -> Lexicon:
    """The packaged lexicon. Raises RegisterFileBroken for a file that is not what it should be."""
    text = (files("leads_db") / "register" / "lexicon.yml").read_text(encoding="utf-8")
    try:
        read = yaml.load(text, yaml.CSafeLoader)
        classes = {name: [_word(word, name) for word in held["words"]] for name, held in read["classes"].items()}
        processes = []
        for number, row in enumerate(read["off_standard"]):
            words = frozenset(fold(_word(word, "off_standard")) for word in row["words"])
            processes.append(OffStandard(tuple(row["goods"]), words, int(row.get("least_years", 0))))
            classes[f"process:{number}"] = list(row["words"])
        countries = {fold(_word(word, "countries")): row[0] for row in read["countries"] for word in row}
        classes["foreign_place"] = list(countries)
        return build_lexicon(classes, processes, countries, str(read["version"]))
    except (yaml.YAMLError, KeyError, TypeError) as fault:
        raise RegisterFileBroken(f"lexicon.yml: {fault}") from fault


def _word(value: object, name: str) -> str:
    if not isinstance(value, str):
        raise RegisterFileBroken(f"lexicon.yml: class {name}: {value!r} is read as {type(value).__name__}; quote it")
    return value
