"""The automaton over everything that makes a listing worth a second look, and what each of its words stands for."""

from collections.abc import Iterable

import daachorse

from leads_db.records import Indication
from pipelines.names.clue import Clue
from pipelines.names.forms import is_chinese
from pipelines.names.kin import kin
from pipelines.names.neighbours import neighbour_places, trade_words
from pipelines.names.profile import Head, Profile, read_heads, read_profile
from pipelines.text.folding import compact


class ClueTable:
    """All clues of all indications."""

    def __init__(self, indications: Iterable[Indication]) -> None:
        self._clues: dict[str, Clue] = {}
        self.profiles: dict[str, Profile] = {}
        held = tuple(indications)
        words_of_trade = trade_words(held)
        for indication in held:
            self._add(indication)
            if self.profiles[indication.slug].is_local:
                self._add_neighbours(indication, words_of_trade[indication.slug])
        for clue in self._clues.values():
            clue.close()
        words = sorted(self._clues)
        self.clues = tuple(self._clues[word] for word in words)
        self._automaton = daachorse.CharwiseDoubleArrayAhoCorasick(words or ["\0"])

    def find(self, text: str) -> list[tuple[int, int, int]]:
        """(start, end, number in `clues`) of every clue, overlapping ones too, in the order of their ends."""
        return self._automaton.find_overlapping(text) if self.clues else []

    def _at(self, word: str) -> Clue:
        clue = self._clues.get(word)
        if clue is None:
            clue = self._clues[word] = Clue(word)
        return clue

    def _add(self, indication: Indication) -> None:
        profile = self.profiles[indication.slug] = read_profile(indication)
        for form in profile.forms:
            self._at(form.plain).forms.append(form)
        for word in map(compact, indication.neighbours):
            if len(word) > 2:
                self._at(word).is_name = True
        for head in read_heads(profile, indication):
            self._at(head.plain).heads.append(head)
            if head.is_strong:
                for word in head.goods:
                    if len(word) > 1 and is_chinese(word):
                        self._at(word).tails.append(head)
            if profile.is_local and head.is_strong and len(head.sounds) > 1:
                for word in _bent(head):
                    self._at(word).bent.append(head)

    def _add_neighbours(self, indication: Indication, words: tuple[str, ...]) -> None:
        for word in neighbour_places(indication):
            self._at(word).neighbour_of.append(indication.slug)
        for word in words:
            self._at(word).trade_word_of.append(indication.slug)


def _bent(head: Head) -> Iterable[str]:
    """The place word with one character replaced."""
    for at, letter in enumerate(head.plain):
        for other in kin(letter, head.sounds[at]):
            yield head.plain[:at] + other + head.plain[at + 1 :]
