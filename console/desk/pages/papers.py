"""文书: drafts that are due, briefs made and looked at, issued papers with their numbers' queries, corrections."""

import hashlib
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import Connection

from console.desk.asking import see_other
from console.desk.context import Desk, DeskOf
from console.desk.language import translated as _
from console.desk.paper_choice import Choice, ChoiceOf, draft_path
from console.desk.paper_desk import DOCX, file_answer, papers_of
from console.desk.security.access import CENTRE, ActorOf, allow, cities_of
from console.documents.briefs.brief import Brief
from console.documents.briefs.facts import brief_to_facts
from console.documents.briefs.making import (
    KINDS,
    check_paper,
    find_issued,
    is_brief,
    issue_brief,
    make_brief,
    render_brief,
)
from console.documents.briefs.queries import QUERIES
from console.documents.forms import TITLES
from console.documents.pack import safe_name
from leads_db.brief_periods import subject_on
from leads_db.clocks import shanghai_day
from leads_db.errors import DocumentError, EvidenceError, NotFound
from leads_db.paper_file import read_paper_bytes
from leads_db.records.account import Actor, Role
from leads_db.records.paper import Paper, PaperKind
from leads_db.store.engine import reading, writing
from leads_db.store.papers import PaperFilter, read_correction, read_paper, read_papers
from leads_db.store.record_json import to_json

router = APIRouter(prefix="/papers", dependencies=[allow(*CENTRE)])
LISTED = 50
Reason = Annotated[str, Form(max_length=500)]
Digest = Annotated[str, Form(pattern="^[0-9a-f]{64}$")]


@router.get("")
def papers(desk: DeskOf, actor: ActorOf, kind: PaperKind | None = None) -> HTMLResponse:
    """What can be made today, and the issued papers of the actor's cities, the newest first."""
    cities = cities_of(desk, actor)
    with reading(desk.engine) as connection:
        wanted = PaperFilter(cities=cities, kinds=(kind,) if kind else None)
        found = read_papers(connection, wanted, limit=LISTED)
        corrected = {paper.supersedes for paper in found if paper.supersedes}
        today = _today(connection, desk, cities)
    context = {"found": found, "corrected": corrected, "today": today, "kind": kind}
    return desk.render("papers.html", {**context, "titles": TITLES, "kinds": KINDS, "my_cities": cities})


def _today(connection: Connection, desk: Desk, cities: tuple[str, ...]) -> list[tuple[Choice, Paper | None]]:
    """The newest draft of each kind that has a time, with its paper where it was issued."""
    on = shanghai_day(desk.clock())
    pairs = [(city, kind) for city in cities for kind in KINDS if kind is not PaperKind.SPECIAL_BRIEF]
    choices = [Choice(kind=kind, city=city, subject=subject_on(kind, on), stock="") for city, kind in pairs]
    return [(one, find_issued(connection, one.kind, one.city, one.subject)) for one in choices]


@router.get("/draft")
def draft(desk: DeskOf, actor: ActorOf, choice: ChoiceOf) -> Response:
    """A brief as it would be issued now; nothing is kept."""
    try:
        brief, older = _make(desk, actor, choice)
    except DocumentError as fault:
        return see_other("/papers", told=_("没有生成：{why}", why=str(fault)), kind="bad")
    facts = brief_to_facts(brief)
    may_issue = Role.APPROVER in actor.roles and brief.params.until <= desk.clock()
    context = {"choice": choice, "brief": brief, "facts": facts, "digest": _digest(facts), "older": older}
    shared = {
        "queries": QUERIES,
        "titles": TITLES,
        "may_issue": may_issue,
        "is_over": brief.params.until <= desk.clock(),
    }
    return desk.render("paper_draft.html", {**context, **shared})


def _make(desk: Desk, actor: Actor, choice: Choice) -> tuple[Brief, Paper | None]:
    """The brief, and the issued one that it would correct. Raises NotFound for another city, DocumentError."""
    if choice.city not in cities_of(desk, actor):
        raise NotFound(f"city {choice.city}")
    with reading(desk.engine) as connection:
        brief = make_brief(
            connection, papers_of(desk), choice.kind, choice.city, choice.subject, is_practice=choice.is_practice
        )
        older = find_issued(connection, brief.kind, brief.city, brief.subject, is_practice=choice.is_practice)
    return brief, older


def _digest(facts: Mapping[str, object]) -> str:
    return hashlib.sha256(to_json(facts).encode()).hexdigest()


@router.get("/draft.docx")
def draft_file(desk: DeskOf, actor: ActorOf, choice: ChoiceOf) -> Response:
    """The draft as a Word file that is marked so. Raises NotFound."""
    try:
        brief, _older = _make(desk, actor, choice)
    except DocumentError as fault:
        return see_other("/papers", told=_("没有生成：{why}", why=str(fault)), kind="bad")
    body = render_brief(brief, papers_of(desk), at=desk.clock())
    return file_answer(body, f"{safe_name(f'{brief.title}（{brief.told}）草稿')}.docx", DOCX)


@router.post("/issue", dependencies=[allow(Role.APPROVER)])
def issue(desk: DeskOf, actor: ActorOf, choice: ChoiceOf, seen: Digest, reason: Reason = "") -> RedirectResponse:
    """Keep the brief for ever, when it still says what was looked at."""
    back = draft_path(choice)
    try:
        brief, older = _make(desk, actor, choice)
        if _digest(brief_to_facts(brief)) != seen:
            return see_other(back, told=_("数据刚刚有变化，没有签发：请重新核对后再签发。"), kind="bad")
        if older and not reason.strip():
            return see_other(back, told=_("没有签发：更正须写明理由。"), kind="bad")
        with writing(desk.engine) as connection:
            paper = issue_brief(connection, papers_of(desk), brief, actor, at=desk.clock(), reason=reason.strip())
    except DocumentError as fault:
        return see_other(back, told=_("没有签发：{why}", why=str(fault)), kind="bad")
    return see_other(f"/papers/{paper.uid}", told=_("已签发并留存，此后不再改动。"))


@router.get("/{uid}")
def one_paper(desk: DeskOf, actor: ActorOf, uid: str, check: Annotated[bool, Query()] = False) -> HTMLResponse:
    """An issued paper; `check`: its queries asked again. Raises NotFound."""
    with reading(desk.engine) as connection:
        paper = _paper(connection, desk, actor, uid)
        newer = read_correction(connection, uid)
        compared = check_paper(connection, paper) if check and is_brief(paper) else None
    context: dict[str, Any] = {"paper": paper, "newer": newer, "compared": compared, "is_whole": _is_whole(desk, paper)}
    shared = {"titles": TITLES, "queries": QUERIES, "is_brief": is_brief(paper), "facts": paper.facts}
    return desk.render("paper.html", {**context, **shared, "again": _again(paper)})


def _again(paper: Paper) -> str:
    """Where its correction is made; empty for what is no brief."""
    stock = "practice" if paper.is_practice else ""
    if not is_brief(paper):
        return ""
    return draft_path(Choice(kind=paper.kind, city=paper.city, subject=paper.subject, stock=stock))


@router.get("/{uid}/file")
def paper_file(desk: DeskOf, actor: ActorOf, uid: str) -> Response:
    """The bytes as they were issued; refused when they have changed. Raises NotFound."""
    with reading(desk.engine) as connection:
        paper = _paper(connection, desk, actor, uid)
    try:
        body = read_paper_bytes(desk.settings.papers_folder, paper)
    except EvidenceError:
        return see_other(f"/papers/{uid}", told=_("原件丢失或被改动，没有下载：请告知运维从备份恢复。"), kind="bad")
    ending = paper.file.rsplit(".", 1)[-1]
    return file_answer(
        body, f"{safe_name(paper.title)}.{ending}", DOCX if ending == "docx" else "application/octet-stream"
    )


def _is_whole(desk: Desk, paper: Paper) -> bool:
    try:
        read_paper_bytes(desk.settings.papers_folder, paper)
    except EvidenceError:
        return False
    return True


def _paper(connection: Connection, desk: Desk, actor: Actor, uid: str) -> Paper:
    paper = read_paper(connection, uid)
    if paper.city not in cities_of(desk, actor):
        raise NotFound(f"paper {uid[:30]}")
    return paper
