"""What a brief is made of: answers of queries, sentences whose slots point into them, tables, parts.

No number stands in a template: each comes from an answer, so that the brief can be recomputed and compared.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from leads_db.records.paper import PaperKind
from leads_db.store.source_days import day_start, shanghai_day

Value = int | str | tuple[int, int] | None
"""A count, a text (number of a lead, a sum in yuan), a part of a whole; None: not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """What a query is asked with; kept beside its answer."""

    cities: tuple[str, ...]
    since: datetime
    until: datetime
    """Excluded."""
    is_practice: bool = False
    things: tuple[str, ...] = ()
    """Sources, indications or the number of an event, as the query wants."""

    @property
    def whole_days(self) -> tuple[date, date]:
        """First and last whole day in Shanghai that ended within the time, of which opinions are counted."""
        last = shanghai_day(self.until) - timedelta(days=1)
        return min(shanghai_day(self.since), last), last

    @property
    def asked_days(self) -> tuple[date, date]:
        """First and last day in Shanghai on which the daily collection fell into the time."""
        first, last = shanghai_day(self.since), shanghai_day(self.until - timedelta(microseconds=1))
        return min(first if day_start(first) == self.since else first + timedelta(days=1), last), last


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A query, what it was asked with, what came."""

    query: str
    """Id of `queries.QUERIES`."""
    params: Params
    values: Mapping[str, Value]
    items: tuple[str, ...] = ()
    """What was counted: lead:GI-…, run:12, post:weibo:3, event:4, alert:5, user:…"""


class Form(StrEnum):
    """How a value is printed."""

    COUNT = "count"
    TEXT = "text"
    SHARE = "share"
    """86.7%（13/15）; with few cases 数据不足（3/4）."""
    RATIO = "ratio"
    """13/15; 缺数 where nothing was to be seen or nothing was seen."""
    INTERVAL = "interval"
    """95 % after Wilson."""
    YUAN = "yuan"
    MOMENT = "moment"
    DAY = "day"
    STAMP = "stamp"
    """A kept time in ISO form: 2026-11-26 09:30 in Shanghai."""


@dataclass(frozen=True, slots=True)
class Ref:
    """A value of an answer; `@since`, `@until`, `@first`, `@last` are of its params."""

    answer: str
    value: str
    form: Form = Form.COUNT


@dataclass(frozen=True, slots=True)
class Change:
    """How far a count is from that of the time before; unknown where either lacked sources."""

    now: Ref
    before: Ref
    seen: tuple[Ref, ...] = ()
    """Shares of what was to be seen, now and before."""


@dataclass(frozen=True, slots=True)
class Word:
    """A name of the register or of a list of words; never a number of our own."""

    text: str


@dataclass(frozen=True, slots=True)
class Listed:
    """Parts joined by 、; each part is slots printed one after the other. Empty: 无."""

    parts: tuple[tuple["Slot", ...], ...]
    answer: str
    """Where they come from, also when there is none."""


Slot = Ref | Change | Word | Listed


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence."""

    template: str
    slots: Mapping[str, Slot] = field(default_factory=dict)

    @property
    def answers(self) -> tuple[str, ...]:
        """Keys of the answers on which it rests, each once."""
        found: list[str] = []
        for slot in self.slots.values():
            found += [slot.answer] if isinstance(slot, Listed) else []
            found += [ref.answer for ref in refs_of(slot)]
        return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table; cells are slots."""

    title: str
    heads: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[Slot, ...], ...]
    answers: tuple[str, ...]
    """Answers that it lists, also when it has no row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A heading and what stands under it."""

    title: str
    sentences: tuple[Sentence, ...] = ()
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """One brief or report, not yet laid out."""

    kind: PaperKind
    city: str
    subject: str
    """2026-11-26, 2026-W48, 2026-11, 2026, event-12."""
    title: str
    told: str
    """The time as the head prints it."""
    params: Params
    answers: Mapping[str, Answer]
    parts: tuple[Part, ...]
    """The first is the leader's."""


def refs_of(slot: Slot) -> Iterator[Ref]:
    """Every value that a slot prints."""
    if isinstance(slot, Ref):
        yield slot
    elif isinstance(slot, Change):
        yield from (slot.now, slot.before, *slot.seen)
    elif isinstance(slot, Listed):
        for part in slot.parts:
            for one in part:
                yield from refs_of(one)
