"""words.yml → the words for finding names, folded to compact letters."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from leads_db.errors import RegisterFileBroken
from pipelines.text.folding import compact


@dataclass(frozen=True, slots=True)
class NameWords:
    """The lists of words.yml; its comments say what each is for."""

    fillers: frozenset[str]
    more_alike: Mapping[str, str]
    more_words: Mapping[str, tuple[str, ...]]
    not_the_goods: tuple[str, ...]
    goods_signs: tuple[str, ...]
    other_names: frozenset[str]
    words_across: tuple[str, ...]
    helping_letters: frozenset[str]
    written_radicals: Mapping[str, str]

    def is_filler(self, text: str) -> bool:
        """True when the text is nothing but filler words; the empty text is."""
        reached = [True] + [False] * len(text)
        for end in range(1, len(text) + 1):
            reached[end] = any(
                reached[start] and text[start:end] in self.fillers for start in range(max(0, end - 4), end)
            )
        return reached[-1]


@cache
def load_words() -> NameWords:
    """The packaged words. Raises RegisterFileBroken for a file that is not what it should be."""
    text = (files("pipelines") / "names" / "words.yml").read_text(encoding="utf-8")
    try:
        read = yaml.load(text, yaml.CSafeLoader)
        return NameWords(
            fillers=frozenset(compact(word) for row in read["fillers"]["words"] for word in row),
            more_alike={str(key): str(value) for key, value in read["more_alike"]["characters"].items()},
            more_words={str(key): tuple(value) for key, value in read["more_words"]["characters"].items()},
            not_the_goods=_folded(read["not_the_goods"]["words"]),
            goods_signs=_folded(read["goods_signs"]["words"]),
            other_names=frozenset(_folded(read["other_names"]["words"])),
            words_across=_folded(read["words_across"]["words"]),
            helping_letters=frozenset(_folded(read["helping_letters"]["words"])),
            written_radicals={str(key): str(value) for key, value in read["written_radicals"]["characters"].items()},
        )
    except (yaml.YAMLError, KeyError, TypeError, AttributeError) as fault:
        raise RegisterFileBroken(f"words.yml: {fault}") from fault


def _folded(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(compact(word) for word in words)
