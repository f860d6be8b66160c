"""A term to search on a source."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchTerm:
    """One query: the register's names turned into what a search box takes."""

    indication: str
    text: str
    kind: str
    """As NameForm.kind, or `disguise`: a writing that is searched but stands in no register."""
