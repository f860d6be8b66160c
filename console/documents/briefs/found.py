"""What a query gives: values by name, and what was counted."""

from collections.abc import Mapping
from dataclasses import dataclass

from console.documents.briefs.brief import Params, Value
from leads_db.store.opinion_counts import OpinionFilter
from leads_db.store.statistics import Scope

ITEMS_MOST = 500
"""Items that are kept with an answer; its values count all."""


@dataclass(frozen=True, slots=True)
class Found:
    """The values of one asking."""

    values: Mapping[str, Value]
    items: tuple[str, ...] = ()


def scope_of(params: Params) -> Scope:
    """The scope of the statistics."""
    return Scope(cities=params.cities, since=params.since, until=params.until, is_practice=params.is_practice)


def posts_of(params: Params) -> OpinionFilter:
    """The opinions of the whole days; `things` are the indications."""
    first, last = params.whole_days
    return OpinionFilter(indications=params.things, first=first, last=last, is_practice=params.is_practice)
