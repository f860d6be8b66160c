"""One word that the first pass looks for, and what it may stand for."""

from dataclasses import dataclass, field

from pipelines.names.forms import Form
from pipelines.names.profile import Head


@dataclass(slots=True)
class Clue:
    """One word of the automaton and its meanings; filled while the finder is built, then only read."""

    word: str
    forms: list[Form] = field(default_factory=list)
    heads: list[Head] = field(default_factory=list)
    """Indications whose place it is."""
    bent: list[Head] = field(default_factory=list)
    """Indications whose place it resembles."""
    tails: list[Head] = field(default_factory=list)
    """Places that make a name together with this goods word."""
    is_name: bool = False
    """A neighbour's name (盘锦大米): its goods word belongs to it alone."""
    neighbour_of: list[str] = field(default_factory=list)
    """Indications that have a neighbour in this place."""
    trade_word_of: list[str] = field(default_factory=list)
    """The indication whose variety, technique or herb word it is."""
    is_goods_alone: bool = False
    """It means goods and nothing else: only a disguised place before it can make a name."""
    by_first: dict[str, tuple[Head, ...]] = field(default_factory=dict)

    def close(self) -> None:
        """Called once, when all meanings are known."""
        self.is_goods_alone = not (self.forms or self.is_name or self.heads or self.bent or self.neighbour_of)

    def heads_from(self, letter: str) -> tuple[Head, ...]:
        """Of `tails`, the places that may begin with a letter; remembered."""
        held = self.by_first.get(letter)
        if held is None:
            held = self.by_first[letter] = tuple(head for head in self.tails if letter in head.firsts)
        return held
