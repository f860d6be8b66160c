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
    not_the_goods: tuple[str, ...]
    goods_signs: tuple[str, ...]
    other_names: frozenset[str]
    words_across: tuple[str, ...]
    other_goods: tuple[str, ...]
    helping_letters: frozenset[str]
    written_radicals: Mapping[str, str]
    abroad: Mapping[str, tuple[str, ...]]
    drawn_goods: Mapping[str, str]

    def is_filler(self, text: str) -> bool:
        """True when the text is nothing but filler words; the empty text is."""
        reached = [True] + [False] * len(text)
        for end in range(1, len(text) + 1):
            reached[end] = any(
                reached[start] and text[start:end] in self.fillers for start in range(max(0, end - 5), end)
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
            more_alike=_pairs(read["more_alike"]),
            not_the_goods=_folded(read["not_the_goods"]["words"]),
            goods_signs=_folded(read["goods_signs"]["words"]),
            other_names=frozenset(_folded(read["other_names"]["words"])),
            words_across=_folded(read["words_across"]["words"]),
            other_goods=_folded(read["other_goods"]["words"]),
            helping_letters=frozenset(_folded(read["helping_letters"]["words"])),
            written_radicals=_pairs(read["written_radicals"]),
            abroad={str(key): _folded(words) for key, words in read["abroad"]["characters"].items()},
            drawn_goods=_pairs(read["drawn_goods"]),
        )
    except (yaml.YAMLError, KeyError, TypeError, AttributeError) as fault:
        raise RegisterFileBroken(f"words.yml: {fault}") from fault


def _pairs(part: Mapping[str, Mapping[str, object]]) -> dict[str, str]:
    return {str(key): str(value) for key, value in part["characters"].items()}


def _folded(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(compact(word) for word in words)
