"""What the pages of a bureau show of its sendings: lines with their deadlines, and one lead whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from console.desk.context import Desk
from console.desk.county_forms import offered
from console.desk.drafts import read_drafts
from console.desk.language import translated as _
from console.documents.handling_facts import last_round
from console.documents.move_papers import is_designated
from leads_db.clocks import shanghai_day
from leads_db.lifecycle import AT_BUREAU
from leads_db.records.account import Actor
from leads_db.records.clock import Clock, ClockRule, ClockState, LimitUnit
from leads_db.records.handling import DispatchKind, Handling, LeadEvent, LeadFlag, LeadState, Move, Receipt
from leads_db.records.paper import Paper, PaperKind
from leads_db.records.seal import Seal
from leads_db.store.accounts import read_shown_names
from leads_db.store.clocks import TimeRules, read_time_rules
from leads_db.store.county_dues import read_first_dues
from leads_db.store.county_views import (
    CountyFilter,
    CountyRow,
    count_county_rows,
    read_county_clocks,
    read_county_row,
)
from leads_db.store.events import read_lead_events
from leads_db.store.handling import read_handling
from leads_db.store.lead_views import LeadListing, read_lead_listings
from leads_db.store.papers import PaperFilter, read_papers
from leads_db.store.receipts import read_receipts
from leads_db.store.seals import read_seals

SOON_WORKDAYS = 2
"""Left working days at which a line turns yellow; the figure of the first page counts three days."""
FIGURE_WORKDAYS = 3
LISTINGS_SHOWN = 50
PAPERS_SHOWN = 30
UNSIGNED = CountyFilter(is_signed=False)
CHECKING = CountyFilter(states=frozenset({LeadState.RECEIVED}))
WAITING_FOR_HEAD = CountyFilter(kinds=(DispatchKind.HOST,), flag=LeadFlag.AWAITING_HEAD)
NOT_TOLD = frozenset({"photos", "seal_holds", "gone", "seller_sells", "run", "looked_at"})
OF_CENTRE = frozenset({Move.DISPATCH, Move.CONFIRM, Move.APPROVE, Move.HOLD, Move.RECHECKED, Move.RECUR})
"""Moves of the centre whose facts are not told to bureaus."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Light:
    """A deadline as a line shows it: sign, word and colour, never the colour alone."""

    sign: str
    word: str
    look: str
    due_at: datetime | None
    rule: ClockRule | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CountyLine:
    """A sending with its most urgent deadline."""

    row: CountyRow
    light: Light | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The big numbers."""

    waiting: int
    checking: int
    soon: int
    late: int
    asked: int
    """What waits for the head."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CountySheet:
    """One lead as its bureau works on it."""

    row: CountyRow
    handling: Handling
    lights: tuple[Light, ...]
    warning: str
    events: tuple[LeadEvent, ...]
    receipts: tuple[Receipt, ...]
    items: tuple[LeadListing, ...]
    seal: Seal | None
    moves: tuple[Move, ...]
    drafts: Mapping[str, Mapping[str, str]]
    persons: Mapping[str, str]
    """Log-in name of who acted → the name that people read."""
    papers: tuple[Paper, ...]
    """What came after the letter: 催办单, 督办单, 指定管辖通知书."""

    @property
    def told(self) -> Mapping[str, object]:
        """What the bureau told so far, without photos and what the centre's own check found."""
        return {name: value for name, value in self.handling.outcome.items() if name not in NOT_TOLD}

    @property
    def lacking(self) -> str:
        """What the centre still wants, while the lead is back for it; empty else."""
        asked = next((event for event in reversed(self.events) if event.move in (Move.ASK_MORE, Move.FEED_BACK)), None)
        wanted = asked is not None and asked.move is Move.ASK_MORE
        return f"{asked.facts.get('lacking', '')} {asked.reason}".strip() if asked and wanted else ""

    @property
    def photos(self) -> tuple[str, ...]:
        """Names of all photos that were told, the oldest first."""
        told = [event.facts.get("photos") or () for event in self.events if event.move is Move.VERIFY]
        return tuple(dict.fromkeys(str(name) for names in told if isinstance(names, list | tuple) for name in names))


def read_lines(connection: Connection, desk: Desk, rows: Sequence[CountyRow]) -> tuple[CountyLine, ...]:
    """The rows with their lights."""
    rules, now = read_time_rules(connection, desk.settings.register_folder), desk.clock()
    hosted = [row.lead for row in rows if row.is_host]
    clocks = read_county_clocks(connection, hosted, rules, now)
    return tuple(CountyLine(row=row, light=_first_light(row, clocks, rules)) for row in rows)


def _first_light(row: CountyRow, clocks: Mapping[str, tuple[Clock, ...]], rules: TimeRules) -> Light | None:
    mine = clocks.get(row.lead, ()) if row.is_host else ()
    return light_of(mine[0], rules) if mine else None


def light_of(clock: Clock, rules: TimeRules) -> Light:
    """✕ past, ! soon, ‖ paused, ✓ in time."""
    rule = rules.rule(clock.rule, clock.started_at)
    sign, look, word = "✓", "good", _("剩 {count} 个工作日", count=clock.workdays_left)
    if clock.due_at is None:
        is_days = rule is not None and rule.unit is not LimitUnit.WORKDAYS
        paused = "计时暂停，余 {count} 日" if is_days else "计时暂停，余 {count} 个工作日"
        sign, look, word = "‖", "open", _(paused, count=clock.workdays_left)
    elif clock.state is ClockState.LATE:
        late = -clock.workdays_left
        sign, look, word = "✕", "bad", _("超期 {count} 个工作日", count=late) if late > 0 else _("已超期")
    elif clock.workdays_left <= SOON_WORKDAYS:
        sign, look = "!", "doubtful"
        word = word if clock.workdays_left else _("今天到期")
    return Light(sign=sign, word=word, look=look, due_at=clock.due_at, rule=rule)


def read_limits(connection: Connection, desk: Desk) -> dict[str, ClockRule]:
    """Id → the limit as it holds today."""
    rules, now = read_time_rules(connection, desk.settings.register_folder), desk.clock()
    found = {rule.id: rules.rule(rule.id, now) for rule in rules.rules}
    return {name: rule for name, rule in found.items() if rule is not None}


def read_due(connection: Connection, desk: Desk, actor: Actor) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Numbers of the hosted leads whose most urgent deadline is near, and of those where it has passed."""
    rules, now = read_time_rules(connection, desk.settings.register_folder), desk.clock()
    firsts = read_first_dues(connection, actor, rules, now)
    last_day = rules.calendar.add_workdays(shanghai_day(now), FIGURE_WORKDAYS + 1)
    soon = tuple(number for number, due in firsts.items() if now <= due and shanghai_day(due) < last_day)
    return soon, tuple(number for number, due in firsts.items() if due < now)


def read_figures(connection: Connection, desk: Desk, actor: Actor) -> Figures:
    """The big numbers of the bureau."""
    soon, late = read_due(connection, desk, actor)
    waiting, checking, asked = (
        count_county_rows(connection, actor, wanted) for wanted in (UNSIGNED, CHECKING, WAITING_FOR_HEAD)
    )
    return Figures(waiting=waiting, checking=checking, soon=len(soon), late=len(late), asked=asked)


def read_sheet(connection: Connection, desk: Desk, uid: str, actor: Actor) -> CountySheet:
    """One lead. Raises NotFound for what does not lie with the actor's bureau."""
    row = read_county_row(connection, uid, actor)
    rules, now = read_time_rules(connection, desk.settings.register_folder), desk.clock()
    clocks = read_county_clocks(connection, [row.lead], rules, now).get(row.lead, ()) if row.is_host else ()
    handling = read_handling(connection, row.lead)
    events = _own_events(connection, row, actor.bureau or "")
    seals = {seal.name: seal for seal in read_seals(connection, row.lead, actor)} if row.seal else {}
    return CountySheet(
        row=row,
        handling=handling,
        lights=tuple(light_of(clock, rules) for clock in clocks),
        warning="".join(dict.fromkeys(clock.warning for clock in clocks)),
        events=events,
        persons=read_shown_names(connection, [*(event.actor for event in events), handling.asked_by or ""]),
        receipts=read_receipts(connection, uid),
        items=read_lead_listings(connection, [row.lead], per_lead=LISTINGS_SHOWN).get(row.lead, ()),
        seal=seals.get(row.seal),
        moves=offered(handling, actor) if row.is_host and row.state in AT_BUREAU else (),
        drafts=read_drafts(desk.settings, actor, uid),
        papers=_later_papers(connection, row, actor) if row.is_host else (),
    )


def _later_papers(connection: Connection, row: CountyRow, actor: Actor) -> tuple[Paper, ...]:
    reminders = PaperFilter(subjects=(row.uid,), kinds=(PaperKind.URGING, PaperKind.SUPERVISION))
    named = PaperFilter(subjects=(row.lead,), kinds=(PaperKind.DESIGNATION,))
    mine = (
        one
        for one in read_papers(connection, named, limit=PAPERS_SHOWN)
        if is_designated(connection, one, actor.bureau)
    )
    return (*read_papers(connection, reminders, limit=PAPERS_SHOWN), *mine)


def _own_events(connection: Connection, row: CountyRow, bureau: str) -> tuple[LeadEvent, ...]:
    """What happened in the bureau's own round; one that is not the host reads nothing of the host's work."""
    if not row.is_host:
        return ()
    told = last_round(read_lead_events(connection, row.lead), bureau)
    return tuple(event for event in told if event.move not in OF_CENTRE)
