"""What became of a lead: its moves, clocks, letters, who handed it in, and what people said about it in public."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from console.clock_words import left_words
from console.desk.context import Desk
from console.desk.opinion_posts import ShownPost, show_mentions
from console.lead_words import FACTS
from console.naming import Names
from leads_db.move_facts import CHOICES
from leads_db.records.account import Actor
from leads_db.records.clock import Clock, ClockRule
from leads_db.records.handling import Dispatch, LeadEvent
from leads_db.records.intake import TakenIntake
from leads_db.records.opinion import OpinionEvent
from leads_db.records.paper import Paper
from leads_db.store.accounts import read_shown_names
from leads_db.store.clocks import read_clocks, read_time_rules
from leads_db.store.dispatches import read_dispatches
from leads_db.store.events import read_lead_events
from leads_db.store.intakes import read_intakes_of
from leads_db.store.opinion_links import read_lead_events as read_opinion_events
from leads_db.store.opinion_links import read_lead_posts
from leads_db.store.papers import PaperFilter, read_papers

HIDDEN = frozenset({"acts", "batch", "flags", "seal", "intake"})
"""Facts of moves that say nothing to a reader."""
FACT_LETTERS = 200
POSTS_MOST = 10
PAPERS_MOST = 50
BUREAUS = frozenset({"host", "assistants", "copies", "proposed_bureau"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownClock:
    """One limit with its rule and how much of it is left."""

    clock: Clock
    rule: ClockRule | None
    left: str
    """Empty once it is met."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadStory:
    """The lead beside its own content."""

    events: tuple[LeadEvent, ...]
    """The newest first."""
    clocks: tuple[ShownClock, ...]
    sent: tuple[Dispatch, ...]
    papers: tuple[Paper, ...]
    """Kept papers about the lead, the newest first."""
    persons: Mapping[str, str]
    """Log-in name of who acted → the name that people read."""
    intakes: tuple[TakenIntake, ...]
    opinions: tuple[OpinionEvent, ...]
    posts: tuple[ShownPost, ...]
    """The newest that name its seller."""


def read_story(connection: Connection, desk: Desk, actor: Actor, number: str) -> LeadStory:
    """For a lead that the actor sees; whoever calls has made sure of it."""
    now = desk.clock()
    by = read_time_rules(connection, desk.settings.register_folder)
    shown = tuple(
        ShownClock(
            clock=clock,
            rule=by.rule(clock.rule, clock.started_at),
            left=_left(clock, is_late=clock.due_at is not None and now > clock.due_at),
        )
        for clock in read_clocks(connection, number, by, now)
    )
    events, sent = read_lead_events(connection, number), read_dispatches(connection, number)
    subjects = (number, *(one.uid for one in sent), *dict.fromkeys(one.batch for one in sent))
    return LeadStory(
        events=tuple(reversed(events)),
        clocks=shown,
        sent=sent,
        papers=tuple(read_papers(connection, PaperFilter(subjects=subjects), limit=PAPERS_MOST)),
        persons=read_shown_names(connection, (event.actor for event in events)),
        intakes=read_intakes_of(connection, number),
        opinions=read_opinion_events(connection, number),
        posts=_posts(connection, number),
    )


def _posts(connection: Connection, number: str) -> tuple[ShownPost, ...]:
    found = read_lead_posts(connection, number)
    slugs = {post.indication for post in found}
    ids = [post.mention_id for post in found[-POSTS_MOST:]]
    return tuple(one for slug in slugs for one in show_mentions(connection, ids, slug))


def _left(clock: Clock, *, is_late: bool) -> str:
    if clock.ended_at is not None or clock.due_at is None:
        return ""
    return left_words(clock.workdays_left, is_late=is_late)


def told_facts(facts: Mapping[str, object], names: Names) -> list[tuple[str, str]]:
    """(label, value) of what a move carries, for its line in the history."""
    shown = [(name, value) for name, value in facts.items() if name not in HIDDEN and value]
    return [(FACTS.get(name, name), _plain(name, value, names)) for name, value in shown]


def _plain(name: str, value: object, names: Names) -> str:
    if isinstance(value, bool):
        return "✓"
    values = value if isinstance(value, Sequence) and not isinstance(value, str) else [value]
    words = CHOICES.get(name, {})
    texts = (names.bureau(str(one)) if name in BUREAUS else words.get(str(one), str(one)) for one in values)
    return "、".join(texts)[:FACT_LETTERS]
