"""Make a brief out of the store, keep it as an issued paper, ask its queries again."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from console.documents.briefs.annual import annual_parts
from console.documents.briefs.brief import Answer, Brief, Part
from console.documents.briefs.daily import daily_parts
from console.documents.briefs.facts import answers_of, brief_to_facts
from console.documents.briefs.printing import print_brief
from console.documents.briefs.queries import QUERIES, ask
from console.documents.briefs.special import event_number, special_parts
from console.documents.briefs.weekly import weekly_parts
from console.documents.briefs.writing import Writer
from console.documents.forms import TITLES
from console.documents.issuing import issue_paper
from console.documents.letter_making import Desk
from console.words import CITIES, day
from leads_db.brief_periods import Period, period_of
from leads_db.errors import DocumentError
from leads_db.records import AuthorisedUser
from leads_db.records.account import Actor
from leads_db.records.paper import Paper, PaperKind
from leads_db.register.organs import organ_of_city
from leads_db.store.clocks import read_time_rules
from leads_db.store.opinion_events import read_event
from leads_db.store.papers import PaperFilter, read_correction, read_papers
from leads_db.store.workday_changes import read_calendar
from scheduler.planning import sources_to_collect

PARTS: Mapping[PaperKind, Callable[[Writer, Period], tuple[Part, ...]]] = {
    PaperKind.DAILY_BRIEF: daily_parts,
    PaperKind.WEEKLY_BRIEF: weekly_parts,
    PaperKind.MONTHLY_BRIEF: weekly_parts,
    PaperKind.SPECIAL_BRIEF: special_parts,
    PaperKind.ANNUAL_REPORT: annual_parts,
}
NAMES = {PaperKind.ANNUAL_REPORT: "专用标志使用情况年报"}
"""Longer than the word for the kind."""
KINDS = (*PARTS,)
"""Kinds that are made here."""
SAME_MOST = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One value that is another one now."""

    query: str
    value: str
    told: object
    """In the paper."""
    now: object
    is_settled: bool
    """True: it should not have changed; something came in late or was altered."""


def make_brief(
    connection: Connection, desk: Desk, kind: PaperKind, city: str, subject: str, *, is_practice: bool = False
) -> Brief:
    """Ask everything and write it. Raises DocumentError for a kind or a time that is none."""
    period = _period(connection, desk, kind, subject)
    writer = _writer(connection, desk, city, is_practice=is_practice)
    made = PARTS[kind](writer, period)
    return Brief(
        kind=kind,
        city=city,
        subject=period.subject,
        title=f"{CITIES.get(city, city)}市地理标志{NAMES.get(kind, TITLES[kind])}",
        told=period.told,
        params=writer.params(period.since, period.until),
        answers=writer.answers,
        parts=made,
    )


def _period(connection: Connection, desk: Desk, kind: PaperKind, subject: str) -> Period:
    """Of an event: from its first post to after its last one. Raises DocumentError, NotFound."""
    if kind is not PaperKind.SPECIAL_BRIEF:
        return period_of(kind, subject, read_calendar(connection, desk.settings.register_folder))
    event = read_event(connection, event_number(subject))
    until = event.last_at + timedelta(minutes=1)
    told = f"{day(event.first_at)}至{day(event.last_at)}"
    return Period(subject=subject, told=told, since=event.first_at, until=until, before=event.first_at)


def _writer(connection: Connection, desk: Desk, city: str, *, is_practice: bool) -> Writer:
    mine = tuple(sorted(one.slug for one in desk.register.indications.values() if one.city == city))
    by = read_time_rules(connection, desk.settings.register_folder)
    sources = sources_to_collect(desk.settings, lambda fault: None)
    return Writer(
        connection=connection,
        names=desk.names,
        city=city,
        indications=mine,
        sources=tuple(sorted(one.name for one in sources if one.practice == is_practice)),
        users=tuple(_user_line(one) for one in desk.register.users if one.indication in mine),
        rules={rule.id: rule.name for rule in by.rules},
        is_practice=is_practice,
    )


def _user_line(user: AuthorisedUser) -> str:
    begins, ends = (one.isoformat() if one else "" for one in (user.from_on, user.to_on))
    return f"{user.indication}|{user.credit_code}|{begins}|{ends}"


def render_brief(brief: Brief, desk: Desk, *, at: datetime, is_draft: bool = True) -> bytes:
    """The .docx; a draft says so at its head."""
    organ = organ_of_city(desk.organs, brief.city)
    return print_brief(brief, organ, dated="" if is_draft else day(at), is_draft=is_draft)


def issue_brief(
    connection: Connection, desk: Desk, brief: Brief, actor: Actor, *, at: datetime, reason: str = ""
) -> Paper:
    """Keep it for ever. A second one of the same time is the correction of the first and tells why.

    Raises DocumentError before its time is over, and for a correction without a reason.
    """
    if brief.params.until > at:
        raise DocumentError(f"{brief.subject}: its time ends at {brief.params.until:%Y-%m-%d %H:%M %Z}; issue it after")
    older = find_issued(connection, brief.kind, brief.city, brief.subject, is_practice=brief.params.is_practice)
    return issue_paper(
        connection,
        desk.settings,
        render_brief(brief, desk, at=at, is_draft=False),
        kind=brief.kind,
        title=f"{brief.title}（{brief.told}）",
        city=brief.city,
        subject=brief.subject,
        facts=brief_to_facts(brief),
        actor=actor,
        at=at,
        supersedes=older.uid if older else None,
        reason=reason,
        is_practice=brief.params.is_practice,
    )


def find_issued(
    connection: Connection, kind: PaperKind, city: str, subject: str, *, is_practice: bool = False
) -> Paper | None:
    """The issued brief of a time that no correction replaces; None: none was issued."""
    wanted = PaperFilter(cities=(city,), kinds=(kind,), subjects=(subject,), is_practice=is_practice)
    found = read_papers(connection, wanted, limit=SAME_MOST)
    return next((paper for paper in found if read_correction(connection, paper.uid) is None), None)


def is_brief(paper: Paper) -> bool:
    """True when its numbers can be asked again."""
    return paper.kind in KINDS


def check_paper(connection: Connection, paper: Paper) -> tuple[int, tuple[Difference, ...]]:
    """Ask all queries of an issued brief again: how many values were compared, and those that differ.

    Raises DocumentError for a paper that is no brief.
    """
    compared, found = 0, list[Difference]()
    for answer in answers_of(paper.facts):
        now = ask(connection, answer.query, answer.params)
        names = list(dict.fromkeys((*answer.values, *now.values)))
        compared += len(names)
        found += _compare(answer, now, names)
    return compared, tuple(found)


def _compare(answer: Answer, now: Answer, names: Sequence[str]) -> list[Difference]:
    return [
        Difference(
            query=answer.query,
            value=name,
            told=answer.values.get(name),
            now=now.values.get(name),
            is_settled=QUERIES[answer.query].is_settled,
        )
        for name in names
        if answer.values.get(name) != now.values.get(name)
    ]
