"""cues.yml and pointing.yml → groups of words and where they stand in a text. Words are folded as the texts are."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any, NamedTuple

import daachorse
import yaml

from leads_db.errors import RegisterFileBroken
from pipelines.text.folding import fold


@dataclass(frozen=True, slots=True)
class CueGroup:
    """Words that show one thing."""

    name: str
    why: str
    """What they show, in Chinese for the desk."""
    speaks_for: frozenset[str]
    """Topics, sentiments or the marks `safety`, `scare`, `official_reply`, `taste_doubt`."""


class CueHit(NamedTuple):
    """One word of a group in a folded text."""

    group: CueGroup
    start: int
    end: int


class CueTable:
    """All groups as one automaton; the longest word wins where several begin at one place."""

    def __init__(self, groups: Mapping[str, Mapping[str, Any]]) -> None:
        self.groups: dict[str, CueGroup] = {}
        self._of_word: dict[str, tuple[CueGroup, ...]] = {}
        for name, row in groups.items():
            group = self.groups[name] = CueGroup(name, str(row["why"]), frozenset(row["speaks_for"]))
            for word in map(fold, map(str, row["words"])):
                self._of_word[word] = (*self._of_word.get(word, ()), group)
        self._words = sorted(self._of_word)

    @cached_property
    def _automaton(self) -> daachorse.CharwiseDoubleArrayAhoCorasick:
        return daachorse.CharwiseDoubleArrayAhoCorasick(self._words, daachorse.MATCH_KIND_LEFTMOST_LONGEST)

    def find(self, text: str) -> list[CueHit]:
        """Every cue of a folded text in its order; a word of two groups gives two."""
        return [
            CueHit(group, start, end)
            for start, end, number in self._automaton.find(text)
            for group in self._of_word[self._words[number]]
        ]


@cache
def load_cues() -> CueTable:
    """The packaged groups. Raises RegisterFileBroken for a file that is not what it should be."""
    try:
        return CueTable(_read("cues.yml"))
    except (yaml.YAMLError, KeyError, TypeError, AttributeError) as fault:
        raise RegisterFileBroken(f"cues.yml: {fault}") from fault


def _read(name: str) -> Any:
    return yaml.load((files("pipelines") / "opinions" / name).read_text(encoding="utf-8"), yaml.CSafeLoader)


@dataclass(frozen=True, slots=True)
class PointingWords:
    """Words beyond the register that point to an indication, and which one a shared word of the trade means."""

    more: Mapping[str, tuple[str, ...]]
    """Slug → words."""
    shared: Mapping[str, str]
    """Word of the goods that several indications have → slug."""
    main: Mapping[str, str]
    """Place word → the slug that is meant where nothing else is said."""
    not_goods: tuple[str, ...]
    """Words that hold a word of the goods and are something else."""


@cache
def load_pointing() -> PointingWords:
    """The packaged words. Raises RegisterFileBroken."""
    try:
        read = _read("pointing.yml")
        return PointingWords(
            more={slug: tuple(map(fold, words)) for slug, words in read["more"].items()},
            shared={fold(word): str(slug) for word, slug in read["shared"].items()},
            main={fold(word): str(slug) for word, slug in read["main"].items()},
            not_goods=tuple(map(fold, read["not_goods"])),
        )
    except (yaml.YAMLError, KeyError, TypeError, AttributeError) as fault:
        raise RegisterFileBroken(f"pointing.yml: {fault}") from fault
