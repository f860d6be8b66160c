"""Collects the answers while a brief is written, so that each query is asked once and stands beside its words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from console.documents.briefs.brief import Answer, Form, Listed, Params, Ref, Sentence, Slot, Table, Word
from console.documents.briefs.queries import ask
from console.naming import Names
from leads_db.brief_periods import Period

MOST_LISTED = 3


@dataclass(slots=True, kw_only=True)
class Writer:
    """One brief while it is written."""

    connection: Connection
    names: Names
    city: str
    indications: tuple[str, ...]
    """Of the city."""
    sources: tuple[str, ...]
    """That are collected daily."""
    users: tuple[str, ...] = ()
    """Authorised users of the city's indications, a line each: slug|credit code|from|to."""
    rules: Mapping[str, str] = field(default_factory=dict)
    """Id of a limit → its name."""
    is_practice: bool = False
    answers: dict[str, Answer] = field(default_factory=dict)

    def params(self, since: datetime, until: datetime, things: tuple[str, ...] = ()) -> Params:
        """What a query of the city is asked with."""
        return Params(cities=(self.city,), since=since, until=until, is_practice=self.is_practice, things=things)

    def ask(self, key: str, query: str, since: datetime, until: datetime, things: tuple[str, ...] = ()) -> Answer:
        """Ask and keep under `key`."""
        self.answers[key] = ask(self.connection, query, self.params(since, until, things))
        return self.answers[key]

    def ask_both(self, key: str, query: str, period: Period, things: tuple[str, ...] = ()) -> None:
        """Of the time, and of the one before under `key`_before."""
        self.ask(key, query, period.since, period.until, things)
        self.ask(f"{key}_before", query, period.before, period.since, things)

    def keys(self, answer: str, prefix: str) -> list[str]:
        """Names of the answer's values below `prefix.`, those with most first."""
        values = self.answers[answer].values
        found = [name for name in values if name.startswith(f"{prefix}.")]
        return sorted(found, key=lambda name: (-_size(values[name]), name))

    def named(self, answer: str, prefix: str, word: Mapping[str, str] | None = None, *, unit: str = "") -> Listed:
        """桓仁大米3条、…: values below `prefix.` with their words, those of nought left out, at most MOST_LISTED."""
        keys = [key for key in self.keys(answer, prefix) if _size(self.answers[answer].values[key])][:MOST_LISTED]
        return Listed(tuple((self.word(prefix, key, word), Ref(answer, key), Word(unit)) for key in keys), answer)

    def rows(
        self, answer: str, prefix: str, columns: Iterable[tuple[str, str, Form]], word: Mapping[str, str] | None = None
    ) -> tuple[tuple[Slot, ...], ...]:
        """A table's rows: for each value below `prefix.` its word, then (answer, prefix, form) of each column."""
        wanted = tuple(columns)
        return tuple(
            (
                self.word(prefix, key, word),
                *(Ref(other, f"{below}{key[len(prefix) :]}", form) for other, below, form in wanted),
            )
            for key in self.keys(answer, prefix)
        )

    def count(self, answer: str, name: str) -> int:
        """A value as a number; nought where it is none."""
        value = self.answers[answer].values.get(name, 0)
        return value if isinstance(value, int) else 0

    def places(self, answer: str, name: str = "number") -> list[int]:
        """1, 2, 3 … as far as the answer has `1.<name>`, `2.<name>` …"""
        values = self.answers[answer].values
        return [place for place in range(1, len(values) + 1) if f"{place}.{name}" in values]

    def word(self, prefix: str, key: str, words: Mapping[str, str] | None = None) -> Word:
        """What a person calls the value."""
        code = key[len(prefix) + 1 :]
        if words is not None:
            return Word(words.get(code, code))
        if prefix in ("indication", "negative"):
            return Word(self.names.indication(code))
        return Word(self.names.platform(code) if prefix == "platform" else code)


def _size(value: object) -> int:
    if isinstance(value, tuple):
        return int(value[1])
    return value if isinstance(value, int) else 0


def sentence(template: str, **slots: Slot) -> Sentence:
    """A sentence of a template and its slots."""
    return Sentence(template=template, slots=slots)


def table(
    title: str, heads: tuple[str, ...], widths: tuple[int, ...], rows: Iterable[tuple[Slot, ...]], *answers: str
) -> Table:
    """A table that rests on `answers`."""
    return Table(title=title, heads=heads, widths=widths, rows=tuple(rows), answers=answers)
