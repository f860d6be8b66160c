"""线索候选: shops and links that posts name; a person makes a lead of one, or dismisses it with a reason."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Form, Path, Query
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy import Connection

from console.desk.asking import see_other
from console.desk.context import Desk, DeskOf
from console.desk.language import translated as _
from console.desk.opinion_choice import OpinionChoiceOf, named_choices, read_filter, refuse_foreign, slugs_of
from console.desk.opinion_posts import ShownPost, show_mentions
from console.desk.opinion_refusals import refusal
from console.desk.security.access import CENTRE, ActorOf, allow
from console.naming import Names
from crawlers.importing.identity import PlatformNames
from leads_db.errors import DecisionRefused
from leads_db.records import PRACTICE
from leads_db.records.account import Role
from leads_db.records.opinion import CandidateState, LeadCandidate
from leads_db.store.candidate_leads import Place, accept_candidate
from leads_db.store.engine import reading, writing
from leads_db.store.lead_candidates import LINK, dismiss_candidate, read_candidate, read_candidates
from leads_db.store.opinion_lists import read_posts_of_candidate
from pipelines.opinions.naming import NO_MARKETS

router = APIRouter(prefix="/opinions/candidates", dependencies=[allow(*CENTRE)])
DECIDE = [allow(Role.REVIEWER)]
LISTED, POSTS = 60, 3
HERE = "/opinions/candidates"
Number = Annotated[int, Path(ge=1, le=2**62)]


@router.get("")
def candidates(
    desk: DeskOf,
    actor: ActorOf,
    choice: OpinionChoiceOf,
    state: Annotated[CandidateState, Query()] = CandidateState.WAITING,
) -> HTMLResponse:
    """Those that most posts name first, each with what was said."""
    with reading(desk.engine) as connection:
        wanted = read_filter(connection, desk, actor, choice)
        found = read_candidates(
            connection, wanted.indications, state=state, is_practice=wanted.is_practice, limit=LISTED
        )
        lines = [(one, _posts(connection, one)) for one in found]
    shared = {"choice": choice, "named": named_choices(desk, slugs_of(desk, actor))}
    context = {"lines": lines, "state": state, "states_of": CandidateState, "markets": _markets(desk.names)}
    return desk.render("candidates.html", {**context, **shared, "PRACTICE": PRACTICE, "limit": LISTED})


def _posts(connection: Connection, candidate: LeadCandidate) -> tuple[ShownPost, ...]:
    ids = read_posts_of_candidate(connection, candidate.id, limit=POSTS)
    return show_mentions(connection, ids, candidate.indication)


def _markets(names: Names) -> Mapping[str, str]:
    return {one.id: one.name for one in names.platforms.values() if one.kind not in NO_MARKETS and one.id != PRACTICE}


@router.post("/{number}/accept", dependencies=DECIDE)
def accept(
    desk: DeskOf, actor: ActorOf, number: Number, platform: Annotated[str, Form(max_length=40)] = ""
) -> RedirectResponse:
    """Make a lead of it, or hang it on the seller's; `platform` where the posts tell none."""
    try:
        with writing(desk.engine) as connection:
            candidate = read_candidate(connection, number)
            refuse_foreign(desk, actor, candidate.indication)
            place = _place(desk, candidate, platform)
            done = accept_candidate(connection, number, place, actor, at=desk.clock())
    except DecisionRefused as fault:
        return see_other(HERE, told=refusal(fault), kind="bad")
    return see_other(f"/leads/{done.lead}", told=_("已转为线索 {number}。", number=done.lead))


def _place(desk: Desk, candidate: LeadCandidate, told: str) -> Place:
    """City of the indication, platform and item of the link by the register's patterns; an unknown platform is none."""
    city = desk.names.indications[candidate.indication].city or ""
    if candidate.is_practice:
        return Place(city=city, platform=PRACTICE)
    if candidate.kind == LINK:
        platform, item_id = PlatformNames(desk.names.platforms.values()).of_url(candidate.text)
        return Place(city=city, platform=candidate.platform or platform or "", item_id=item_id or "")
    return Place(city=city, platform=candidate.platform or (told if told in _markets(desk.names) else ""))


@router.post("/{number}/dismiss", dependencies=DECIDE)
def dismiss(
    desk: DeskOf, actor: ActorOf, number: Number, reason: Annotated[str, Form(max_length=500)] = ""
) -> RedirectResponse:
    """No lead comes of it; why."""
    try:
        with writing(desk.engine) as connection:
            refuse_foreign(desk, actor, read_candidate(connection, number).indication)
            dismiss_candidate(connection, number, actor, reason=reason, at=desk.clock())
    except DecisionRefused as fault:
        return see_other(HERE, told=refusal(fault), kind="bad")
    return see_other(HERE, told=_("已标为不采用。"))
