"""Which terms one day's budget is spent on: pure arithmetic over what each term brought on earlier days.

A term is worth what it is expected to bring – new leads a day so far, times the days since it was last searched, times
the season – for each request that it costs. So a term that brings nothing sinks to a search every second week, one that
brings something rises to every day, and none is forgotten.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from leads_db.records import WatchTerm
from leads_db.register.seasons import Season, seasons_of
from leads_db.store.term_history import TermSearch
from scheduler import notes

DISGUISE = "disguise"
"""Kind of a term that the finder's tables give, not the register."""
USUAL_PER_DAY = {"name": 1.0, "alias": 0.2, "english": 0.1, "translation": 0.2, "pinyin": 0.1}
"""What a kind of name is expected to bring a day before it was ever searched …"""
USUAL_ELSE = 0.05
"""… and all other kinds: traditional characters, disguises."""
USUAL_COUNTS_DAYS = 3.0
"""How many days of experience this expectation counts for."""
LISTING_GAIN = 0.1
"""A new listing that made no lead, as a share of a lead: it shows that the term still reaches something."""
HALF_LIFE_DAYS = 14.0
FIRST_SPAN_DAYS = 30
"""Days in which what the first search found had gathered."""
LONGEST_SPAN_DAYS = 14
CONTAINED = 0.3
"""What is left of the expectation of a term whose results a shorter term contains (怀山药片 in 怀山药)."""
WORTH = 0.1
"""Expected leads from which a search is worth its requests."""
NAME_LIMIT_DAYS, LIMIT_DAYS = 1, 14
"""The longest that the name itself, and any other term, is left out while the budget reaches."""
NEVER_TRIED = 3.0
"""Urgency of a term that was never searched; 1.0: its limit is reached today."""
RESERVE = 0.5
"""Share of the budget for what is due; the rest goes to the most valuable."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedTerm:
    """One term on one day."""

    term: WatchTerm
    is_asked: bool
    value: float
    """Expected leads for each request."""
    expected: float
    """Expected leads: new ones, plus a tenth for each new listing without one."""
    requests: float
    """What it costs, from experience."""
    is_tried: bool
    """False: it was never searched, and what is expected of it is only the usual for its kind."""
    reason: str
    """Chinese."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    term: WatchTerm
    expected: float
    cost: float
    urgency: float
    """Days since it was last tried, in limits: from 1.0 it is due."""
    why: str

    @property
    def value(self) -> float:
        return self.expected / self.cost


def plan_day(
    terms: Sequence[WatchTerm],
    history: Sequence[TermSearch],
    day: date,
    *,
    budget: float,
    usual_cost: float,
    seasons: Sequence[Season] = (),
) -> tuple[PlannedTerm, ...]:
    """Every term with its fate: those that are asked first, the most valuable at the head.

    `history`: searches before `day`, oldest first. `budget`: requests that the day may cost. `usual_cost`: requests of
    a term of which nothing is known, where no other term tells more.
    """
    by_term: dict[str, list[TermSearch]] = {}
    for search in history:
        by_term.setdefault(search.term, []).append(search)
    known = [search.requests for search in history if search.is_seen and search.requests]
    mean_cost = sum(known) / len(known) if known else usual_cost
    within = _containing(terms)
    candidates = [
        _weigh(term, by_term.get(term.text, []), day, mean_cost, within.get(term.text, ""), seasons) for term in terms
    ]
    asked = _spend(candidates, budget)
    order = sorted(candidates, key=lambda one: (one.term.text not in asked, -one.value, one.term.text))
    return tuple(_planned(one, day, is_asked=one.term.text in asked, history=by_term) for one in order)


def _weigh(
    term: WatchTerm, own: Sequence[TermSearch], day: date, mean_cost: float, within: str, seasons: Sequence[Season]
) -> _Candidate:
    usual = USUAL_PER_DAY.get(term.kind, USUAL_ELSE) * (CONTAINED if within else 1.0)
    seen = [search for search in own if search.is_seen]
    per_day = _per_day(seen, day, usual)
    now = seasons_of(seasons, term.indication, day)
    share = float(now[0].share) if now else 1.0
    waited = (day - seen[-1].day).days if seen else LONGEST_SPAN_DAYS
    limit = NAME_LIMIT_DAYS if term.kind == "name" else LIMIT_DAYS
    urgency = (day - own[-1].day).days / limit if own else NEVER_TRIED
    costs = [search.requests for search in seen[-5:] if search.requests]
    cost = sum(costs) / len(costs) if costs else mean_cost
    why = notes.term_season(now[0].name, share) if now else ""
    why += notes.term_within(within) if within else ""
    return _Candidate(term, per_day * max(waited, 0) * share, max(cost, 1.0), urgency, why)


def _per_day(seen: Sequence[TermSearch], day: date, usual: float) -> float:
    """Leads that the term brings a day: the newest searches count most, and the usual for a few days beside them."""
    gains, days = usual * USUAL_COUNTS_DAYS, USUAL_COUNTS_DAYS
    before: date | None = None
    for search in seen:
        weight = 0.5 ** ((day - search.day).days / HALF_LIFE_DAYS)
        span = FIRST_SPAN_DAYS if before is None else min((search.day - before).days, LONGEST_SPAN_DAYS)
        gains += weight * (search.leads_new + LISTING_GAIN * max(0, search.listings_new - search.leads_new))
        days += weight * span
        before = search.day
    return gains / days


def _spend(candidates: Sequence[_Candidate], budget: float) -> frozenset[str]:
    """Texts of the terms that are asked: what is due from its part of the budget, then by value; one at the least."""
    due = sorted((one for one in candidates if one.urgency >= 1.0), key=lambda one: (-one.urgency, -one.value))
    worth = sorted(
        (one for one in candidates if one.urgency >= 1.0 or one.expected >= WORTH), key=lambda one: -one.value
    )
    asked: dict[str, float] = {}
    for queue, limit in ((due, budget * RESERVE), (worth, budget)):
        spent = sum(asked.values())
        for one in queue:
            if one.term.text not in asked and (spent + one.cost <= limit or not asked):
                asked[one.term.text] = one.cost
                spent += one.cost
    return frozenset(asked)


def _containing(terms: Sequence[WatchTerm]) -> dict[str, str]:
    """Term → the shortest other term that stands in it, so that its results stand among the other's; never a name."""
    names = {term.text for term in terms if term.kind == "name"}
    texts = sorted((term.text for term in terms), key=len)
    folded = [(text, _fold(text)) for text in texts]
    found: dict[str, str] = {}
    for text, plain in folded:
        inner = next((other for other, letters in folded if len(letters) < len(plain) and letters in plain), "")
        if inner and text not in names:
            found[text] = inner
    return found


def _fold(text: str) -> str:
    return f" {text.casefold()} " if text.isascii() else text.casefold()


def _planned(one: _Candidate, day: date, *, is_asked: bool, history: Mapping[str, Sequence[TermSearch]]) -> PlannedTerm:
    return PlannedTerm(
        term=one.term,
        is_asked=is_asked,
        value=one.value,
        expected=one.expected,
        requests=one.cost,
        is_tried=one.term.text in history,
        reason=_reason(one, day, history.get(one.term.text, ()), is_asked=is_asked) + one.why,
    )


def _reason(one: _Candidate, day: date, own: Sequence[TermSearch], *, is_asked: bool) -> str:
    if not own:
        return notes.TERM_FIRST if is_asked else notes.TERM_FIRST_LATER
    waited = (day - own[-1].day).days
    if is_asked and one.expected >= WORTH:
        return notes.term_expected(one.expected, waited)
    if is_asked:
        return notes.TERM_NAME if one.term.kind == "name" else notes.term_due(waited)
    if one.urgency >= 1.0 or one.expected >= WORTH:
        return notes.term_postponed(waited)
    fresh = [search.day for search in own if search.listings_new or search.leads_new]
    since = (day - (fresh[-1] if fresh else own[0].day)).days
    return notes.term_sunk(since, LIMIT_DAYS - waited)
